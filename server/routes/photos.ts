import type { Request } from 'express'
import { z } from 'zod'
import { Position } from '../../shared/geo.ts'
import { show } from '../../shared/visible.ts'
import type { Actor } from '../../shared/actor.ts'
import type { Hub } from '../hub.ts'
import { type PhotoFacts, type Photos, PHOTO_MAX_BYTES } from '../photos.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { type Answer, type Route, route } from '../route.ts'
import type { PhotoRow } from '../store/photos.ts'
import type { Key } from '../../shared/entity.ts'

const TUS = { 'Tus-Resumable': '1.0.0' }
const Params = z.strictObject({ id: z.string().max(64) })
const hex = z.string().regex(/^[0-9a-fA-F]{64}$/).transform((text) => text.toLowerCase()) // prettier-ignore

/** Upload-Metadata as the contract names it; what is malformed among the optional facts is left out, never a reason to lose a photo. */
const Metadata = z.object({
  filename: z.string().max(200).catch(''),
  filetype: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  sha256: hex,
  originalSha256: hex.optional().catch(undefined),
  capturedAt: z.iso.datetime({ offset: true }).optional().catch(undefined),
  position: z.string().transform((text) => text.split(',').map(Number)).pipe(Position).optional().catch(undefined),
  accuracyM: z.coerce.number().min(0).max(1e6).optional().catch(undefined),
  from: z.enum(['camera', 'album']).optional().catch(undefined),
}) // prettier-ignore

/** tus 1.0 metadata: `name base64, name base64, …`. */
export function metadataOf(header: string | undefined): Record<string, string> {
  const pairs = (header ?? '').slice(0, 8_000).split(',').map((pair) => pair.trim().split(/\s+/)) // prettier-ignore
  return Object.fromEntries(
    pairs.filter(([name]) => name).map(([name, value]) => [name!, Buffer.from(value ?? '', 'base64').toString('utf8')]),
  )
}

function checkTus(req: Request): void {
  if (req.headers['tus-resumable'] !== '1.0.0') throw new HttpProblem(412, 'tus-version', '只支持 tus 1.0.0')
}
const wholeNumber = (text: unknown): number | null => (typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : null)

function askedUpload(req: Request): { length: number; sha256: string; facts: PhotoFacts } {
  checkTus(req)
  if (req.headers['upload-defer-length'] !== undefined) throw new HttpProblem(400, 'upload-length', '须先声明照片大小')
  if (req.headers['upload-concat'] !== undefined) throw new HttpProblem(400, 'upload-concat', '不支持分段拼接')
  const length = wholeNumber(req.headers['upload-length'])
  if (length === null || length === 0) throw new HttpProblem(400, 'upload-length', '须先声明照片大小')
  if (length > PHOTO_MAX_BYTES) throw new HttpProblem(413, 'photo-size', '照片不得超过 10 MB')
  const parsed = Metadata.safeParse(metadataOf(req.headers['upload-metadata'] as string | undefined))
  if (!parsed.success)
    throw new HttpProblem(422, 'photo-metadata', `照片信息有误：${parsed.error.issues.map((issue) => issue.path.join('.')).join('、')}`)
  const { sha256, filetype: _said, ...facts } = parsed.data
  return { length, sha256, facts: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as PhotoFacts }
}

