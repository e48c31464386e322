import type { Database, Statement } from 'better-sqlite3'
import { atF, atU, countBits, countMinutes, F, has, paceBits, PER_BLOCK, SLOT_SQL, slotByte, type Stat, statOf, U, unpackBlock } from './observation-blocks.ts'
import { blockKey, bucketOf, DAY_MS, HOUR_MS, type Level, LEVEL_MS, MINUTE_MS, minuteTable, rawTable, spanOf, SPANS_IN, spanStart, weekOf } from './observation-time.ts'
import { type HistoryPoint, mergePoints, thinRaw } from './history-points.ts'

export type History = { level: 'raw' | '1m' | '1h' | '1d'; points: HistoryPoint[] }
/** Raw rows as columns, oldest first; `ats` in ms. */
export type Rows = { ats: Float64Array; values: Float64Array; flags: Uint8Array }
type Bucket = Stat & { at: number }
type Raw = { span: number; ms: number; value: number; flags: number }
export type Row = { at: number; value: number; flags: number }

/** So many more of a finer level than points asked are still read and thinned, because that shows more than the next coarser one. */
const OVERSAMPLE = 2
/** A stretch is scanned when at least one in so many of its buckets is wanted. */
const SCAN = 4
const push = (map: Map<number, number[]>, key: number, n: number) => void (map.get(key)?.push(n) ?? map.set(key, [n]))
const setBits = (lo: number, hi: number, from: number, to: number): number[] => {
  const out: number[] = []
  for (let bit = Math.max(0, from); bit <= Math.min(59, to); bit++) if (((bit < 30 ? lo >>> bit : hi >>> (bit - 30)) & 1) === 1) out.push(bit)
  return out
}

/** The weeks whose raw rows and whose minutes are kept. */
type Weeks = { raw: ReadonlySet<number>; minute: ReadonlySet<number> }
const NO_WEEKS: Weeks = { raw: new Set(), minute: new Set() }

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
      return { raw: new Set(rows.flatMap((r) => (r.raw === 0 ? [r.week] : []))), minute: new Set(rows.flatMap((r) => (r.minute === 0 ? [r.week] : []))) }
    },
    minute: (week: number) => levelOf(prepared, minuteTable(week)),
    raw: (week: number, spans: number) =>
      prepared(`SELECT span, ms, value, flags FROM ${rawTable(week)} WHERE span IN (${new Array(spans).fill('?').join()}) AND ordinal = ? ORDER BY span, ms`),
    rawOfDay: (week: number) => prepared(`SELECT span, ms, value, flags FROM ${rawTable(week)} WHERE span = ? AND ordinal = ? AND ms BETWEEN ? AND ? ORDER BY ms`),
  }
}

/** Walks the rollups of one datastream downwards; only buckets that hold something are looked up. All ranges are inclusive ms. */
function openWalk(db: Database) {
  const tables = openTables(db)
  const hour = levelOf((sql) => db.prepare(sql), 'observation_hour')
  const day = levelOf((sql) => db.prepare(sql), 'observation_day')
  /** The buckets `numbers`, which are in order: by one scan when most of the stretch is asked for, else one by one. */
  const lookUp = ({ one, some }: ReturnType<typeof levelOf>, numbers: readonly number[], ordinal: number): [number, Stat][] => {
    const [block, slot] = [ordinal >>> 6, ordinal & (PER_BLOCK - 1)]
    const [first, last] = [numbers[0], numbers.at(-1)]
    if (first === undefined || last === undefined) return []
    const byte = slotByte(slot)
    const found = (last - first < numbers.length * SCAN)
      ? (some.all(byte, blockKey(block, first), blockKey(block, last)) as [number, Buffer][]).map(([key, data]) => [bucketOf(key), data] as const)
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
    return bucketsOf('day', Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i), ordinal, NO_WEEKS)
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
      for (const bit of setBits(hour.maskLo, hour.maskHi, Math.floor((low - hour.at) / MINUTE_MS), Math.floor((high - hour.at) / MINUTE_MS)))
        found.push(...(tables.raw(week, SPANS_IN.minute).all(...run(SPANS_IN.minute, spanOf(hour.at + bit * MINUTE_MS, week, 0)), ordinal) as Raw[]))
    if (steady) found.push(...(tables.raw(week, SPANS_IN.hour).all(...run(SPANS_IN.hour, spanOf(hour.at, week, 1)), ordinal) as Raw[]))
    if (slow) {
      const span = spanOf(hour.at, week, 2)
      const start = spanStart(span, week)
      found.push(...(tables.rawOfDay(week).all(span, ordinal, low - start, high - start) as Raw[]))
    }
    const rows = found.map(({ span, ms, value, flags }) => ({ at: spanStart(span, week) + ms, value, flags })).filter(({ at }) => at >= low && at <= high)
    return Number(quick) + Number(steady) + Number(slow) > 1 ? rows.sort((a, b) => a.at - b.at) : rows
  }
  const rows = (hours: readonly Bucket[], ordinal: number, from: number, to: number, weeks: Weeks): Row[] =>
    hours.flatMap((hour) => {
      const week = weekOf(hour.at)
      return weeks.raw.has(week) ? rowsOfHour(hour, week, ordinal, from, to) : []
    })
  return { weeks: tables.weeks, days, below, rows }
}

