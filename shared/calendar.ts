import { z } from 'zod'
import { Id } from './area.ts'

const Clock = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/)
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
  periods: z.array(z.tuple([Clock, Clock])).min(1),
  years: z.array(z.int()),
  /** Statutory holidays (off) and 调休 make-up days (on). */
  days: z.array(z.strictObject({ day: Day, work: z.boolean(), name: z.string() })),
})
export type Calendar = z.infer<typeof Calendar>
