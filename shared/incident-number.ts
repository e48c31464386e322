import { type Belongs, NO_AREA } from './area.ts'

/** Seats of a case number: 6 digits of the division (the city's where none is known), the local day, and a sequence of that day. */
export function numberPrefix(area: Belongs, city: string, reportedMs: number, utcOffsetMin = 480): string {
  const division = (area.division === NO_AREA ? city : area.division).slice(0, 6).padEnd(6, '0')
  return division + new Date(reportedMs + utcOffsetMin * 60_000).toISOString().slice(0, 10).replaceAll('-', '')
}

/** {division6}{yyyyMMdd}{seq5}, 19 digits; `sequence` counts from 1 under one prefix. */
export const caseNumber = (prefix: string, sequence: number): string => prefix + String(sequence).padStart(5, '0')
