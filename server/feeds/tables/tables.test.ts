import * as xlsx from '@e965/xlsx'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { TableMapping } from '../../../shared/figures-mapping.ts'
import { type Grid, LIMITS, cellName } from './grid.ts'
import { listMappings } from './mappings.ts'
import { readCsv } from './read-csv.ts'
import { readNumber } from './read-number.ts'
import { readTable } from './read-table.ts'
import { toFigures } from './to-figures.ts'

const monthly = TableMapping.parse({
  name: 'monthly', title: '月报', source: 'stat', area: '440400', year: 'title',
  table: { heading: '指标', headingRows: 2, ends: ['注', '数据来源'], rows: ['indicator'], columns: ['period', 'measure'] },
  indicators: [{ label: '社会消费品零售总额（亿元）', indicator: 'retail' }, { label: '规模以上工业增加值（亿元）', indicator: 'industry-va', unit: '亿元' }],
  measures: [{ contains: '绝对量', measure: 'LEVEL' }, { contains: '增长', measure: 'YOY', unit: '%' }],
}) // prettier-ignore
const grid = (rows: Grid['rows'], merges: Grid['merges'] = []): Grid => ({ sheet: '', rows, merges })
const TITLE = ['２０２６年１０月珠海市主要经济指标', null, null, null, null] as const
const TOP = ['指标', '１０月', null, '１—１０月', null] as const
const UNDER = [null, '绝对量', '同比增长（%）', '绝对量', '同比增长（%）'] as const

describe('a bureau’s monthly table', () => {
  const table = grid([
    TITLE,
    [],
    TOP,
    UNDER,
    ['社会消费品零售总额 （亿元）', '８１．２', '2.1', '1,034.81', '−1.4'],
    [],
    ['规模以上工业增加值（亿元）', '…', '3.5%', null, '＋3.5'],
    ['注：初步数', 1, 2],
  ])
  const result = toFigures(table, monthly)

  it('F10 reads merged headings, current and cumulative beside each other, level and growth, and the year from the title', () => {
    expect(result.refused).toEqual([])
    expect(
      result.figures.map(({ indicator, period, scope, measure, value, unit, cell }) => [
        indicator,
        period.end,
        scope,
        measure,
        value,
        unit,
        cell,
      ]),
    ).toEqual([
      ['retail', '2026-10-31', 'CURRENT', 'LEVEL', 81.2, null, 'B5'],
      ['retail', '2026-10-31', 'CURRENT', 'YOY', 2.1, '%', 'C5'],
      ['retail', '2026-10-31', 'CUMULATIVE', 'LEVEL', 1034.81, null, 'D5'],
      ['retail', '2026-10-31', 'CUMULATIVE', 'YOY', -1.4, '%', 'E5'],
      ['industry-va', '2026-10-31', 'CURRENT', 'YOY', 3.5, '%', 'C7'],
      ['industry-va', '2026-10-31', 'CUMULATIVE', 'YOY', 3.5, '%', 'E7'],
    ])
  })
  it('F11 counts what it repaired and what was blank, and takes nothing from the footer', () =>
    expect(result).toMatchObject({ repaired: 5, blank: 2, cells: 8 }))
  it('F12 a heading merged in the workbook is read like one that is not', () => {
    const merged = toFigures({ ...table, merges: [{ top: 2, left: 1, bottom: 2, right: 2 }, { top: 2, left: 3, bottom: 2, right: 4 }, { top: 2, left: 0, bottom: 3, right: 0 }] }, monthly) // prettier-ignore
    expect(merged.figures).toEqual(result.figures)
  })
  it('F13 refuses each cell it cannot take, with its reason, and takes the others', () => {
    const bad = toFigures(
      grid([
        TITLE,
        TOP,
        UNDER,
        ['社会消费品零售总额（亿元）', '约81', '=1+1', 3, 4],
        ['外星贸易（亿元）', 1, 2, 3, 4],
        ['社会消费品零售总额（亿元）', null, null, 5, 4],
      ]),
      monthly,
    )
    expect(bad.refused).toEqual([
      { cell: 'B4', rule: 'F-number', reason: '不是数：约81' },
      { cell: 'C4', rule: 'F-formula', reason: '公式不计算：=1+1' },
      { cell: 'A5', rule: 'F-label', reason: '映射里没有“外星贸易(亿元)”' },
      { cell: 'D6', rule: 'F-twice', reason: '同一个数在表中出现两次，前一次是 3' },
    ])
    expect(bad.figures.map((f) => f.value)).toEqual([3, 4])
  })
  it('F14 a table whose title has no year is refused by column, not guessed', () => {
    const bad = toFigures(grid([['主要经济指标'], TOP, UNDER, ['社会消费品零售总额（亿元）', 1, 2, 3, 4]]), monthly)
    expect(bad.figures).toEqual([])
    expect(bad.refused[0]).toMatchObject({ cell: 'B3', rule: 'F-heading' })
  })
  it('F15 a table without its heading is refused as a whole', () =>
    expect(toFigures(grid([['别的表']]), monthly).refused[0]).toMatchObject({ rule: 'F-heading' }))
})

