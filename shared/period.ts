import type { FigureScope, Period } from './indicator.ts'

export type Scope = (typeof FigureScope.options)[number]
type Kind = Period['kind']
export type Heading = { period: Period; scope: Scope }

const two = (n: number) => String(n).padStart(2, '0')
const day = (year: number, month: number, date: number) => `${year}-${two(month)}-${two(date)}`

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
/** Last day of a month (1–12), as a date without zone. */
export const monthEnd = (year: number, month: number): string =>
  day(year, month, month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? NaN))
export const yearOf = (period: Period): number => Number(period.end.slice(0, 4))
export const monthOf = (period: Period): number => Number(period.end.slice(5, 7))

/** The nth period of a year: month 1–12, quarter 1–4, half 1–2; n is ignored for M12 and Y. */
export function periodOf(kind: Exclude<Kind, 'D' | 'LIVE'>, year: number, n = 1): Period {
  const month = { M: n, M12: 2, Q: n * 3, H: n * 6, Y: 12 }[kind]
  return { kind, end: monthEnd(year, month) }
}

/** Is `end` really the last day of a period of this kind? */
export function isPeriod(period: Period): boolean {
  if (period.kind === 'D' || period.kind === 'LIVE') return true
  const month = monthOf(period)
  const fits = { M: true, M12: month === 2, Q: month % 3 === 0, H: month % 6 === 0, Y: month === 12 }[period.kind]
  return fits && period.end === monthEnd(yearOf(period), month)
}

/** First day of the span a value covers: the year's first for a cumulative one, the last day itself for a stock. */
export function startOf(period: Period, scope: Scope): string {
  const year = yearOf(period)
  if (scope === 'STOCK' || period.kind === 'D' || period.kind === 'LIVE') return period.end
  if (scope === 'CUMULATIVE' || period.kind === 'Y') return day(year, 1, 1)
  const months = { M: 1, M12: 2, Q: 3, H: 6 }[period.kind]
  return day(year, monthOf(period) - months + 1, 1)
}

export const addDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** 上年同期: the same period of the year before (29 February follows its month). */
export function lastYear(period: Period): Period {
  const year = yearOf(period) - 1
  if (period.kind === 'D' || period.kind === 'LIVE') {
    const date = Number(period.end.slice(8))
    return { kind: period.kind, end: day(year, monthOf(period), Math.min(date, Number(monthEnd(year, monthOf(period)).slice(8)))) }
  }
  return { kind: period.kind, end: monthEnd(year, monthOf(period)) }
}

const STEP = { M: 1, M12: 1, Q: 3, H: 6, Y: 12 } as const

/** The period before, in a series whose January and February are one (`joined`) or two. */
export function previous(period: Period, joined: boolean): Period {
  if (period.kind === 'D' || period.kind === 'LIVE') return { kind: period.kind, end: addDays(period.end, -1) }
  const year = yearOf(period)
  if (period.kind === 'M12') return periodOf('M', year - 1, 12)
  if (joined && period.kind === 'M' && monthOf(period) === 3) return periodOf('M12', year)
  const month = monthOf(period) - STEP[period.kind]
  return { kind: period.kind, end: month > 0 ? monthEnd(year, month) : monthEnd(year - 1, month + 12) }
}

/** The period after, in the same sense. */
export function next(period: Period, joined: boolean): Period {
  if (period.kind === 'D' || period.kind === 'LIVE') return { kind: period.kind, end: addDays(period.end, 1) }
  const year = yearOf(period)
  if (period.kind === 'M12') return periodOf('M', year, 3)
  if (joined && period.kind === 'M' && monthOf(period) === 12) return periodOf('M12', year + 1)
  const month = monthOf(period) + STEP[period.kind]
  return { kind: period.kind, end: month <= 12 ? monthEnd(year, month) : monthEnd(year + 1, month - 12) }
}

/** By end, then the shorter span first. */
const SPAN: Record<Kind, number> = { LIVE: 0, D: 1, M: 2, M12: 3, Q: 4, H: 5, Y: 6 }
export const byPeriod = (a: Period, b: Period): number => (a.end < b.end ? -1 : a.end > b.end ? 1 : SPAN[a.kind] - SPAN[b.kind])

/** Two names of one span compare as one: 上半年 (H) is the cumulative second quarter, a year the cumulative fourth, and 1—2月 is current and
 *  cumulative at once. Two figures of an indicator stand in one line when their spans and scopes are equal. */
export const spanOf = (period: Period, scope: Scope): string => (scope === 'STOCK' ? period.end : `${startOf(period, scope)}/${period.end}`)
