import type { Position } from '../../shared/geo.ts'
import type { KeptPhoto } from './action.ts'
import { sha256 } from './sha256.ts'

/** A case shows at most four photos as a rule (report, before, after, inspection): 200 kB a case as sent. */
export const PHOTO_MAX_BYTES = 50_000
const EDGES = [1280, 1024, 800, 640, 480]
const QUALITIES = [0.8, 0.65, 0.5, 0.35]
const THUMB_EDGE = 240

const canvasOf = (bitmap: ImageBitmap, edge: number): HTMLCanvasElement => {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2d canvas')
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas
}
const encoded = (canvas: HTMLCanvasElement, type: string, quality: number) =>
  new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, type, quality)
  })

/** The largest picture that fits: size is given up after quality 0.35, because a blurred plate proves less than a small one. WebP where
 *  the browser writes it, else JPEG. */
export async function fit(bitmap: ImageBitmap, maxBytes: number): Promise<Blob> {
  let smallest: Blob | null = null
  let type = 'image/webp'
  for (const edge of EDGES) {
    const canvas = canvasOf(bitmap, edge)
    for (const quality of QUALITIES) {
      let blob = await encoded(canvas, type, quality)
      if (blob?.type !== type) {
        type = 'image/jpeg'
        blob = await encoded(canvas, type, quality)
      }
      if (!blob) continue
      smallest = blob
      if (blob.size <= maxBytes) return blob
    }
  }
  if (!smallest) throw new Error('the photo could not be encoded')
  return smallest
}

/** A photo as it will be sent and proven: shrunk, with the hash of what is sent and of what the camera gave. Position and accuracy are
 *  those of the phone at the moment, and only of a photo taken now. */
export async function photoOf(
  file: Blob & { lastModified?: number },
  facts: { user: string; key: string; from: 'camera' | 'album'; nowMs: number; position: Position | null; accuracyM: number | null },
): Promise<KeptPhoto> {
  const original = new Uint8Array(await file.arrayBuffer())
  // The camera's own orientation is applied here, since the shrunk copy carries no EXIF.
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const blob = await fit(bitmap, PHOTO_MAX_BYTES)
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const here = facts.from === 'camera'
    return {
      key: facts.key, user: facts.user, bytes, type: blob.type as KeptPhoto['type'],
      thumb: canvasOf(bitmap, THUMB_EDGE).toDataURL('image/jpeg', 0.6),
      sha256: await sha256(bytes), originalSha256: await sha256(original),
      capturedAt: new Date(here ? facts.nowMs : (file.lastModified ?? facts.nowMs)).toISOString(),
      position: here ? facts.position : null, accuracyM: here ? facts.accuracyM : null,
      from: facts.from, url: null, sent: 0, id: null,
    } // prettier-ignore
  } finally {
    bitmap.close()
  }
}
