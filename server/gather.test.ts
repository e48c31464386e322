import { afterEach, expect, it } from 'vitest'
import { Rule } from '../shared/alert.ts'
import { FLAG, SENSOR_STATE } from '../shared/sensor.ts'
import { keep } from './register.ts'
import { aParcel, aSensingCity } from './sensing.fixture.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const iso = (ms: number) => new Date(ms).toISOString()
const row = (datastream: string, second: number, value: number) => ({ datastream, observedAt: iso(T + second * 1000), value })
let city: Awaited<ReturnType<typeof aSensingCity>>
afterEach(() => city.close())

async function withRule(value: number) {
  await keep(city.store, [
    city.rules.put(
      Rule.parse({ id: 'hot', name: '高温', scope: { type: 'temp' }, levels: [{ severity: 'RED', when: { op: 'above', value } }] }),
    ),
  ])
  city.rulesChanged()
}
const feed = (id = 'http:a') => city.gather.open({ id, name: id, door: 'http' })

it('O101 answers after the commit: accepted, duplicates, refused by row and rule', async () => {
  city = await aSensingCity()
  await city.sensors(['a', 'b', 'c'])
  const offered = [row('a', 0, 20), row('a', 0, 20), row('a', 0, 21), row('zz', 0, 1), row('b', 301, 1), row('c', 0, 1), row('b', 0, 61), row('b', -86_400 * 9_999, 1), { datastream: 'b', observedAt: 1_780_000_000_000, value: 1 }, { datastream: 'b', observedAt: iso(T), value: 'x' }]
  const receipt = await feed().offer(aParcel(offered, (ordinal) => ordinal !== 2))
  expect(receipt).toMatchObject({ accepted: 1, duplicates: 1 })
  expect(receipt.refused.map(({ row, rule }) => `${row} ${rule}`)).toEqual(['2 O-conflict', '3 O-unknown', '4 O-future', '5 O-foreign', '6 O-range', '7 O-past', '8 O-milliseconds', '9 O-type'])
  expect(await city.store.read('observations.window', 0, T - 1000, T + 1000)).toMatchObject({ values: new Float64Array([20]) })
}) // prettier-ignore

it('O102 counts every refusal for ever and keeps the payload of the newest', async () => {
  city = await aSensingCity()
  await city.sensors(['a'])
  await feed().offer(aParcel(Array.from({ length: 300 }, (_, i) => row('zz', i, i))))
  await feed().offer(aParcel([row('a', 0, 99)]))
  expect(await city.store.read('letters.counts')).toEqual([{ feed: 'http:a', rule: 'O-range', count: 1 }, { feed: 'http:a', rule: 'O-unknown', count: 300 }]) // prettier-ignore
  const [newest] = await city.store.read('letters.newest', 'http:a', 10)
  expect(newest).toMatchObject({ rule: 'O-range', payload: JSON.stringify({ datastream: 'a', observedAt: iso(T), value: 99 }) })
  expect(city.gather.feeds(T)[0]).toMatchObject({ refused: 301, refusedBy: { 'O-unknown': 300, 'O-range': 1 }, state: 'refusing' })
})

it('O103 keeps and flags what is late, out of order or outside the range of the city', async () => {
  city = await aSensingCity()
  await city.sensors(['a'], { range: [-5, 40] })
  await feed().offer(aParcel([row('a', 0, 20)]))
  const receipt = await feed().offer(aParcel([row('a', -86_400, 19), row('a', -30, 19), row('a', 10, 45)]))
  expect(receipt).toMatchObject({ accepted: 3, refused: [] })
  const { ats, flags } = await city.store.read('observations.window', 0, T - 1e9, T + 1e9)
  expect([...ats].map((at, i) => [(at - T) / 1000, flags[i]])).toEqual([[-86_400, FLAG.LATE], [-30, FLAG.LATE], [0, 0], [10, FLAG.OUT_OF_RANGE]]) // prettier-ignore
  expect(city.gather.feeds(T)[0]).toMatchObject({ accepted: 4, late: 2 })
  expect(city.fleet.latestOf(0).value).toBe(45)
  await city.sensors(['b'])
  await feed().offer(aParcel([row('b', -86_400, 19)]))
  expect([...(await city.store.read('observations.window', 1, T - 1e9, T)).flags]).toEqual([FLAG.LATE])
})

it('O104 flags what stands still for 120 rows, and not a nought', async () => {
  city = await aSensingCity()
  await city.sensors(['a', 'b'])
  await feed().offer(aParcel(Array.from({ length: 122 }, (_, i) => [row('a', i - 122, 20), row('b', i - 122, 0)]).flat()))
  const { flags } = await city.store.read('observations.window', 0, T - 1e9, T)
  expect([...flags.slice(0, 120)].every((f) => f === 0)).toBe(true)
  expect([...flags.slice(120)]).toEqual([FLAG.STUCK, FLAG.STUCK])
  expect([...(await city.store.read('observations.window', 1, T - 1e9, T)).flags].every((f) => f === 0)).toBe(true)
})