/** tus 1.0 (creation, expiration, termination) and what readers get. Order matters: HEAD before GET, which would answer it too. */
export function photoRoutes({ photos, hub }: { photos: Photos; hub: Hub }): Route[] {
  const expires = (at: string | null) => (at === null ? {} : { 'Upload-Expires': new Date(at).toUTCString() })
  /** A photo is seen by its creator and by whoever sees its case or directive. */
  async function seen(id: string, actor: Actor): Promise<PhotoRow> {
    const row = await photos.row(id)
    if (!row) throw notFound()
    if (row.subject === null) {
      if (row.by !== actor.id) throw notFound()
      return row
    }
    const entity = await hub.find(row.subject as Key)
    if (!entity || show(entity, actor) === null) throw notFound()
    return row
  }
  const answer = (status: number, headers: Record<string, string>): Answer => ({ status, headers: { ...TUS, ...headers } })

  return [
    route({
      door: 'OPTIONS /api/photos', summary: 'What the photo upload (tus 1.0) can do', raw: true,
      handle: async () => answer(204, { 'Tus-Version': '1.0.0', 'Tus-Extension': 'creation,expiration,termination', 'Tus-Max-Size': String(PHOTO_MAX_BYTES) }),
    }),
    route({
      door: 'POST /api/photos', summary: 'Begin a photo upload (tus 1.0); the id is the last segment of Location', raw: true,
      async handle({ req, actor }) {
        const { length, sha256, facts } = askedUpload(req)
        const upload = await photos.create(actor.id, length, sha256, facts)
        return answer(201, { Location: `/api/photos/${upload.id}`, 'Upload-Offset': '0' })
      },
    }),
    route({
      door: 'HEAD /api/photos/:id', summary: 'How far an upload has come; its creator only', params: Params, raw: true,
      async handle({ params, actor, req }) {
        checkTus(req)
        const { offset, length, expiresAt } = await photos.progress(params.id, actor.id)
        return answer(200, { 'Upload-Offset': String(offset), 'Upload-Length': String(length), 'Cache-Control': 'no-store', ...expires(expiresAt) })
      },
    }),
    route({
      door: 'PATCH /api/photos/:id', summary: 'Send bytes from an offset on; 460 when the whole does not match its sha256', params: Params, raw: true,
      async handle({ params, actor, req }) {
        checkTus(req)
        if (req.headers['content-type'] !== 'application/offset+octet-stream') throw new HttpProblem(415, 'media-type', '内容类型须为 application/offset+octet-stream')
        const from = wholeNumber(req.headers['upload-offset'])
        if (from === null) throw new HttpProblem(400, 'upload-offset', '须给出续传位置')
        const { offset, expiresAt } = await photos.append(params.id, actor.id, from, req)
        return answer(204, { 'Upload-Offset': String(offset), ...expires(expiresAt) })
      },
    }),
    route({
      door: 'DELETE /api/photos/:id', summary: 'Give up an unfinished upload', params: Params, raw: true,
      async handle({ params, actor, req }) {
        checkTus(req)
        await photos.cancel(params.id, actor.id)
        return answer(204, {})
      },
    }),
    route({
      door: 'GET /api/photos/:id', summary: 'The copy for readers: without metadata, time and place drawn on', params: Params, query: z.strictObject({ size: z.enum(['large', 'small']).default('large') }),
      async handle({ params, query, actor }) {
        const body = await photos.shown(await seen(params.id, actor), query.size)
        return { status: 200, body, headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': 'private, no-store', 'Content-Disposition': 'inline' } }
      },
    }),
    originalRoute(photos, seen),
  ] // prettier-ignore
}

/** The kept file as sent, with its metadata: only as a download, and audited before a byte leaves. */
function originalRoute(photos: Photos, seen: (id: string, actor: Actor) => Promise<PhotoRow>): Route {
  return route({
    door: 'GET /api/photos/:id/original', summary: 'Download the photo as it was sent; audited', params: Params,
    async handle({ params, actor, audit, res }) {
      const row = await seen(params.id, actor)
      await photos.recordDownload(audit('photo.download', `photo:${row.id}`, 'ok'))
      const name = `${row.id}.${row.type.split('/')[1] === 'jpeg' ? 'jpg' : row.type.split('/')[1]}`
      res.set({ 'Content-Type': row.type, 'Content-Disposition': `attachment; filename="${name}"`, 'Cache-Control': 'private, no-store' })
      await new Promise<void>((done, failed) => res.sendFile(photos.fileOf(row.id), { dotfiles: 'allow', lastModified: false, etag: false }, (error) => (error ? failed(error) : done())))
      return { status: 200 }
    },
  }) // prettier-ignore
}
