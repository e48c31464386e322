import type { Period } from './indicator.ts'
import { type Heading, type Scope, monthOf, periodOf, yearOf } from './period.ts'

const QUARTER = ['一', '二', '三', '四']
const MONTH = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function zh(period: Period, scope: Scope): string {
  const year = `${yearOf(period)}年`
  const month = monthOf(period)
  const cumulative = scope === 'CUMULATIVE'
  switch (period.kind) {
    case 'LIVE':
      return '实时'
    case 'D':
      return `${year}${month}月${Number(period.end.slice(8))}日`
    case 'Y':
      return scope === 'STOCK' ? `${year}末` : year
    case 'H':
      return month === 6 ? `${year}上半年` : cumulative ? year : `${year}下半年`
    case 'Q':
      if (scope === 'STOCK') return `${year}${QUARTER[month / 3 - 1]}季度末`
      if (!cumulative || month === 3) return `${year}${QUARTER[month / 3 - 1]}季度`
      return month === 6 ? `${year}上半年` : month === 9 ? `${year}前三季度` : year
    case 'M12':
      return `${year}1—2月`
    case 'M':
      return scope === 'STOCK' ? `${year}${month}月末` : cumulative && month > 1 ? `${year}1—${month}月` : `${year}${month}月`
  }
}

function en(period: Period, scope: Scope): string {
  const year = yearOf(period)
  const month = monthOf(period)
  const name = MONTH[month - 1] ?? ''
  const cumulative = scope === 'CUMULATIVE'
  const end = scope === 'STOCK' ? 'end of ' : ''
  switch (period.kind) {
    case 'LIVE':
      return 'live'
    case 'D':
      return `${Number(period.end.slice(8))} ${name} ${year}`
    case 'Y':
      return `${end}${year}`
    case 'H':
      return cumulative && month === 12 ? `${year}` : `H${month / 6} ${year}`
    case 'Q':
      return cumulative && month > 3 ? (month === 12 ? `${year}` : `Q1–Q${month / 3} ${year}`) : `${end}Q${month / 3} ${year}`
    case 'M12':
      return `Jan–Feb ${year}`
    case 'M':
      return cumulative && month > 1 ? `Jan–${name} ${year}` : `${end}${name} ${year}`
  }
}

/** How a period is called: 2026年1—10月, 2024年前三季度, 2026年10月末; Jan–Oct 2026. */
export const labelOf = (period: Period, scope: Scope, language: 'zh' | 'en' = 'zh'): string =>
  language === 'zh' ? zh(period, scope) : en(period, scope)

const DIGITS: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4 }
const number = (text: string | undefined) => (text === undefined ? NaN : (DIGITS[text] ?? Number(text)))
const between = (n: number, low: number, high: number) => Number.isInteger(n) && n >= low && n <= high

const quarter = (year: number, n: number, scope: Scope): Heading | null =>
  between(n, 1, 4) ? { period: periodOf('Q', year, n), scope } : null
const month = (year: number, n: number, scope: Scope): Heading | null =>
  between(n, 1, 12) ? { period: periodOf('M', year, n), scope } : null
const months = (year: number, from: number, to: number): Heading | null =>
  from !== 1 || !between(to, 2, 12)
    ? null
    : to === 2
      ? { period: periodOf('M12', year), scope: 'CUMULATIVE' }
      : month(year, to, 'CUMULATIVE')

/** What stands after the year, in the words of statistics bureaus. */
const AFTER_YEAR: readonly [RegExp, (year: number, m: RegExpMatchArray) => Heading | null][] = [
  [/^(?:全年|年|年度)?$/, (year) => ({ period: periodOf('Y', year), scope: 'CURRENT' })],
  [/^年?末$/, (year) => ({ period: periodOf('Y', year), scope: 'STOCK' })],
  [/^年?上半年$/, (year) => ({ period: periodOf('H', year, 1), scope: 'CUMULATIVE' })],
  [/^年?下半年$/, (year) => ({ period: periodOf('H', year, 2), scope: 'CURRENT' })],
  [/^年?第?([一二三四1-4])季度?$/, (year, m) => quarter(year, number(m[1]), 'CURRENT')],
  [/^年?前([二三四2-4])个?季度$/, (year, m) => quarter(year, number(m[1]), 'CUMULATIVE')],
  [/^年?第?[一1][-至]([二三四2-4])季度$/, (year, m) => quarter(year, number(m[1]), 'CUMULATIVE')],
  [/^年?(\d{1,2})月?[-至](\d{1,2})月(?:份|累计)?$/, (year, m) => months(year, number(m[1]), number(m[2]))],
  [/^年?(\d{1,2})月份?$/, (year, m) => month(year, number(m[1]), 'CURRENT')],
  [/^年?(\d{1,2})月末$/, (year, m) => month(year, number(m[1]), 'STOCK')],
  [/^[-./](\d{1,2})$/, (year, m) => month(year, number(m[1]), 'CURRENT')],
  [/^(\d{2})$/, (year, m) => month(year, number(m[1]), 'CURRENT')],
  [/^[-.]?q([1-4])$/, (year, m) => quarter(year, number(m[1]), 'CURRENT')],
  [/^[-.]?h([12])$/, (year, m) => ({ period: periodOf('H', year, number(m[1])), scope: m[1] === '1' ? 'CUMULATIVE' : 'CURRENT' })],
]
const YEAR_LAST: readonly [RegExp, (year: number, m: RegExpMatchArray) => Heading | null][] = [
  [/^([1-4])q$|^q([1-4])$/, (year, m) => quarter(year, number(m[1] ?? m[2]), 'CURRENT')],
  [/^q1-q?([2-4])$/, (year, m) => quarter(year, number(m[1]), 'CUMULATIVE')],
  [/^h([12])$/, (year, m) => ({ period: periodOf('H', year, number(m[1])), scope: m[1] === '1' ? 'CUMULATIVE' : 'CURRENT' })],
  [/^([a-z]{3})[a-z]*$/, (year, m) => month(year, MONTH.findIndex((name) => name.toLowerCase() === m[1]) + 1, 'CURRENT')],
  [/^jan[a-z]*-([a-z]{3})[a-z]*$/, (year, m) => months(year, 1, MONTH.findIndex((name) => name.toLowerCase() === m[1]) + 1)],
]

/** Full width becomes half width, every dash one dash, no white space, lower case. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[‐-―−~〜～]/g, '-')
    .replace(/[\s\u200b\ufeff]/g, '')
    .toLowerCase()

/** Reads a heading such as `1Q 2026`, `2024年1—9月`, `2024年前三季度`, `2018年`, `2024年9月末`, `Jan–Sep 2024`. A heading without a year takes
 *  `year` (from the table's title); without that it is unknown, never guessed. A span that does not begin in January is unknown too. */
export function parseHeading(text: string, year?: number): Heading | null {
  const words = plain(text)
  const first = /^((?:19|20)\d{2})(.*)$/.exec(words)
  const last = /^(.+?)((?:19|20)\d{2})$/.exec(words)
  const tries: [number | undefined, string | undefined, typeof AFTER_YEAR][] = [
    [first ? Number(first[1]) : undefined, first?.[2], AFTER_YEAR],
    [last ? Number(last[2]) : undefined, last?.[1], YEAR_LAST],
    [words === '' ? undefined : year, words, AFTER_YEAR],
  ]
  for (const [at, rest, table] of tries) {
    if (at === undefined || rest === undefined) continue
    for (const [pattern, make] of table) {
      const match = rest.match(pattern)
      if (match) return make(at, match)
    }
  }
  return null
}
