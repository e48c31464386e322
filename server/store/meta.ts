import { room } from './room.ts'

/** Names and values of the store itself: epoch, world, seq ceiling, clean stop. */
export const meta = room({
  migrations: ['CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT', 'CREATE TABLE probe (data BLOB NOT NULL) STRICT'],
  reads: (db) => {
    const all = db.prepare('SELECT name, value FROM meta')
    return {
      all: (): Record<string, string> => Object.fromEntries((all.all() as { name: string; value: string }[]).map((r) => [r.name, r.value])),
    }
  },
  writes: (db) => {
    const put = db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    return { put: (name: string, value: string): void => void put.run(name, value) }
  },
})
