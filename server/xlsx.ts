import * as xlsx from '@e965/xlsx'

export type Column = { key: string; title: string }
export type TableCell = string | number | null | undefined
/** A table that leaves the house: where it is from, what was filtered, when, and by whom stand above it. */
export type Table = {
  title: string
  about: readonly (readonly [string, string])[]
  columns: readonly Column[]
  rows: readonly Readonly<Record<string, unknown>>[]
}

/** Only what a column names leaves, and of that only text and numbers. */
const pick = (row: Readonly<Record<string, unknown>>, { key }: Column): TableCell => {
  const value = row[key]
  return typeof value === 'number' || typeof value === 'string' ? value : null
}
const head = (table: Table): string[][] => [[table.title], ...table.about.map(([name, value]) => [name, value]), []]

/** Text stays a typed string whatever it begins with, so that no spreadsheet computes it; numbers are numbers, no value is an empty cell. */
const toCell = (value: TableCell): xlsx.CellObject | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'number' && Number.isFinite(value)
      ? { t: 'n', v: value }
      : { t: 's', v: String(value).slice(0, 32_000) }

export function toXlsx(table: Table): Buffer {
  const lines: TableCell[][] = [
    ...head(table),
    table.columns.map(({ title }) => title),
    ...table.rows.map((row) => table.columns.map((column) => pick(row, column))),
  ]
  const sheet: xlsx.WorkSheet = {
    '!ref': xlsx.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: lines.length - 1, c: Math.max(1, table.columns.length - 1) } }),
  }
  lines.forEach((line, r) =>
    line.forEach((value, c) => {
      const cell = toCell(value)
      if (cell) sheet[xlsx.utils.encode_cell({ r, c })] = cell
    }),
  )
  sheet['!cols'] = table.columns.map(({ title }, at) => ({ wch: at === 0 ? 24 : Math.max(10, title.length * 2 + 2) }))
  const book = xlsx.utils.book_new()
  xlsx.utils.book_append_sheet(book, sheet, table.title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || '表')
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer
}

/** What a spreadsheet would take for a formula gets a leading apostrophe. */
export const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const field = (value: TableCell): string => {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'number' ? String(value) : guarded(String(value))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** UTF-8 with BOM, which is what office programs expect. */
export function toCsv(table: Table): Buffer {
  const lines = [
    ...head(table),
    table.columns.map(({ title }) => title),
    ...table.rows.map((row) => table.columns.map((column) => pick(row, column))),
  ]
  return Buffer.from(`\ufeff${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`)
}