const toPoint = ({ at, min, max, sum, count }: Bucket): HistoryPoint => ({ at, value: sum / count, min, max, count })
const rawPoint = ({ at, value }: { at: number; value: number }): HistoryPoint => ({ at, value, min: value, max: value, count: 1 })
const sumOf = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((sum, one) => sum + of(one), 0)

export function observationReads(db: Database) {
  const walk = openWalk(db)
  const latestOf = db.prepare('SELECT data FROM observation_latest WHERE key = ?').pluck()
  const latestAll = db.prepare('SELECT key, data FROM observation_latest')
  const parts = db.prepare('SELECT week, newestReceivedAt, rows FROM observation_part WHERE raw < 2 ORDER BY week')
  /** The part of [from, to] in which this datastream has anything. */
  const clip = (ordinal: number, from: number, to: number): { from: number; to: number } | null => {
    const data = latestOf.get(ordinal >>> 6) as Buffer | undefined
    if (data === undefined) return null
    const block = unpackBlock(data)
    const slot = ordinal & (PER_BLOCK - 1)
    if (!has(block, slot)) return null
    const clipped = { from: Math.max(from, block.f[atF(slot) + F.firstAt] as number), to: Math.min(to, block.f[atF(slot) + F.at] as number) }
    return clipped.from <= clipped.to ? clipped : null
  }
  /** A bucket that the range cuts, made anew of what lies inside; of what is finer only if that is still kept. */
  const cut = (level: 'minute' | 'hour' | 'day', bucket: Bucket, ordinal: number, from: number, to: number, weeks: Weeks): HistoryPoint[] => {
    const end = bucket.at + LEVEL_MS[level] - 1
    if (bucket.at >= from && end <= to) return [toPoint(bucket)]
    const [low, high] = [Math.max(from, bucket.at), Math.min(to, end)]
    const inside =
      level === 'day'
        ? walk.below('hour', [bucket], ordinal, low, high, weeks).flatMap((hour) => cut('hour', hour, ordinal, low, high, weeks))
        : walk.rows(level === 'hour' ? [bucket] : walk.below('hour', walk.days(ordinal, bucket.at, bucket.at), ordinal, bucket.at, bucket.at, weeks), ordinal, low, high, weeks).map(rawPoint)
    return mergePoints(inside, 1).map((point) => ({ ...point, at: bucket.at }))
  }
  const read = (ordinal: number, fromMs: number, toMs: number, points: number): History => {
    const range = clip(ordinal, fromMs, toMs)
    if (range === null) return { level: 'raw', points: [] }
    const weeks = walk.weeks()
    const { from, to } = range
    const days = walk.days(ordinal, from, to)
    const hourCount = sumOf(days, ({ maskLo }) => countBits(maskLo))
    const most = points * OVERSAMPLE
    if (hourCount > most) return { level: '1d', points: mergePoints(days.flatMap((one) => cut('day', one, ordinal, from, to, weeks)), points) }
    const hours = walk.below('hour', days, ordinal, from, to, weeks)
    if (hours.every(({ at }) => weeks.raw.has(weekOf(at))) && sumOf(hours, ({ count }) => count) <= most) return { level: 'raw', points: thinRaw(walk.rows(hours, ordinal, from, to, weeks).map(rawPoint), points) }
    if (hours.every(({ at }) => weeks.minute.has(weekOf(at))) && sumOf(hours, ({ maskLo, maskHi }) => countMinutes(maskLo, maskHi)) <= most)
      return { level: '1m', points: mergePoints(walk.below('minute', hours, ordinal, from, to, weeks).flatMap((one) => cut('minute', one, ordinal, from, to, weeks)), points) }
    return { level: '1h', points: mergePoints(hours.flatMap((one) => cut('hour', one, ordinal, from, to, weeks)), points) }
  }
  return {
    /** At most `points` of [fromMs, toMs], the range's own minimum and maximum among them (as `min` and `max`). Instants in ms. The level is
     *  the finest that the number of points can carry. */
    read,
    /** Raw rows of [fromMs, toMs], oldest first, at most `limit` of the newest hours' worth; for rules and exports. */
    window: (ordinal: number, fromMs: number, toMs: number, limit = 100_000): Rows => {
      const range = clip(ordinal, fromMs, toMs)
      const weeks = walk.weeks()
      const hours = range === null ? [] : walk.below('hour', walk.days(ordinal, range.from, range.to), ordinal, range.from, range.to, weeks)
      const rows = range === null ? [] : walk.rows(hours, ordinal, range.from, range.to, weeks).slice(-limit)
      return { ats: Float64Array.from(rows, (r) => r.at), values: Float64Array.from(rows, (r) => r.value), flags: Uint8Array.from(rows, (r) => r.flags) }
    },
    /** Hours that touch [fromMs, toMs], oldest first, `at` being their start: mean and valid count for AQI and figures. */
    hours: (ordinal: number, fromMs: number, toMs: number): { at: number; mean: number; min: number; max: number; last: number; count: number }[] => {
      const range = clip(ordinal, fromMs, toMs)
      if (range === null) return []
      const days = walk.days(ordinal, range.from, range.to)
      return walk.below('hour', days, ordinal, range.from, range.to, NO_WEEKS).map(({ at, sum, count, min, max, last }) => ({ at, mean: sum / count, min, max, last, count }))
    },
    /** The newest of every datastream that ever sent, as columns; for the start. */
    latest: (): { ordinals: Int32Array; ats: Float64Array; values: Float64Array; receivedAts: Float64Array; flags: Uint8Array } => {
      const blocks = (latestAll.all() as { key: number; data: Buffer }[]).map(({ key, data }) => ({ key, block: unpackBlock(data) }))
      const n = sumOf(blocks, ({ block }) => countBits(block.lo) + countBits(block.hi))
      const out = { ordinals: new Int32Array(n), ats: new Float64Array(n), values: new Float64Array(n), receivedAts: new Float64Array(n), flags: new Uint8Array(n) }
      let i = 0
      for (const { key, block } of blocks)
        for (let slot = 0; slot < PER_BLOCK; slot++) {
          if (!has(block, slot)) continue
          out.ordinals[i] = key * PER_BLOCK + slot
          out.ats[i] = block.f[atF(slot) + F.at] as number
          out.values[i] = block.f[atF(slot) + F.value] as number
          out.receivedAts[i] = block.f[atF(slot) + F.receivedAt] as number
          out.flags[i++] = block.u[atU(slot) + U.flags] as number
        }
      return out
    },
    /** The weeks that are kept, with rows and the newest receipt (ms). */
    parts: () => parts.all() as { week: number; newestReceivedAt: number; rows: number }[],
  }
}
