import { describe, expect, it } from 'vitest'
import { aFigure, aPassport, aRow } from './figures.fixture.ts'
import { checkFigure, definitionOf, knownAt, reviseFigure } from './figures-rules.ts'

const today = '2026-11-22'
const rule = (passport = aPassport(), row = aRow('2026-10-31', 5)) => checkFigure(passport, row, today)?.rule ?? null

describe('what may be a figure', () => {
  it('I10 an indicator with growth only takes no level', () => {
    const growthOnly = aPassport({ measures: ['YOY'], unit: '%' })
    expect(rule(growthOnly, aRow('2026-10-31', 12))).toBe('I-measure')
    expect(rule(growthOnly, aRow('2026-10-31', -2.8, { measure: 'YOY', unit: '%' }))).toBeNull()
  })
  it('I11 an indicator with levels only takes no growth', () =>
    expect(rule(aPassport({ measures: ['LEVEL'] }), aRow('2026-10-31', 2, { measure: 'YOY', unit: '%' }))).toBe('I-measure'))
  it('I12 January and February have one figure between them', () => {
    expect(rule(aPassport(), aRow('2026-01-31', 5, { scope: 'CURRENT' }))).toBe('I-january')
    expect(rule(aPassport(), aRow('2026-02-28', 5))).toBe('I-january')
    expect(rule(aPassport(), aRow('2026-02-28', 5, { period: { kind: 'M12', end: '2026-02-28' } }))).toBeNull()
    expect(rule(aPassport({ frequency: 'M' }), aRow('2026-01-31', 5))).toBeNull()
  })
  it('I13 a stock has no cumulative value and a flow no stock', () => {
    expect(rule(aPassport({ scopes: ['STOCK'] }))).toBe('I-stock-flow')
    expect(rule(aPassport(), aRow('2026-10-31', 5, { scope: 'STOCK' }))).toBe('I-stock-flow')
  })
  it('I14 percent is percent: a growth in percentage points is refused where levels are amounts, and taken where they are rates', () => {
    expect(rule(aPassport(), aRow('2026-10-31', 2, { measure: 'YOY', unit: '百分点' }))).toBe('I-unit')
    expect(rule(aPassport(), aRow('2026-10-31', 2, { measure: 'YOY', unit: '亿元' }))).toBe('I-unit')
    expect(rule(aPassport({ unit: '%' }), aRow('2026-10-31', 2, { measure: 'YOY', unit: '百分点' }))).toBeNull()
    expect(rule(aPassport(), aRow('2026-10-31', 2, { unit: '万元' }))).toBe('I-unit')
  })
  it('I15 a period ends on its last day and has ended', () => {
    expect(rule(aPassport(), aRow('2026-10-30', 5))).toBe('I-period')
    expect(rule(aPassport(), aRow('2026-12-31', 5))).toBe('I-future')
    expect(rule(aPassport(), aRow('2026-10-31', 5, { period: { kind: 'LIVE', end: '2026-10-31' } }))).toBe('I-period')
  })
  it('I16 infinity is no value; null is one, a gap', () => {
    expect(rule(aPassport(), aRow('2026-10-31', Infinity))).toBe('I-value')
    expect(rule(aPassport(), aRow('2026-10-31', null))).toBeNull()
  })
})

describe('revisions', () => {
  it('I17 never overwrite: another value is the next revision, the same is nothing', () => {
    const first = aFigure('2026-08-31', 3)
    expect(reviseFigure(first, aRow('2026-08-31', 3), 'now')).toEqual({ kind: 'unchanged' })
    const second = reviseFigure(first, aRow('2026-08-31', 2.4), '2026-09-30T00:00:00.000Z')
    expect(second).toMatchObject({ kind: 'revised', figure: { value: 2.4, revision: 1, status: 'REVISED' } })
  })
  it('I18 what was known then is shown as of then', () => {
    const both = [
      aFigure('2026-08-31', 3, { receivedAt: '2026-09-20T00:00:00Z' }),
      aFigure('2026-08-31', 2.4, { revision: 1, receivedAt: '2026-10-20T00:00:00Z' }),
    ]
    expect(knownAt(both, null).map((f) => f.value)).toEqual([2.4])
    expect(knownAt(both, '2026-10-01T00:00:00Z').map((f) => f.value)).toEqual([3])
    expect(knownAt(both, '2026-09-01T00:00:00Z')).toEqual([])
  })
  it('I19 the final value of the same size is kept too', () => {
    const first = aFigure('2024-12-31', 3)
    expect(reviseFigure(first, aRow('2024-12-31', 3, { status: 'FINAL' }), 'now')).toMatchObject({
      kind: 'revised',
      figure: { status: 'FINAL' },
    })
  })
  it('I20 a row of a period before the break belongs to the definition before', () => {
    const passport = aPassport({ version: 2, breakAt: '2026-01-01' })
    expect(definitionOf(passport, '2025-12-31')).toBe(1)
    expect(definitionOf(passport, '2026-02-28')).toBe(2)
  })
})
