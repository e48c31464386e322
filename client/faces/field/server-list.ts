import type { Incident } from '../../../shared/incident.ts'
import type { SessionInfo } from '../../../shared/api.ts'

export type Answer<T> =
  | { kind: 'fresh'; value: T; atMs: number }
  | { kind: 'same'; atMs: number }
  | { kind: 'signed-out' }
  | { kind: 'refused'; status: number }
  | { kind: 'offline' }

const etags = new Map<string, string>()
/** Asks with the last answer's mark: an unchanged list costs a few bytes. `max-age=0` keeps the browser from adding `no-cache`, which
 *  would make the server send it all again. */
export async function ask<T>(path: string): Promise<Answer<T>> {
  const etag = etags.get(path)
  try {
    const response = await fetch(path, {
      credentials: 'same-origin',
      ...(etag ? { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } } : {}),
    })
    const date = Date.parse(response.headers.get('date') ?? '')
    const atMs = Number.isFinite(date) ? date : Date.now()
    if (response.status === 304) return { kind: 'same', atMs }
    if (response.status === 401) return { kind: 'signed-out' }
    if (response.status >= 502 && response.status <= 504) return { kind: 'offline' }
    if (!response.ok) return { kind: 'refused', status: response.status }
    const mark = response.headers.get('etag')
    const value = (await response.json()) as T
    if (mark) etags.set(path, mark)
    return { kind: 'fresh', value, atMs }
  } catch {
    return { kind: 'offline' }
  }
}
export const forgetMarks = (): void => etags.clear()

export const MINE = '/api/incidents?mine=1&state=open&limit=100'
/** What waits for an independent look, in the area of whoever may inspect. */
const TO_INSPECT = '/api/incidents?state=HANDLED&limit=30'
type List = { incidents: Incident[] }

// Asked before anything is drawn: at 3G each round trip is a tenth of the time that a first row may take.
let early: { session: Promise<Answer<SessionInfo>>; mine: Promise<Answer<List>> } | null = null
export const askEarly = (): void => {
  early ??= { session: ask<SessionInfo>('/api/session'), mine: ask<List>(MINE) }
}
export async function firstAnswers() {
  askEarly()
  const asked = early as NonNullable<typeof early>
  early = null
  return asked
}
export const askMine = () => ask<List>(MINE)
export const askToInspect = () => ask<List>(TO_INSPECT)
