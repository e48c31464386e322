import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkFigure, definitionOf } from '../../../shared/figures-rules.ts'
import { biffNumbers } from './biff.fixture.ts'
import { LIMITS } from './grid.ts'
import { listMappings } from './mappings.ts'
import { readTable } from './read-table.ts'
import { type TableFigure, toFigures } from './to-figures.ts'

const folder = new URL('../../../../shared/data/econ/', import.meta.url)
const here = existsSync(folder)
if (!here) console.warn(`SKIPPED: the statistics bureaus' files are not at ${folder.pathname}`)

const read = (file: string) => readFileSync(new URL(file, folder))
const mappings = listMappings()
async function imported(file: string) {
  const mapping = mappings.get(file.replace(/\.[^.]+$/, ''))!
  return toFigures(await readTable(read(file), mapping.file, LIMITS), mapping)
}
const find = (figures: TableFigure[], want: Partial<Record<'indicator' | 'area' | 'end' | 'scope', string>>) =>
  figures.filter(
    (f) =>
      (!want.indicator || f.indicator === want.indicator) &&
      (!want.area || f.area === want.area) &&
      (!want.end || f.period.end === want.end) &&
      (!want.scope || f.scope === want.scope),
  )

describe.skipIf(!here)('the statistics bureaus’ own files', () => {
  it('F1 each has a mapping under its name without its ending, and every figure keeps the rules of its passport', async () => {
    for (const file of readdirSync(folder)) {
      const result = await imported(file)
      expect(result.refused, file).toEqual([])
      const passports = new Map(mappings.get(file.replace(/\.[^.]+$/, ''))!.passports.map((p) => [p.id, p]))
      for (const { cell: _cell, unit, ...figure } of result.figures) {
        const passport = passports.get(figure.indicator)!
        expect(
          checkFigure(
            passport,
            { ...figure, unit: unit ?? passport.unit, byHand: null, definition: definitionOf(passport, figure.period.end) },
            '2026-11-22',
          ),
        ).toBeNull()
      }
    }
  })

  it('F2 the quarterly table equals what a reading by hand gives, cell by cell: 32 rows × 18 quarters', async () => {
    const lines = read('nbs_quarterly_gdp_current_prices.csv').toString('utf8').split('\n') // prettier-ignore
    const heads = lines[2]!.split('\t,').slice(1, 19)
    expect(heads[0]).toBe('1Q 2026')
    const { figures } = await imported('nbs_quarterly_gdp_current_prices.csv')
    const byCell = new Map(figures.map((f) => [f.cell, f]))
    let compared = 0
    for (let r = 3; r < 35; r++) {
      const parts = lines[r]!.split('\t,')
      heads.forEach((head, i) => {
        const [quarter, year] = [Number(head[0]), head.slice(3).trim()]
        const figure = byCell.get(`${String.fromCharCode(66 + i)}${r + 1}`)!
        expect(figure.value, `${parts[0]} ${head}`).toBe(Number.parseFloat(parts[i + 1]!))
        expect(figure.period).toEqual({ kind: 'Q', end: `${year}-${['03-31', '06-30', '09-30', '12-31'][quarter - 1]}` })
        expect(figure.scope).toBe(parts[0]!.includes('Accumulated') ? 'CUMULATIVE' : 'CURRENT')
        compared++
      })
    }
    expect(compared).toBe(576)
    expect(figures).toHaveLength(576)
    expect(find(figures, { indicator: 'gdp', end: '2025-12-31', scope: 'CUMULATIVE' })[0]!.value).toBe(1401879.2)
    expect(find(figures, { indicator: 'va-leasing', end: '2021-12-31', scope: 'CURRENT' })[0]!.value).toBe(12131.6)
  })

  it('F3 the workbook of Guangzhou equals its own records, the empty year stays empty and the footer is no figure', async () => {
    const numbers = biffNumbers(read('cn_20_Guangzhou_All.xls'))
    const { figures, blank } = await imported('cn_20_Guangzhou_All.xls')
    expect(numbers.size).toBe(50)
    expect(figures).toHaveLength(50)
    expect(blank).toBe(30)
    const rows = ['gdp', 'va1', 'va2', 'va3']
    for (const [at, value] of numbers) {
      const [row, column] = at.split(':').map(Number) as [number, number]
      const found = find(figures, { indicator: rows[row - 4]!, end: `${2019 - column}-12-31` })
      expect(
        found.map((f) => f.value),
        at,
      ).toEqual([value])
    }
    expect(find(figures, { end: '2018-12-31' })).toEqual([])
    expect(find(figures, { indicator: 'gdp', end: '2017-12-31' })[0]).toMatchObject({ value: 21503.15, area: '440100' })
  })

  it('F4 the GBK table of 35 cities equals what a decoder of another make reads: 35 × 12', async () => {
    const rows = new TextDecoder('gbk').decode(read('cn_17_Economic.csv')).trim().split(/\r?\n/).map((line) => line.split(',')) // prettier-ignore
    const { figures } = await imported('cn_17_Economic.csv')
    const mapping = mappings.get('cn_17_Economic')!
    let compared = 0
    for (const [city, ...values] of rows.slice(1))
      values.forEach((value, i) => {
        const indicator = mapping.indicators.find((entry) => entry.label === rows[0]![i + 1])!.indicator
        expect(
          find(figures, { indicator, area: mapping.areas![city!]! }).map((f) => f.value),
          `${city} ${indicator}`,
        ).toEqual([Number(value)])
        compared++
      })
    expect(compared).toBe(420)
    expect(find(figures, { indicator: 'retail', area: '110000' })[0]!.value).toBe(11575.4)
  })
})
