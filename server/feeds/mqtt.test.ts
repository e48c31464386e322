import { connect as tcp, type Socket } from 'node:net'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor, KeyScope } from '../../shared/actor.ts'
import { aSensingCity } from '../sensing.fixture.ts'
import { type MqttDoor, openMqtt } from './mqtt.ts'
import { openProducers } from './producer.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const iso = (second: number) => new Date(T + second * 1000).toISOString()
const topic = (id: string) => `v1.1/Datastreams(${id})/Observations`
const payload = (second: number, result: unknown) => JSON.stringify({ result, phenomenonTime: iso(second) })
const key = (name: string, more: Partial<Actor> = {}, scopes: KeyScope[] = ['observations:write']): Actor => ({
  id: `key:${name}`,
  name,
  kind: 'key',
  roles: [],
  scopes,
  areas: ['440400'],
  domains: [],
  departments: [],
  teams: [],
  city: '440400',
  ...more,
})

let city: Awaited<ReturnType<typeof aSensingCity>>
let door: MqttDoor
let port: number
let said: string[]
let revoke: (principal: string) => void
const clients: MqttClient[] = []

async function open(limits = { ratePerS: 1e9, queue: 1e6 }) {
  city = await aSensingCity({ limits })
  await city.sensors(['a', 'b', 'other'])
  said = []
  const keys = new Map(
    [key('dev'), key('dev2'), key('reader', {}, ['read']), key('narrow', { datastreams: ['b*'] })].map((k) => [k.name, k]),
  )
  door = await openMqtt({
    producers: openProducers(city.gather, city.fleet),
    authenticate: (user, secret) => (secret === `secret-${user}` ? (keys.get(user) ?? null) : null),
    onRevoked: (tell) => ((revoke = tell), () => undefined),
    say: (_level, what) => void said.push(what),
  })
  port = await door.listen(0, '127.0.0.1')
}
async function client(user = 'dev', more: object = {}): Promise<MqttClient> {
  const c = await mqtt.connectAsync({
    host: '127.0.0.1',
    port,
    username: user,
    password: `secret-${user}`,
    reconnectPeriod: 0,
    connectTimeout: 3_000,
    ...more,
  })
  c.on('error', () => undefined)
  clients.push(c)
  return c
}
const letters = async (feed = 'mqtt:dev') => (await city.store.read('letters.newest', feed, 50)).map(({ rule }) => rule)
/** A raw connection, for what no client library would send. */
const raw = () => new Promise<Socket>((resolve) => { const s: Socket = tcp(port, '127.0.0.1', () => resolve(s)) }) // prettier-ignore
const closed = (socket: Socket) => new Promise<void>((resolve) => { socket.on('error', () => undefined).on('close', () => resolve()).resume() }) // prettier-ignore

beforeEach(() => open())
afterEach(async () => {
  for (const c of clients.splice(0)) await c.endAsync(true)
  await door.stop()
  await city.close()
})

it('F110 acknowledges QoS 1 when the row is on disk, from plain and quoted topics, one or many', async () => {
  const c = await client()
  await c.publishAsync(topic('a'), payload(0, 20), { qos: 1 })
  expect(city.fleet.latestOf(0).value).toBe(20)
  await c.publishAsync(topic("'b'"), JSON.stringify([{ result: 1, phenomenonTime: iso(0) }, { result: 2, phenomenonTime: iso(1) }]), { qos: 1 }) // prettier-ignore
  await c.publishAsync(topic('"b"'), payload(2, 3), { qos: 1 })
  expect([...(await city.store.read('observations.window', 1, T - 1, T + 9_000)).values]).toEqual([1, 2, 3])
})

it('F111 acknowledges what it refuses, with its dead letter on disk, so that no device resends for ever', async () => {
  const c = await client()
  for (const bad of ['nonsense', '', 'null', '[]', '7', payload(0, 'x'), payload(0, null), '{"result":1}', '{"result":1,"phenomenonTime":1780000000000}', payload(301, 1), payload(0, 61), '{"result":1e999,"phenomenonTime":"2026-06-01T08:00:00Z"}', '{"result":1,"phenomenonTime":"2026-06-01T08:00:00"}', '['.repeat(200_000)]) await c.publishAsync(topic('a'), bad, { qos: 1 })
  await c.publishAsync(topic('zz'), payload(0, 1), { qos: 1 })
  await c.publishAsync('city/level/1', payload(0, 1), { qos: 1 })
  expect(await letters()).toEqual(['O-topic', 'O-unknown', 'O-depth', 'O-time', 'O-nan', 'O-range', 'O-future', 'O-milliseconds', 'O-shape', 'O-type', 'O-type', 'O-shape', 'O-shape', 'O-shape', 'O-json', 'O-json'])
  expect(c.connected).toBe(true)
}) // prettier-ignore

