import type { Database, Statement } from 'better-sqlite3'
import { minuteTable, minuteTableSql, rawTable, rawTableSql } from './observation-time.ts'

/** A week's tables: 0 kept, 1 being emptied (nobody reads it any more), 2 gone. `final`: its raw rows were dropped once, so its rollups
 *  take nothing more. */
export const partMigration = `CREATE TABLE observation_part (week INTEGER PRIMARY KEY, newestReceivedAt INTEGER NOT NULL, rows INTEGER NOT NULL, raw INTEGER NOT NULL,
  minute INTEGER NOT NULL, final INTEGER NOT NULL) STRICT`

export type Part = {
  week: number
  newestReceivedAt: number
  rows: number
  final: boolean
  dirty: boolean
  /** Adds a row that is not there yet; `write` puts what was added. */
  add: (span: number, ordinal: number, ms: number, value: number, flags: number) => void
  write: () => void
  find: (span: number, ordinal: number, ms: number) => number | undefined
  minutes: () => { read: Statement; put: Statement }
}
/** Rows a statement: calls cost more than rows. */
const MANY = 32
const COLUMNS = 5
type Kept = { newestReceivedAt: number; rows: number; raw: number; final: number }

function rowsOf(db: Database, week: number): Pick<Part, 'add' | 'write' | 'find'> {
  const one = db.prepare(`INSERT INTO ${rawTable(week)} VALUES (?, ?, ?, ?, ?)`)
  const many = db.prepare(`INSERT INTO ${rawTable(week)} VALUES ${new Array(MANY).fill('(?, ?, ?, ?, ?)').join()}`)
  const get = db.prepare(`SELECT value FROM ${rawTable(week)} WHERE span = ? AND ordinal = ? AND ms = ?`).pluck()
  const waiting: number[] = []
  const write = () => {
    for (let i = 0; i < waiting.length; i += COLUMNS) one.run(waiting.slice(i, i + COLUMNS))
    waiting.length = 0
  }
  return {
    add: (span, ordinal, ms, value, flags) => {
      waiting.push(span, ordinal, ms, value, flags)
      if (waiting.length < MANY * COLUMNS) return
      many.run(waiting)
      waiting.length = 0
    },
    write,
    find: (span, ordinal, ms) => {
      write()
      return get.get(span, ordinal, ms) as number | undefined
    },
  }
}

/** The weeks' tables and statements, made when a row first needs them. */
export function openParts(db: Database) {
  const known = new Map<number, Part>()
  const row = db.prepare('SELECT newestReceivedAt, rows, raw, final FROM observation_part WHERE week = ?')
  const create = db.prepare('INSERT INTO observation_part VALUES (?, 0, 0, 0, 0, 0)')
  const again = db.prepare('UPDATE observation_part SET raw = 0, rows = 0 WHERE week = ?')
  const keep = db.prepare('UPDATE observation_part SET newestReceivedAt = ?, rows = ? WHERE week = ?')
  const bind = (week: number, { newestReceivedAt, rows, final }: Kept): Part => {
    let minutes: { read: Statement; put: Statement } | undefined
    const part: Part = {
      week,
      newestReceivedAt,
      rows,
      final: final === 1,
      dirty: false,
      ...rowsOf(db, week),
      minutes: () =>
        (minutes ??= {
          read: db.prepare(`SELECT data FROM ${minuteTable(week)} WHERE key = ?`).pluck(),
          put: db.prepare(`INSERT OR REPLACE INTO ${minuteTable(week)} VALUES (?, ?)`),
        }),
    }
    known.set(week, part)
    return part
  }
  return {
    of: (week: number): Part => {
      const have = known.get(week)
      if (have !== undefined) return have
      const old = row.get(week) as Kept | undefined
      if (old === undefined) {
        db.exec(`${rawTableSql(week)}; ${minuteTableSql(week)}`)
        create.run(week)
      } else if (old.raw === 2) {
        db.exec(rawTableSql(week))
        again.run(week)
      }
      return bind(week, old ?? { newestReceivedAt: 0, rows: 0, raw: 0, final: 0 })
    },
    flush: () => {
      for (const part of known.values()) {
        if (part.dirty) keep.run(part.newestReceivedAt, part.rows, part.week)
        part.dirty = false
      }
    },
    clear: () => known.clear(),
  }
}

/** Empties and drops what is past its time, a bounded step a call. */
export function retireParts(db: Database) {
  const aged = {
    raw: db.prepare('SELECT week FROM observation_part WHERE raw = 1 OR (raw = 0 AND newestReceivedAt < ?) ORDER BY week LIMIT 1').pluck(),
    minute: db
      .prepare(
        'SELECT week FROM observation_part WHERE minute = 1 OR (minute = 0 AND raw = 2 AND newestReceivedAt < ?) ORDER BY week LIMIT 1',
      )
      .pluck(),
  }
  /** One block of minutes holds up to 64 rows' worth. */
  const step = { raw: 1, minute: 1 / 16 }
  return (what: 'raw' | 'minute', beforeReceivedMs: number, rows: number): { week: number | null; more: boolean } => {
    const week = aged[what].get(beforeReceivedMs) as number | undefined
    if (week === undefined) return { week: null, more: false }
    const [table, key] = what === 'raw' ? [rawTable(week), 'span'] : [minuteTable(week), 'key']
    db.prepare(`UPDATE observation_part SET ${what} = 1, final = 1 WHERE week = ?`).run(week)
    const edge = db
      .prepare(`SELECT ${key} FROM ${table} ORDER BY ${key} LIMIT 1 OFFSET ?`)
      .pluck()
      .get(Math.ceil(rows * step[what])) as number | undefined
    if (edge !== undefined) {
      db.prepare(`DELETE FROM ${table} WHERE ${key} <= ?`).run(edge)
      return { week, more: true }
    }
    db.exec(`DROP TABLE ${table}`)
    db.prepare(`UPDATE observation_part SET ${what} = 2${what === 'raw' ? ', rows = 0' : ''} WHERE week = ?`).run(week)
    return { week, more: aged[what].get(beforeReceivedMs) !== undefined }
  }
}
