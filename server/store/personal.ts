import { room } from './room.ts'

/** One sealed field of one subject (`incident:ID`, `letter:N`). `sealed` is ciphertext made by the caller: the store never sees a name. */
export type Personal = { id: string; subject: string; field: string; sealed: string; at: string; expiresAt: string | null }

/** Personal data, apart from everything else and deletable. */
export const personal = room({
  migrations: [
    `CREATE TABLE personal (id TEXT PRIMARY KEY, subject TEXT NOT NULL, field TEXT NOT NULL, sealed TEXT NOT NULL, at TEXT NOT NULL, expiresAt TEXT) STRICT, WITHOUT ROWID;
     CREATE INDEX personal_subject ON personal (subject, field);
     CREATE INDEX personal_expires ON personal (expiresAt) WHERE expiresAt IS NOT NULL`,
  ],
  reads: (db) => {
    const get = db.prepare('SELECT * FROM personal WHERE id = ?')
    const of = db.prepare('SELECT * FROM personal WHERE subject = ? ORDER BY field, at')
    return {
      get: (id: string) => (get.get(id) as Personal | undefined) ?? null,
      of: (subject: string) => of.all(subject) as Personal[],
    }
  },
  writes: (db) => {
    const put = db.prepare(
      'INSERT INTO personal VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at, expiresAt = excluded.expiresAt',
    )
    const remove = db.prepare('DELETE FROM personal WHERE id = ?')
    const removeOf = db.prepare('DELETE FROM personal WHERE subject = ?')
    const expire = db.prepare('DELETE FROM personal WHERE expiresAt < ?')
    return {
      put: (p: Personal): void => void put.run(p.id, p.subject, p.field, p.sealed, p.at, p.expiresAt),
      remove: (id: string): void => void remove.run(id),
      removeOf: (subject: string): void => void removeOf.run(subject),
      expire: (now: string): void => void expire.run(now),
    }
  },
})
