/** A cell's number. `repaired`: it was written otherwise (full width, 千分位, spaces, a true minus sign, a percent sign) and is taken. */
export type ReadNumber =
  | { kind: 'number'; value: number; repaired: boolean; percent: boolean }
  | { kind: 'blank' }
  | { kind: 'refused'; rule: string; reason: string }

const GROUPED = /^[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?$/
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/** Most cells by far: taken without being looked at any closer. */
const SIMPLE = /^-?\d+(?:\.\d+)?$/

const tidy = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u00a0\u2000-\u200b\u202f\u3000\ufeff\t]/g, ' ')
    .trim()

export function readNumber(cell: string | number | null, missing: readonly string[]): ReadNumber {
  if (cell === null) return { kind: 'blank' }
  if (typeof cell === 'number')
    return Number.isFinite(cell)
      ? { kind: 'number', value: cell, repaired: false, percent: false }
      : { kind: 'refused', rule: 'F-number', reason: '不是可用的数' }
  if (SIMPLE.test(cell)) return { kind: 'number', value: Number(cell), repaired: false, percent: false }
  const raw = cell.replace(/[\t\r\n ]+$/g, '').replace(/^[\t\r\n ]+/g, '')
  if (raw === '' || missing.includes(raw)) return { kind: 'blank' }
  if (/^[=@]/.test(raw)) return { kind: 'refused', rule: 'F-formula', reason: `公式不计算：${raw.slice(0, 40)}` }
  const text = tidy(raw)
  if (text === '' || missing.includes(text)) return { kind: 'blank' }
  const percent = text.endsWith('%')
  const body = percent ? text.slice(0, -1).trim() : text
  const grouped = GROUPED.test(body) && new Set(body.match(/[, ]/g)).size === 1
  if (!grouped && !PLAIN.test(body)) return { kind: 'refused', rule: 'F-number', reason: `不是数：${raw.slice(0, 40)}` }
  return { kind: 'number', value: Number(body.replace(/[, ]/g, '')), repaired: raw !== body || grouped, percent }
}
