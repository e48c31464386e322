import { createHash } from 'node:crypto'
import { readdirSync, utimesSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, aHouse, anActor, serve } from '../fixtures/routes-under-test.ts'
import { openPhotos } from './photos.ts'
import { photoRoutes } from './routes/photos.ts'
import { op } from './store/store.ts'

const TUS = { 'tus-resumable': '1.0.0' }
const base64 = (text: string) => Buffer.from(text).toString('base64')
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const aPhoto = (seed = 0) =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: 40 + seed * 30, g: 90, b: 60 } } })
    .withExif({ IFD0: { Make: 'SecretPhone', Copyright: '13812345678' } })
    .jpeg()
    .toBuffer()

describe('photos', () => {
  let house: House
  let http: Awaited<ReturnType<typeof serve>>
  let photos: Awaited<ReturnType<typeof openPhotos>>
  const actors = [anActor('li', ['worker']), anActor('wang', ['worker']), anActor('op', ['operator'])]
  beforeAll(async () => {
    house = await aHouse({})
    photos = await openPhotos({ folder: house.folder, store: house.store, now: house.now })
    http = await serve(house, photoRoutes({ photos, hub: house.hub }), actors)
  })
  afterAll(async () => {
    await http.close()
    await house.close()
  })
  const create = (bytes: Buffer, more: Record<string, string> = {}, digest = sha(bytes)) =>
    http.ask('li', 'POST', '/api/photos', undefined, {
      ...TUS, 'upload-length': String(bytes.length), ...more,
      'upload-metadata': `filename ${base64('a.jpg')},filetype ${base64('image/jpeg')},sha256 ${base64(digest)},capturedAt ${base64('2026-07-15T10:00:00+08:00')},position ${base64('113.54,22.27')},from ${base64('camera')}`,
    }) // prettier-ignore
  const patch = (path: string, offset: number, bytes: Buffer, as = 'li') =>
    http.ask(as, 'PATCH', path, bytes, { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' })

  it('L80 a photo sent in two parts, with a broken line between, is kept whole and shown without its metadata', async () => {
    const bytes = await aPhoto()
    const path = (await create(bytes)).headers.get('location')!
    expect((await patch(path, 0, bytes.subarray(0, 700))).headers.get('upload-offset')).toBe('700')
    expect((await http.ask('li', 'HEAD', path, undefined, TUS)).headers.get('upload-offset')).toBe('700')
    expect((await patch(path, 300, bytes.subarray(300))).status).toBe(409)
    expect((await patch(path, 700, bytes.subarray(700))).status).toBe(204)
    const shown = await http.ask('li', 'GET', path)
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect((shown.body as Buffer).includes('SecretPhone')).toBe(false)
    expect((await sharp(shown.body as Buffer).metadata()).exif).toBeUndefined()
    const lower = await sharp(shown.body as Buffer)
      .extract({ left: 0, top: 440, width: 640, height: 40 })
      .stats()
    expect(lower.channels[0]!.max).toBeGreaterThan(200) // the drawn time
    expect(sha(await readFile(photos.fileOf(path.split('/').at(-1)!)))).toBe(sha(bytes))
  })

  it('L81 bytes that do not match their sha256 are refused with 460 and nothing of them stays', async () => {
    const bytes = await aPhoto(1)
    const path = (await create(bytes, {}, 'a'.repeat(64))).headers.get('location')!
    expect((await patch(path, 0, bytes)).status).toBe(460)
    expect((await http.ask('li', 'HEAD', path, undefined, TUS)).status).toBe(404)
  })

  it('L82 length is asked first: none, deferred, concatenated or over 10 MB is refused; so is what is no picture or too many pixels', async () => {
    const bytes = await aPhoto(2)
    expect((await http.ask('li', 'POST', '/api/photos', undefined, TUS)).status).toBe(400)
    expect((await create(bytes, { 'upload-defer-length': '1' })).status).toBe(400)
    expect((await create(bytes, { 'upload-concat': 'partial' })).status).toBe(400)
    expect((await create(bytes, { 'upload-length': String(10 * 1024 * 1024 + 1) })).status).toBe(413)
    const text = Buffer.from('<svg onload="alert(1)"/>'.repeat(20))
    expect((await patch((await create(text)).headers.get('location')!, 0, text)).status).toBe(415)
    const bomb = await sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: 'black' } })
      .png()
      .toBuffer()
    expect((await patch((await create(bomb)).headers.get('location')!, 0, bomb)).body.rule).toBe('photo-pixels')
  }, 20_000)

  it('X80 only the creator sends and sees an unattached photo; of a case, whoever sees the case', async () => {
    const bytes = await aPhoto(3)
    const path = (await create(bytes)).headers.get('location')!
    expect((await patch(path, 0, bytes, 'wang')).status).toBe(404)
    expect((await patch(path, 0, bytes)).status).toBe(204)
    expect((await http.ask('wang', 'GET', path)).status).toBe(404)
    const id = path.split('/').at(-1)!
    const posture = { kind: 'posture', id: 'city', level: null, mode: 'ROUTINE', reason: '', by: null, at: null } as const
    await house.store.write({ subjects: [], ops: [op('entities.put', posture), op('photos.attach', [id], 'posture:city')] })
    expect((await http.ask('wang', 'GET', path)).status).toBe(200)
    expect((await http.ask('wang', 'GET', `${path}/original`)).status).toBe(403)
    const kept = await http.ask('op', 'GET', `${path}/original`)
    expect(kept.headers.get('content-disposition')).toContain('attachment')
    expect(sha(kept.body as Buffer)).toBe(sha(bytes))
    expect((await house.store.read('audit.list', { limit: 1 }))[0]).toMatchObject({
      actor: 'op',
      action: 'photo.download',
      object: `photo:${id}`,
    })
  })

  it('L83 the same bytes again are marked, never refused', async () => {
    const bytes = await aPhoto(4)
    const ids: string[] = []
    for (const _ of [1, 2]) {
      const path = (await create(bytes)).headers.get('location')!
      expect((await patch(path, 0, bytes)).status).toBe(204)
      ids.push(path.split('/').at(-1)!)
    }
    expect((await photos.row(ids[1]!))!.facts['duplicateOf']).toBe(ids[0])
  })

  it('L84 unfinished uploads go after 24 hours', async () => {
    const bytes = await aPhoto(5)
    const path = (await create(bytes)).headers.get('location')!
    await patch(path, 0, bytes.subarray(0, 10))
    const uploads = join(house.folder, 'uploads')
    for (const name of readdirSync(uploads)) utimesSync(join(uploads, name), house.now(), house.now())
    house.pass(23 * 3_600_000)
    expect(await photos.sweep()).toBe(0)
    house.pass(2 * 3_600_000)
    expect(await photos.sweep()).toBeGreaterThan(0)
    expect((await http.ask('li', 'HEAD', path, undefined, TUS)).status).toBe(404)
  })
})
