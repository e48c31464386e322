import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEgress } from '../egress.ts'
import { aSensingCity } from '../sensing.fixture.ts'
import { SensorMapping } from './mapping.ts'
import { createPoll } from './polling.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const source = {
  id: 'weather',
  name: '气象',
  department: '',
  origin: '',
  update: { periodS: 60 },
  quality: '',
  usage: '',
  classification: 'L1',
  mode: 'live',
  contact: null,
}
const aMapping = (more: object) =>
  SensorMapping.parse({
    id: 'm',
    name: 'm',
    format: 'geojson',
    datastream: 'w.{properties.id}',
    title: '{properties.id}',
    time: { path: 'properties.t', format: 'iso' },
    position: { lon: 'geometry.coordinates[0]', lat: 'geometry.coordinates[1]' },
    values: [{ path: 'properties.v', type: 'temp', unit: '[degF]' }],
    periodS: 60,
    source,
    ...more,
  })
const feature = (id: string, v: unknown, t = new Date(T).toISOString()) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [113.5, 22.2] },
  properties: { id, v, t },
})

let city: Awaited<ReturnType<typeof aSensingCity>>
let server: Server
let url: string
let answer: (etag: string | undefined) => { status: number; body: string; etag?: string }
const egress = createEgress({ allow: ['127.0.0.1'] })
const poll = (mapping: SensorMapping, to = url) =>
  createPoll(
    { id: 'w', url: to, periodS: 60, mapping },
    { fleet: city.fleet, gather: city.gather, now: city.now, call: (request) => egress.call(request) },
  )

beforeEach(async () => {
  city = await aSensingCity()
  server = createServer((req, res) => {
    const { status, body, etag } = answer(req.headers['if-none-match'])
    res.writeHead(status, etag ? { etag } : {}).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterEach(async () => {
  server.close()
  await city.close()
})

it('F130 takes GeoJSON at its period, creates what it speaks of, converts, and asks only for what changed', async () => {
  let asked = 0
  answer = (etag) => (
    asked++,
    etag === '"1"'
      ? { status: 304, body: '' }
      : {
          status: 200,
          etag: '"1"',
          body: JSON.stringify({ type: 'FeatureCollection', features: [feature('a', 95), feature('b', null), feature('c', 'x')] }),
        }
  )
  const p = poll(aMapping({}))
  expect([await p.ask(), await p.ask(), asked]).toEqual([60, 60, 2])
  expect(city.fleet.get('w.a')).toMatchObject({ source: 'weather', type: 'temp', unit: 'Cel', position: [113.5, 22.2] })
  expect(city.fleet.latestOf(city.fleet.ordinalOf('w.a') as number).value).toBe(35)
  expect(city.gather.feeds(T)[0]).toMatchObject({ id: 'polling:w', accepted: 1, refusedBy: { 'O-missing': 1, 'O-nan': 1 }, error: null })
})

it('F131 takes CSV, and the same answer again is no news', async () => {
  answer = () => ({ status: 200, body: `id,x,y,t,v\na,113.5,22.2,${T / 1000},50\n` })
  const p = poll(
    aMapping({
      format: 'csv',
      datastream: '{id}',
      time: { path: 't', format: 'epoch-s' },
      position: { lon: 'x', lat: 'y' },
      values: [{ path: 'v', type: 'humidity', unit: '%' }],
    }),
  )
  await p.ask()
  await p.ask()
  expect(city.gather.feeds(T)[0]).toMatchObject({ accepted: 1, duplicates: 1 })
})

it('F132 backs off from an address that fails, says so, and comes back', async () => {
  answer = () => ({ status: 500, body: '' })
  const p = poll(aMapping({}))
  expect([await p.ask(), await p.ask(), await p.ask()]).toEqual([120, 240, 480])
  expect(city.gather.feeds(T)[0]).toMatchObject({ state: 'down', error: 'HTTP 500' })
  answer = () => ({ status: 200, body: JSON.stringify({ features: [] }) })
  expect(await p.ask()).toBe(60)
  expect(city.gather.feeds(T)[0]?.error).toBeNull()
})

it('F133 leaves a letter for an answer that is no JSON, and calls no address that is not allowed', async () => {
  answer = () => ({ status: 200, body: '<html>' })
  await poll(aMapping({})).ask()
  expect(city.gather.feeds(T)[0]?.refusedBy).toEqual({ 'O-json': 1 })
  const guarded = createEgress({ allow: [] })
  const p = createPoll(
    { id: 'x', url, periodS: 60, mapping: aMapping({}) },
    { fleet: city.fleet, gather: city.gather, now: city.now, call: (request) => guarded.call(request) },
  )
  await p.ask()
  expect(city.gather.feeds(T)[1]?.error).toMatch(/不允许/)
})