it('F112 answers every SUBSCRIBE with 128 and forwards nothing, retained or will', async () => {
  const spy = await client('dev2')
  const heard: string[] = []
  spy.on('message', (t) => heard.push(t))
  expect(await spy.subscribeAsync(['#', topic('a')], { qos: 1 }).catch((error: Error) => error.message)).toMatch(/Unspecified error|128/i)
  const c = await client('dev', { will: { topic: topic('a'), payload: payload(9, 9), qos: 1, retain: true } })
  await c.publishAsync(topic('a'), payload(0, 20), { qos: 1, retain: true })
  c.stream.destroy()
  await spy.publishAsync(topic('b'), payload(0, 20), { qos: 1 })
  expect(heard).toEqual([])
  expect(city.fleet.latestOf(0).value).toBe(20)
})

it('F113 cuts a packet by its length header: 10 kB before CONNECT, 256 kB after', async () => {
  const early = await raw()
  const gone = closed(early)
  early.write(Buffer.from([0x10, 0xff, 0x7f]))
  await gone
  const c = await client()
  const ended = new Promise<void>((resolve) => c.on('close', () => resolve()))
  c.stream.write(Buffer.from([0x32, 0x80, 0x80, 0x80, 0x30])) // announces 100 MB, sends nothing of it
  await ended
  await city.gather.idle()
  expect(await letters()).toEqual(['O-size'])
  const fine = await client()
  await fine.publishAsync(topic('a'), ' '.repeat(200_000) + payload(0, 1), { qos: 1 })
  expect(city.fleet.latestOf(0).value).toBe(1)
})

it('F114 refuses MQTT 5 and says so, a wrong key, and a key without the scope', async () => {
  await expect(client('dev', { protocolVersion: 5 })).rejects.toThrow()
  expect(said).toContain('MQTT 5 client refused: only 3.1.1 is spoken')
  await expect(client('dev', { password: 'wrong' })).rejects.toThrow(/username or password/i)
  await expect(client('reader')).rejects.toThrow(/not authorized/i)
})

it('F115 keeps a client id with its user', async () => {
  const first = await client('dev', { clientId: 'station-7' })
  await expect(client('dev2', { clientId: 'station-7' })).rejects.toThrow(/identifier/i)
  expect(first.connected).toBe(true)
  await client('dev', { clientId: 'station-7' })
})

it('F116 refuses a datastream that the key may not write', async () => {
  const c = await client('narrow')
  await c.publishAsync(topic('a'), payload(0, 1), { qos: 1 })
  await c.publishAsync(topic('b'), payload(0, 1), { qos: 1 })
  expect(await letters('mqtt:narrow')).toEqual(['O-foreign'])
  expect(city.fleet.latestOf(1).value).toBe(1)
})

it('F117 ends the connection of a revoked key at once', async () => {
  const c = await client()
  const ended = new Promise<void>((resolve) => c.on('close', () => resolve()))
  const started = performance.now()
  revoke('key:dev')
  await ended
  expect(performance.now() - started).toBeLessThan(1_000)
})

it('F118 lets the acknowledgement wait over the rate, and counts QoS 0', async () => {
  for (const c of clients.splice(0)) await c.endAsync(true)
  await door.stop()
  await city.close()
  await open({ ratePerS: 5, queue: 100 })
  const c = await client()
  let at = T
  const tick = setInterval(() => city.at((at += 20)), 20) // the city's clock runs
  const started = performance.now()
  await Promise.all(Array.from({ length: 8 }, (_, i) => c.publishAsync(topic('a'), payload(-100 + i, i), { qos: 1 })))
  expect(performance.now() - started).toBeGreaterThan(400)
  for (let i = 0; i < 50; i++) c.publish(topic('b'), payload(-100 + i, i), { qos: 0 })
  await c.publishAsync(topic('a'), payload(0, 1), { qos: 1 })
  clearInterval(tick)
  const [feed] = city.gather.feeds(at)
  expect(feed?.dropped).toBeGreaterThan(30)
  expect((feed?.accepted ?? 0) + (feed?.dropped ?? 0)).toBe(59)
})
