import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import data from './data/zhuhai-figures.json' with { type: 'json' }

const level = (indicator: string, area: string, end: string) =>
  data.rows.find((r) => r.indicator === indicator && r.area === area && r.period.end === end && r.measure === 'LEVEL')?.value

describe('Zhuhai’s table', () => {
  const whole = data.rows.filter((r) => r.indicator === 'gdp' && r.area === '440400' && r.measure === 'LEVEL')
  it('I70 has twelve periods, each with its source', () => {
    expect(whole).toHaveLength(12)
    expect(data.rows.every((r) => r.from in data.sources)).toBe(true)
  })
  it('I71 the three sectors add up to the whole wherever all are published', () => {
    const checked = whole.filter(({ period }) => level('va1', '440400', period.end) !== undefined)
    expect(checked.map((r) => r.period.end)).toEqual([
      '2017-12-31',
      '2018-06-30',
      '2021-12-31',
      '2022-12-31',
      '2023-06-30',
      '2023-09-30',
      '2024-12-31',
    ])
    for (const { period, value } of checked) {
      const sum = ['va1', 'va2', 'va3'].reduce((total, id) => total + level(id, '440400', period.end)!, 0)
      expect(Math.abs(sum - value), period.end).toBeLessThan(0.051)
    }
    expect(['va1', 'va2', 'va3'].reduce((t, id) => t + level(id, '440400', '2024-12-31')!, 0)).toBeCloseTo(4479.06, 9)
  })
  it('I72 districts and zones of 2024 add up to the city exactly', () => {
    const areas = ['440402', '440403', '440404', '440400-HQ', '440400-GX', '440400-WS']
    expect(areas.reduce((total, area) => total + level('gdp', area, '2024-12-31')!, 0)).toBeCloseTo(4479.06, 9)
  })
  it('I73 the 21 cities add up to the published province within 0.03 in 2020, 2021 and 2022', () => {
    const [head, ...rows] = readFileSync(new URL('./data/gdp-gd-cities.csv', import.meta.url), 'utf8').trim().split('\n').map((line) => line.split(',')) // prettier-ignore
    expect(rows).toHaveLength(21)
    for (const [year, published] of [
      ['2020', 110760.94],
      ['2021', 124369.67],
      ['2022', 129118.58],
    ] as const) {
      // prettier-ignore
      const column = head!.indexOf(year)
      expect(Math.abs(rows.reduce((sum, row) => sum + Number(row[column]), 0) - published)).toBeLessThan(0.035)
    }
  })
})
