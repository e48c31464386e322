import { describe, expect, it } from 'vitest'
import { bandOf, outside } from './figures-band.ts'
import { aFigure, aPassport } from './figures.fixture.ts'
import { headOf } from './figures-head.ts'
import { nextRelease } from './figures-release.ts'
import { sparkOf } from './figures-spark.ts'
import { IndicatorHead } from './indicator.ts'
import { monthEnd, periodOf } from './period.ts'

const now = Date.parse('2026-11-22T19:42:00+08:00')
const here = { area: '440400', nowMs: now }
const monthly = (values: readonly number[], year = 2026, first = 3) =>
  values.map((value, i) => aFigure(monthEnd(year, first + i), value, { scope: 'CURRENT', measure: 'YOY', unit: '%' }))

describe('the control band', () => {
  it('I50 is mean ± 2.66 × mean moving range', () =>
    expect(bandOf([4, 6, 4, 6, 4, 6, 4, 6])).toEqual({ low: -0.32, high: 10.32, mean: 5, points: 8 }))
  it('I51 is not drawn from fewer than eight points, and no range spans a gap', () => {
    expect(bandOf([1, 2, 3, 4, 5, 6, 7])).toBeNull()
    expect(bandOf([4, 6, 4, 6, null, 40, 42, 40, 42])!.high).toBeCloseTo(23 + 5.32, 5)
  })
  it('I52 tells how far outside a point is', () => {
    const band = { low: 0, high: 10, mean: 5, points: 8 }
    expect([outside(5, band), outside(15, band), outside(-10, band)]).toEqual([0, 1, -2])
  })
})

describe('what should have been published', () => {
  const stat = aPassport({ releaseCalendar: [{ kind: 'M12', afterDays: 20 }] })
  it('I53 is the next period by its calendar', () => {
    expect(nextRelease(stat, periodOf('M', 2026, 10), now)).toEqual({ period: periodOf('M', 2026, 11), dueAt: '2026-12-20T15:59:59.000Z' })
    expect(nextRelease(stat, periodOf('M', 2025, 12), now)!.period).toEqual(periodOf('M12', 2026))
  })
  it('I54 is late the moment its day is over and it is not there', () => {
    const figures = [aFigure('2026-09-30', 100)]
    const on = (day: string) => headOf(stat, figures, { area: '440400', nowMs: Date.parse(day) })
    expect(on('2026-11-20T23:59:00+08:00')).toMatchObject({ overdue: false, nextReleaseAt: '2026-11-20T15:59:59.000Z' })
    expect(on('2026-11-21T00:00:00+08:00')).toMatchObject({
      overdue: true,
      state: 'late',
      why: '应发布未更新：2026年1—10月数应于 11月20日前发布',
    })
  })
  it('I55 of what never came is the last one promised', () => expect(nextRelease(stat, null, now)!.period).toEqual(periodOf('M', 2026, 10)))
  it('I56 of a quarterly series known by its year only is the first quarter', () =>
    expect(nextRelease(aPassport({ releaseCalendar: [{ kind: 'Q', afterDays: 30 }] }), periodOf('Y', 2024), now)).toMatchObject({
      period: { kind: 'Q', end: '2025-03-31' },
    }))
})

