import { z } from 'zod'
import { Limit } from './item.ts'

const At = z.iso.datetime({ offset: true })
export const ClockName = z.enum(['verify', 'register', 'dispatch', 'acknowledge', 'handle', 'inspect'])
export type ClockName = z.infer<typeof ClockName>

/** One clock of a case: stage limits and the handling clock. Amounts are milliseconds in the limit's own type (working time for
 *  WORK_HOUR and WORK_DAY). */
export const Clock = z.strictObject({
  name: ClockName,
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
