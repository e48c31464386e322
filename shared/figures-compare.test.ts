import { describe, expect, it } from 'vitest'
import { contributionOf, cumulativeOf, periodOnPeriod, shareOf, sinceYearEnd, twoYearAverage, yearOnYear } from './figures-compare.ts'
import { aFigure, aPassport } from './figures.fixture.ts'
import { lineOf, piecesOf } from './figures-line.ts'
import { progressOf } from './figures-target.ts'
import type { Figure } from './indicator.ts'

const spot = (figure: Figure) => ({ period: figure.period, scope: figure.scope })
const year = (y: number, value: number, over: Partial<Figure> = {}) =>
  aFigure(`${y}-12-31`, value, { period: { kind: 'Y', end: `${y}-12-31` }, scope: 'CURRENT', ...over })
const january = (y: number, value: number, over: Partial<Figure> = {}) =>
  aFigure(`${y}-02-28`, value, { period: { kind: 'M12', end: `${y}-02-28` }, ...over })

describe('comparisons', () => {
  it('I30 growth at constant prices is never computed from levels, only taken as published', () => {
    const gdp = aPassport({ priceBasis: 'CONSTANT' })
    const levels = [year(2023, 4233.22), year(2024, 4479.06)]
    expect(yearOnYear(gdp, levels, spot(levels[1]!))).toMatchObject({ ok: false, rule: 'I-constant-price' })
    const published = [...levels, year(2024, 3.5, { measure: 'YOY', unit: '%' })]
    expect(yearOnYear(gdp, published, spot(levels[1]!))).toMatchObject({ ok: true, value: 3.5, published: true, basis: '同比 可比价' })
  })
  it('I31 growth computed from levels at current prices is called nominal', () => {
    const levels = [aFigure('2025-10-31', 200), aFigure('2026-10-31', 210)]
    expect(yearOnYear(aPassport(), levels, spot(levels[1]!))).toMatchObject({
      ok: true,
      value: 5,
      unit: '%',
      basis: '同比 名义',
      published: false,
    })
  })
  it('I32 two rates differ in percentage points, not in percent', () => {
    const rates = [aFigure('2025-10-31', 5, { unit: '%' }), aFigure('2026-10-31', 5.5, { unit: '%' })]
    expect(yearOnYear(aPassport({ unit: '%', priceBasis: 'NONE' }), rates, spot(rates[1]!))).toMatchObject({ value: 0.5, unit: '百分点' })
  })
  it('I33 a growth without a level has no other comparison, and a missing base is not zero', () => {
    const growth = aFigure('2026-10-31', -2.8, { measure: 'YOY', unit: '%' })
    expect(yearOnYear(aPassport(), [growth], spot(growth))).toMatchObject({ ok: true, value: -2.8 })
    expect(periodOnPeriod(aPassport(), [growth], { ...spot(growth), scope: 'CURRENT' })).toMatchObject({ rule: 'I-no-level' })
    expect(yearOnYear(aPassport(), [aFigure('2026-10-31', 3)], spot(growth))).toMatchObject({ rule: 'I-no-base' })
  })
  it('I34 cumulative values have no period on period, and March none against two months', () => {
    const march = aFigure('2026-03-31', 30, { scope: 'CURRENT' })
    expect(periodOnPeriod(aPassport(), [march, january(2026, 50)], spot(march))).toMatchObject({ rule: 'I-january' })
    expect(periodOnPeriod(aPassport(), [march], { ...spot(march), scope: 'CUMULATIVE' })).toMatchObject({ rule: 'I-cumulative' })
    const april = aFigure('2026-04-30', 33, { scope: 'CURRENT' })
    expect(periodOnPeriod(aPassport(), [march, april], spot(april))).toMatchObject({ ok: true, value: 10 })
  })
  it('I35 a cumulative value is never the sum of months', () => {
    const months = [january(2026, 50), aFigure('2026-03-31', 30, { scope: 'CURRENT' })]
    expect(cumulativeOf(months, { kind: 'M', end: '2026-03-31' })).toMatchObject({ ok: false, rule: 'I-cumulative' })
    expect(cumulativeOf(months, { kind: 'M12', end: '2026-02-28' })).toMatchObject({ ok: true })
  })
  it('I36 a stock is compared with the last year end, a flow is not', () => {
    const stock = [aFigure('2025-12-31', 1000, { scope: 'STOCK' }), aFigure('2026-10-31', 1050, { scope: 'STOCK' })]
    expect(sinceYearEnd(aPassport({ scopes: ['STOCK'] }), stock, spot(stock[1]!))).toMatchObject({ value: 5, basis: '比上年末 名义' })
    expect(sinceYearEnd(aPassport(), [], spot(aFigure('2026-10-31', 1)))).toMatchObject({ rule: 'I-stock-flow' })
  })
  it('I37 a changed definition breaks the line, keeps both series and is not compared across', () => {
    const both = [year(2024, 100), year(2025, 110), year(2025, 130, { definition: 2 }), year(2026, 143, { definition: 2 })]
    expect(piecesOf(lineOf(both, 'LEVEL', 'CUMULATIVE')).map((piece) => piece.map((f) => f.value))).toEqual([[100, 110], [130, 143]]) // prettier-ignore
    expect(yearOnYear(aPassport(), both, spot(both[3]!))).toMatchObject({ value: 10 })
    expect(yearOnYear(aPassport(), [both[1]!, both[3]!], spot(both[3]!))).toMatchObject({ rule: 'I-break' })
  })
  it('I38 shares and contributions from levels at current prices are called nominal', () => {
    const part = [year(2023, 40), year(2024, 46)]
    const whole = [year(2023, 100), year(2024, 110)]
    const gdp = aPassport({ priceBasis: 'CONSTANT' })
    expect(shareOf(gdp, part, whole, spot(part[1]!))).toMatchObject({ value: 41.818182, basis: '名义 比重' })
    expect(contributionOf(gdp, part, whole, spot(part[1]!))).toMatchObject({
      contribution: { value: 60, unit: '%', basis: '名义贡献率' },
      pull: { value: 6, unit: '百分点', basis: '名义拉动' },
    })
    expect(shareOf(aPassport({ additive: false }), part, whole, spot(part[1]!))).toMatchObject({ rule: 'I-additive' })
  })
  it('I39 two-year average as published for 2021 H1 implies the year before', () => expect(twoYearAverage(12.9, -2.5)).toBeCloseTo(4.9, 1))
})

