import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '../../shared/actor.ts'
import { OBSERVATION_RULES } from '../../shared/observation-row.ts'
import type { HttpProblem } from '../problem.ts'
import { mountRoutes } from '../route.ts'
import { observationRoutes } from '../routes/observations.ts'
import { aSensingCity } from '../sensing.fixture.ts'
import { openProducers } from './producer.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const iso = (second: number) => new Date(T + second * 1000).toISOString()
const key: Actor = { id: 'key:1', name: 'city', kind: 'key', roles: [], scopes: ['observations:write'], areas: ['440400'], domains: [], departments: [], teams: [], city: '440400', datastreams: ['a', 'b*'] } // prettier-ignore
const row = (datastream: string, second: number, value: unknown) => ({ datastream, observedAt: iso(second), value })

let city: Awaited<ReturnType<typeof aSensingCity>>
let server: Server
let url: string
beforeEach(async () => {
  city = await aSensingCity()
  await city.sensors(['a', 'b1', 'c'])
  const router = Router()
  mountRoutes(router, observationRoutes({ producers: openProducers(city.gather, city.fleet) }), {
    hub: city.hub,
    store: city.store,
    now: () => new Date(T),
    auditOps: () => [],
  })
  const problems: ErrorRequestHandler = (error: HttpProblem, _req, res, _next) =>
    void res.status(error.status ?? 503).json(error.status ? error.body() : { rule: 'store' })
  const asKey: RequestHandler = (_req, res, next) => { res.locals['actor'] = key; next() } // prettier-ignore
  server = createServer(express().use(asKey, router, problems))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/observations`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await city.close()
})
async function send(body: string | Buffer, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { method: 'POST', body: body as BodyInit, headers: { 'content-type': 'application/json', ...headers } })
  return {
    status: answer.status,
    body: (await answer.json()) as {
      accepted: number
      duplicates: number
      refused: { row: number; rule: string; reason: string }[]
      rule?: string
    },
  }
}
const rules = (answer: Awaited<ReturnType<typeof send>>) => answer.body.refused.map(({ row, rule }) => `${row} ${rule}`)

it('O110 takes an array, NDJSON and gzip, answered when the rows are on disk', async () => {
  expect(await send(JSON.stringify([row('a', 0, 1), row('b1', 0, 2)]))).toEqual({
    status: 200,
    body: { accepted: 2, duplicates: 0, refused: [] },
  })
  expect(
    (await send([row('a', 1, 1), row('b1', 1, 2)].map((r) => JSON.stringify(r)).join('\r\n'), { 'content-type': 'application/x-ndjson' }))
      .body.accepted,
  ).toBe(2)
  expect((await send(gzipSync(JSON.stringify([row('a', 2, 1)])), { 'content-encoding': 'gzip' })).body.accepted).toBe(1)
  expect([...(await city.store.read('observations.window', 0, T, T + 9_000)).values]).toEqual([1, 1, 1])
})

it.each<[string, unknown, string]>([
  ['wrong type', row('a', 0, '3.2'), 'O-type'], ['null', row('a', 0, null), 'O-type'], ['NaN as text', row('a', 0, 'NaN'), 'O-nan'], ['out of the physical range', row('a', 0, 60.1), 'O-range'],
  ['future', row('a', 301, 1), 'O-future'], ['milliseconds', { datastream: 'a', observedAt: T, value: 1 }, 'O-milliseconds'], ['milliseconds as text', { datastream: 'a', observedAt: String(T), value: 1 }, 'O-milliseconds'],
  ['seconds', { datastream: 'a', observedAt: T / 1000, value: 1 }, 'O-time'], ['no zone', { datastream: 'a', observedAt: '2026-06-01T08:00:00', value: 1 }, 'O-time'],
  ['30 February', { datastream: 'a', observedAt: '2026-02-30T08:00:00Z', value: 1 }, 'O-time'], ['unknown datastream', row('zz', 0, 1), 'O-unknown'], ['not its own', row('c', 0, 1), 'O-foreign'],
  ['no value', { datastream: 'a', observedAt: iso(0) }, 'O-shape'], ['a list', [1], 'O-shape'], ['null row', null, 'O-shape'], ['before any sensor', { datastream: 'a', observedAt: '1970-01-01T00:00:00Z', value: 1 }, 'O-past'],
  ['an object as id', { datastream: { $ne: '' }, observedAt: iso(0), value: 1 }, 'O-type'],
])('O111 refuses %s by row with its rule, keeps the others, and counts it', async (_what, bad, rule) => {
  const answer = await send(JSON.stringify([row('a', 0, 1), bad, row('b1', 0, 2)]))
  expect([answer.status, answer.body.accepted, rules(answer)]).toEqual([200, 2, [`1 ${rule}`]])
  expect(rule in OBSERVATION_RULES).toBe(true)
  expect(await city.store.read('letters.counts')).toEqual([{ feed: 'http:city', rule, count: 1 }])
  expect((await city.store.read('letters.newest', 'http:city', 1))[0]?.reason).toMatch(/./)
}) // prettier-ignore

it('O112 answers 400 for a body that is no JSON array or nested without end, and 413 beyond 10 MB, each with its letter', async () => {
  expect(await send('nonsense')).toMatchObject({ status: 400, body: { rule: 'O-json' } })
  expect(await send('"text"')).toMatchObject({ status: 400, body: { rule: 'O-shape' } })
  expect(await send('['.repeat(1_000_000))).toMatchObject({ status: 400, body: { rule: 'O-depth' } })
  expect(await send(gzipSync(Buffer.alloc(11 * 1024 * 1024, 32)), { 'content-encoding': 'gzip' })).toMatchObject({ status: 413 })
  expect((await city.store.read('letters.counts')).map(({ rule }) => rule)).toEqual(['O-depth', 'O-json', 'O-shape', 'O-size'])
})

it('O113 refuses a line of NDJSON that is too long or no JSON, and takes those around it', async () => {
  const lines = [
    JSON.stringify(row('a', 0, 1)),
    `{"datastream":"${'x'.repeat(70_000)}"}`,
    '{"datastream":',
    JSON.stringify(row('a', 1, 2)),
    '',
  ]
  const answer = await send(lines.join('\n'), { 'content-type': 'application/x-ndjson' })
  expect([answer.body.accepted, rules(answer)]).toEqual([2, ['1 O-size', '2 O-json']])
})

it('O114 calls the same time and value a duplicate, another value a conflict, and keeps what comes late', async () => {
  await send(JSON.stringify([row('a', 0, 1)]))
  const answer = await send(JSON.stringify([row('a', 0, 1), row('a', 0, 2), row('a', -86_400, 5), row('a', -86_400, 5)]))
  expect(answer.body).toMatchObject({ accepted: 1, duplicates: 2, refused: [{ row: 1, rule: 'O-conflict' }] })
  expect(city.gather.feeds(T)[0]).toMatchObject({ accepted: 2, duplicates: 2, late: 1, refused: 1 })
})

it('O115 asks the producer to wait when its queue is full', async () => {
  const feed = city.gather.open({ id: 'http:city', name: 'city', door: 'http' })
  feed.limits.queue = 0
  const queue = await send(JSON.stringify([row('a', 0, 1)]))
  expect(queue).toMatchObject({ status: 429, body: { rule: 'O-rate' } })
})

it('O116 takes ten thousand rows in one body without holding the loop', async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => row('a', -i, i % 50))
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => ((longest = Math.max(longest, performance.now() - last)), (last = performance.now())), 5)
  expect((await send(rows.map((r) => JSON.stringify(r)).join('\n'))).body.accepted).toBe(10_000)
  clearInterval(timer)
  expect(longest).toBeLessThan(500)
})
