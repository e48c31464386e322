const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Days since 1970-01-01, local. */
export const dayOf = (ms: number, utcOffsetMin: number): number => Math.floor((ms + utcOffsetMin * MINUTE_MS) / DAY_MS)
const yearOfDay = (day: number) => new Date(day * DAY_MS).getUTCFullYear()
const firstDayOf = (year: number) => Date.UTC(year, 0, 1) / DAY_MS

/** What counting needs of a calendar (see Calendar). */
type Calendar = {
  utcOffsetMin: number
  periods: readonly (readonly [string, string])[]
  years: readonly number[]
  days: readonly { day: string; work: boolean }[]
}
/** Loaded years without a gap. `before[i]`: working days before the i-th day; `workdays[k]`: the k-th working day. */
export type Segment = { firstDay: number; endDay: number; before: Int32Array; workdays: number[] }
type Missing = { missingYear: number }
/** A calendar made ready for counting: any instant ↔ milliseconds worked since its segment began, in constant time. */
export type WorkTime = {
  /** Working milliseconds of one full working day. */
  fullMs: number
  workedAt(ms: number): { segment: Segment; worked: number } | Missing
  /** The first instant at which so much has been worked. */
  whenWorked(segment: Segment, worked: number): { ms: number } | Missing
  /** 00:00 of the first working day after the local day of the instant. */
  startOfNextWorkingDay(ms: number): { ms: number } | Missing
  isWorkingDay(day: number): boolean | null
  /** Beginning of the loaded years around the instant; null when its own is not loaded. */
  beginsAt(ms: number): number | null
}

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const isWeekend = (day: number) => [0, 6].includes(new Date(day * DAY_MS).getUTCDay())

function segmentsOf(calendar: Calendar): Segment[] {
  const listed = new Map(calendar.days.map(({ day, work }) => [Date.parse(day) / DAY_MS, work]))
  const years = [...new Set(calendar.years)].sort((a, b) => a - b)
  const firsts = years.filter((year) => !years.includes(year - 1))
  return firsts.map((first) => {
    let end = first + 1
    while (years.includes(end)) end++
    const [firstDay, endDay] = [firstDayOf(first), firstDayOf(end)]
    const before = new Int32Array(endDay - firstDay)
    const workdays: number[] = []
    for (let day = firstDay; day < endDay; day++) {
      before[day - firstDay] = workdays.length
      if (listed.get(day) ?? !isWeekend(day)) workdays.push(day)
    }
    return { firstDay, endDay, before, workdays }
  })
}

function prepare(calendar: Calendar): WorkTime {
  const { utcOffsetMin } = calendar
  const segments = segmentsOf(calendar)
  const periods = calendar.periods.map(([from, to]) => [minutes(from) * MINUTE_MS, minutes(to) * MINUTE_MS] as const)
  const fullMs = periods.reduce((sum, [from, to]) => sum + to - from, 0)
  const atLocal = (day: number, sinceMidnight: number) => day * DAY_MS + sinceMidnight - utcOffsetMin * MINUTE_MS
  const segmentOf = (day: number) => segments.find((segment) => day >= segment.firstDay && day < segment.endDay)
  const works = (segment: Segment, day: number) => segment.workdays[segment.before[day - segment.firstDay] as number] === day
  const withinDay = (sinceMidnight: number) => periods.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(sinceMidnight, to) - from), 0)

  /** Since midnight, when so much (0 < rest ≤ fullMs) of a working day has been worked. */
  const whenOfDay = (rest: number) => {
    for (const [from, to] of periods) {
      if (rest <= to - from) return from + rest
      rest -= to - from
    }
    throw new RangeError('more than a working day')
  }

  return {
    fullMs,
    workedAt(ms) {
      const day = dayOf(ms, utcOffsetMin)
      const segment = segmentOf(day)
      if (!segment) return { missingYear: yearOfDay(day) }
      const today = works(segment, day) ? withinDay(ms - atLocal(day, 0)) : 0
      return { segment, worked: (segment.before[day - segment.firstDay] as number) * fullMs + today }
    },
    whenWorked(segment, worked) {
      if (worked <= 0) return { missingYear: yearOfDay(segment.firstDay) - 1 }
      const nth = Math.ceil(worked / fullMs) - 1
      const day = segment.workdays[nth]
      return day === undefined ? { missingYear: yearOfDay(segment.endDay) } : { ms: atLocal(day, whenOfDay(worked - nth * fullMs)) }
    },
    startOfNextWorkingDay(ms) {
      for (let day = dayOf(ms, utcOffsetMin) + 1; ; day++) {
        const segment = segmentOf(day)
        if (!segment) return { missingYear: yearOfDay(day) }
        if (works(segment, day)) return { ms: atLocal(day, 0) }
      }
    },
    isWorkingDay(day) {
      const segment = segmentOf(day)
      return segment ? works(segment, day) : null
    },
    beginsAt(ms) {
      const segment = segmentOf(dayOf(ms, utcOffsetMin))
      return segment ? atLocal(segment.firstDay, 0) : null
    },
  }
}

/** Calendars are values that never change in place, so a prepared one is kept as long as its calendar. */
const prepared = new WeakMap<Calendar, WorkTime>()
export function workTimeOf(calendar: Calendar): WorkTime {
  let time = prepared.get(calendar)
  if (!time) prepared.set(calendar, (time = prepare(calendar)))
  return time
}
