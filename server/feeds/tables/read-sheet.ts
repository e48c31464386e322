import * as xlsx from '@e965/xlsx'
import { type Cell, type Grid, type ReadLimits, UnreadableTable } from './grid.ts'
import { inflatedBytes } from './zip-size.ts'

const isZip = (bytes: Buffer) => bytes.length > 4 && bytes[0] === 0x50 && bytes[1] === 0x4b
const isBiff = (bytes: Buffer) => bytes.length > 8 && bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))
/** Is it a workbook by content, whatever its name says? */
export const isWorkbook = (bytes: Buffer): boolean => isZip(bytes) || isBiff(bytes)

/** What the file shows, never what a formula would give: a formula's cell is the value the file kept for it. A percent format shows 3.5 %
 *  for 0.035; a date format is a heading, so both keep their text. */
function toCell(cell: xlsx.CellObject | undefined): Cell {
  if (!cell || cell.v === undefined || cell.v === null || cell.t === 'z') return null
  if (cell.t === 'e') return cell.w ?? '#ERROR'
  if (cell.t !== 'n') return String(cell.v).trim() === '' ? null : String(cell.v)
  const format = String(cell.z ?? '')
  if (format.includes('%')) return `${Number((Number(cell.v) * 100).toPrecision(12))}%`
  if (format !== '' && xlsx.SSF.is_date(format)) return cell.w ?? String(cell.v)
  return Number(cell.v)
}

function toGrid(name: string, sheet: xlsx.WorkSheet, limits: ReadLimits): Grid {
  if (!sheet['!ref']) return { sheet: name, rows: [], merges: [] }
  const range = xlsx.utils.decode_range(sheet['!ref'])
  if ((range.e.r + 1) * (range.e.c + 1) > limits.cells) throw new UnreadableTable('F-cells', `超过 ${limits.cells} 个单元格`)
  const data = sheet['!data'] ?? []
  const rows = Array.from({ length: range.e.r + 1 }, (_, r) => Array.from({ length: range.e.c + 1 }, (_, c) => toCell(data[r]?.[c])))
  const merges = (sheet['!merges'] ?? []).map(({ s, e }) => ({ top: s.r, left: s.c, bottom: e.r, right: e.c }))
  return { sheet: name, rows, merges }
}

/** Reads one sheet (by name or number from 0) of an XLS or XLSX. */
export function readSheet(bytes: Buffer, limits: ReadLimits, which: string | number = 0): Grid {
  if (isZip(bytes)) inflatedBytes(bytes, limits.inflated)
  let book: xlsx.WorkBook
  try {
    book = xlsx.read(bytes, {
      dense: true,
      cellFormula: false,
      cellHTML: false,
      cellText: true,
      cellNF: true,
      cellDates: false,
      bookVBA: false,
      sheets: which,
    })
  } catch (error) {
    throw new UnreadableTable('F-file', `不是可读的表格：${(error as Error).message.slice(0, 200)}`)
  }
  const name = typeof which === 'number' ? book.SheetNames[which] : which
  const sheet = name === undefined ? undefined : book.Sheets[name]
  if (name === undefined || !sheet) throw new UnreadableTable('F-sheet', `没有工作表 ${which}`)
  return toGrid(name, sheet, limits)
}
