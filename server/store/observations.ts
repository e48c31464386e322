import type { Database } from 'better-sqlite3'
import { FLAG } from '../../shared/sensor.ts'
import { addTo, atF, atU, type Block, emptyBlock, F, has, mark, markPace, packBlock, U, unpackBlock } from './observation-blocks.ts'
import { observationReads } from './observation-reads.ts'
import { openParts, type Part, partMigration, retireParts } from './observation-parts.ts'
import {
  blockKey,
  bucketOf,
  DAY_MS,
  HOUR_MS,
  MAX_ORDINAL,
  MINUTE_MS,
  type Pace,
  paceOf,
  PACES,
  spanOf,
  spanStart,
  weekOf,
  weekStart,
} from './observation-time.ts'
import { type Hooks, room } from './room.ts'

/** Readings as columns; `ats` and `receivedAt` in whole ms. Values are finite, ordinals are those of datastreams. */
export type ObservationBatch = { ordinals: Int32Array; ats: Float64Array; values: Float64Array; flags: Uint8Array; receivedAt: number }
/** What became of a row. */
export const TAKEN = { ACCEPTED: 0, DUPLICATE: 1, CONFLICT: 2 } as const

/** Blocks in memory: 8,192 young ones and as many old ones, about 50 MB. */
const GENERATION = 8_192

/** Blocks of one level, held in memory and written back before each commit. */
function openLevel(read: (key: number) => Buffer | undefined, write: (key: number, data: Buffer) => void) {
  let young = new Map<number, Block>()
  let old = new Map<number, Block>()
  const dirty = new Map<number, Block>()
  let lastKey = -1
  let last: Block | undefined
  return {
    /** The block to change; it will be written. */
    change: (key: number): Block => {
      if (key === lastKey && last !== undefined) return last
      let block = young.get(key)
      if (block === undefined) {
        block = old.get(key)
        if (block === undefined) {
          const data = read(key)
          block = data === undefined ? emptyBlock() : unpackBlock(data)
        }
        young.set(key, block)
      }
      if (!block.dirty) {
        block.dirty = true
        dirty.set(key, block)
      }
      lastKey = key
      last = block
      return block
    },
    flush: () => {
      for (const [key, block] of dirty) {
        write(key, packBlock(block))
        block.dirty = false
      }
      dirty.clear()
      lastKey = -1
      if (young.size > GENERATION) {
        old = young
        young = new Map()
      }
    },
    clear: () => {
      young.clear()
      old.clear()
      dirty.clear()
      lastKey = -1
    },
  }
}

