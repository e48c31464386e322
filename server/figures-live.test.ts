import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aHouse, CITY, type House } from '../fixtures/routes-under-test.ts'
import type { AreaSummary } from '../shared/entity.ts'
import { aqiNow, judgeOperational } from '../shared/figures-operational.ts'
import { type Figures, openFigures } from './figures.ts'
import { openOperational } from './figures-live.ts'

const six = { register: 0, dispatch: 0, acknowledge: 0, handle: 0, inspect: 0, close: 0 }
const summary = (open: number, overdue: number, due = 10, onTime = 9): AreaSummary => ({
  kind: 'area', id: CITY, at: '2026-11-22T11:42:00.000Z', open, nearlyDue: 0, overdue, held: six, heldOverdue: six,
  river: { reported: 0, registered: 0, dispatched: 0, acknowledged: 0, handled: 0, inspected: 0, closed: 0, rejected: 0, rework: 0 },
  onTimeClosure: { due, closed: due, onTime }, sensors: { fresh: 0, total: 0 }, sources: { fresh: 0, total: 0 },
}) // prettier-ignore

let house: House
let figures: Figures
let live: Awaited<ReturnType<typeof openOperational>>
const fail = (error: unknown) => { throw error } // prettier-ignore
beforeEach(async () => {
  house = await aHouse({}, '2026-11-22T11:42:00.000Z')
  figures = await openFigures({
    store: house.store,
    hub: house.hub,
    city: CITY,
    areas: { all: () => [], get: () => undefined },
    now: house.now,
    onError: fail,
  })
  live = await openOperational({
    hub: house.hub,
    store: house.store,
    figures,
    air: null,
    now: house.now,
    utcOffsetMin: 480,
    onError: fail,
  })
})
afterEach(async () => {
  await live.stop()
  await figures.stop()
  await house.close()
})
const head = (id: string) => house.hub.peek(`indicator:${id}@${CITY}`)

describe('operational indicators', () => {
  it('I120 an event is on its tile within a moment, without anybody asking', async () => {
    expect(head('case-open')).toMatchObject({ state: 'not-connected', operational: true })
    const told = new Promise<number>((resolve) => {
      const started = performance.now()
      const undo = house.hub.onChange((keys) => { if (keys.includes(`indicator:case-open@${CITY}`)) { undo(); resolve(performance.now() - started) } }) // prettier-ignore
    })
    await house.hub.show([summary(256, 14)])
    expect(await told).toBeLessThan(1_000)
    expect(head('case-open')).toMatchObject({ figure: { value: 256, period: { kind: 'LIVE', end: '2026-11-22' } }, state: 'normal' })
    expect(head('case-overdue')).toMatchObject({ state: 'over', severity: 'YELLOW', why: '14 件案件已超期' })
    expect(head('on-time-closure')).toMatchObject({ figure: { value: 90, unit: '%' } })
  })
  it('I121 a rate of nothing has no value, never zero or a hundred', async () => {
    await house.hub.show([summary(1, 0, 0, 0)])
    await live.settled()
    expect(head('on-time-closure')).toMatchObject({ figure: null, why: '今日还没有到期的案件' })
  })
  it('I122 the day that ended is kept, and the same weekday is what today is compared with', async () => {
    await house.hub.show([summary(250, 0)])
    await live.settled()
    house.goTo('2026-11-22T16:00:00.000Z')
    await live.settled()
    expect(await house.store.read('figures.read', { indicator: 'case-open', kind: 'D' })).toMatchObject([
      { value: 250, period: { kind: 'D', end: '2026-11-22' } },
    ])
    house.goTo('2026-11-29T02:00:00.000Z')
    await house.hub.show([summary(256, 0)])
    await live.settled()
    expect(head('case-open')?.comparison).toEqual({ value: 6, unit: '件', basis: '较上周日' })
  })
  it('I123 an AQI is of the stations that have the newest hour, says how many, and is none when it is old or a pollutant is missing', () => {
    const nowMs = Date.parse('2026-11-22T11:42:00.000Z')
    const hour = (concentrations: object, at = nowMs - 42 * 60_000) => ({ at, concentrations })
    expect(aqiNow([hour({ pm25: 40 }), hour({ pm25: 80 }), hour({ pm25: 500 }, nowMs - 5e6)], nowMs)).toMatchObject({
      fresh: 2,
      total: 3,
      aqi: { primary: ['pm25'] },
    })
    expect(aqiNow([hour({ pm25: 30, o3: null })], nowMs).aqi.aqi).toBeNull()
    expect(aqiNow([hour({ pm25: 30 })], nowMs + 3 * 3_600_000)).toMatchObject({ fresh: 0, total: 1, aqi: { aqi: null } })
    expect(aqiNow([], nowMs).total).toBe(0)
  })
  it('I124 says why it needs attention by the marks of its scale', () => {
    expect(judgeOperational('alert-load', 2, null)).toMatchObject({ severity: 'ORANGE' })
    expect(judgeOperational('alert-load', 10, null)).toMatchObject({ severity: 'RED' })
    expect(judgeOperational('aqi', 151, null)).toMatchObject({ severity: 'ORANGE', why: 'AQI 151，中度污染' })
    expect(judgeOperational('aqi', 100, null).state).toBe('normal')
    expect(judgeOperational('on-time-closure', 80, { value: -6, unit: '百分点', basis: '较上周日' })).toMatchObject({
      state: 'watch',
      why: '较上周日低 6 个百分点',
    })
  })
})
