import Database from 'better-sqlite3'
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from './folder-lock.ts'
import type { Hooks, Ops, Room } from './room.ts'
import { ROOMS } from './rooms.ts'
import type { Failure, Write } from './store.ts'

export type Answer = { ok: true; values: unknown[] } | { ok: false; failure: Failure; message: string }
export type EngineOptions = {
  folder: string
  /** Pages the file may have, in shared memory: a test fills the disk with it and makes room again. */
  pages?: Int32Array
  onProgress?: (step: string) => void
}
export const STORE_FILE = 'city.db'

/** 64 MB of pages in memory each; the WAL is folded back every 16 MB, so that its cost is shared by many commits. */
const CACHE_KB = 65_536
const CHECKPOINT_PAGES = 4_000

/** Takes the folder for this process and brings the tables up to date. */
export function openFile(options: EngineOptions): { unlock: () => void; path: string } {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  chmodSync(options.folder, 0o700)
  const unlock = lockFolder(options.folder)
  const path = join(options.folder, STORE_FILE)
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  return { unlock, path }
}

function migrate(db: Database.Database, onProgress: (step: string) => void): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (room TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (room, n)) STRICT, WITHOUT ROWID')
  const count = db.prepare('SELECT count(*) FROM migration WHERE room = ?').pluck()
  const done = db.prepare('INSERT INTO migration VALUES (?, ?)')
  for (const [name, { migrations }] of Object.entries(ROOMS as Record<string, Room>)) {
    const have = count.get(name) as number
    if (have > migrations.length) throw new Error(`the store is newer than this program: room ${name} has ${have} migrations, known are ${migrations.length}`)
    migrations.slice(have).forEach((sql, at) => {
      onProgress(`${name} ${have + at + 1}/${migrations.length}`)
      db.transaction(() => {
        db.exec(sql)
        done.run(name, have + at)
      })()
    })
  }
}

type Named = Map<string, (...args: unknown[]) => unknown>
const flatten = (make: (room: Room) => Ops): Named =>
  new Map(Object.entries(ROOMS as Record<string, Room>).flatMap(([name, room]) => Object.entries(make(room)).map(([op, fn]) => [`${name}.${op}`, fn] as const)))

export interface Writer {
  commit(group: readonly Write[]): Answer[]
  /** Tries to write; null when it can, else why not. */
  probe(): string | null
  bytes(): number
  close(): void
}

/** What SQLite says when the disk, and not the statement, is at fault. */
const diskFailed = (error: unknown): string | null => {
  const code = (error as { code?: string }).code ?? ''
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)|^ENOSPC|^EIO/.test(code) ? `${code}: ${(error as Error).message}` : null
}
const failureOf = (error: unknown): Failure =>
  (error as { code?: string }).code === 'SQLITE_CONSTRAINT_PRIMARYKEY' && /command\.commandId/.test((error as Error).message) ? 'seen' : 'broken'

