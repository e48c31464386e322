import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packedFiles } from './packed-files.ts'
import { squeezed } from './squeeze.ts'

const folder = mkdtempSync(join(tmpdir(), 'packed-'))
const rows = Array.from({ length: 300 }, (_, i) => ({ id: `case-${i}`, title: '道路积水' }))
let port = 0
let close: () => void
type Got = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }
const get = (path: string, headers: Record<string, string> = {}) =>
  new Promise<Got>((resolve, reject) => {
    request({ port, path, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }))
    }).on('error', reject).end()
  }) // prettier-ignore

beforeAll(async () => {
  writeFileSync(join(folder, 'a-1.js'), 'plain')
  writeFileSync(join(folder, 'a-1.js.gz'), gzipSync('packed'))
  const app = express()
  app.use('/api', squeezed())
  app.get('/api/list', (_req, res) => void res.json({ rows }))
  app.get('/api/short', (_req, res) => void res.json({ ok: true }))
  app.use('/assets', packedFiles(folder), express.static(folder))
  await new Promise<void>((ready) => {
    const server = app.listen(0, '127.0.0.1', () => ready())
    close = () => server.close()
    server.once('listening', () => (port = (server.address() as AddressInfo).port))
  })
})
afterAll(() => {
  close()
  rmSync(folder, { recursive: true, force: true })
})

test('J163 a long answer goes out packed to whoever takes it, plain to the others, and as 304 when unchanged', async () => {
  const packed = await get('/api/list', { 'accept-encoding': 'gzip' })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(JSON.parse(gunzipSync(packed.body).toString())).toEqual({ rows })
  expect(packed.body.length).toBeLessThan(JSON.stringify({ rows }).length / 5)
  const plain = await get('/api/list')
  expect(JSON.parse(plain.body.toString())).toEqual({ rows })
  const same = await get('/api/list', { 'accept-encoding': 'gzip', 'if-none-match': String(packed.headers['etag']) })
  expect([same.status, same.body.length]).toEqual([304, 0])
  expect((await get('/api/short', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined()
})

test('J164 a script is given as the build packed it, with its own type; without a packed one, or a browser that takes it, as it is', async () => {
  const packed = await get('/assets/a-1.js', { 'accept-encoding': 'gzip, br' })
  expect([packed.headers['content-encoding'], packed.headers['content-type']]).toEqual(['gzip', 'text/javascript; charset=utf-8'])
  expect(gunzipSync(packed.body).toString()).toBe('packed')
  expect((await get('/assets/a-1.js')).body.toString()).toBe('plain')
})
