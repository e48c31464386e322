import { room } from './room.ts'

/** What is known of a kept photo; its bytes lie in the data folder under `id`. `subject` is the key it was attached to first. */
export type PhotoRow = {
  id: string
  sha256: string
  by: string
  at: string
  bytes: number
  width: number | null
  height: number | null
  type: string
  /** null until a step or report names it. */
  subject: string | null
  /** capturedAt, position, accuracyM, from, originalSha256, duplicateOf… as given and found. */
  facts: Record<string, unknown>
}
type Raw = Omit<PhotoRow, 'facts'> & { facts: string }
const toPhoto = ({ facts, ...rest }: Raw): PhotoRow => ({ ...rest, facts: JSON.parse(facts) as Record<string, unknown> })

export const photos = room({
  migrations: [
    `CREATE TABLE photo (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, bytes INTEGER NOT NULL, width INTEGER, height INTEGER, type TEXT NOT NULL,
       subject TEXT, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE INDEX photo_sha256 ON photo (sha256);
     CREATE INDEX photo_subject ON photo (subject)`,
  ],
  reads: (db) => {
    const get = db.prepare('SELECT * FROM photo WHERE id = ?')
    const of = db.prepare('SELECT * FROM photo WHERE subject = ? ORDER BY at')
    const same = db.prepare('SELECT * FROM photo WHERE sha256 = ? ORDER BY at LIMIT 20')
    return {
      get: (id: string): PhotoRow | null => {
        const row = get.get(id) as Raw | undefined
        return row === undefined ? null : toPhoto(row)
      },
      of: (subject: string): PhotoRow[] => (of.all(subject) as Raw[]).map(toPhoto),
      /** The same bytes, oldest first: marked, never refused. */
      same: (sha256: string): PhotoRow[] => (same.all(sha256) as Raw[]).map(toPhoto),
    }
  },
  writes: (db) => {
    const put = db.prepare(
      `INSERT INTO photo VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes, width = excluded.width,
         height = excluded.height, type = excluded.type, subject = excluded.subject, facts = excluded.facts`,
    )
    const attach = db.prepare('UPDATE photo SET subject = ? WHERE id = ? AND subject IS NULL')
    const remove = db.prepare('DELETE FROM photo WHERE id = ?')
    return {
      put: (p: PhotoRow): void =>
        void put.run(p.id, p.sha256, p.by, p.at, p.bytes, p.width, p.height, p.type, p.subject, JSON.stringify(p.facts)),
      /** Says whom photos belong to; the first to say so holds. */
      attach: (ids: readonly string[], subject: string): void => {
        for (const id of ids) attach.run(subject, id)
      },
      remove: (id: string): void => void remove.run(id),
    }
  },
})