function writes(db: Database, on: Hooks) {
  const parts = openParts(db)
  const table = (name: string) => {
    const get = db.prepare(`SELECT data FROM ${name} WHERE key = ?`).pluck()
    const put = db.prepare(`INSERT OR REPLACE INTO ${name} VALUES (?, ?)`)
    return openLevel(
      (key) => get.get(key) as Buffer | undefined,
      (key, data) => void put.run(key, data),
    )
  }
  const latest = table('observation_latest')
  const hours = table('observation_hour')
  const days = table('observation_day')
  const partOfKey = (key: number) => parts.of(weekOf(bucketOf(key) * MINUTE_MS))
  const minutes = openLevel(
    (key) => partOfKey(key).minutes().read.get(key) as Buffer | undefined,
    (key, data) => void partOfKey(key).minutes().put.run(key, data),
  )
  const all = [latest, minutes, hours, days]
  on.beforeCommit(() => {
    for (const level of all) level.flush()
    parts.flush()
  })
  const reset = () => {
    for (const level of all) level.clear()
    parts.clear()
  }
  on.afterRollback(reset)

  const rollUp = (part: Part, ordinal: number, slot: number, at: number, value: number, pace: Pace) => {
    // What came after its week's rows were dropped is kept, but the rollups already hold that week and could not tell it from a repetition.
    if (part.final) return
    const block = ordinal >>> 6
    const [minute, hour, day] = [Math.floor(at / MINUTE_MS), Math.floor(at / HOUR_MS), Math.floor(at / DAY_MS)]
    addTo(minutes.change(blockKey(block, minute)), slot, value, at - minute * MINUTE_MS, 0)
    const ofHour = hours.change(blockKey(block, hour))
    addTo(ofHour, slot, value, at - hour * HOUR_MS, minute - hour * 60)
    markPace(ofHour, slot, pace)
    addTo(days.change(blockKey(block, day)), slot, value, at - day * DAY_MS, hour - day * 24)
  }

  const find = (part: Part, ordinal: number, at: number): number | undefined => {
    for (const pace of PACES) {
      const span = spanOf(at, part.week, pace)
      const kept = part.find(span, ordinal, at - spanStart(span, part.week))
      if (kept !== undefined) return kept
    }
    return undefined
  }
  /** Where one row goes: what became of it. */
  const take = (part: Part, ordinal: number, at: number, value: number, flags: number, receivedAt: number): number => {
    const newest = latest.change(ordinal >>> 6)
    const slot = ordinal & 63
    const known = has(newest, slot)
    const [f, u] = [atF(slot), atU(slot)]
    const newer = !known || at > (newest.f[f + F.at] as number)
    // What is newer than the newest cannot be there yet; only late rows are looked up.
    const kept = newer ? undefined : find(part, ordinal, at)
    if (kept !== undefined) return kept === value ? TAKEN.DUPLICATE : TAKEN.CONFLICT
    const flag = newer ? flags : flags | FLAG.LATE
    const pace = paceOf(newer && known ? at - (newest.f[f + F.at] as number) : null)
    const span = spanOf(at, part.week, pace)
    part.add(span, ordinal, at - spanStart(span, part.week), value, flag)
    part.rows++
    if (newer) {
      newest.f[f + F.at] = at
      newest.f[f + F.value] = value
      newest.f[f + F.receivedAt] = receivedAt
      newest.u[u + U.flags] = flag
    }
    if (!known || at < (newest.f[f + F.firstAt] as number)) newest.f[f + F.firstAt] = at
    if (!known) mark(newest, slot)
    newest.u[u + U.count] = (newest.u[u + U.count] as number) + 1
    rollUp(part, ordinal, slot, at, value, pace)
    return TAKEN.ACCEPTED
  }

  const add = ({ ordinals, ats, values, flags, receivedAt }: ObservationBatch): Uint8Array => {
    const out = new Uint8Array(ordinals.length)
    let part: Part | undefined
    let [from, to] = [0, 0]
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i] as number
      const at = ats[i] as number
      const value = values[i] as number
      if (!(ordinal >= 0 && ordinal <= MAX_ORDINAL) || !Number.isFinite(value) || !Number.isInteger(at))
        throw new Error(`row ${i} is no observation`)
      if (part === undefined || at < from || at >= to) {
        part?.write()
        part = parts.of(weekOf(at))
        part.dirty = true
        part.newestReceivedAt = Math.max(part.newestReceivedAt, receivedAt)
        from = weekStart(part.week)
        to = weekStart(part.week + 1)
      }
      out[i] = take(part, ordinal, at, value, flags[i] as number, receivedAt)
    }
    part?.write()
    return out
  }

  const retire = retireParts(db)
  return {
    add,
    /** Retention, a step at a time so that nobody waits for it: takes at most about `rows` rows out of the oldest week whose newest row was
     *  received before that instant (ms), and drops its table when nothing is left. Raw rows go before minutes; hours and days stay.
     *  `more`: call again. */
    retire: (what: 'raw' | 'minute', beforeReceivedMs: number, rows: number): { week: number | null; more: boolean } => {
      for (const level of all) level.flush()
      parts.flush()
      reset()
      return retire(what, beforeReceivedMs, rows)
    },
  }
}

/** Observations: raw rows and minutes in partitions of a week, hours, days and the latest of each datastream beside them, all kept in the
 *  same transaction, right for late and duplicate rows. */
export const observations = room({
  migrations: [
    `${partMigration};
     CREATE TABLE observation_latest (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
     CREATE TABLE observation_hour (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
     CREATE TABLE observation_day (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT`,
  ],
  gathers: true,
  reads: observationReads,
  writes,
})
