import type { Database, Statement } from 'better-sqlite3'
import { FLAG } from '../../shared/sensor.ts'
import { addTo, atF, atU, type Block, emptyBlock, F, has, mark, packBlock, U, unpackBlock } from './observation-blocks.ts'
import { observationReads } from './observation-reads.ts'
import { blockKey, DAY_MS, HOUR_MS, MAX_ORDINAL, MINUTE_MS, minuteTable, partTables, rawTable, weekOf, weekStart } from './observation-time.ts'
import { type Hooks, room } from './room.ts'

/** Readings as columns; `ats` and `receivedAt` in ms. Values are finite, ordinals are those of datastreams. */
export type ObservationBatch = { ordinals: Int32Array; ats: Float64Array; values: Float64Array; flags: Uint8Array; receivedAt: number }
/** What became of a row. */
export const TAKEN = { ACCEPTED: 0, DUPLICATE: 1, CONFLICT: 2 } as const

type Part = { week: number; newestReceivedAt: number; rows: number; dropped: boolean; dirty: boolean; add: Statement; get: Statement; readMinute: Statement; putMinute: Statement }
/** Blocks in memory: 8,192 young ones and as many old ones, about 50 MB. */
const GENERATION = 8_192

function openParts(db: Database) {
  const known = new Map<number, Part>()
  const row = db.prepare('SELECT newestReceivedAt, rows, dropped FROM observation_part WHERE week = ?')
  const keep = db.prepare('INSERT INTO observation_part VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET newestReceivedAt = excluded.newestReceivedAt, rows = excluded.rows, dropped = excluded.dropped')
  const bind = (week: number, newestReceivedAt: number, rows: number, dropped: boolean): Part => {
    const part = {
      week, newestReceivedAt, rows, dropped, dirty: false,
      add: db.prepare(`INSERT INTO ${rawTable(week)} VALUES (?, ?, ?, ?, ?)`),
      get: db.prepare(`SELECT value FROM ${rawTable(week)} WHERE minute = ? AND ordinal = ? AND ms = ?`).pluck(),
      readMinute: db.prepare(`SELECT data FROM ${minuteTable(week)} WHERE key = ?`).pluck(),
      putMinute: db.prepare(`INSERT OR REPLACE INTO ${minuteTable(week)} VALUES (?, ?)`),
    } // prettier-ignore
    known.set(week, part)
    return part
  }
  return {
    of: (week: number): Part => {
      const have = known.get(week)
      if (have !== undefined) return have
      const old = row.get(week) as { newestReceivedAt: number; rows: number; dropped: number } | undefined
      if (old !== undefined && old.dropped === 0) return bind(week, old.newestReceivedAt, old.rows, false)
      db.exec(partTables(week))
      keep.run(week, 0, 0, 0)
      return bind(week, 0, 0, old !== undefined)
    },
    flush: () => {
      for (const part of known.values()) {
        if (part.dirty) keep.run(part.week, part.newestReceivedAt, part.rows, 0)
        part.dirty = false
      }
    },
    clear: () => known.clear(),
    keep,
  }
}

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
    return openLevel((key) => get.get(key) as Buffer | undefined, (key, data) => void put.run(key, data))
  }
  const latest = table('observation_latest')
  const hours = table('observation_hour')
  const days = table('observation_day')
  const partOfKey = (key: number) => parts.of(weekOf(Math.floor(key / 65_536) * MINUTE_MS))
  const minutes = openLevel((key) => partOfKey(key).readMinute.get(key) as Buffer | undefined, (key, data) => void partOfKey(key).putMinute.run(key, data))
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

  const rollUp = (part: Part, ordinal: number, slot: number, at: number, value: number) => {
    const block = ordinal >>> 6
    const [minute, hour, day] = [Math.floor(at / MINUTE_MS), Math.floor(at / HOUR_MS), Math.floor(at / DAY_MS)]
    addTo(minutes.change(blockKey(minute, block)), slot, value, at - minute * MINUTE_MS, 0)
    // What came after its week was dropped is kept, but hours and days already hold that week.
    if (part.dropped) return
    addTo(hours.change(blockKey(hour, block)), slot, value, at - hour * HOUR_MS, minute - hour * 60)
    addTo(days.change(blockKey(day, block)), slot, value, at - day * DAY_MS, hour - day * 24)
  }

  const add = ({ ordinals, ats, values, flags, receivedAt }: ObservationBatch): Uint8Array => {
    on.touched()
    const out = new Uint8Array(ordinals.length)
    let part: Part | undefined
    let from = 0
    let to = 0
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i] as number
      const at = ats[i] as number
      const value = values[i] as number
      if (ordinal < 0 || ordinal > MAX_ORDINAL || !Number.isFinite(value) || !Number.isFinite(at)) throw new Error(`row ${i} is no observation`)
      if (part === undefined || at < from || at >= to) {
        part = parts.of(weekOf(at))
        from = weekStart(part.week)
        to = weekStart(part.week + 1)
      }
      const newest = latest.change(ordinal >>> 6)
      const slot = ordinal & 63
      const known = has(newest, slot)
      const [f, u] = [atF(slot), atU(slot)]
      const newer = !known || at > (newest.f[f + F.at] as number)
      const minute = Math.floor(at / MINUTE_MS)
      const ms = at - minute * MINUTE_MS
      // What is newer than the newest cannot be there yet; only late rows are looked up.
      if (!newer) {
        const kept = part.get.get(minute, ordinal, ms) as number | undefined
        if (kept !== undefined) {
          out[i] = kept === value ? TAKEN.DUPLICATE : TAKEN.CONFLICT
          continue
        }
      }
      const flag = (flags[i] as number) | (newer ? 0 : FLAG.LATE)
      part.add.run(minute, ordinal, ms, value, flag)
      part.rows++
      if (!part.dirty || receivedAt > part.newestReceivedAt) {
        part.dirty = true
        part.newestReceivedAt = Math.max(part.newestReceivedAt, receivedAt)
      }
      if (newer) {
        newest.f[f + F.at] = at
        newest.f[f + F.value] = value
        newest.f[f + F.receivedAt] = receivedAt
        newest.u[u + U.flags] = flag
      }
      if (!known || at < (newest.f[f + F.firstAt] as number)) newest.f[f + F.firstAt] = at
      if (!known) mark(newest, slot)
      newest.u[u + U.count] = (newest.u[u + U.count] as number) + 1
      rollUp(part, ordinal, slot, at, value)
    }
    return out
  }

  const aged = db.prepare('SELECT week FROM observation_part WHERE dropped <> 1 AND newestReceivedAt < ? ORDER BY week LIMIT 1').pluck()
  return {
    add,
    /** Retention, a step at a time so that nobody waits for it: takes at most about `rows` rows out of the oldest week whose newest row was
     *  received before that instant, and drops the week when nothing is left. Hours and days stay. `more`: call again. */
    retire: (beforeReceivedMs: number, rows: number): { week: number | null; more: boolean } => {
      on.touched()
      for (const level of all) level.flush()
      parts.flush()
      const week = aged.get(beforeReceivedMs) as number | undefined
      if (week === undefined) return { week: null, more: false }
      reset()
      db.prepare('UPDATE observation_part SET dropped = 2 WHERE week = ?').run(week)
      for (const [name, key, step] of [[rawTable(week), 'minute', rows], [minuteTable(week), 'key', Math.ceil(rows / 16)]] as const) {
        const edge = db.prepare(`SELECT ${key} FROM ${name} ORDER BY ${key} LIMIT 1 OFFSET ?`).pluck().get(step) as number | undefined
        db.prepare(`DELETE FROM ${name} WHERE ${key} <= ?`).run(edge ?? Number.MAX_SAFE_INTEGER)
        if (edge !== undefined) return { week, more: true }
      }
      db.exec(`DROP TABLE ${rawTable(week)}; DROP TABLE ${minuteTable(week)}`)
      db.prepare('UPDATE observation_part SET dropped = 1, rows = 0 WHERE week = ?').run(week)
      return { week, more: aged.get(beforeReceivedMs) !== undefined }
    },
  }
}

/** Observations: raw rows and minutes in partitions of a week, hours, days and the latest of each datastream beside them, all kept in the
 *  same transaction, right for late and duplicate rows. */
export const observations = room({
  migrations: [
    `CREATE TABLE observation_part (week INTEGER PRIMARY KEY, newestReceivedAt INTEGER NOT NULL, rows INTEGER NOT NULL, dropped INTEGER NOT NULL) STRICT;
     CREATE TABLE observation_latest (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
     CREATE TABLE observation_hour (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
     CREATE TABLE observation_day (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT`,
  ],
  reads: observationReads,
  writes,
})
