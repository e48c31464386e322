import { expect, it } from 'vitest'
import { type Alert, Rule } from '../shared/alert.ts'
import { evolveAlert } from '../shared/alert-life.ts'
import { createAlarmLoad } from './alarm-load.ts'
import { createAlertClock } from './alert-clock.ts'
import { createFleet } from './fleet.ts'
import type { Happened } from './hub.ts'
import { createWatch } from './watch.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const S = 1000
const aRule = (id: string, rule: object): Rule => Rule.parse({ id, name: id, scope: {}, ...rule })
const above = (id: string, value: number, scope: object = {}, more: object = {}) =>
  aRule(id, { scope, levels: [{ severity: 'ORANGE', when: { op: 'above', value }, ...more }] })

/** A small city with the engine, where commits are immediate. */
async function aCity(rules: Rule[], options: { ids?: string[]; replay?: boolean; history?: { at: number; value: number }[] } = {}) {
  const fleet = createFleet({
    city: '4404',
    locate: ([lon]) => ({ division: lon < 113.5 ? '440402' : '440403', zone: null }),
    knows: () => true,
    isReplay: () => options.replay ?? false,
    keep: async () => undefined,
  })
  const rows = (options.ids ?? ['a', 'b']).map((id, i) => ({
    id,
    name: id,
    type: id.startsWith('r') ? 'rain5m' : 'temp',
    unit: id.startsWith('r') ? 'mm' : 'Cel',
    position: [113.4 + (i % 2) / 5, 22],
    periodS: 60,
  }))
  await fleet.upsert(rows, { source: 's', mayWrite: () => true })
  const alerts = new Map<string, Alert>()
  const told: string[] = []
  let startedAt = T
  const engine = () =>
    createWatch({
      fleet,
      city: '4404',
      activeAlerts: () => [...alerts.values()].filter((a) => a.state !== 'CLEARED'),
      history: async () => options.history ?? [],
      startedAt,
    })
  let watch = engine()
  watch.load(rules)
  function commit(events: readonly Happened[], now: number) {
    for (const { subject, type, data } of events) {
      const id = subject.slice('alert:'.length)
      const alert = evolveAlert(alerts.get(id) ?? null, {
        id: 'e',
        at: new Date(now).toISOString(),
        feed: 'f',
        actor: 'engine',
        subject,
        type,
        data,
      }) as Alert
      alerts.set(id, alert)
      told.push(
        `${(now - T) / S} ${alert.datastream} ${alert.rule} ${type.slice(6)}${type === 'alert.severity' ? ` ${alert.severity}` : ''}`,
      )
    }
  }
  return {
    fleet, alerts, told, commit,
    watch: () => watch,
    restart: (second = 0) => void ((startedAt = T + second * S), (watch = engine()), watch.load(rules)),
    /** A row observed and received at these seconds. */
    send(id: string, second: number, value: number, receivedSecond = second) {
      const ordinal = fleet.ordinalOf(id) as number
      const now = T + receivedSecond * S
      commit([...watch.row({ ordinal, at: T + second * S, value }, now), ...watch.flush(now)], now)
      fleet.apply({ ordinal, observedAt: T + second * S, value, receivedAt: now, flags: 0 })
    },
    turn: (second: number) => commit(watch.turn(T + second * S), T + second * S),
  } // prettier-ignore
}

it('A130 asks only the rules that touch the datastream: by id, type, area, or none', async () => {
  const city = await aCity([above('by-id', 1, { datastream: 'a' }), above('by-type', 1, { type: 'rain5m' }), above('by-area', 1, { area: '440403' }), above('all', 1), above('off', 1), aRule('both', { scope: { type: 'temp', area: '440402' }, levels: [{ severity: 'RED', when: { op: 'above', value: 1 } }] })].map((r) => (r.id === 'off' ? { ...r, enabled: false } : r)), { ids: ['a', 'r'] })
  city.send('a', 0, 2)
  city.send('r', 0, 2)
  expect(city.told.sort()).toEqual(['0 a all raised', '0 a both raised', '0 a by-id raised', '0 r all raised', '0 r by-area raised', '0 r by-type raised'])
}) // prettier-ignore

it('A131 folds repeats, tells the count at most once a second and never loses one', async () => {
  const city = await aCity([above('r', 10)])
  for (let i = 0; i < 9; i++) city.send('a', i / 4, 11)
  expect(city.told.filter((t) => t.includes('repeated')).length).toBeLessThan(5)
  city.turn(10)
  expect([...city.alerts.values()][0]).toMatchObject({ count: 9, state: 'RAISED' })
  city.send('a', 20, 9)
  expect([...city.alerts.values()][0]).toMatchObject({ count: 9, state: 'CLEARED', value: 9 })
})

