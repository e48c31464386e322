import { room } from './room.ts'

/** Small bounded registers, read whole at start and held in memory: users, keys, sessions, rules, items, departments, areas, datastreams… */
export const documents = room({
  migrations: [
    'CREATE TABLE document (collection TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (collection, id)) STRICT',
  ],
  reads: (db) => {
    const all = db.prepare('SELECT data FROM document WHERE collection = ? ORDER BY id').pluck()
    return { all: (collection: string): unknown[] => (all.all(collection) as string[]).map((data) => JSON.parse(data) as unknown) }
  },
  writes: (db) => {
    const put = db.prepare('INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (collection, id) DO UPDATE SET data = excluded.data')
    const remove = db.prepare('DELETE FROM document WHERE collection = ? AND id = ?')
    return {
      put: (collection: string, id: string, data: unknown): void => void put.run(collection, id, JSON.stringify(data)),
      remove: (collection: string, id: string): void => void remove.run(collection, id),
    }
  },
})