it('A150 raises within the same commit, colours the sensor, and a late row raises nothing', async () => {
  city = await aSensingCity()
  await city.sensors(['a'])
  await withRule(35)
  await feed().offer(aParcel([row('a', 0, 30)]))
  await feed().offer(aParcel([row('a', -10, 50)]))
  expect(city.alerts()).toEqual([])
  await feed().offer(aParcel([row('a', 10, 36), row('a', 20, 37)]))
  expect(city.alerts()).toMatchObject([{ rule: 'hot', datastream: 'a', severity: 'RED', state: 'RAISED', count: 2, value: 37 }])
  expect(city.fleet.latestOf(0).state).toBe(SENSOR_STATE.RED)
  await feed().offer(aParcel([row('a', 30, 30)]))
  expect(city.alerts()).toEqual([])
  expect(city.fleet.latestOf(0).state).toBe(SENSOR_STATE.NORMAL)
  expect((await city.store.read('alerts.list', { limit: 9, city: '440400', scope: ['440400'] })).alerts).toMatchObject([
    { state: 'CLEARED', count: 2 },
  ])
})

it('F101 lets a flood on one feed delay no other by more than a second, and loses nothing accepted', async () => {
  city = await aSensingCity({ realClock: true, limits: { ratePerS: 1e9, queue: 1e6 } })
  await city.sensors(Array.from({ length: 500 }, (_, i) => `f${i}`))
  await city.sensors(['quiet'])
  await withRule(35)
  const base = Date.now() - 3_600_000
  const flood = Array.from({ length: 187_000 }, (_, i) => ({ row: i, datastream: `f${i % 500}`, at: base + i * 10, value: 20 }))
  const flooded = feed('http:flood').offer({ rows: flood, refused: [], mayWrite: () => true })
  await new Promise((resolve) => setTimeout(resolve, 100))
  let over = false
  void flooded.then(() => (over = true))
  const started = performance.now()
  await feed('mqtt:quiet').offer(aParcel([{ datastream: 'quiet', observedAt: iso(Date.now()), value: 50 }]))
  expect(performance.now() - started).toBeLessThan(1000)
  expect(over).toBe(false)
  expect(city.alerts()).toMatchObject([{ datastream: 'quiet' }])
  expect(await flooded).toMatchObject({ accepted: 187_000, duplicates: 0, refused: [] })
  const parts = await city.store.read('observations.parts')
  expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(187_001)
}, 60_000)

it('F102 holds a feed to its rate and lets it wait, not lose', async () => {
  city = await aSensingCity({ realClock: true, limits: { ratePerS: 1000, queue: 100_000 } })
  await city.sensors(['a'])
  const base = Date.now() - 3_600_000
  const started = performance.now()
  const rows = Array.from({ length: 1500 }, (_, i) => ({ row: i, datastream: 'a', at: base + i * 1000, value: 20 }))
  expect(await feed().offer({ rows, refused: [], mayWrite: () => true })).toMatchObject({ accepted: 1500 })
  expect(performance.now() - started).toBeGreaterThan(400)
})

it('F103 tells the producer when the store cannot take it, shows nothing of it, and goes on by itself', async () => {
  city = await aSensingCity()
  await city.sensors(['a'])
  await withRule(35)
  const record = city.hub.record
  city.hub.record = async () => Promise.reject(new Error('disk full'))
  await expect(feed().offer(aParcel([row('a', 0, 40)]))).rejects.toThrow('disk full')
  expect([city.fleet.latestOf(0).value, city.alerts().length]).toEqual([null, 0])
  city.hub.record = record
  expect(await feed().offer(aParcel([row('a', 0, 40)]))).toMatchObject({ accepted: 1 })
  expect(city.alerts()).toMatchObject([{ datastream: 'a', count: 1 }])
})

it('F104 knows its fleet, its counts and its standing alerts after a restart', async () => {
  city = await aSensingCity()
  await city.sensors(['a', 'b'])
  await withRule(35)
  await feed().offer(aParcel([row('a', 0, 40), row('b', 0, 1), row('x', 0, 1)]))
  const { folder } = city
  await city.close(false)
  city = await aSensingCity({ folder, startMs: T + 5_000 })
  expect(city.fleet.latestOf(0)).toMatchObject({ value: 40, state: SENSOR_STATE.RED })
  expect(city.fleet.get('b')?.ordinal).toBe(1)
  expect(city.gather.open({ id: 'http:a', name: 'a', door: 'http' }).health.now(T, 9, false, Infinity)).toMatchObject({
    refusedBy: { 'O-unknown': 1 },
  })
  await feed().offer(aParcel([row('a', 6, 41)]))
  expect(city.alerts()).toMatchObject([{ count: 2, value: 41 }])
})

it('F105 writes one envelope a batch, and one for a trickle', async () => {
  city = await aSensingCity()
  await city.sensors(['a'])
  for (let i = 0; i < 20; i++) {
    city.at(T + i * 1000)
    await feed().offer(aParcel([row('a', i, 20)]))
  }
  await city.gather.close()
  const envelopes = (await city.store.read('journal.after', 0, 1000)).filter((e) => e.type === 'observations.received')
  expect(envelopes.length).toBe(3)
  expect(envelopes.reduce((sum, e) => sum + (e.data as { rows: number }).rows, 0)).toBe(20)
})
