import type { LiveLink } from '../../live/connect.ts'

let link: LiveLink | null = null
let incident: string | null = null
let writing = false
export const setLink = (next: LiveLink | null): void => void (link = next)
export const theLink = (): LiveLink | null => link

const tell = () => link?.looking(incident === null ? null : { incident, writing })
/** Tells the other seats which case this one looks at. */
export function lookAt(id: string | null): void {
  if (id === incident) return
  incident = id
  writing = false
  tell()
}
export function writeOn(id: string | null): void {
  writing = id !== null && id === incident
  tell()
}
