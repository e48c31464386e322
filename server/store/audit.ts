import { createHash } from 'node:crypto'
import { room } from './room.ts'

/** Who did what, when, from where, with which result. `bodyHash` is the SHA-256 of the request's body, so that `redact` breaks no chain. */
export type AuditRow = {
  at: string
  actor: string
  roles: readonly string[]
  address: string | null
  session: string | null
  action: string
  object: string | null
  result: string
  reason: string | null
  bodyHash: string | null
}
export type KeptAuditRow = AuditRow & { n: number; prev: string; hash: string }
type Raw = Omit<KeptAuditRow, 'roles'> & { roles: string }

const FIRST = '0'.repeat(64)
const hashOf = (n: number, prev: string, r: AuditRow): string =>
  createHash('sha256').update(JSON.stringify([n, prev, r.at, r.actor, r.roles, r.address, r.session, r.action, r.object, r.result, r.reason, r.bodyHash])).digest('hex') // prettier-ignore
const toRow = ({ roles, ...rest }: Raw): KeptAuditRow => ({ ...rest, roles: JSON.parse(roles) as string[] })

/** The chained audit. Rows are written in the write of what they tell of; UPDATE and DELETE are refused by triggers. */
export const audit = room({
  migrations: [
    `CREATE TABLE audit (n INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, roles TEXT NOT NULL, address TEXT, session TEXT, action TEXT NOT NULL,
       object TEXT, result TEXT NOT NULL, reason TEXT, bodyHash TEXT, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
     CREATE INDEX audit_actor ON audit (actor, n);
     CREATE INDEX audit_action ON audit (action, n);
     CREATE INDEX audit_at ON audit (at);
     CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
     CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END`,
  ],
  reads: (db) => {
    const list = (where: string) =>
      db.prepare(`SELECT * FROM audit WHERE n < @before AND n >= @first AND n <= @last ${where} ORDER BY n DESC LIMIT @limit`)
    const byAll = list('')
    const byActor = list('AND actor = @actor')
    const byAction = list('AND action = @action')
    const byBoth = list('AND actor = @actor AND action = @action')
    // Rows are written in order of time, so a range of time is a range of n.
    const first = db.prepare('SELECT min(n) FROM audit WHERE at >= ?').pluck()
    const last = db.prepare('SELECT max(n) FROM audit WHERE at <= ?').pluck()
    const after = db.prepare('SELECT * FROM audit WHERE n > ? ORDER BY n LIMIT 10000')
    return {
      /** Newest first. Instants are UTC ISO texts as the store keeps them; `before` is the n of the last row seen. */
      list: (q: { from?: string; to?: string; actor?: string; action?: string; before?: number; limit: number }): KeptAuditRow[] => {
        const from = q.from === undefined ? 0 : (first.get(q.from) as number | null)
        const to = q.to === undefined ? Number.MAX_SAFE_INTEGER : (last.get(q.to) as number | null)
        if (from === null || to === null) return []
        const statement = q.actor === undefined ? (q.action === undefined ? byAll : byAction) : q.action === undefined ? byActor : byBoth
        const named = { before: q.before ?? Number.MAX_SAFE_INTEGER, first: from, last: to, limit: q.limit, ...(q.actor !== undefined && { actor: q.actor }), ...(q.action !== undefined && { action: q.action }) } // prettier-ignore
        return (statement.all(named) as Raw[]).map(toRow)
      },
      /** Follows the whole chain: how many rows stand, and the first that does not fit. */
      verify: (): { rows: number; brokenAt: number | null; head: string } => {
        let prev = FIRST
        let n = 0
        for (;;) {
          const rows = (after.all(n) as Raw[]).map(toRow)
          if (rows.length === 0) return { rows: n, brokenAt: null, head: prev }
          for (const row of rows) {
            if (row.n !== n + 1 || row.prev !== prev || row.hash !== hashOf(row.n, prev, row))
              return { rows: n, brokenAt: n + 1, head: prev }
            prev = row.hash
            n = row.n
          }
        }
      },
    }
  },
  writes: (db) => {
    const head = db.prepare('SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1')
    const add = db.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    return {
      add: (r: AuditRow): void => {
        const { n, hash: prev } = (head.get() as { n: number; hash: string } | undefined) ?? { n: 0, hash: FIRST }
        add.run(
          n + 1,
          r.at,
          r.actor,
          JSON.stringify(r.roles),
          r.address,
          r.session,
          r.action,
          r.object,
          r.result,
          r.reason,
          r.bodyHash,
          prev,
          hashOf(n + 1, prev, r),
        )
      },
    }
  },
})
