import type { Entity, Key } from '../../shared/entity.ts'
import { keyOf, splitKey } from '../../shared/entity.ts'
import { room } from './room.ts'

/** What is, whole, by key: also what has left the picture (closed cases, cleared alerts). Not WITHOUT ROWID: rows longer than a quarter of a
 *  page would each take pages of their own, four times the space. */
export const entities = room({
  migrations: ['CREATE TABLE entity (kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT'],
  reads: (db) => {
    const get = db.prepare('SELECT data FROM entity WHERE kind = ? AND id = ?').pluck()
    return {
      get: (key: Key): Entity | null => {
        const data = get.get(...splitKey(key)) as string | undefined
        return data === undefined ? null : (JSON.parse(data) as Entity)
      },
      many: (keys: readonly Key[]): (Entity | null)[] =>
        keys.map((key) => JSON.parse((get.get(...splitKey(key)) as string | undefined) ?? 'null') as Entity | null),
    }
  },
  writes: (db) => {
    const put = db.prepare('INSERT INTO entity VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET data = excluded.data')
    const remove = db.prepare('DELETE FROM entity WHERE kind = ? AND id = ?')
    return {
      put: (entity: Entity): void => void put.run(...splitKey(keyOf(entity)), JSON.stringify(entity)),
      remove: (key: Key): void => void remove.run(...splitKey(key)),
    }
  },
})
