import type { KeptPhoto } from './action.ts'
import type { Progress } from './ports.ts'

/** A few kilobytes a request: on 2G (3 kB/s) a receipt every few seconds, so that a cut costs seconds and not the photo. */
const PIECE = 32 * 1024
const BAD_CHECKSUM = 460
const VERSION = { 'tus-resumable': '1.0.0' }

export type TusAnswer = { id: string } | { response: Response }
type Door = { photo: KeptPhoto; csrf: string; kept: (progress: Progress) => Promise<void> }

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
/** Facts of capture as tus metadata: base64 of text, joined by commas. */
export function metadataOf(photo: KeptPhoto): string {
  const facts: Record<string, string | null> = {
    filename: `${photo.key}.${photo.type.slice(6)}`,
    filetype: photo.type,
    sha256: photo.sha256,
    originalSha256: photo.originalSha256,
    capturedAt: photo.capturedAt,
    position: photo.position && photo.position.join(','),
    accuracyM: photo.accuracyM === null ? null : String(Math.round(photo.accuracyM)),
    from: photo.from,
  }
  return Object.entries(facts)
    .filter((row): row is [string, string] => row[1] !== null)
    .map(([name, value]) => `${name} ${base64(value)}`)
    .join(',')
}

async function create({ photo, csrf, kept }: Door): Promise<string | Response> {
  const headers = { ...VERSION, 'x-csrf-token': csrf, 'upload-length': String(photo.bytes.length), 'upload-metadata': metadataOf(photo) }
  const response = await fetch('/api/photos', { method: 'POST', credentials: 'same-origin', headers })
  const location = response.headers.get('location')
  if (response.status !== 201 || !location) return response
  const url = new URL(location, window.location.href).pathname
  await kept({ url, sent: 0 })
  return url
}

/** How far the server has it; null when it no longer knows the upload. */
async function offsetOf(url: string, csrf: string): Promise<number | null | Response> {
  const response = await fetch(url, { method: 'HEAD', credentials: 'same-origin', headers: { ...VERSION, 'x-csrf-token': csrf } })
  if (response.status === 404 || response.status === 410) return null
  const offset = Number(response.headers.get('upload-offset') ?? 'x')
  return response.ok && Number.isFinite(offset) ? offset : response
}

/** tus 1.0: asks how far the upload came, then sends the rest piece by piece. Throws when the network is away. */
export async function tusUpload(door: Door, again = true): Promise<TusAnswer> {
  const { photo, csrf, kept } = door
  let url = photo.url
  let offset = url === null ? 0 : await offsetOf(url, csrf)
  if (offset instanceof Response) return { response: offset }
  if (url === null || offset === null) {
    const made = await create(door)
    if (made instanceof Response) return { response: made }
    url = made
    offset = 0
  }
  while (offset < photo.bytes.length) {
    const response: Response = await fetch(url, {
      method: 'PATCH',
      credentials: 'same-origin',
      headers: { ...VERSION, 'x-csrf-token': csrf, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body: photo.bytes.subarray(offset, offset + PIECE),
    })
    // The bytes arrived damaged: once from the beginning, then it is the server's word.
    if (response.status === BAD_CHECKSUM && again) return tusUpload({ ...door, photo: { ...photo, url: null, sent: 0 } }, false)
    if (!response.ok) return { response }
    offset = Number(response.headers.get('upload-offset'))
    await kept({ url, sent: offset })
  }
  return { id: url.slice(url.lastIndexOf('/') + 1) }
}
