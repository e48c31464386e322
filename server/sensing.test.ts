import { afterEach, expect, it } from 'vitest'
import type { SourcePassport } from '../shared/source.ts'
import { aParcel, aSensingCity } from './sensing.fixture.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const passport = (id: string, more: Partial<SourcePassport> = {}): SourcePassport => ({
  id,
  name: id,
  department: '气象局',
  origin: '',
  update: { periodS: 60 },
  quality: '',
  usage: '',
  classification: 'L1',
  mode: 'live',
  contact: null,
  ...more,
})
const row = (datastream: string, ms: number, value = 20) => ({ datastream, observedAt: new Date(ms).toISOString(), value })
let city: Awaited<ReturnType<typeof aSensingCity>>
afterEach(() => city.close())

it('C120 says within its period and a second that a source went quiet, and how many of its datastreams are fresh', async () => {
  city = await aSensingCity({ sources: [passport('s'), passport('unused')] })
  await city.sensors(['a', 'b', 'c'])
  const feed = city.gather.open({ id: 'http:a', name: 'a', door: 'http' })
  await feed.offer(aParcel([row('a', T), row('b', T)]))
  const look = async (ms: number) => {
    city.at(T + ms)
    city.fleet.sweep(T + ms)
    await city.show()
    return city.hub.peek('source:s')
  }
  expect(await look(0)).toMatchObject({ state: 'fresh', fresh: 2, total: 3, newestAt: new Date(T).toISOString(), department: '气象局' })
  expect(city.hub.peek('source:unused')).toMatchObject({ state: 'not-connected', newestAt: null })
  expect(await look(60_400)).toMatchObject({ state: 'fresh', fresh: 2 })
  expect(await look(61_000)).toMatchObject({ state: 'late', fresh: 0, total: 3 })
  expect(city.hub.peek('feed:http:a')).toMatchObject({ state: 'ok', accepted: 2 })
  expect(await look(181_000)).toMatchObject({ state: 'silent' })
  expect(city.hub.peek('feed:http:a')).toMatchObject({ state: 'late' })
  city.at(T + 182_000)
  await feed.offer(aParcel([row('a', T + 182_000)]))
  expect(await look(182_000)).toMatchObject({ state: 'fresh', fresh: 1 })
})

it('C121 shows a source that nobody catalogued, and tells what only grows older seldom', async () => {
  city = await aSensingCity()
  await city.sensors(['a'])
  const feed = city.gather.open({ id: 'http:a', name: 'a', door: 'http' })
  let told = 0
  city.hub.onChange((keys) => (told += keys.filter((key) => key === 'source:s').length))
  for (let second = 0; second < 10; second++) {
    city.at(T + second * 1000)
    await feed.offer(aParcel([row('a', T + second * 1000)]))
    await city.show()
  }
  expect(city.hub.peek('source:s')).toMatchObject({ name: 's（未编目）', state: 'fresh' })
  expect(told).toBe(2)
})

it('F141 calls no feed late for what is live on another', async () => {
  city = await aSensingCity()
  await city.sensors(['a'])
  const [archive, live] = ['http:archive', 'mqtt:a'].map((id) => city.gather.open({ id, name: id, door: 'http' }))
  await archive!.offer(aParcel([row('a', T - 10_000)]))
  await live!.offer(aParcel([row('a', T)]))
  expect(city.gather.feeds(T + 61_500).map(({ state }) => state)).toEqual(['ok', 'late'])
})

it('F140 drops raw rows by the age of their receipt, not of their observation', async () => {
  city = await aSensingCity({ sources: [passport('s', { mode: 'replay' })] })
  await city.sensors(['a'])
  await city.gather.open({ id: 'http:a', name: 'a', door: 'http' }).offer(aParcel([row('a', T - 9e10)]))
  const count = async () => (await city.store.read('observations.window', 0, 0, T)).values.length
  await city.retire()
  expect(await count()).toBe(1)
  city.at(T + 401 * 86_400_000)
  await city.retire()
  expect(await count()).toBe(0)
})
