import type { Database } from 'better-sqlite3'
import { type HistoryPoint, mergePoints, thinRaw } from './history-points.ts'
import { atF, atU, countBits, countMinutes, F, has, PER_BLOCK, U, unpackBlock } from './observation-blocks.ts'
import { LEVEL_MS, weekOf } from './observation-time.ts'
import { type Bucket, NO_WEEKS, openWalk, type Weeks } from './observation-walk.ts'

export type History = { level: 'raw' | '1m' | '1h' | '1d'; points: HistoryPoint[] }
/** Raw rows as columns, oldest first; `ats` in ms. */
export type Rows = { ats: Float64Array; values: Float64Array; flags: Uint8Array }

/** So many more of a finer level than points asked are still read and thinned, because that shows more than the next coarser one. */
const OVERSAMPLE = 4
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
    const clipped = {
      from: Math.max(from, block.f[atF(slot) + F.firstAt] as number),
      to: Math.min(to, block.f[atF(slot) + F.at] as number),
    }
    return clipped.from <= clipped.to ? clipped : null
  }
  /** A bucket that the range cuts, made anew of what lies inside; of what is finer only if that is still kept. */
  const cut = (
    level: 'minute' | 'hour' | 'day',
    bucket: Bucket,
    ordinal: number,
    from: number,
    to: number,
    weeks: Weeks,
  ): HistoryPoint[] => {
    const end = bucket.at + LEVEL_MS[level] - 1
    if (bucket.at >= from && end <= to) return [toPoint(bucket)]
    const [low, high] = [Math.max(from, bucket.at), Math.min(to, end)]
    const inside =
      level === 'day'
        ? walk.below('hour', [bucket], ordinal, low, high, weeks).flatMap((hour) => cut('hour', hour, ordinal, low, high, weeks))
        : walk
            .rows(
              level === 'hour'
                ? [bucket]
                : walk.below('hour', walk.days(ordinal, bucket.at, bucket.at), ordinal, bucket.at, bucket.at, weeks),
              ordinal,
              low,
              high,
              weeks,
            )
            .map(rawPoint)
    return mergePoints(inside, 1).map((point) => ({ ...point, at: bucket.at }))
  }
  /** The finest level that so many points can carry. */
  const read = (ordinal: number, fromMs: number, toMs: number, points: number): History => {
    const range = clip(ordinal, fromMs, toMs)
    if (range === null) return { level: 'raw', points: [] }
    const weeks = walk.weeks()
    const { from, to } = range
    const most = points * OVERSAMPLE
    // Cut by the range asked for: behind the newest row a bucket holds nothing that would have to be left out.
    const merged = (level: 'minute' | 'hour' | 'day', buckets: readonly Bucket[]): HistoryPoint[] =>
      mergePoints(
        buckets.flatMap((one) => cut(level, one, ordinal, fromMs, toMs, weeks)),
        points,
      )
    const days = walk.days(ordinal, from, to)
    if (sumOf(days, ({ maskLo }) => countBits(maskLo)) > most) return { level: '1d', points: merged('day', days) }
    const hours = walk.below('hour', days, ordinal, from, to, weeks)
    const have = (kept: ReadonlySet<number>) => hours.every(({ at }) => kept.has(weekOf(at)))
    if (sumOf(hours, ({ count }) => count) <= most && have(weeks.raw))
      return { level: 'raw', points: thinRaw(walk.rows(hours, ordinal, from, to, weeks).map(rawPoint), points) }
    if (sumOf(hours, ({ maskLo, maskHi }) => countMinutes(maskLo, maskHi)) <= most && have(weeks.minute))
      return { level: '1m', points: merged('minute', walk.below('minute', hours, ordinal, from, to, weeks)) }
    return { level: '1h', points: merged('hour', hours) }
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
      return {
        ats: Float64Array.from(rows, (r) => r.at),
        values: Float64Array.from(rows, (r) => r.value),
        flags: Uint8Array.from(rows, (r) => r.flags),
      }
    },
    /** Hours that touch [fromMs, toMs], oldest first, `at` being their start: mean and valid count for AQI and figures. */
    hours: (
      ordinal: number,
      fromMs: number,
      toMs: number,
    ): { at: number; mean: number; min: number; max: number; last: number; count: number }[] => {
      const range = clip(ordinal, fromMs, toMs)
      if (range === null) return []
      const days = walk.days(ordinal, range.from, range.to)
      return walk
        .below('hour', days, ordinal, range.from, range.to, NO_WEEKS)
        .map(({ at, sum, count, min, max, last }) => ({ at, mean: sum / count, min, max, last, count }))
    },
    /** The newest of every datastream that ever sent, as columns; for the start. */
    latest: (): { ordinals: Int32Array; ats: Float64Array; values: Float64Array; receivedAts: Float64Array; flags: Uint8Array } => {
      const blocks = (latestAll.all() as { key: number; data: Buffer }[]).map(({ key, data }) => ({ key, block: unpackBlock(data) }))
      const n = sumOf(blocks, ({ block }) => countBits(block.lo) + countBits(block.hi))
      const out = {
        ordinals: new Int32Array(n),
        ats: new Float64Array(n),
        values: new Float64Array(n),
        receivedAts: new Float64Array(n),
        flags: new Uint8Array(n),
      }
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
