import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distanceM, type Position } from '../../shared/geo.ts'
import { lightOf } from '../../shared/incident.ts'
import type { Item } from '../../shared/item.ts'
import { aCase, aTask } from './a-case.fixture.ts'
import { keptFrom, stays } from './kept-tasks.ts'
import { handoffs, toBd09, toGcj02 } from './navigate.ts'
import { isInside, metresBetween, movedBy, offsetM } from './near.ts'
import { arrivalMissing, withPending } from './pending.ts'
import { findItems, suggestItems } from './suggest.ts'
import { inOrder, lightAt, rowOf, spanParts, workOf } from './work.ts'

const wu = { user: 'wu', roles: ['handler'], departments: ['drainage'], teams: ['drainage-3'] }
const NOW = Date.parse('2026-11-22T11:42:00.000Z')

test('J153 a case asks of me what my role in it is: acknowledge, handle, verify, inspect, or nothing', () => {
  expect(workOf(aCase(), wu)).toBe('acknowledge')
  expect(workOf(aCase({ state: 'HANDLING', tasks: [aTask({ state: 'HANDLING' })] }), wu)).toBe('handle')
  expect(workOf(aCase(), { ...wu, teams: ['drainage-1'] })).toBe('follow')
  expect(workOf(aCase({ state: 'VERIFYING', tasks: [], verification: { assignee: 'wu', found: null } }), wu)).toBe('verify')
  const handled = aCase({ state: 'HANDLED', tasks: [aTask({ state: 'HANDLED' })], handledBy: ['li'], handledTeams: ['drainage-3'] })
  const inspector = { user: 'zhou', roles: ['inspector'], departments: [], teams: [] }
  expect(workOf(handled, inspector)).toBe('inspect')
  expect(workOf(handled, { ...inspector, user: 'li' })).toBe('follow')
  expect(workOf(handled, { ...inspector, teams: ['drainage-3'] })).toBe('follow')
})

test("J154 the phone's light and metres are the product's own, without its schemas", () => {
  const instants = fc.option(fc.integer({ min: NOW - 1e8, max: NOW + 1e8 }).map((ms) => new Date(ms).toISOString()))
  fc.assert(fc.property(instants, instants, (redAt, yellowAt) => lightAt({ redAt, yellowAt }, NOW) === lightOf({ redAt, yellowAt }, NOW)))
  const near = fc.tuple(
    fc.double({ min: 113, max: 113.5, noNaN: true }),
    fc.double({ min: 22, max: 22.5, noNaN: true }),
  ) as fc.Arbitrary<Position>
  fc.assert(fc.property(near, near, (a, b) => Math.abs(metresBetween(a, b) - distanceM(a, b)) < 1 + distanceM(a, b) * 0.001))
})

test('J155 first the urgent or first the near; the case being travelled to stays on top, and equals do not jump', () => {
  const rows = [
    rowOf(aCase({ id: 'a', number: '1', redAt: '2026-11-22T12:40:00.000Z', position: [113.6, 22.26] }), wu, NOW, [113.52, 22.26]),
    rowOf(aCase({ id: 'b', number: '2', redAt: '2026-11-22T11:30:00.000Z', position: null }), wu, NOW, [113.52, 22.26]),
    rowOf(aCase({ id: 'c', number: '3', redAt: null, yellowAt: null, position: [113.521, 22.26] }), wu, NOW, [113.52, 22.26]),
  ]
  const ids = (by: 'urgent' | 'near', heading: string | null) => inOrder(rows, by, heading).map(({ incident }) => incident.id).join('') // prettier-ignore
  expect([ids('urgent', null), ids('near', null), ids('urgent', 'c')]).toEqual(['bac', 'cab', 'cba'])
  expect(rows[1]).toMatchObject({ light: 'RED', leftMs: -12 * 60_000, distanceM: null })
  expect([spanParts(114 * 60_000), spanParts(-12 * 60_000), spanParts(60 * 3_600_000)]).toEqual([{ d: 0, h: 1, m: 54 }, { d: 0, h: 0, m: 12 }, { d: 2, h: 12, m: 0 }]) // prettier-ignore
})

