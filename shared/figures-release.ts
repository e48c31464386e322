import type { Figure, Passport } from './indicator.ts'
import { addDays, byPeriod, next, periodOf } from './period.ts'

/** The promise of a release: for which period, and by when (end of that day, city time). */
export type Release = { period: Figure['period']; dueAt: string }
type Kind = 'M' | 'M12' | 'Q' | 'H' | 'Y'

/** The last instant of a local day. */
const endOfDay = (day: string, utcOffsetMin: number) => new Date(Date.parse(`${day}T23:59:59Z`) - utcOffsetMin * 60_000).toISOString()

const localDay = (nowMs: number, utcOffsetMin: number) => new Date(nowMs + utcOffsetMin * 60_000).toISOString().slice(0, 10)

/** The last period of a kind that has ended before this day. */
function lastEnded(kind: Kind, day: string): Figure['period'] {
  const year = Number(day.slice(0, 4))
  const joined = kind === 'M12'
  let period: Figure['period'] =
    joined || kind === 'M' ? periodOf('M', year - 1, 12) : periodOf(kind, year - 1, kind === 'Q' ? 4 : kind === 'H' ? 2 : 1)
  for (let after = next(period, joined); after.end < day; after = next(period, joined)) period = after
  return period
}

/** The first release that is promised and has not come. With no figure at all that is the last one promised before now. Null without a
 *  release calendar. Its `dueAt` past means 应发布未更新. */
export function nextRelease(passport: Passport, newest: Figure['period'] | null, nowMs: number, utcOffsetMin = 480): Release | null {
  const today = localDay(nowMs, utcOffsetMin)
  const promised = (passport.releaseCalendar ?? []).flatMap(({ kind, afterDays }): Release[] => {
    if (kind === 'D' || kind === 'LIVE') return []
    const joined = kind === 'M12'
    const due = (period: Figure['period']) => ({ period, dueAt: endOfDay(addDays(period.end, afterDays), utcOffsetMin) })
    if (newest === null) return [due(lastEnded(kind, addDays(today, -afterDays)))]
    let period = lastEnded(kind, addDays(newest.end, 1))
    while (period.end <= newest.end) period = next(period, joined)
    return [due(period)]
  })
  return promised.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0] ?? null
}

export const newestPeriod = (figures: readonly Figure[]): Figure['period'] | null =>
  figures.reduce<Figure['period'] | null>(
    (best, { period, value }) => (value !== null && (best === null || byPeriod(best, period) < 0) ? period : best),
    null,
  )