describe('the head of an indicator', () => {
  it('I60 says 未接入 where nothing was ever received', () =>
    expect(headOf(aPassport(), [], here)).toMatchObject({ figure: null, state: 'not-connected', why: '未接入', spark: [] }))
  it('I61 shows the newest level with its published growth, cumulative before current', () => {
    const figures = [
      aFigure('2026-10-31', 80, { scope: 'CURRENT' }),
      aFigure('2026-10-31', 700),
      aFigure('2026-10-31', 3.1, { measure: 'YOY', unit: '%' }),
    ]
    expect(headOf(aPassport(), figures, here)).toMatchObject({
      figure: { value: 700, scope: 'CUMULATIVE', measure: 'LEVEL' },
      comparison: { value: 3.1, unit: '%', basis: '同比 名义' },
    })
  })
  it('I62 shows the growth where no level is published, and says so', () =>
    expect(headOf(aPassport({ measures: ['YOY'] }), [aFigure('2026-10-31', -2.8, { measure: 'YOY', unit: '%' })], here)).toMatchObject({
      state: 'growth-only',
      figure: { value: -2.8, measure: 'YOY' },
      comparison: { value: -2.8 },
    }))
  it('I63 is over when its newest point leaves the band the worse way, and not the better way', () => {
    const base = [4, 5, 4, 5, 4, 5, 4, 5, 4]
    const last = (value: number) => headOf(aPassport({ measures: ['YOY', 'LEVEL'] }), monthly([...base, value].slice(-10)), here)
    expect(last(-1.2)).toMatchObject({ state: 'over', why: expect.stringContaining('低于常态下限') })
    expect(last(12).state).toBe('normal')
    expect(headOf(aPassport({ direction: 'DOWN' }), monthly([...base, 12]), here).state).toBe('over')
  })
  it('I64 is watched when it is behind its target', () => {
    const passport = aPassport({ target: { year: 2026, measure: 'YOY', value: 5.5, source: '' } })
    expect(headOf(passport, [aFigure('2026-10-31', 3.5, { measure: 'YOY', unit: '%' })], here)).toMatchObject({
      state: 'watch',
      severity: 'YELLOW',
      target: { gap: -2, unit: '百分点' },
    })
  })
  it('I65 shows the revised value; the first is kept beside it', () => {
    const figures = [aFigure('2026-10-31', 3), aFigure('2026-10-31', 2.4, { revision: 1, status: 'REVISED' })]
    expect(headOf(aPassport(), figures, here).figure).toMatchObject({ value: 2.4, status: 'REVISED' })
  })
  it('I66 spark: a period that was not published is a gap, 1—2月 is one point, at most 24', () => {
    const figures = [
      ...monthly([1, 2, 3], 2025, 10),
      aFigure('2026-02-28', 4, { period: { kind: 'M12', end: '2026-02-28' }, scope: 'CURRENT', measure: 'YOY', unit: '%' }),
      ...monthly([6], 2026, 4),
    ]
    expect(sparkOf(aPassport(), figures)!.points).toEqual([1, 2, 3, 4, null, 6])
    const long = Array.from({ length: 40 }, (_, i) =>
      aFigure(monthEnd(2022 + Math.floor(i / 12), (i % 12) + 1), i, { scope: 'CURRENT', measure: 'YOY', unit: '%' }),
    )
    expect(sparkOf(aPassport({ frequency: 'M' }), long)!.points).toHaveLength(24)
  })
  it('I67 spark: a yearly line steps by years, and half years stand in a quarterly cumulative line', () => {
    const years = [2021, 2022, 2023].map((y) => aFigure(`${y}-12-31`, y, { period: periodOf('Y', y), scope: 'CURRENT' }))
    expect(sparkOf(aPassport({ frequency: 'Q' }), years)!.points).toEqual([2021, 2022, 2023])
  })
  it('I68 an operational count is compared with the same weekday', () => {
    const own = aPassport({ operational: true, unit: '件', frequency: 'LIVE', priceBasis: 'NONE', additive: false })
    const figures = [
      aFigure('2026-11-15', 250, { period: { kind: 'D', end: '2026-11-15' }, scope: 'CURRENT' }),
      aFigure('2026-11-22', 256, { period: { kind: 'LIVE', end: '2026-11-22' }, scope: 'CURRENT' }),
    ]
    expect(headOf(own, figures, here)).toMatchObject({ figure: { value: 256 }, comparison: { value: 6, unit: '亿元', basis: '较上周日' } })
  })
  it('I69 is a value of its schema', () =>
    expect(IndicatorHead.parse(headOf(aPassport(), [aFigure('2026-10-31', 3)], here)).id).toBe('retail@440400'))
})
