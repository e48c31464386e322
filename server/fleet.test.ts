import { expect, it } from 'vitest'
import { NOWHERE } from '../shared/area.ts'
import { type Datastream, SENSOR_STATE } from '../shared/sensor.ts'
import { createFleet } from './fleet.ts'

const T = Date.parse('2026-06-01T08:00:00Z')
const all = { source: 'feed-a', mayWrite: () => true }
const row = (id: string, more: object = {}) => ({
  id,
  name: `点 ${id}`,
  type: 'temp',
  unit: 'Cel',
  position: [113.55, 22.25],
  periodS: 60,
  ...more,
})

function aFleet(options: { fail?: () => boolean; replay?: string } = {}) {
  const kept: Datastream[][] = []
  const fleet = createFleet({
    city: '4404',
    locate: ([lon]) => (lon > 113 && lon < 114 ? { division: '440402', zone: null } : NOWHERE),
    knows: (area) => ['440402', '440403', '440400-HQ'].includes(area),
    isReplay: (source) => source === options.replay,
    keep: async (changed) => {
      if (options.fail?.()) throw new Error('disk full')
      kept.push([...changed])
    },
  })
  return { fleet, kept }
}

it('C110 tells created, updated, unchanged, and refuses a row with its number and rule', async () => {
  const { fleet, kept } = aFleet()
  expect(await fleet.upsert([row('a'), row('b'), row('c c'), row('d', { type: 'nonsense' }), row('e', { unit: 'm' }), row('f', { range: [80, 90] }), 7], all)).toMatchObject({
    created: 2, updated: 0, unchanged: 0,
    refused: [{ row: 2, rule: 'O-shape' }, { row: 3, rule: 'O-kind' }, { row: 4, rule: 'O-unit' }, { row: 5, rule: 'O-range' }, { row: 6, rule: 'O-shape' }],
  }) // prettier-ignore
  expect(await fleet.upsert([row('a'), row('b', { name: '新名' })], all)).toMatchObject({
    created: 0,
    updated: 1,
    unchanged: 1,
    refused: [],
  })
  expect(kept.flat().map((d) => [d.id, d.ordinal])).toEqual([['a', 0], ['b', 1], ['b', 1]]) // prettier-ignore
  expect(await fleet.upsert([row('a')], { source: 'x', mayWrite: () => false })).toMatchObject({ refused: [{ row: 0, rule: 'O-foreign' }] })
})

it('C111 keeps the source of the key by default, and an area that the city does not know as none', async () => {
  const { fleet } = aFleet()
  await fleet.upsert(
    [
      row('a'),
      row('b', { area: '999999' }),
      row('c', { area: '440400-HQ', source: 'own' }),
      row('d', { position: [100, 20] }),
      row('e', { area: '440403' }),
    ],
    all,
  )
  expect(fleet.get('a')).toMatchObject({ source: 'feed-a', area: { division: '440402', zone: null } })
  expect(fleet.get('b')).toMatchObject({ area: NOWHERE, areaNamed: '999999' })
  expect(fleet.get('c')).toMatchObject({ source: 'own', area: { division: '440402', zone: '440400-HQ' } })
  expect(fleet.get('e')?.area.division).toBe('440403')
  expect(fleet.tally().nowhere).toBe(2)
  expect(fleet.list({ area: 'none', limit: 9 }, () => true).rows.map((r) => r.id)).toEqual(['b', 'd'])
  expect(fleet.list({ area: '4404', limit: 9 }, () => true).rows).toHaveLength(5)
})

it('C112 gives an ordinal once, also when the store refused in between', async () => {
  let failing = true
  const { fleet } = aFleet({ fail: () => failing })
  await expect(fleet.upsert([row('a')], all)).rejects.toThrow('disk full')
  expect(fleet.get('a')).toBeUndefined()
  failing = false
  await Promise.all([fleet.upsert([row('a')], all), fleet.upsert([row('b'), row('a')], all)])
  expect([fleet.get('a')?.ordinal, fleet.get('b')?.ordinal, fleet.size()]).toEqual([0, 1, 2])
})

