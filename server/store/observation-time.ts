/** How time is cut: raw rows and minutes lie in tables of one ISO week (UTC, from Monday), hours and days in one table each. */
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS
/** 1970-01-01 was a Thursday; week 0 began three days before. */
const THURSDAY_MS = 3 * DAY_MS

export const weekOf = (atMs: number): number => Math.floor((atMs + THURSDAY_MS) / WEEK_MS)
export const weekStart = (week: number): number => week * WEEK_MS - THURSDAY_MS

export type Level = 'minute' | 'hour' | 'day'
export const LEVEL_MS: Record<Level, number> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }

/** Rows of ten seconds lie together, within them those of one ordinal: a batch is written near the end of the table, on few pages, and a
 *  history is read by seeks that only go where the hour's mask says that something is. Measured: minutes cost four times the pages. */
export const SPAN_MS = 10_000
export const SPANS_A_MINUTE = MINUTE_MS / SPAN_MS
/** A span's number within its week, so that it takes two or three bytes. */
export const spanOf = (atMs: number, week: number): number => Math.floor((atMs - weekStart(week)) / SPAN_MS)
export const spanStart = (span: number, week: number): number => weekStart(week) + span * SPAN_MS

export const rawTable = (week: number): string => `raw_${week}`
export const minuteTable = (week: number): string => `minute_${week}`
export const rawTableSql = (week: number): string =>
  `CREATE TABLE ${rawTable(week)} (span INTEGER NOT NULL, ordinal INTEGER NOT NULL, ms INTEGER NOT NULL, value REAL NOT NULL, flags INTEGER NOT NULL,
     PRIMARY KEY (span, ordinal, ms)) STRICT, WITHOUT ROWID`
export const minuteTableSql = (week: number): string => `CREATE TABLE ${minuteTable(week)} (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT`

/** A block's key: its bucket's number, then the block's. 65,536 blocks of 64: about four million datastreams. */
const BLOCKS = 65_536
export const MAX_ORDINAL = BLOCKS * 64 - 1
export const blockKey = (bucket: number, block: number): number => bucket * BLOCKS + block
