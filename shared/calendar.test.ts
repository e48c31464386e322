import { describe, expect, it } from 'vitest'
import {
  type Calendar,
  Calendar as CalendarSchema,
  addLeft,
  amountOf,
  calendarOf,
  dueOf,
  isWorkingDay,
  leftOf,
  workBetween,
} from './calendar.ts'
import { closeDueOf, extendClock, pauseClock, recountClock, resumeClock, startClock } from './clock.ts'
import calendarData from './data/calendars.json' with { type: 'json' }
import deadlineData from './data/deadlines.json' with { type: 'json' }
import { Limit } from './item.ts'

const calendars = calendarData.map((data) => CalendarSchema.parse(data))
const [city, zone] = calendars as [Calendar, Calendar]
const ms = (local: string) => Date.parse(`${local.replace(' ', 'T')}:00+08:00`)
const local = (at: number | string | null) =>
  at === null ? null : new Date((typeof at === 'string' ? Date.parse(at) : at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

type Row = {
  id: string; calendar: string; limit: Limit; report: string; dispatch: string; start?: string; pauses?: { at: string; resumedAt: string }[]
  extended?: string; due: string | null; yellow?: string; closeDue?: string; missingYear?: number; note: string
} // prettier-ignore
const rows = deadlineData.map((row) => ({ ...row, limit: Limit.parse(row.limit) }) as Row)

function clockAfter(row: Row) {
  const calendar = calendars.find(({ id }) => id === row.calendar) ?? null
  let clock = startClock('handle', row.limit, { reportMs: ms(row.report), dispatchMs: ms(row.dispatch) }, calendar)
  for (const { at, resumedAt } of row.pauses ?? []) clock = resumeClock(pauseClock(clock, ms(at), calendars), ms(resumedAt), calendars)
  if (row.extended) clock = extendClock(clock, ms(row.extended), calendars)
  return { clock, calendar }
}

describe('deadlines worked out by hand', () => {
  it('T1 the table of deadlines has at least 40 rows, of every type, start and calendar, with holidays, 调休, pauses and extensions', () => {
    expect(rows.length).toBeGreaterThanOrEqual(40)
    expect(new Set(rows.map(({ limit }) => `${limit.type} ${limit.from}`)).size).toBeGreaterThanOrEqual(9)
    expect(new Set(rows.map(({ note }) => note)).size).toBe(rows.length)
  })
  it.each(rows)('T2 $id $limit.value $limit.type $calendar → $due', (row) => {
    const { clock, calendar } = clockAfter(row)
    expect(local(clock.due)).toBe(row.due)
    if (row.start) expect(local(clock.startedAt)).toBe(row.start)
    if (row.yellow) expect(local(clock.yellowAt)).toBe(row.yellow)
    if (row.closeDue) expect(local(closeDueOf(clock.due, { value: 1, type: 'WORK_DAY' }, calendar))).toBe(row.closeDue)
    if (!row.pauses && !row.extended)
      expect(dueOf(row.limit, { reportMs: ms(row.report), dispatchMs: ms(row.dispatch) }, calendar).missingYear).toBe(row.missingYear)
  })
  it.each(rows.filter(({ extended }) => !extended))('T3 $id a deadline counted again from its start is the same', (row) => {
    const { clock, calendar } = clockAfter(row)
    expect(recountClock(clock, row.limit, calendar)).toEqual(clock)
  })
})

describe('working time', () => {
  it('T4 a year that is not loaded gives no number at all', () => {
    expect(workBetween(ms('2026-12-31 09:00'), ms('2027-01-04 09:00'), city)).toBeNull()
    expect(leftOf('WORK_HOUR', ms('2024-12-31 09:00'), ms('2025-01-02 09:00'), city)).toBeNull()
    expect(isWorkingDay(ms('2027-03-01 09:00'), city)).toBeNull()
    expect(addLeft('WORK_HOUR', ms('2027-03-01 09:00'), 1, city)).toEqual({ missingYear: 2027 })
  })
  it('T5 years with a gap between them are not counted across', () => {
    const gap = { ...city, years: [2024, 2026] }
    expect(workBetween(ms('2024-12-31 09:00'), ms('2026-01-05 09:00'), gap)).toBeNull()
    expect(dueOf({ value: 2, type: 'WORK_DAY', from: 'DISPATCH' }, { reportMs: 0, dispatchMs: ms('2024-12-31 09:00') }, gap)).toMatchObject(
      { dueMs: null, missingYear: 2025 },
    )
  })
  it('T6 without a calendar working time has no deadline, and running time has one', () => {
    const starts = { reportMs: ms('2026-03-11 10:00'), dispatchMs: ms('2026-03-11 10:00') }
    expect(dueOf({ value: 1, type: 'WORK_DAY', from: 'DISPATCH' }, starts, null)).toMatchObject({ dueMs: null, missingYear: 2026 })
    expect(local(dueOf({ value: 1, type: 'URGENT_HOUR', from: 'DISPATCH' }, starts, null).dueMs)).toBe('2026-03-11 11:00')
    expect(amountOf({ value: 1, type: 'WORK_DAY' }, null)).toBeNull()
  })
  it('T7 the zone comes before the division, a finer division before the city', () => {
    const town = { ...city, id: 'town', areas: ['440402'] }
    const pick = (division: string, zoneId: string | null) => calendarOf([city, zone, town], { division, zone: zoneId }, '440400')?.id
    expect(pick('440402001', '440400-HQ')).toBe('hengqin')
    expect(pick('440402001', null)).toBe('town')
    expect(pick('440403001', '440400-TJW')).toBe('zhuhai')
    expect(pick('none', null)).toBe('zhuhai')
    expect(calendarOf([zone], { division: '440403', zone: null }, '440400')).toBeNull()
  })
  it('T8 what is left and what is added agree, forwards and backwards, to the millisecond', () => {
    const from = ms('2026-02-13 16:59')
    for (let minute = -40_000; minute < 40_000; minute += 977) {
      const left = minute * 60_000
      for (const calendar of calendars) {
        const end = addLeft('WORK_HOUR', from, left, calendar)
        expect('ms' in end && leftOf('WORK_HOUR', from, end.ms, calendar)).toBe(left)
      }
    }
  })
  it('T9 2025 has 248 working days and 2026 has 248 as the State Council published', () => {
    const count = (year: number) =>
      Array.from({ length: 365 }, (_, day) => isWorkingDay(Date.UTC(year, 0, 1 + day, 4), city)).filter((works) => works === true).length
    expect([count(2025), count(2026)]).toEqual([248, 248])
  })
  it('T10 counts thousands of deadlines a second', () => {
    const started = performance.now()
    for (let n = 0; n < 20_000; n++)
      dueOf(
        { value: 1 + (n % 30), type: 'WORK_DAY', from: 'DISPATCH' },
        { reportMs: 0, dispatchMs: ms('2026-01-05 09:00') + n * 600_000 },
        city,
      )
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