it('A132 counts a duration from the first row, by the clock of the device and not of its lag', async () => {
  const city = await aCity([above('r', 10, {}, { forS: 60 })])
  city.send('a', -600, 11, 0) // ten minutes late on the way
  city.turn(59)
  expect(city.told).toEqual([])
  city.turn(60)
  expect(city.told).toEqual(['60 a r raised'])
  expect([...city.alerts.values()][0]?.observedAt).toBe(new Date(T - 540 * S).toISOString())
})

it('A133 hears silence: of what went quiet, of what never spoke, not of the time we were not there', async () => {
  const rule = aRule('quiet', { levels: [{ severity: 'BLUE', when: { op: 'silent', windowS: 120 } }] })
  const city = await aCity([rule])
  city.turn(0)
  city.send('a', 30, 1)
  city.turn(119)
  expect(city.told).toEqual([])
  city.turn(120)
  expect(city.told).toEqual(['120 b quiet raised'])
  city.turn(150)
  expect(city.told.at(-1)).toBe('150 a quiet raised')
  city.send('a', 160, 1)
  expect(city.told.at(-1)).toBe('160 a quiet cleared')
  city.turn(300)
  expect(city.told.at(-1)).toBe('300 a quiet raised')
  city.send('a', 310, 1)
  const before = city.told.length
  city.restart(1000)
  city.turn(1001)
  city.turn(1119)
  expect(city.told.length).toBe(before)
  city.turn(1120)
  expect(city.told.slice(before)).toEqual(['1120 a quiet raised'])
})

it('A134 goes on after a restart with the alerts that stand, and raises none twice', async () => {
  const city = await aCity([above('r', 10)])
  city.send('a', 0, 11)
  city.restart()
  city.send('a', 10, 12)
  city.send('a', 20, 3)
  expect(city.told).toEqual(['0 a r raised', '10 a r repeated', '20 a r cleared'])
})

it('A135 judges no sum before the past was read, and then at once', async () => {
  const rule = aRule('rain', { levels: [{ severity: 'RED', when: { op: 'sum', value: 50, windowS: 3600 } }] })
  const past = [
    { at: T - 600 * S, value: 30 },
    { at: T - 300 * S, value: 15 },
    { at: T - 3600 * S, value: 99 },
  ]
  const city = await aCity([rule], { ids: ['r1'], history: past })
  city.send('r1', 0, 10)
  expect(city.told).toEqual([])
  await Promise.resolve()
  await Promise.resolve()
  city.turn(1)
  expect(city.told).toEqual(['1 r1 rain raised'])
  past.push({ at: T, value: 10 })
  city.restart(5) // what was raised is not cleared by a window that does not know its past yet
  city.send('r1', 10, 1)
  expect(city.told).toEqual(['1 r1 rain raised'])
  await Promise.resolve()
  await Promise.resolve()
  city.turn(11)
  expect(city.told.some((t) => t.includes('cleared'))).toBe(false)
})

it('A136 clears what its rule no longer watches', async () => {
  const city = await aCity([above('r', 10)])
  city.send('a', 0, 11)
  city.watch().load([above('r', 10, { datastream: 'b' })])
  city.turn(5)
  expect(city.told).toEqual(['0 a r raised', '5 a r cleared'])
})

it('A137 takes a changed rule in force with the next row, without raising the same alert again', async () => {
  const city = await aCity([above('r', 10)])
  city.send('a', 0, 11)
  city.watch().load([above('r', 20)])
  city.send('a', 5, 15)
  city.send('a', 6, 25)
  expect(city.told).toEqual(['0 a r raised', '5 a r cleared', '6 a r raised'])
})

it('A138 hears a silence inside a recording by its own clock', async () => {
  const rule = aRule('quiet', { levels: [{ severity: 'BLUE', when: { op: 'silent', windowS: 7200 } }] })
  const city = await aCity([rule], { replay: true })
  city.send('a', 0, 1, 0)
  city.send('b', 0, 1, 0)
  city.send('a', 3600, 1, 0)
  city.send('a', 14_400, 1, 0) // three hours in one step: the gap was a silence
  expect(city.told).toEqual(['0 a quiet raised', '0 a quiet cleared'])
  city.turn(1)
  expect(city.told.at(-1)).toBe('1 b quiet raised')
  expect([...city.alerts.values()].every((a) => a.replay)).toBe(true)
})

