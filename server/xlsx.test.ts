import * as xlsx from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { guarded, toCsv, toXlsx } from './xlsx.ts'

const table = {
  title: '本周/按部门',
  about: [['来源', '=cmd|calc'], ['时间', '2026-11-22']] as const, // prettier-ignore
  columns: [{ key: 'name', title: '部门' }, { key: 'due', title: '到期' }], // prettier-ignore
  rows: [
    { name: '=1+1', due: 12.5 },
    { name: '-2', due: null },
    { name: '@x, "y"', due: 0 },
  ],
}

describe('tables that leave the house', () => {
  it('X90 text is a typed string in the workbook, numbers are numbers, and source and time stand above', () => {
    const sheet = Object.values(xlsx.read(toXlsx(table)).Sheets)[0]!
    expect([sheet['A1'].v, sheet['A2'].v, sheet['B2'].v, sheet['B3'].v]).toEqual(['本周/按部门', '来源', '=cmd|calc', '2026-11-22'])
    expect(sheet['A6']).toMatchObject({ t: 's', v: '=1+1' })
    expect(sheet['A6'].f).toBeUndefined()
    expect(sheet['A7']).toMatchObject({ t: 's', v: '-2' })
    expect(sheet['B6']).toMatchObject({ t: 'n', v: 12.5 })
    expect(sheet['B7']).toBeUndefined()
    expect(sheet['B8']).toMatchObject({ t: 'n', v: 0 })
  })
  it('X91 in CSV what would be computed gets an apostrophe, and numbers do not', () => {
    const text = toCsv({ ...table, rows: [...table.rows, { name: '负数', due: -3.5 }] }).toString('utf8')
    expect(text.charCodeAt(0)).toBe(0xfeff)
    expect(text).toContain("\r\n'=1+1,12.5\r\n'-2,\r\n")
    expect(text).toContain(`"'@x, ""y""",0`)
    expect(text).toContain('负数,-3.5')
    expect(['=a', '+a', '-a', '@a', '\ta', '\ra', 'a'].map(guarded)).toEqual(["'=a", "'+a", "'-a", "'@a", "'\ta", "'\ra", 'a'])
  })
})
