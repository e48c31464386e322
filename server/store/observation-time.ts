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

/** Rows of one span lie together, within it those of one ordinal: a batch is written near the end of the table, on few pages, and a history
 *  is read by few seeks. How long a span is goes by the pace of the datastream, so that it holds about ten to a hundred rows: ten seconds,
 *  half an hour, a day. Which paces an hour holds stands in its mask. */
const SPANS = [
  { ms: 10_000, base: 0 },
  { ms: 1_800_000, base: 100_000 },
  { ms: DAY_MS, base: 200_000 },
] as const
export type Pace = 0 | 1 | 2
export const PACES: readonly Pace[] = [0, 1, 2]
/** By the time since the row before; null when that is unknown. */
export const paceOf = (gapMs: number | null): Pace => (gapMs === null ? 1 : gapMs < 20_000 ? 0 : gapMs < 600_000 ? 1 : 2)
/** A span's number within its week, so that it takes few bytes; each pace counts from its own base. */
export const spanOf = (atMs: number, week: number, pace: Pace): number =>
  SPANS[pace].base + Math.floor((atMs - weekStart(week)) / SPANS[pace].ms)
export const spanStart = (span: number, week: number): number => {
  const { ms, base } = SPANS[span >= SPANS[2].base ? 2 : span >= SPANS[1].base ? 1 : 0]
  return weekStart(week) + (span - base) * ms
}
/** The spans of a pace that a minute (pace 0) or an hour touches: always as many. */
export const SPANS_IN = { minute: MINUTE_MS / SPANS[0].ms, hour: HOUR_MS / SPANS[1].ms } as const

export const rawTable = (week: number): string => `raw_${week}`
export const minuteTable = (week: number): string => `minute_${week}`
export const rawTableSql = (week: number): string =>
  `CREATE TABLE ${rawTable(week)} (span INTEGER NOT NULL, ordinal INTEGER NOT NULL, ms INTEGER NOT NULL, value REAL NOT NULL, flags INTEGER NOT NULL,
     PRIMARY KEY (span, ordinal, ms)) STRICT, WITHOUT ROWID`
export const minuteTableSql = (week: number): string =>
  `CREATE TABLE ${minuteTable(week)} (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT`

/** A block's row: its buckets lie in order of time, so that a stretch of history is one scan. A bucket is a minute, hour or day since 1970;
 *  65,536 blocks of 64 are about four million datastreams. */
const BUCKETS = 2 ** 26
export const MAX_ORDINAL = 65_536 * 64 - 1
export const blockKey = (block: number, bucket: number): number => block * BUCKETS + bucket
export const bucketOf = (key: number): number => key % BUCKETS
