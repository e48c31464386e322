import type { Envelope } from '../../shared/envelope.ts'
import { room } from './room.ts'

type Row = { jid: number; id: string; at: string; feed: string; actor: string; subject: string; type: string; data: string }
const toEnvelope = ({ jid, data, ...row }: Row) => ({ ...row, data: JSON.parse(data) as unknown, jid }) as Envelope & { jid: number }

/** What happened, append-only, in order of `jid`. Only `redact` rewrites `data`. */
export const journal = room({
  migrations: [
    `CREATE TABLE journal (jid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, feed TEXT NOT NULL, actor TEXT NOT NULL,
       subject TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL) STRICT;
     CREATE INDEX journal_subject ON journal (subject, jid)`,
  ],
  reads: (db) => {
    const of = db.prepare('SELECT * FROM journal WHERE subject = ? AND jid > ? ORDER BY jid LIMIT ?')
    const after = db.prepare('SELECT * FROM journal WHERE jid > ? ORDER BY jid LIMIT ?')
    return {
      /** Envelopes of one subject, oldest first. */
      of: (subject: string, afterJid = 0, limit = 1_000) => (of.all(subject, afterJid, limit) as Row[]).map(toEnvelope),
      after: (jid: number, limit: number) => (after.all(jid, limit) as Row[]).map(toEnvelope),
    }
  },
  writes: (db) => {
    const add = db.prepare('INSERT INTO journal (id, at, feed, actor, subject, type, data) VALUES (?, ?, ?, ?, ?, ?, ?)')
    const rewrite = db.prepare('UPDATE journal SET data = ? WHERE id = ?')
    return {
      add: (e: Envelope): void => void add.run(e.id, e.at, e.feed, e.actor, e.subject, e.type, JSON.stringify(e.data)),
      /** The only rewriting there is: personal data that should never have come in. */
      redact: (id: string, data: unknown): void => void rewrite.run(JSON.stringify(data), id),
    }
  },
})