describe('numbers as offices write them', () => {
  it.each([
    ['1,034.81', 1034.81, true], ['１，０３４．８１', 1034.81, true], ['334 192.9', 334192.9, true], ['−1.4', -1.4, true], ['+3.5', 3.5, false], [' 12 ', 12, false], ['-0.0', -0, false], ['.5', 0.5, false],
  ] as const)('F16 %s', (text, value, repaired) => expect(readNumber(text, [])).toEqual({ kind: 'number', value, repaired, percent: false })) // prettier-ignore
  it.each(['1,23', '1.2.3', '12,345 678', '1e5', '12*', '0x10', 'NaN', 'Infinity'])('F17 %s is no number', (text) =>
    expect(readNumber(text, [])).toMatchObject({ kind: 'refused', rule: 'F-number' }),
  )
  it('F18 cells are named as a spreadsheet names them', () =>
    expect([cellName(0, 0), cellName(6, 25), cellName(9, 26), cellName(0, 702)]).toEqual(['A1', 'Z7', 'AA10', 'AAA1']))
})

describe('reading a foreign file', () => {
  const csv = '指标,2018年\n国内生产总值,"1,234.5"\n'
  it.each(['utf8', 'gbk', 'utf16le'])('F20 CSV in %s, with or without BOM', (encoding) => {
    const bytes = iconv.encode(csv, encoding, { addBOM: encoding === 'utf16le' })
    expect(readCsv(bytes, LIMITS).rows).toEqual([['指标', '2018年'], ['国内生产总值', '1,234.5']]) // prettier-ignore
    expect(readCsv(Buffer.concat([Buffer.from('\ufeff'), Buffer.from(csv)]), LIMITS).rows[0]![0]).toBe('指标')
  })
  const book = (sheet: xlsx.WorkSheet, type: 'xlsx' | 'biff8') => {
    const made = xlsx.utils.book_new()
    xlsx.utils.book_append_sheet(made, sheet, '表')
    return xlsx.write(made, { type: 'buffer', bookType: type }) as Buffer
  }
  it.each(['xlsx', 'biff8'] as const)(
    'F21 %s: merged headings, a percent format as it is shown, a formula as it was kept and never computed',
    async (type) => {
      const sheet = xlsx.utils.aoa_to_sheet([['指标', '2018年'], ['甲', 0.035], ['乙', 7]]) // prettier-ignore
      sheet['B2'].z = '0.0%'
      sheet['B3'].f = '1+1'
      sheet['!merges'] = [{ s: { r: 0, c: 0 }, e: { r: 0, c: 1 } }]
      const grid = await readTable(book(sheet, type))
      expect(grid.rows).toEqual([['指标', '2018年'], ['甲', '3.5%'], ['乙', 7]]) // prettier-ignore
      expect(grid.merges).toEqual([{ top: 0, left: 0, bottom: 0, right: 1 }])
    },
  )
  it('F22 refuses by rule what is too large, too wide, no table or a bomb, and ends a reading that takes too long', async () => {
    const rule = (bytes: Buffer, limits: Partial<typeof LIMITS> = {}) => readTable(bytes, {}, { ...LIMITS, ...limits }).then(() => 'read', (error: { rule: string }) => error.rule) // prettier-ignore
    const sheet = xlsx.utils.aoa_to_sheet([['a'], ['x'.repeat(30_000)]])
    expect(await rule(Buffer.alloc(101), { bytes: 100 })).toBe('F-size')
    expect(await rule(book(sheet, 'xlsx'), { inflated: 20_000 })).toBe('F-inflated')
    expect(await rule(book(xlsx.utils.aoa_to_sheet([[1, 2], [3, 4]]), 'xlsx'), { cells: 3 })).toBe('F-cells') // prettier-ignore
    expect(await rule(Buffer.from(csv), { cells: 3 })).toBe('F-cells')
    expect(await rule(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]))).toBe('F-file')
    expect(await rule(Buffer.from(csv), { ms: 1 })).toBe('F-time')
    expect(await rule(Buffer.from([0xff, 0xff, 0xff, 0x80, 0x0a]))).toBe('F-encoding')
  }, 20_000)
  it('F23 a reading that eats its memory is ended, and the process lives', async () => {
    const wide = Buffer.from(`${'1,'.repeat(900)}\n`.repeat(2_200))
    await expect(readTable(wide, {}, { ...LIMITS, memoryMb: 24 })).rejects.toMatchObject({ rule: 'F-memory' })
  }, 20_000)
  it('F24 a mapping is looked up in a list, and two may not share a name', () => {
    expect(listMappings().get('../../../etc/passwd')).toBeUndefined()
    expect(() => listMappings([{ ...monthly, name: 'cn_17_Economic' }])).toThrow('cn_17_Economic')
  })
})
