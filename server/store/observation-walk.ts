import type { Database, Statement } from 'better-sqlite3'
import { paceBits, PER_BLOCK, SLOT_SQL, slotByte, type Stat, statOf } from './observation-blocks.ts'
import {
  blockKey,
  bucketOf,
  DAY_MS,
  HOUR_MS,
  type Level,
  LEVEL_MS,
  MINUTE_MS,
  minuteTable,
  rawTable,
  spanOf,
  SPANS_IN,
  spanStart,
  weekOf,
} from './observation-time.ts'

export type Bucket = Stat & { at: number }
type Raw = { span: number; ms: number; value: number; flags: number }
export type Row = { at: number; value: number; flags: number }

/** A stretch is scanned when at least one in so many of its buckets is wanted. */
const SCAN = 4
const push = (map: Map<number, number[]>, key: number, n: number) => void (map.get(key)?.push(n) ?? map.set(key, [n]))
const setBits = (lo: number, hi: number, from: number, to: number): number[] => {
  const out: number[] = []
  for (let bit = Math.max(0, from); bit <= Math.min(59, to); bit++)
    if (((bit < 30 ? lo >>> bit : hi >>> (bit - 30)) & 1) === 1) out.push(bit)
  return out
}

/** The weeks whose raw rows and whose minutes are kept. */
export type Weeks = { raw: ReadonlySet<number>; minute: ReadonlySet<number> }
export const NO_WEEKS: Weeks = { raw: new Set(), minute: new Set() }

/** One bucket, or a stretch of them, of one slot. */
const levelOf = (prepared: (sql: string) => Statement, table: string) => ({
  one: prepared(`SELECT ${SLOT_SQL} FROM ${table} WHERE key = ?`).pluck(),
  some: prepared(`SELECT key, ${SLOT_SQL} FROM ${table} WHERE key BETWEEN ? AND ? ORDER BY key`).raw(),
})

/** Statements on tables that come and go with their week. */
function openTables(db: Database) {
  const statements = new Map<string, Statement>()
  const prepared = (sql: string): Statement => {
    const have = statements.get(sql)
    if (have !== undefined) return have
    if (statements.size > 200) statements.clear()
    const made = db.prepare(sql)
    statements.set(sql, made)
    return made
  }
  const live = db.prepare('SELECT week, raw, minute FROM observation_part WHERE raw = 0 OR minute = 0')
  return {
    weeks: (): Weeks => {
      const rows = live.all() as { week: number; raw: number; minute: number }[]
      return {
        raw: new Set(rows.flatMap((r) => (r.raw === 0 ? [r.week] : []))),
        minute: new Set(rows.flatMap((r) => (r.minute === 0 ? [r.week] : []))),
      }
    },
    minute: (week: number) => levelOf(prepared, minuteTable(week)),
    raw: (week: number, spans: number) =>
      prepared(
        `SELECT span, ms, value, flags FROM ${rawTable(week)} WHERE span IN (${new Array(spans).fill('?').join()}) AND ordinal = ? ORDER BY span, ms`,
      ),
    rawOfDay: (week: number) =>
      prepared(`SELECT span, ms, value, flags FROM ${rawTable(week)} WHERE span = ? AND ordinal = ? AND ms BETWEEN ? AND ? ORDER BY ms`),
  }
}

