import { room } from './room.ts'

/** One message that goes out: to which channel, made by which template, and how far it got. `body` is sealed where it may name a person. */
export type OutMessage = {
  id: string
  channel: string
  template: string
  subject: string
  body: string
  state: 'waiting' | 'sent' | 'received' | 'dead'
  attempts: number
  /** When to try next; null when there is nothing more to try. */
  nextAt: string | null
  createdAt: string
  sentAt: string | null
  receipt: string | null
  error: string | null
}

/** Messages to the outside, kept in the write of what they tell of, sent afterwards, tried again until received or dead. */
export const outbox = room({
  migrations: [
    `CREATE TABLE outbox (id TEXT PRIMARY KEY, channel TEXT NOT NULL, template TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
       nextAt TEXT, createdAt TEXT NOT NULL, sentAt TEXT, receipt TEXT, error TEXT) STRICT, WITHOUT ROWID;
     CREATE INDEX outbox_next ON outbox (nextAt) WHERE nextAt IS NOT NULL;
     CREATE INDEX outbox_subject ON outbox (subject, createdAt);
     CREATE INDEX outbox_state ON outbox (state, createdAt);
     CREATE INDEX outbox_created ON outbox (createdAt)`,
  ],
  reads: (db) => {
    const get = db.prepare('SELECT * FROM outbox WHERE id = ?')
    const due = db.prepare('SELECT * FROM outbox WHERE nextAt <= ? ORDER BY nextAt LIMIT ?')
    const of = db.prepare('SELECT * FROM outbox WHERE subject = ? ORDER BY createdAt')
    const inState = db.prepare('SELECT * FROM outbox WHERE state = ? ORDER BY createdAt DESC LIMIT ?')
    const counts = db.prepare('SELECT channel, state, count(*) AS count FROM outbox GROUP BY channel, state')
    return {
      get: (id: string) => (get.get(id) as OutMessage | undefined) ?? null,
      due: (now: string, limit: number) => due.all(now, limit) as OutMessage[],
      of: (subject: string) => of.all(subject) as OutMessage[],
      inState: (state: OutMessage['state'], limit: number) => inState.all(state, limit) as OutMessage[],
      counts: () => counts.all() as { channel: string; state: OutMessage['state']; count: number }[],
    }
  },
  writes: (db) => {
    const put = db.prepare(
      `INSERT INTO outbox VALUES (@id, @channel, @template, @subject, @body, @state, @attempts, @nextAt, @createdAt, @sentAt, @receipt, @error)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, nextAt = excluded.nextAt, sentAt = excluded.sentAt, receipt = excluded.receipt, error = excluded.error`,
    )
    const forget = db.prepare("DELETE FROM outbox WHERE createdAt < ? AND state IN ('received', 'dead', 'sent') AND nextAt IS NULL")
    const erase = db.prepare("UPDATE outbox SET body = '' WHERE createdAt < ? AND body <> ''")
    return {
      put: (m: OutMessage): void => void put.run(m),
      forgetBefore: (at: string): void => void forget.run(at),
      /** Bodies are personal data: they go after 30 days, what was sent and when stays. */
      eraseBodiesBefore: (at: string): void => void erase.run(at),
    }
  },
})
