import { room } from './room.ts'

/** What a feed could not take, and why. `payload` is what came, cut and, where it may hold personal data, sealed by the caller. */
export type Letter = { feed: string; rule: string; reason: string; at: string; payload: string }

/** Dead letters: exact counts for ever by feed and rule, the payload of the newest N of a feed. */
export const letters = room({
  migrations: [
    `CREATE TABLE letter (n INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, payload TEXT NOT NULL) STRICT;
     CREATE INDEX letter_feed ON letter (feed, n);
     CREATE INDEX letter_at ON letter (at);
     CREATE TABLE letter_count (feed TEXT NOT NULL, rule TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (feed, rule)) STRICT, WITHOUT ROWID`,
  ],
  reads: (db) => {
    const counts = db.prepare('SELECT feed, rule, count FROM letter_count')
    const newest = db.prepare('SELECT * FROM letter WHERE feed = ? AND n < ? ORDER BY n DESC LIMIT ?')
    return {
      counts: () => counts.all() as { feed: string; rule: string; count: number }[],
      /** Newest first; `beforeN` is the `n` of the last one seen. */
      newest: (feed: string, limit: number, beforeN = Number.MAX_SAFE_INTEGER) =>
        newest.all(feed, beforeN, limit) as (Letter & { n: number })[],
    }
  },
  writes: (db) => {
    const add = db.prepare('INSERT INTO letter (feed, rule, reason, at, payload) VALUES (?, ?, ?, ?, ?)')
    const count = db.prepare('INSERT INTO letter_count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count')
    const oldest = db.prepare('SELECT n FROM letter WHERE feed = ? ORDER BY n DESC LIMIT 1 OFFSET ?').pluck()
    const trim = db.prepare('DELETE FROM letter WHERE feed = ? AND n <= ?')
    const expire = db.prepare('DELETE FROM letter WHERE at < ?')
    return {
      /** Counts all, keeps the payload of the newest `keep` of each feed. */
      add: (letters: readonly Letter[], keep: number): void => {
        const byRule = new Map<string, { feed: string; rule: string; n: number }>()
        for (const { feed, rule } of letters) {
          const key = `${feed}\n${rule}`
          byRule.set(key, { feed, rule, n: (byRule.get(key)?.n ?? 0) + 1 })
        }
        for (const { feed, rule, n } of byRule.values()) count.run(feed, rule, n)
        for (const feed of new Set(letters.map((letter) => letter.feed))) {
          const own = letters.filter((letter) => letter.feed === feed)
          for (const { rule, reason, at, payload } of keep > 0 ? own.slice(-keep) : []) add.run(feed, rule, reason, at, payload)
          const last = oldest.get(feed, keep) as number | undefined
          if (last !== undefined) trim.run(feed, last)
        }
      },
      /** Counts refusals that leave no letter (a rate limit, rows of one refused batch). */
      count: (feed: string, rule: string, n: number): void => void count.run(feed, rule, n),
      forgetBefore: (at: string): void => void expire.run(at),
    }
  },
})
