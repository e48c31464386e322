import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { randomId } from './id.ts'
import { lookAt, shownCopy } from './photo-copy.ts'
import { HttpProblem, notFound } from './problem.ts'
import type { PhotoRow } from './store/photos.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

export const PHOTO_MAX_BYTES = 10 * 1024 * 1024
const UNFINISHED_MS = 24 * 3_600_000
const AT_ONCE = 2

/** Facts of capture as the phone gave them; none of them is proof. */
export type PhotoFacts = {
  filename: string
  capturedAt?: string
  position?: [number, number]
  accuracyM?: number
  from?: 'camera' | 'album'
  originalSha256?: string
  duplicateOf?: string
}
export type Upload = { id: string; by: string; length: number; sha256: string; createdAt: string; facts: PhotoFacts }
export type Photos = Awaited<ReturnType<typeof openPhotos>>

/** Keeps photos: parts while they come (`uploads/`), whole ones as sent (`photos/`), copies for readers (`shown/`), and one row each. */
export async function openPhotos({ folder, store, now }: { folder: string; store: Store; now: () => Date }) {
  const [uploads, kept, copies] = ['uploads', 'photos', 'shown'].map((name) => join(folder, name)) as [string, string, string]
  for (const path of [uploads, kept, copies]) await mkdir(path, { recursive: true, mode: 0o700 })
  const writing = new Set<string>()
  const turn = turns(AT_ONCE)
  const safe = (id: string) => (/^[0-9a-z]{22}$/.test(id) ? id : 'none')
  const partOf = (id: string) => join(uploads, `${safe(id)}.part`)
  const noteOf = (id: string) => join(uploads, `${safe(id)}.json`)
  const fileOf = (id: string) => join(kept, safe(id))

  async function create(by: string, length: number, sha256: string, facts: PhotoFacts): Promise<Upload> {
    const upload: Upload = { id: randomId(), by, length, sha256, createdAt: now().toISOString(), facts }
    await writeFile(partOf(upload.id), '', { mode: 0o600 })
    await writeFile(noteOf(upload.id), JSON.stringify(upload), { mode: 0o600 })
    return upload
  }
  /** Of the creator only; to anybody else it does not exist. */
  async function progress(id: string, by: string): Promise<{ offset: number; length: number; expiresAt: string | null }> {
    const row = await store.read('photos.get', id)
    if (row?.by === by) return { offset: row.bytes, length: row.bytes, expiresAt: null }
    const upload = await uploadOf(id, by)
    return { offset: (await stat(partOf(id))).size, length: upload.length, expiresAt: expiryOf(upload) }
  }
  async function uploadOf(id: string, by: string): Promise<Upload> {
    const note = await readFile(noteOf(id), 'utf8').catch(() => null)
    const upload = note === null ? null : (JSON.parse(note) as Upload)
    if (!upload || upload.by !== by) throw notFound()
    return upload
  }
  const expiryOf = (upload: Upload) => new Date(Date.parse(upload.createdAt) + UNFINISHED_MS).toISOString()

  /** Appends what comes; the last byte makes it a photo. What came before a broken line stays. */
  async function append(id: string, by: string, offset: number, bytes: Readable): Promise<{ offset: number; expiresAt: string | null }> {
    const row = await store.read('photos.get', id)
    if (row?.by === by && offset === row.bytes) return { offset, expiresAt: null }
    const upload = await uploadOf(id, by)
    if (writing.has(id)) throw new HttpProblem(423, 'upload-busy', '这张照片正在上传')
    writing.add(id)
    try {
      const size = (await stat(partOf(id))).size
      if (size !== offset) throw new HttpProblem(409, 'upload-offset', `应从 ${size} 字节处继续`)
      const end = await write(partOf(id), upload.length - size, bytes)
      if (size + end < upload.length) return { offset: size + end, expiresAt: expiryOf(upload) }
      await turn(() => finish(upload))
      return { offset: upload.length, expiresAt: null }
    } finally {
      writing.delete(id)
    }
  }
  async function finish(upload: Upload): Promise<void> {
    const part = partOf(upload.id)
    const sha256 = await hashOf(part)
    const looked = sha256 === upload.sha256 ? await lookAt(part) : null
    if (looked === null || looked === 'too-many-pixels') {
      await forget(upload.id)
      if (sha256 !== upload.sha256) throw new HttpProblem(460, 'photo-checksum', '照片内容与校验值不符，请重新发送')
      if (looked === null) throw new HttpProblem(415, 'photo-type', '只接受 JPEG、PNG 或 WebP 照片')
      throw new HttpProblem(413, 'photo-pixels', '照片超过 5000 万像素')
    }
    const same = (await store.read('photos.same', sha256))[0]
    const facts: PhotoFacts = { ...upload.facts, ...(same ? { duplicateOf: same.id } : {}) }
    await rename(part, fileOf(upload.id))
    const row: PhotoRow = {
      id: upload.id,
      sha256,
      by: upload.by,
      at: now().toISOString(),
      bytes: upload.length,
      ...looked,
      subject: null,
      facts,
    }
    await store.write({ subjects: [], ops: [op('photos.put', row)] })
    await rm(noteOf(upload.id), { force: true })
  }
  async function forget(id: string): Promise<void> {
    await rm(partOf(id), { force: true })
    await rm(noteOf(id), { force: true })
  }

  return {
    create, progress, append,
    async cancel(id: string, by: string): Promise<void> {
      await uploadOf(id, by)
      await forget(id)
    },
    row: (id: string): Promise<PhotoRow | null> => store.read('photos.get', safe(id)),
    fileOf,
    recordDownload: async (ops: WriteOp[]): Promise<void> => void (await store.write({ subjects: [], ops })),
    /** The copy for readers, made once: `large` 1,600 px, `small` 360 px. */
    async shown(row: PhotoRow, size: 'large' | 'small'): Promise<Buffer> {
      const path = join(copies, `${safe(row.id)}-${size}.jpg`)
      const ready = await readFile(path).catch(() => null)
      if (ready) return ready
      const copy = await turn(() => shownCopy(fileOf(row.id), size === 'small' ? [] : linesOf(row.facts as PhotoFacts), size === 'small' ? 360 : 1600))
      await writeFile(path, copy, { mode: 0o600 })
      return copy
    },
    /** Unfinished uploads go after 24 hours. */
    async sweep(): Promise<number> {
      let gone = 0
      for (const name of await readdir(uploads)) {
        const { mtimeMs } = await stat(join(uploads, name))
        if (mtimeMs > now().getTime() - UNFINISHED_MS || writing.has(name.split('.')[0]!)) continue
        await rm(join(uploads, name), { force: true })
        if (name.endsWith('.part')) gone++
      }
      return gone
    },
  } // prettier-ignore
}

const linesOf = ({ capturedAt, position, accuracyM }: PhotoFacts): string[] => [
  ...(capturedAt ? [capturedAt.replace('T', ' ').replace(/\.\d+/, '').replace('Z', '+00:00')] : []),
  ...(position
    ? [`${position[0].toFixed(5)},${position[1].toFixed(5)}${accuracyM === undefined ? '' : ` ±${Math.round(accuracyM)}m`}`]
    : []),
]

/** Writes at most `room` bytes and makes them durable; more is refused, and what came so far stays. */
async function write(path: string, room: number, bytes: Readable): Promise<number> {
  const file = await open(path, 'a', 0o600)
  let written = 0
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      if (written + chunk.length > room) throw new HttpProblem(413, 'upload-length', '照片比声明的更大')
      await file.write(chunk)
      written += chunk.length
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error // a broken line is no fault: the phone goes on from the offset
  } finally {
    await file.sync()
    await file.close()
  }
  return written
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** So many at once, the others in order. */
function turns(atOnce: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