/** The writing half: one connection, one transaction a group, a savepoint a write, but for those that change memory too. */
export function openWriter(path: string, options: Omit<EngineOptions, 'folder'> = {}): Writer {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('temp_store = MEMORY')
  db.pragma(`cache_size = -${CACHE_KB}`)
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  migrate(db, options.onProgress ?? (() => {}))
  const limitPages = () => void (options.pages && db.pragma(`max_page_count = ${options.pages[0]}`))
  limitPages()
  const flushes: (() => void)[] = []
  const resets: (() => void)[] = []
  const on: Hooks = { beforeCommit: (flush) => flushes.push(flush), afterRollback: (reset) => resets.push(reset) }
  const ops = flatten((room) => room.writes(db, on))
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((sql) => db.prepare(sql)) as [Database.Statement, Database.Statement, Database.Statement]
  const [save, release, undo] = ['SAVEPOINT w', 'RELEASE w', 'ROLLBACK TO w'].map((sql) => db.prepare(sql)) as [Database.Statement, Database.Statement, Database.Statement]
  const run = (write: Write): unknown[] =>
    write.ops.map(({ op, args }) => {
      const fn = ops.get(op)
      if (fn === undefined) throw new Error(`the store has no write ${op}`)
      return fn(...(args as unknown[]))
    })
  const gathering = new Set(Object.entries(ROOMS as Record<string, Room>).flatMap(([name, { gathers }]) => (gathers ? [name] : [])))
  const gathers = (write: Write) => write.ops.some(({ op }) => gathering.has(op.slice(0, op.indexOf('.'))))
  const abandon = () => {
    if (db.inTransaction) rollback.run()
    for (const reset of resets) reset()
  }

  /** One pass over the group. A write without a savepoint that fails makes the group run again without it: it is in `failed` then. */
  const pass = (group: readonly Write[], failed: Map<number, Answer>): Answer[] | 'again' => {
    const lost = new Set<string>()
    const answers: Answer[] = []
    begin.run()
    for (const [at, write] of group.entries()) {
      let answer = failed.get(at)
      if (answer === undefined && write.subjects.some((subject) => lost.has(subject))) answer = { ok: false, failure: 'stale', message: 'an earlier write on the same subject failed' }
      if (answer === undefined) {
        const bare = group.length === 1 || gathers(write)
        if (!bare) save.run()
        try {
          answer = { ok: true, values: run(write) }
        } catch (error) {
          if (diskFailed(error) !== null) throw error
          answer = { ok: false, failure: failureOf(error), message: (error as Error).message }
          if (bare) {
            failed.set(at, answer)
            return 'again'
          }
          undo.run()
        }
        if (!bare) release.run()
      }
      if (!answer.ok) for (const subject of write.subjects) lost.add(subject)
      answers.push(answer)
    }
    for (const flush of flushes) flush()
    commit.run()
    return answers
  }

  const table = db.prepare('INSERT INTO probe (data) VALUES (zeroblob(262144))')
  const clean = db.prepare('DELETE FROM probe')
  return {
    commit(group) {
      const failed = new Map<number, Answer>()
      try {
        for (;;) {
          const answers = pass(group, failed)
          if (answers !== 'again') return answers
          abandon()
        }
      } catch (error) {
        abandon()
        const disk = diskFailed(error)
        return group.map(() => ({ ok: false, failure: disk === null ? 'broken' : 'full', message: disk ?? (error as Error).message }))
      }
    },
    probe() {
      try {
        limitPages()
        table.run()
        clean.run()
        return null
      } catch (error) {
        if (db.inTransaction) rollback.run()
        return diskFailed(error) ?? (error as Error).message
      }
    },
    bytes: () => [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
    close: () => void db.close(),
  }
}

export interface Reader {
  read(name: string, args: readonly unknown[]): unknown
  backup(file: string, progress: (done: number, total: number) => void): Promise<void>
  close(): void
}

/** The reading half: its own read-only connection, which sees what is committed. */
export function openReader(path: string): Reader {
  const db = new Database(path, { readonly: true })
  // Mapped, so that a page that was never read costs no copy; SQLite maps at most 2 GB.
  db.pragma('mmap_size = 2147418112')
  db.pragma('temp_store = MEMORY')
  const ops = flatten((room) => room.reads(db))
  // One read is one snapshot, however many statements it makes.
  const snapshot = db.transaction((fn: (...args: unknown[]) => unknown, args: readonly unknown[]) => fn(...args))
  return {
    read(name, args) {
      const fn = ops.get(name)
      if (fn === undefined) throw new Error(`the store has no read ${name}`)
      return snapshot(fn, args)
    },
    async backup(file, progress) {
      // A connection of its own that holds one snapshot: otherwise every commit would make the copy begin again.
      const source = new Database(path, { readonly: true })
      try {
        source.exec('BEGIN; SELECT count(*) FROM migration')
        await source.backup(file, {
          progress: ({ totalPages, remainingPages }) => {
            progress(totalPages - remainingPages, totalPages)
            return 1_000
          },
        })
      } finally {
        source.close()
      }
    },
    close: () => void db.close(),
  }
}