/** Walks the rollups of one datastream downwards; only buckets that hold something are looked up. All ranges are inclusive ms. */
export function openWalk(db: Database) {
  const tables = openTables(db)
  const hour = levelOf((sql) => db.prepare(sql), 'observation_hour')
  const day = levelOf((sql) => db.prepare(sql), 'observation_day')
  /** The buckets `numbers`, which are in order: by one scan when most of the stretch is asked for, else one by one. */
  const lookUp = ({ one, some }: ReturnType<typeof levelOf>, numbers: readonly number[], ordinal: number): [number, Stat][] => {
    const [block, slot] = [ordinal >>> 6, ordinal & (PER_BLOCK - 1)]
    const [first, last] = [numbers[0], numbers.at(-1)]
    if (first === undefined || last === undefined) return []
    const byte = slotByte(slot)
    const found =
      last - first < numbers.length * SCAN
        ? (some.all(byte, blockKey(block, first), blockKey(block, last)) as [number, Buffer][]).map(
            ([key, data]) => [bucketOf(key), data] as const,
          )
        : numbers.map((n) => [n, one.get(byte, blockKey(block, n)) as Buffer | undefined] as const)
    return found.flatMap(([n, data]): [number, Stat][] => {
      const stat = statOf(data, slot)
      return stat === null ? [] : [[n, stat]]
    })
  }
  const bucketsOf = (level: Level, numbers: readonly number[], ordinal: number, weeks: Weeks): Bucket[] => {
    const width = LEVEL_MS[level]
    const toBucket = ([n, stat]: [number, Stat]): Bucket => ({ ...stat, at: n * width })
    if (level !== 'minute') return lookUp(level === 'day' ? day : hour, numbers, ordinal).map(toBucket)
    const byWeek = new Map<number, number[]>()
    for (const n of numbers) {
      const week = weekOf(n * MINUTE_MS)
      if (weeks.minute.has(week)) push(byWeek, week, n)
    }
    return [...byWeek].flatMap(([week, some]) => lookUp(tables.minute(week), some, ordinal)).map(toBucket)
  }
  const days = (ordinal: number, from: number, to: number): Bucket[] => {
    const [first, last] = [Math.floor(from / DAY_MS), Math.floor(to / DAY_MS)]
    return bucketsOf(
      'day',
      Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i),
      ordinal,
      NO_WEEKS,
    )
  }
  const below = (level: 'hour' | 'minute', above: readonly Bucket[], ordinal: number, from: number, to: number, weeks: Weeks): Bucket[] => {
    const width = LEVEL_MS[level]
    const numbers = above.flatMap(({ at: start, maskLo, maskHi }) =>
      setBits(maskLo, maskHi, Math.floor((from - start) / width), Math.floor((to - start) / width)).map((bit) => start / width + bit),
    )
    return bucketsOf(level, numbers, ordinal, weeks)
  }
  const run = (n: number, from: number) => Array.from({ length: n }, (_, i) => from + i)
  /** Raw rows of one hour, wherever their pace put them. */
  const rowsOfHour = (hour: Bucket, week: number, ordinal: number, from: number, to: number): Row[] => {
    const [low, high] = [Math.max(from, hour.at), Math.min(to, hour.at + HOUR_MS - 1)]
    const [quick, steady, slow] = paceBits(hour.maskLo, hour.maskHi)
    const found: Raw[] = []
    if (quick)
      for (const bit of setBits(
        hour.maskLo,
        hour.maskHi,
        Math.floor((low - hour.at) / MINUTE_MS),
        Math.floor((high - hour.at) / MINUTE_MS),
      ))
        found.push(
          ...(tables.raw(week, SPANS_IN.minute).all(...run(SPANS_IN.minute, spanOf(hour.at + bit * MINUTE_MS, week, 0)), ordinal) as Raw[]),
        )
    if (steady) found.push(...(tables.raw(week, SPANS_IN.hour).all(...run(SPANS_IN.hour, spanOf(hour.at, week, 1)), ordinal) as Raw[]))
    if (slow) {
      const span = spanOf(hour.at, week, 2)
      const start = spanStart(span, week)
      found.push(...(tables.rawOfDay(week).all(span, ordinal, low - start, high - start) as Raw[]))
    }
    const rows = found
      .map(({ span, ms, value, flags }) => ({ at: spanStart(span, week) + ms, value, flags }))
      .filter(({ at }) => at >= low && at <= high)
    return Number(quick) + Number(steady) + Number(slow) > 1 ? rows.sort((a, b) => a.at - b.at) : rows
  }
  const rows = (hours: readonly Bucket[], ordinal: number, from: number, to: number, weeks: Weeks): Row[] =>
    hours.flatMap((hour) => {
      const week = weekOf(hour.at)
      return weeks.raw.has(week) ? rowsOfHour(hour, week, ordinal, from, to) : []
    })
  return { weeks: tables.weeks, days, below, rows }
}
