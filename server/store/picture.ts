import type { Entity, Key } from '../../shared/entity.ts'
import { room } from './room.ts'

/** The bounded picture with the seq of each key's last change: a start reads this and no journal, so it does not grow with age. A row
 *  without data is a tombstone, kept while a reader may still need to hear of it. */
export const picture = room({
  migrations: [
    'CREATE TABLE picture (key TEXT PRIMARY KEY, seq INTEGER NOT NULL, data TEXT) STRICT; CREATE INDEX picture_seq ON picture (seq)',
  ],
  reads: (db) => {
    const all = db.prepare('SELECT key, seq, data FROM picture ORDER BY seq')
    return {
      all: (): { key: Key; seq: number; entity: Entity | null }[] =>
        (all.all() as { key: Key; seq: number; data: string | null }[]).map(({ key, seq, data }) => ({
          key,
          seq,
          entity: data === null ? null : (JSON.parse(data) as Entity),
        })),
    }
  },
  writes: (db) => {
    const put = db.prepare('INSERT INTO picture VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, data = excluded.data')
    const forget = db.prepare('DELETE FROM picture WHERE key = ? AND data IS NULL')
    return {
      put: (key: Key, seq: number, entity: Entity | null): void => void put.run(key, seq, entity === null ? null : JSON.stringify(entity)),
      forget: (keys: readonly Key[]): void => {
        for (const key of keys) forget.run(key)
      },
    }
  },
})
