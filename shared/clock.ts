import { z } from 'zod'
import { type Calendar, addLeft, amountOf, dueOf, leftOf, yellowAt } from './calendar.ts'
import { Limit } from './item.ts'

const At = z.iso.datetime({ offset: true })
export const ClockName = z.enum(['verify', 'register', 'dispatch', 'acknowledge', 'handle', 'inspect'])
export type ClockName = z.infer<typeof ClockName>
/** Limit of a stage: it runs from the moment the stage begins. */
export const StageLimit = Limit.omit({ from: true })
export type StageLimit = z.infer<typeof StageLimit>

/** One clock of a case: stage limits and the handling clock. Amounts are milliseconds in the limit's own type (working time for
 *  WORK_HOUR and WORK_DAY). */
export const Clock = z.strictObject({
  name: ClockName,
  /** The round of the case it belongs to. */
  round: z.int(),
  limit: Limit,
  startedAt: At,
  due: At.nullable(),
  /** When the light turns yellow: 25 % of the whole limit left, in its own type. */
  yellowAt: At.nullable(),
  stoppedAt: At.nullable(),
  /** The whole limit, granted extensions included; null without a loaded calendar. */
  whole: z.number().nullable(),
  /** `left` null: it could not be counted (a year without calendar). */
  paused: z.strictObject({ at: At, left: z.number().nullable() }).nullable(),
  /** Pauses that are over; a limit that changes counts from the same start, without them. */
  pauses: z.array(z.strictObject({ at: At, resumedAt: At })),
  /** As the case stood at the start. */
  calendar: z.string().nullable(),
})
export type Clock = z.infer<typeof Clock>

type Starts = { reportMs: number; dispatchMs: number | null }
const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))
const instant = (at: { ms: number } | { missingYear: number }) => ('ms' in at ? at.ms : null)
const calendarById = (clock: Clock, calendars: readonly Calendar[]): Calendar | null =>
  calendars.find(({ id }) => id === clock.calendar) ?? null

/** Sets the deadline and with it the yellow instant. */
function withDue(clock: Clock, dueMs: number | null, calendar: Calendar | null): Clock {
  const yellow = dueMs === null || clock.whole === null ? null : yellowAt(clock.limit.type, clock.whole, dueMs, calendar)
  return { ...clock, due: isoOrNull(dueMs), yellowAt: isoOrNull(yellow) }
}

/** A clock of a limit. `whole` null says that not even the start, or the length of a working day, is known: then `startedAt` is the report. */
export function startClock(name: ClockName, limit: Limit, starts: Starts, calendar: Calendar | null): Clock {
  const { startMs, dueMs } = dueOf(limit, starts, calendar)
  const startedAt = iso(startMs ?? (limit.from === 'DISPATCH' ? starts.dispatchMs : null) ?? starts.reportMs)
  const whole = startMs === null ? null : amountOf(limit, calendar)
  const clock: Clock = {
    name,
    round: 1,
    limit,
    startedAt,
    due: null,
    yellowAt: null,
    stoppedAt: null,
    whole,
    paused: null,
    pauses: [],
    calendar: calendar?.id ?? null,
  }
  return withDue(clock, dueMs, calendar)
}

/** The clock of a stage: its limit runs from the moment the stage begins. */
export const startStageClock = (name: ClockName, limit: StageLimit, nowMs: number, calendar: Calendar | null): Clock =>
  startClock(name, { ...limit, from: 'DISPATCH' }, { reportMs: nowMs, dispatchMs: nowMs }, calendar)

export const isRunning = (clock: Clock): boolean => clock.stoppedAt === null && clock.paused === null
export const stopClock = (clock: Clock, at: string): Clock => (clock.stoppedAt === null ? { ...clock, stoppedAt: at } : clock)

