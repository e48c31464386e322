import { describe, expect, it } from 'vitest'
import { isPeriod, lastYear, next, periodOf, previous, spanOf, startOf } from './period.ts'
import { labelOf, parseHeading } from './period-words.ts'

describe('periods', () => {
  it('I1 knows the last day of each kind, and refuses another', () => {
    expect(periodOf('M', 2024, 2).end).toBe('2024-02-29')
    expect(periodOf('Q', 2026, 1).end).toBe('2026-03-31')
    expect(periodOf('M12', 2023).end).toBe('2023-02-28')
    expect(isPeriod({ kind: 'Q', end: '2024-09-30' })).toBe(true)
    expect(isPeriod({ kind: 'Q', end: '2024-08-31' })).toBe(false)
    expect(isPeriod({ kind: 'M', end: '2024-02-28' })).toBe(false)
  })

  it('I2 January and February are one period: March follows 1—2月, which follows December', () => {
    const march = periodOf('M', 2026, 3)
    expect(previous(march, true)).toEqual({ kind: 'M12', end: '2026-02-28' })
    expect(previous(periodOf('M12', 2026), true)).toEqual(periodOf('M', 2025, 12))
    expect(next(periodOf('M', 2025, 12), true)).toEqual(periodOf('M12', 2026))
    expect(next(periodOf('M12', 2026), true)).toEqual(march)
    expect(previous(march, false)).toEqual(periodOf('M', 2026, 2))
    expect(lastYear(periodOf('M12', 2025))).toEqual({ kind: 'M12', end: '2024-02-29' })
  })

  it('I3 a half year is the cumulative second quarter, a year the cumulative fourth', () => {
    expect(spanOf(periodOf('H', 2024, 1), 'CUMULATIVE')).toBe(spanOf(periodOf('Q', 2024, 2), 'CUMULATIVE'))
    expect(spanOf(periodOf('Y', 2024), 'CURRENT')).toBe(spanOf(periodOf('Q', 2024, 4), 'CUMULATIVE'))
    expect(spanOf(periodOf('M12', 2024), 'CURRENT')).toBe(spanOf(periodOf('M12', 2024), 'CUMULATIVE'))
    expect(spanOf(periodOf('Q', 2024, 2), 'CURRENT')).not.toBe(spanOf(periodOf('Q', 2024, 2), 'CUMULATIVE'))
    expect(startOf(periodOf('Q', 2024, 3), 'CURRENT')).toBe('2024-07-01')
  })

  it.each([
    ['1Q 2026\t', 'Q', '2026-03-31', 'CURRENT'],
    ['4Q 2021', 'Q', '2021-12-31', 'CURRENT'],
    ['2018年', 'Y', '2018-12-31', 'CURRENT'],
    ['２０２４年１—９月', 'M', '2024-09-30', 'CUMULATIVE'],
    ['2024年1-2月', 'M12', '2024-02-29', 'CUMULATIVE'],
    ['2024年前三季度', 'Q', '2024-09-30', 'CUMULATIVE'],
    ['2024年一至三季度', 'Q', '2024-09-30', 'CUMULATIVE'],
    ['2024年第三季度', 'Q', '2024-09-30', 'CURRENT'],
    ['2023年上半年', 'H', '2023-06-30', 'CUMULATIVE'],
    ['2024年9月末', 'M', '2024-09-30', 'STOCK'],
    ['2024年末', 'Y', '2024-12-31', 'STOCK'],
    ['202409', 'M', '2024-09-30', 'CURRENT'],
    ['2024-09', 'M', '2024-09-30', 'CURRENT'],
    ['Jan–Sep 2024', 'M', '2024-09-30', 'CUMULATIVE'],
    ['Sep 2024', 'M', '2024-09-30', 'CURRENT'],
    ['2024Q3', 'Q', '2024-09-30', 'CURRENT'],
  ])('I4 reads the heading %s', (text, kind, end, scope) => expect(parseHeading(text)).toEqual({ period: { kind, end }, scope }))

  it('I5 guesses no year: a heading without one takes the title’s or is unknown', () => {
    expect(parseHeading('1—11月')).toBeNull()
    expect(parseHeading('1—11月', 2017)).toEqual({ period: { kind: 'M', end: '2017-11-30' }, scope: 'CUMULATIVE' })
    expect(parseHeading('2024年3—5月')).toBeNull()
    expect(parseHeading('2024年13月')).toBeNull()
    expect(parseHeading('指标')).toBeNull()
    expect(parseHeading('', 2024)).toBeNull()
  })

  it('I6 calls periods as bureaus do, in both languages', () => {
    expect(labelOf(periodOf('M', 2026, 10), 'CUMULATIVE')).toBe('2026年1—10月')
    expect(labelOf(periodOf('M12', 2026), 'CURRENT')).toBe('2026年1—2月')
    expect(labelOf(periodOf('Q', 2024, 3), 'CUMULATIVE')).toBe('2024年前三季度')
    expect(labelOf(periodOf('Q', 2024, 1), 'CUMULATIVE')).toBe('2024年一季度')
    expect(labelOf(periodOf('M', 2026, 9), 'STOCK')).toBe('2026年9月末')
    expect(labelOf(periodOf('M', 2026, 10), 'CUMULATIVE', 'en')).toBe('Jan–Oct 2026')
    expect(labelOf(periodOf('Q', 2024, 3), 'CUMULATIVE', 'en')).toBe('Q1–Q3 2024')
  })

  it('I7 what is called so is read so, for every period of a year', () => {
    for (const scope of ['CURRENT', 'CUMULATIVE'] as const)
      for (let n = 1; n <= 12; n++) {
        const period = periodOf('M', 2025, n)
        if (n === 2 && scope === 'CUMULATIVE') continue
        const read = parseHeading(labelOf(period, scope))
        expect(read?.period).toEqual(period)
      }
    for (let n = 1; n <= 4; n++) expect(parseHeading(labelOf(periodOf('Q', 2025, n), 'CURRENT'))?.period).toEqual(periodOf('Q', 2025, n))
  })
})
