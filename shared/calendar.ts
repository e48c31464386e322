import { z } from 'zod'
import { type Belongs, Id, within } from './area.ts'
import type { Limit } from './item.ts'
import { type WorkTime, dayOf, workTimeOf } from './work-time.ts'

const TimeOfDay = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/)
const Day = z.iso.date()
/** A working calendar. Weekdays are working days unless listed; listed days win. A year that is not in `years` is not loaded: a deadline
 *  that needs it is null with flag CALENDAR_MISSING, never a guess. Times are local at `utcOffsetMin` (China has no summer time). */
export const Calendar = z.strictObject({
  id: Id,
  name: z.string(),
  /** Divisions or zones it is for; zone before division, the city's last. */
  areas: z.array(z.string()),
  utcOffsetMin: z.int(),
  /** Working periods of a working day, local, ascending: [["08:30","12:00"],["14:00","17:30"]]. */
  periods: z.array(z.tuple([TimeOfDay, TimeOfDay])).min(1),
  years: z.array(z.int()),
  /** Statutory holidays (off) and 调休 make-up days (on). */
  days: z.array(z.strictObject({ day: Day, work: z.boolean(), name: z.string() })),
})
export type Calendar = z.infer<typeof Calendar>

export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
/** The light turns yellow when this share of the whole limit is left (contract §4). */
export const YELLOW_SHARE = 0.25

type LimitType = Limit['type']
/** An instant, or the year whose calendar is not loaded. */
export type Instant = { ms: number } | { missingYear: number }
export type Due = { startMs: number | null; dueMs: number | null; missingYear?: number }
export const isMissing = (instant: Instant): instant is { missingYear: number } => 'missingYear' in instant

/** The calendar of a place: the zone's, else the most exact division's, else the city's. */
export function calendarOf(calendars: readonly Calendar[], belongs: Belongs, city: string): Calendar | null {
  const zone = belongs.zone
  const byZone = zone === null ? undefined : calendars.find((calendar) => calendar.areas.includes(zone))
  if (byZone) return byZone
  const fits = calendars.flatMap((calendar) =>
    calendar.areas.filter((area) => within({ ...belongs, zone: null }, area, city)).map((area) => ({ area, calendar })),
  )
  return fits.sort((a, b) => Number(a.area === city) - Number(b.area === city) || b.area.length - a.area.length)[0]?.calendar ?? null
}

const isRunning = (type: LimitType): boolean => type === 'URGENT_HOUR' || type === 'NATURAL_DAY'
const yearAt = (ms: number) => new Date(ms).getUTCFullYear()
const workTime = (calendar: Calendar | null, ms: number): WorkTime | { missingYear: number } =>
  calendar ? workTimeOf(calendar) : { missingYear: yearAt(ms) }

/** How much a limit is, in milliseconds of its own type. Null: a WORK_DAY is as long as its calendar says, and there is none. */
export function amountOf(limit: Pick<Limit, 'value' | 'type'>, calendar: Calendar | null): number | null {
  if (limit.type === 'WORK_DAY') return calendar ? Math.round(limit.value * workTimeOf(calendar).fullMs) : null
  return Math.round(limit.value * (limit.type === 'NATURAL_DAY' ? DAY_MS : HOUR_MS))
}

/** Working milliseconds from one instant to another, negative backwards; null when a year between is not loaded. */
export function workBetween(fromMs: number, toMs: number, calendar: Calendar): number | null {
  const time = workTimeOf(calendar)
  const [from, to] = [time.workedAt(fromMs), time.workedAt(toMs)]
  return 'missingYear' in from || 'missingYear' in to || from.segment !== to.segment ? null : to.worked - from.worked
}

/** What is left of a limit at `fromMs`, in its own type; negative past it. */
export const leftOf = (type: LimitType, fromMs: number, dueMs: number, calendar: Calendar | null): number | null =>
  isRunning(type) ? dueMs - fromMs : calendar ? workBetween(fromMs, dueMs, calendar) : null

/** The instant at which `left` (as leftOf gives it) is used up when it runs on from `fromMs`. What is used up at the end of a period ends
 *  there, not at the beginning of the next. */
export function addLeft(type: LimitType, fromMs: number, left: number, calendar: Calendar | null): Instant {
  if (isRunning(type)) return { ms: fromMs + left }
  const time = workTime(calendar, fromMs)
  if ('missingYear' in time) return time
  const from = time.workedAt(fromMs)
  if ('missingYear' in from) return from
  return left === 0 ? { ms: fromMs } : time.whenWorked(from.segment, from.worked + left)
}

function startOf(limit: Limit, starts: { reportMs: number; dispatchMs: number | null }, calendar: Calendar | null): Instant | null {
  if (limit.from === 'REPORT') return { ms: starts.reportMs }
  if (limit.from === 'DISPATCH') return starts.dispatchMs === null ? null : { ms: starts.dispatchMs }
  const time = workTime(calendar, starts.reportMs)
  return 'missingYear' in time ? time : time.startOfNextWorkingDay(starts.reportMs)
}

/** When a limit starts and ends. `startMs` null: not dispatched yet, or the calendar that names the next working day is not loaded. */
export function dueOf(limit: Limit, starts: { reportMs: number; dispatchMs: number | null }, calendar: Calendar | null): Due {
  const start = startOf(limit, starts, calendar)
  if (start === null) return { startMs: null, dueMs: null }
  if (isMissing(start)) return { startMs: null, dueMs: null, ...start }
  const amount = amountOf(limit, calendar)
  if (amount === null) return { startMs: start.ms, dueMs: null, missingYear: yearAt(start.ms) }
  const due = addLeft(limit.type, start.ms, amount, calendar)
  return isMissing(due) ? { startMs: start.ms, dueMs: null, ...due } : { startMs: start.ms, dueMs: due.ms }
}

/** The first instant at which no more than a quarter of the whole limit is left. Where the calendar before is not loaded, it is yellow
 *  from the beginning of what is loaded. */
export function yellowAt(type: LimitType, whole: number, dueMs: number, calendar: Calendar | null): number | null {
  const instant = addLeft(type, dueMs, -Math.floor(whole * YELLOW_SHARE), calendar)
  if (!isMissing(instant)) return instant.ms
  return calendar ? workTimeOf(calendar).beginsAt(dueMs) : null
}

/** Is it a working day there (local day of the instant)? Null when the year is not loaded. */
export const isWorkingDay = (ms: number, calendar: Calendar): boolean | null =>
  workTimeOf(calendar).isWorkingDay(dayOf(ms, calendar.utcOffsetMin))