/** Stops the counting and keeps what is left; the last deadline stands meanwhile. */
export function pauseClock(clock: Clock, atMs: number, calendars: readonly Calendar[]): Clock {
  if (!isRunning(clock)) return clock
  const left = clock.due === null ? null : leftOf(clock.limit.type, atMs, Date.parse(clock.due), calendarById(clock, calendars))
  return { ...clock, paused: { at: iso(atMs), left } }
}

/** The new deadline is the resumption + what was left. */
export function resumeClock(clock: Clock, atMs: number, calendars: readonly Calendar[]): Clock {
  if (clock.paused === null || clock.stoppedAt !== null) return clock
  const { at, left } = clock.paused
  const calendar = calendarById(clock, calendars)
  const resumed: Clock = { ...clock, paused: null, pauses: [...clock.pauses, { at, resumedAt: iso(atMs) }] }
  return withDue(resumed, left === null ? null : instant(addLeft(clock.limit.type, atMs, left, calendar)), calendar)
}

/** A granted extension: the deadline is `untilMs`, and the whole limit grows by what lies between. */
export function extendClock(clock: Clock, untilMs: number, calendars: readonly Calendar[]): Clock {
  const calendar = calendarById(clock, calendars)
  const more = clock.due === null ? null : leftOf(clock.limit.type, Date.parse(clock.due), untilMs, calendar)
  return withDue({ ...clock, whole: clock.whole === null || more === null ? clock.whole : clock.whole + more }, untilMs, calendar)
}

/** Another limit, or another calendar, from the same start and without the pauses. An earlier extension is not carried over. */
export function recountClock(clock: Clock, limit: Limit, calendar: Calendar | null): Clock {
  const type = limit.type
  const startMs = Date.parse(clock.startedAt)
  const unknownStart = clock.whole === null && clock.limit.from === 'NEXT_WORKING_DAY'
  const starts = unknownStart
    ? { limit, reportMs: startMs, dispatchMs: null }
    : { limit: { ...limit, from: 'DISPATCH' as const }, reportMs: startMs, dispatchMs: startMs }
  const fresh = startClock(clock.name, starts.limit, starts, calendar)
  let dueMs = fresh.due === null ? null : Date.parse(fresh.due)
  const leftAt = (at: string) => (dueMs === null ? null : leftOf(type, Date.parse(at), dueMs, calendar))
  for (const { at, resumedAt } of clock.pauses) {
    const left = leftAt(at)
    dueMs = left === null ? null : instant(addLeft(type, Date.parse(resumedAt), left, calendar))
  }
  const paused = clock.paused && { at: clock.paused.at, left: leftAt(clock.paused.at) }
  return withDue(
    { ...clock, startedAt: fresh.startedAt, limit, whole: fresh.whole, calendar: calendar?.id ?? null, paused },
    dueMs,
    calendar,
  )
}

/** Deadline of closing: the handling's + the inspection limit; the same where there is none (null). */
export function closeDueOf(due: string | null, inspect: StageLimit | null, calendar: Calendar | null): string | null {
  if (due === null || inspect === null) return due
  const dueMs = Date.parse(due)
  return isoOrNull(dueOf({ ...inspect, from: 'DISPATCH' }, { reportMs: dueMs, dispatchMs: dueMs }, calendar).dueMs)
}

/** The clock that closing is judged by, from HANDLED on. */
export const startInspectClock = (closeDue: string | null, limit: StageLimit, nowMs: number, calendar: Calendar | null): Clock =>
  withDue(startStageClock('inspect', limit, nowMs, calendar), closeDue === null ? null : Date.parse(closeDue), calendar)

/** The newest clock of that name in the round. */
export const clockOf = (clocks: readonly Clock[], name: ClockName, round: number): Clock | undefined =>
  clocks.findLast((clock) => clock.name === name && clock.round === round)
/** Puts a changed clock in the place of the old one. */
export const putClock = (clocks: readonly Clock[], old: Clock, changed: Clock): Clock[] =>
  clocks.map((clock) => (clock === old ? changed : clock))
