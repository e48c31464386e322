import Database from 'better-sqlite3'
import { statSync } from 'node:fs'
import { CACHE_KB, type FileOptions, gatheringRooms, migrate, operations } from './open-file.ts'
import type { Hooks } from './room.ts'
import type { Failure, Write } from './store.ts'

export type Answer = { ok: true; values: unknown[] } | { ok: false; failure: Failure; message: string }
export interface Writer {
  commit(group: readonly Write[]): Answer[]
  /** Tries to write; null when it can, else why not. */
  probe(): string | null
  bytes(): number
  close(): void
}
/** The WAL is folded back every 16 MB, so that its cost is shared by many commits. */
const CHECKPOINT_PAGES = 4_000

/** What SQLite says when the disk, and not the statement, is at fault. */
const diskFailed = (error: unknown): string | null => {
  const code = (error as { code?: string }).code ?? ''
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)|^ENOSPC|^EIO/.test(code)
    ? `${code}: ${(error as Error).message}`
    : null
}
const failureOf = (error: unknown): Failure =>
  (error as { code?: string }).code === 'SQLITE_CONSTRAINT_PRIMARYKEY' && /command\.commandId/.test((error as Error).message)
    ? 'seen'
    : 'broken'
const STALE = 'an earlier write on the same subject failed'

function connect(path: string, options: FileOptions) {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('temp_store = MEMORY')
  // What is deleted is overwritten where that costs no page of its own.
  db.pragma('secure_delete = FAST')
  db.pragma(`cache_size = -${CACHE_KB}`)
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  migrate(db, options.onProgress ?? (() => {}))
  return db
}

/** The statements that bracket a group and a write. */
function openBrackets(db: Database.Database) {
  const statement = (sql: string) => {
    const prepared = db.prepare(sql)
    return () => void prepared.run()
  }
  const rollback = statement('ROLLBACK')
  return {
    begin: statement('BEGIN IMMEDIATE'),
    commit: statement('COMMIT'),
    rollback: () => void (db.inTransaction && rollback()),
    save: statement('SAVEPOINT w'),
    release: statement('RELEASE w'),
    undo: statement('ROLLBACK TO w'),
  }
}

/** Runs single writes. One that also changes memory has no savepoint: when it fails, the group has to run again without it. */
function openRunner(db: Database.Database, on: Hooks, brackets: ReturnType<typeof openBrackets>) {
  const ops = operations((room) => room.writes(db, on))
  const gathering = gatheringRooms()
  const run = (write: Write): unknown[] =>
    write.ops.map(({ op, args }) => {
      const fn = ops.get(op)
      if (fn === undefined) throw new Error(`the store has no write ${op}`)
      return fn(...(args as unknown[]))
    })
  return (write: Write, alone: boolean): { answer: Answer; spoilt: boolean } => {
    const bare = alone || write.ops.some(({ op }) => gathering.has(op.slice(0, op.indexOf('.'))))
    if (!bare) brackets.save()
    let answer: Answer
    try {
      answer = { ok: true, values: run(write) }
    } catch (error) {
      if (diskFailed(error) !== null) throw error
      answer = { ok: false, failure: failureOf(error), message: (error as Error).message }
      if (bare) return { answer, spoilt: true }
      brackets.undo()
    }
    if (!bare) brackets.release()
    return { answer, spoilt: false }
  }
}

/** The writing half: one connection, one transaction a group. */
export function openWriter(path: string, options: FileOptions = {}): Writer {
  const db = connect(path, options)
  const limitPages = () => void (options.pages && db.pragma(`max_page_count = ${options.pages[0]}`))
  limitPages()
  const flushes: (() => void)[] = []
  const resets: (() => void)[] = []
  const brackets = openBrackets(db)
  const run = openRunner(db, { beforeCommit: (flush) => flushes.push(flush), afterRollback: (reset) => resets.push(reset) }, brackets)
  const abandon = () => {
    brackets.rollback()
    for (const reset of resets) reset()
  }

  /** One pass over the group; null when it was spoilt by a write that is in `failed` now, and has to run again. */
  const pass = (group: readonly Write[], failed: Map<number, Answer>): Answer[] | null => {
    const lost = new Set<string>()
    const answers: Answer[] = []
    brackets.begin()
    for (const [at, write] of group.entries()) {
      let answer = failed.get(at)
      if (answer === undefined && write.subjects.some((subject) => lost.has(subject)))
        answer = { ok: false, failure: 'stale', message: STALE }
      if (answer === undefined) {
        const ran = run(write, group.length === 1)
        answer = ran.answer
        if (ran.spoilt) return (failed.set(at, answer), null)
      }
      if (!answer.ok) for (const subject of write.subjects) lost.add(subject)
      answers.push(answer)
    }
    for (const flush of flushes) flush()
    brackets.commit()
    return answers
  }

  const fill = db.prepare('INSERT INTO probe (data) VALUES (zeroblob(262144))')
  const clean = db.prepare('DELETE FROM probe')
  return {
    commit(group) {
      const failed = new Map<number, Answer>()
      try {
        for (;;) {
          const answers = pass(group, failed)
          if (answers !== null) return answers
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
        brackets.rollback()
        limitPages()
        fill.run()
        clean.run()
        return null
      } catch (error) {
        return diskFailed(error) ?? (error as Error).message
      }
    },
    bytes: () => [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
    close: () => void db.close(),
  }
}