describe('targets', () => {
  const target = { year: 2026, measure: 'LEVEL' as const, value: 470, source: '预算报告' }
  const budget = aPassport({ name: '一般公共预算收入', target })
  it('I40 time progress is last year’s share of the same period where known', () => {
    const figures = [aFigure('2025-10-31', 370.8), year(2025, 450), aFigure('2026-10-31', 367.07)]
    expect(progressOf(budget, figures)).toMatchObject({ completion: 78.1, expected: 82.4, even: false, gap: -4.3 })
  })
  it('I41 it is even where last year is not known, and says so', () => {
    const progress = progressOf(budget, [aFigure('2026-09-30', 376)])
    expect(progress).toMatchObject({ completion: 80, expected: 75, even: true, gap: 5 })
    expect(progress.ok && progress.text).toContain('按月均分')
  })
  it('I42 it means nothing for a stock or what cannot be added', () => {
    expect(progressOf({ ...budget, scopes: ['STOCK'] }, [])).toMatchObject({ rule: 'I-stock-flow' })
    expect(progressOf({ ...budget, additive: false }, [])).toMatchObject({ rule: 'I-additive' })
  })
  it('I43 a growth target is compared in percentage points', () => {
    const industry = aPassport({ target: { year: 2026, measure: 'YOY', value: 5.5, source: '政府工作报告' } })
    const progress = progressOf(industry, [aFigure('2026-10-31', 3.5, { measure: 'YOY', unit: '%' })])
    expect(progress).toMatchObject({ kind: 'growth', gap: -2, text: '年度目标 +5.5%，低 2 个百分点' })
  })
  it('I44 last year’s figure is not measured by this year’s target', () =>
    expect(progressOf(budget, [aFigure('2025-10-31', 300)])).toMatchObject({ ok: false }))
})
