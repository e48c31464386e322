import Database from 'better-sqlite3'
import { CACHE_KB, operations } from './open-file.ts'

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
  db.pragma(`cache_size = -${CACHE_KB}`)
  db.pragma('temp_store = MEMORY')
  const ops = operations((room) => room.reads(db))
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