it('A139 makes state again from what is committed when a write failed', async () => {
  const city = await aCity([above('r', 10)])
  const ordinal = city.fleet.ordinalOf('a') as number
  expect(city.watch().row({ ordinal, at: T, value: 11 }, T)).toHaveLength(1)
  city.fleet.live.unstage(ordinal)
  city.watch().forget([ordinal])
  expect(
    city
      .watch()
      .row({ ordinal, at: T, value: 11 }, T)
      .map((e) => e.type),
  ).toEqual(['alert.raised'])
})

it('A140 never says normal for a rule with an input that is late', async () => {
  const city = await aCity([above('r', 10)])
  city.send('a', 0, 1)
  expect(city.watch().statusOf('r')).toEqual({ fresh: 1, total: 2, alerts: 0, state: 'unknown' })
  city.send('b', 0, 1)
  expect(city.watch().statusOf('r').state).toBe('normal')
  city.fleet.sweep(T + 61 * S)
  expect(city.watch().statusOf('r')).toMatchObject({ fresh: 0, state: 'unknown' })
})

it('A141 looks at 100,000 datastreams under 10,000 rules in the time of the rules that touch them', async () => {
  const ids = Array.from({ length: 100_000 }, (_, i) => `s${i}`)
  const city = await aCity(
    Array.from({ length: 10_000 }, (_, i) => above(`r${i}`, 50, { datastream: `s${i * 10}` })),
    { ids },
  )
  const started = performance.now()
  for (let i = 0; i < 100_000; i++) city.watch().row({ ordinal: i, at: T, value: 20 }, T)
  expect(performance.now() - started).toBeLessThan(1500)
  expect(city.watch().sizes()).toMatchObject({ states: 0, windows: 0 })
})

it('A142 wakes, escalates and opens a case by itself, each once', async () => {
  const rule = aRule('r', {
    levels: [{ severity: 'RED', when: { op: 'above', value: 1 } }],
    incident: { from: 'RED', afterS: 30 },
    escalateS: 60,
  })
  const city = await aCity([rule])
  const opened: string[] = []
  const clock = createAlertClock({
    find: (id) => city.alerts.get(id) ?? null,
    ruleOf: () => rule,
    onIncident: async (alert) => (opened.push(alert.datastream), 'i1'),
    onEscalated: () => undefined,
    record: async (events) => city.commit(events, T + 30 * S),
    onError: (error) => expect(error).toBeUndefined(),
  })
  city.send('a', 0, 2)
  const id = [...city.alerts.keys()][0] as string
  const turn = async (second: number) => {
    clock.touched(id)
    city.commit(clock.turn(T + second * S), T + second * S)
    await Promise.resolve()
    await Promise.resolve()
  }
  for (const second of [29, 30, 31, 59, 60, 61, 90]) await turn(second)
  expect(opened).toEqual(['a'])
  expect(city.told).toEqual(['0 a r raised', '30 a r linked', '60 a r escalated'])
  city.commit(
    [{ subject: `alert:${id}`, type: 'alert.shelved', data: { by: 'x', until: new Date(T + 200 * S).toISOString(), reason: 'y' } }],
    T + 100 * S,
  )
  for (const second of [199, 200]) await turn(second)
  expect(city.alerts.get(id)?.state).toBe('RAISED')
})

it('A144 asks the loop for a case once, whatever it answers', async () => {
  const rule = aRule('r', {
    levels: [{ severity: 'RED', when: { op: 'above', value: 1 } }],
    incident: { from: 'RED', afterS: 0 },
    escalateS: 9e9,
  })
  const city = await aCity([rule])
  let asked = 0
  const clock = createAlertClock({
    find: (id) => city.alerts.get(id) ?? null,
    ruleOf: () => rule,
    onIncident: async () => (asked++, null),
    onEscalated: () => undefined,
    record: async () => undefined,
    onError: () => undefined,
  })
  city.send('a', 0, 2)
  for (const second of [0, 1, 2]) {
    clock.touched([...city.alerts.keys()][0] as string)
    clock.turn(T + second * S)
    await Promise.resolve()
  }
  expect(asked).toBe(1)
})

it('A143 shares the alerts of ten minutes among the seats on duty and names the rules that ask most', () => {
  const load = createAlarmLoad(() => [{ id: '1', name: '一席', person: 'a' }, { id: '2', name: '二席', person: null }], () => undefined) // prettier-ignore
  for (let i = 0; i < 6; i++) load.asked(i < 4 ? 'rain' : 'gas', T + i * 60 * S)
  expect(load.now(T + 300 * S)).toMatchObject({ perSeat: 3, topRules: [{ rule: 'rain', count: 4 }, { rule: 'gas', count: 2 }] })
  expect(load.now(T + 700 * S).perSeat).toBe(2)
}) // prettier-ignore