it('C113 counts each change once and names it by the counter', async () => {
  const { fleet } = aFleet()
  await fleet.upsert([row('a'), row('b')], all)
  const before = fleet.columns().counter
  expect(fleet.apply({ ordinal: 1, observedAt: T, value: 21, receivedAt: T, flags: 0 })).toBe(true)
  expect(fleet.apply({ ordinal: 1, observedAt: T - 1, value: 20, receivedAt: T, flags: 0 })).toBe(false)
  const { changed, counter, value, state } = fleet.columns()
  expect([counter, changed[1], (changed[0] ?? 0) <= before]).toEqual([before + 1, before + 1, true])
  expect([value[1], state[1], state[0]]).toEqual([21, SENSOR_STATE.NORMAL, SENSOR_STATE.NEVER])
})

it('C114 goes late after its period, says how many are fresh, and an alert outranks late', async () => {
  const { fleet } = aFleet()
  await fleet.upsert([row('a'), row('b', { periodS: 600 }), row('c')], all)
  for (const ordinal of [0, 1]) fleet.apply({ ordinal, observedAt: T, value: 21, receivedAt: T, flags: 0 })
  fleet.sweep(T + 60_000)
  expect(fleet.tally().all).toEqual({ fresh: 2, total: 3 })
  fleet.sweep(T + 61_000)
  expect(fleet.latestOf(0).state).toBe(SENSOR_STATE.LATE)
  expect(fleet.tally().ofArea('440402')).toEqual({ fresh: 1, total: 3 })
  expect(fleet.tally().ofSource('feed-a')).toEqual({ fresh: 1, total: 3 })
  fleet.live.alert(0, SENSOR_STATE.ORANGE)
  expect(fleet.latestOf(0).state).toBe(SENSOR_STATE.ORANGE)
  fleet.live.alert(0, null)
  fleet.apply({ ordinal: 0, observedAt: T + 62_000, value: 22, receivedAt: T + 62_000, flags: 0 })
  fleet.sweep(T + 62_000)
  expect(fleet.latestOf(0).state).toBe(SENSOR_STATE.NORMAL)
})

it('C115 keeps the clock of a replayed source at the newest row it has sent', async () => {
  const { fleet } = aFleet({ replay: 'feed-a' })
  await fleet.upsert([row('a'), row('b')], all)
  fleet.apply({ ordinal: 0, observedAt: T - 9e9, value: 1, receivedAt: T, flags: 0 })
  fleet.apply({ ordinal: 1, observedAt: T - 9e9 + 120_000, value: 1, receivedAt: T, flags: 0 })
  fleet.sweep(T + 9e9)
  expect([fleet.isLate(0), fleet.isLate(1)]).toEqual([true, false])
  expect(fleet.replayClock('feed-a')).toBe(T - 9e9 + 120_000)
})

it('C116 finds what lies in a box, pages, and searches for a literal text', async () => {
  const { fleet } = aFleet()
  await fleet.upsert(
    Array.from({ length: 50 }, (_, i) => row(`s${i}`, { position: [113 + i / 100, 22.2] })),
    all,
  )
  expect(fleet.inBox([113.105, 22, 113.135, 23])).toEqual([11, 12, 13])
  expect(fleet.inBox([-180, -90, 180, 90])).toHaveLength(50)
  const page = fleet.list({ limit: 20, q: 's' }, () => true)
  expect(page.rows).toHaveLength(20)
  expect(fleet.list({ limit: 40, cursor: page.next ?? '' }, () => true).rows[0]?.id).toBe('s20')
  expect(fleet.list({ limit: 40, q: '.*' }, () => true).rows).toHaveLength(0)
})

it('C117 asks the outlines again when the city brought its areas', async () => {
  let known: string[] = []
  const fleet = createFleet({
    city: '4404',
    locate: () => NOWHERE,
    knows: (a) => known.includes(a),
    isReplay: () => false,
    keep: async () => undefined,
  })
  await fleet.upsert([row('a', { area: '440402' })], all)
  expect(fleet.get('a')?.area).toEqual(NOWHERE)
  known = ['440402']
  expect(await fleet.relocate()).toBe(1)
  expect(fleet.get('a')?.area).toEqual({ division: '440402', zone: null })
})