test('J156 tasks leave the phone when ended, given to others, after seven days, or under another name', () => {
  const kept = keptFrom(
    [aCase(), aCase({ id: 'c2', state: 'CLOSED' }), aCase({ id: 'c3', tasks: [aTask({ team: 'roads-2', department: 'roads' })] })],
    wu,
    NOW,
  )
  expect(kept.incidents.map(({ id }) => id)).toEqual(['c1'])
  expect(stays(kept, wu, NOW + 6 * 86_400_000)?.incidents).toHaveLength(1)
  expect(stays(kept, wu, NOW + 8 * 86_400_000)).toBeNull()
  expect(stays(kept, { user: 'zhou' }, NOW)).toBeNull()
})

test('J157 a waiting step shows at once what it will make of the case, and arrival is noted once', () => {
  const at = '2026-11-22T11:43:00.000Z'
  const waiting = (...steps: ('acknowledge' | 'arrive' | 'handle')[]) => withPending(aCase(), wu, steps.map((step) => ({ incident: 'c1', step, at }))) // prettier-ignore
  expect(arrivalMissing(aCase(), wu)).toBe(false)
  expect(arrivalMissing(waiting('acknowledge'), wu)).toBe(true)
  expect(arrivalMissing(waiting('acknowledge', 'arrive'), wu)).toBe(false)
  expect(waiting('acknowledge', 'arrive').state).toBe('HANDLING')
  expect(workOf(waiting('acknowledge', 'arrive', 'handle'), { ...wu, roles: ['handler', 'worker'] })).toBe('follow')
})

const anItem = (id: string, name: string, words: string[], pinyin = ''): Item => ({
  id, version: 1, code: id, name, majorClass: '', caseKind: 'EVENT', department: 'd', pinyin, words, severity: 'BLUE',
  conditions: [{ id: 'c', name: '', limit: { value: 1, type: 'WORK_DAY', from: 'DISPATCH' }, closing: { text: '', photos: 'AFTER', checks: [] }, methods: ['ON_SITE'], selfHandle: false }],
}) // prettier-ignore

test('J158 the class is suggested by what was said and by what stands near, with its reason; nothing fits, nothing is said', () => {
  const items = [
    anItem('0402', '行道树断枝', ['树枝', '断枝', '树倒'], 'xdsdz'),
    anItem('0301', '道路积水', ['积水', '水深']),
    anItem('0710', '道路遗撒', ['遗撒', '挡']),
  ]
  const said = suggestItems('树枝断下来，挡了半条路', [{ item: '0402', name: '行道树', distanceM: 24 }], items)
  expect(said.map(({ item }) => item.id)).toEqual(['0402', '0710'])
  expect(said[0]).toMatchObject({ words: ['树枝'], near: { distanceM: 24 } })
  expect(suggestItems('天气很好', [{ item: '0301', name: 'x', distanceM: 400 }], items)).toEqual([])
  expect(findItems('xds', items).map(({ id }) => id)).toEqual(['0402'])
})

test("J159 navigation is handed over in the target's own coordinates: known points in GCJ-02 and BD-09 within a metre", () => {
  // 39.915 N 116.404 E as the widely published test pair of the coordinate converters gives it.
  const wgs: Position = [116.404, 39.915]
  expect(metresBetween(toGcj02(wgs), [116.41024449916938, 39.91640428150164])).toBeLessThan(1)
  // 天安门: the map vendors' own documentation pair, WGS-84 → BD-09.
  expect(metresBetween(toBd09([116.403988, 39.914266]), [116.41661560068297, 39.92196580126834])).toBeLessThan(1)
  const links = handoffs(wgs, '明珠北路&下穿')
  expect(links.map(({ datum }) => datum)).toEqual(['GCJ-02', 'BD-09', 'GCJ-02', 'WGS-84'])
  expect(links[0]?.href).toContain('to=116.410244,39.916404,%E6%98%8E')
  expect(links.every(({ href }) => !href.slice(8).includes('路&'))).toBe(true)
})

test("J160 here means inside the fence with the fix's own error counted, and a moved pin lies where it was put", () => {
  const here: Position = [113.52, 22.26]
  expect(isInside({ position: movedBy(here, 8, 0), accuracyM: 5 }, here, 30)).toBe(true)
  expect(isInside({ position: movedBy(here, 45, 0), accuracyM: 5 }, here, 30)).toBe(false)
  expect(isInside({ position: movedBy(here, 28, 0), accuracyM: 300 }, here, 30)).toBe(true)
  expect(isInside(null, here, 30)).toBe(false)
  const { east, north } = offsetM(here, movedBy(here, 20, -13))
  expect([Math.round(east), Math.round(north)]).toEqual([20, -13])
})
