import { type Logger, pino } from 'pino'

export type Log = Logger
/** One line a thing, to stderr. Never query, body, cookie or key. */
export const openLog = (level: string): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))
