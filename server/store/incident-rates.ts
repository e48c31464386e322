import type { Database } from 'better-sqlite3'
import type { Incident } from '../../shared/incident.ts'
import { isPaused } from '../../shared/incident-clocks.ts'
import { type AreaQuery, areaWhere } from './area-words.ts'

export type RateQuery = AreaQuery & {
  /** The cases are those whose deadline of this kind lies in [fromMs, toMs). */
  basis: 'closeDue' | 'due'
  fromMs: number
  toMs: number
  /** Judged then; of a period that still runs, only deadlines that have passed count. */
  asOfMs: number
  by: 'all' | 'department' | 'division' | 'zone' | 'item'
  department?: string
  item?: string
  /** Cities differ: paused cases (缓办, 挂账) may be taken out of numerator and denominator. */
  defersTakenOut?: boolean
}
/** Both counts of each rate, and what stands beside: closed of due, closed in time, handled, handled in time, closed by force, and those
 *  overdue from before the period and still open. */
export type RateRow = {
  key: string
  due: number
  closed: number
  onTime: number
  handled: number
  handledOnTime: number
  forced: number
  overdueBefore: number
}

/** Each round of a case is one due case and keeps its result when the case is reopened. Columns in ms. */
export const rateTables = `
  CREATE TABLE incident_round (seq INTEGER NOT NULL, round INTEGER NOT NULL, counted INTEGER NOT NULL, division TEXT NOT NULL, zone TEXT, department TEXT, item TEXT,
    due INTEGER, closeDue INTEGER, handledAt INTEGER, closedAt INTEGER, forced INTEGER NOT NULL, PRIMARY KEY (seq, round)) STRICT, WITHOUT ROWID;
  CREATE INDEX incident_round_close ON incident_round (closeDue, counted);
  CREATE INDEX incident_round_due ON incident_round (due, counted);
  CREATE INDEX incident_round_open ON incident_round (closeDue) WHERE closedAt IS NULL AND forced = 0 AND counted = 1`

/** When the round ended, by force too: a period that is past is judged at its end. */
export const rateEnds = `
  ALTER TABLE incident_round ADD COLUMN endedAt INTEGER;
  UPDATE incident_round SET endedAt = closedAt;
  CREATE INDEX incident_round_ended ON incident_round (endedAt) WHERE endedAt IS NOT NULL`

/** Paused cases keep their last deadline; whether they count is the city's to say. */
export const ratePauses = 'ALTER TABLE incident_round ADD COLUMN paused INTEGER NOT NULL DEFAULT 0'

const KEYS = { all: "''", department: 'department', division: 'division', zone: 'zone', item: 'item' }

export function rateReads(db: Database) {
  const where = (q: RateQuery) => {
    const { sql, params } = areaWhere(q)
    const more = [
      q.department === undefined ? '' : 'AND department = ?',
      q.item === undefined ? '' : 'AND item = ?',
      q.defersTakenOut ? 'AND paused = 0' : '',
    ].join(' ')
    return {
      sql: `${sql} ${more}`,
      params: [...params, ...(q.department === undefined ? [] : [q.department]), ...(q.item === undefined ? [] : [q.item])],
    }
  }
  return {
    /** Rates of a period by one dimension. */
    rates: (q: RateQuery): RateRow[] => {
      const { sql, params } = where(q)
      const key = `coalesce(${KEYS[q.by]}, '') AS key`
      const at = q.asOfMs
      const rows = db
        .prepare(
          `SELECT ${key}, count(*) AS due, sum(closedAt <= ? AND forced = 0) AS closed, sum(closedAt <= ? AND forced = 0 AND closedAt <= closeDue) AS onTime, sum(handledAt <= ?) AS handled,
             sum(handledAt <= ? AND handledAt <= due) AS handledOnTime, sum(forced AND coalesce(endedAt, 0) <= ?) AS forced, 0 AS overdueBefore
           FROM incident_round WHERE ${q.basis} >= ? AND ${q.basis} < ? AND ${q.basis} <= ? AND counted = 1 AND ${sql} GROUP BY 1`,
        )
        .all(at, at, at, at, at, q.fromMs, q.toMs, at, ...params) as RateRow[]
      const before = db
        .prepare(
          `SELECT key, sum(n) AS n FROM (
             SELECT ${key}, count(*) AS n FROM incident_round WHERE closeDue < ? AND closedAt IS NULL AND forced = 0 AND counted = 1 AND ${sql} GROUP BY 1
             UNION ALL SELECT ${key}, count(*) AS n FROM incident_round WHERE endedAt > ? AND closeDue < ? AND counted = 1 AND ${sql} GROUP BY 1) GROUP BY key`,
        )
        .all(Math.min(q.fromMs, at), ...params, at, Math.min(q.fromMs, at), ...params) as { key: string; n: number }[]
      const byKey = new Map(
        rows.map((row) => [
          row.key,
          { ...row, closed: row.closed ?? 0, onTime: row.onTime ?? 0, handled: row.handled ?? 0, handledOnTime: row.handledOnTime ?? 0 },
        ]),
      )
      for (const { key: name, n } of before) {
        const row = byKey.get(name) ?? {
          key: name,
          due: 0,
          closed: 0,
          onTime: 0,
          handled: 0,
          handledOnTime: 0,
          forced: 0,
          overdueBefore: 0,
        }
        byKey.set(name, { ...row, overdueBefore: n })
      }
      return [...byKey.values()]
    },
  }
}

export function rateWrites(db: Database) {
  const put = db.prepare(
    `INSERT INTO incident_round VALUES (@seq, @round, @counted, @division, @zone, @department, @item, @due, @closeDue, @handledAt, @closedAt, @forced, @endedAt, @paused)
     ON CONFLICT (seq, round) DO UPDATE SET counted = excluded.counted, division = excluded.division, zone = excluded.zone, department = excluded.department, item = excluded.item,
       due = coalesce(excluded.due, due), closeDue = coalesce(excluded.closeDue, closeDue), handledAt = excluded.handledAt, closedAt = excluded.closedAt, forced = excluded.forced, endedAt = excluded.endedAt, paused = excluded.paused`,
  )
  const remove = db.prepare('DELETE FROM incident_round WHERE seq = ?')
  const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at))
  return {
    /** `inRates` false: for now the case is in no rate (its source's clock has not reached its deadline; deferred, where a city says so). */
    put: (seq: number, incident: Incident, inRates: boolean): void => {
      // Reopened, not yet dispatched: the earlier round's result stands, the new one has no deadline yet.
      if (
        incident.state === 'REOPENED' ||
        (incident.due === null && incident.closeDue === null && incident.state !== 'REJECTED' && incident.state !== 'ATTACHED')
      )
        return
      const counted = inRates && incident.state !== 'REJECTED' && incident.state !== 'ATTACHED' && !incident.flags.includes('SELF_HANDLED')
      put.run({
        seq, round: incident.round, counted: counted ? 1 : 0, division: incident.area.division, zone: incident.area.zone, department: incident.tasks.findLast((task) => task.role === 'LEAD')?.department ?? null,
        item: incident.item?.id ?? null, due: ms(incident.due), closeDue: ms(incident.closeDue), handledAt: ms(incident.handledAt), closedAt: incident.state === 'CLOSED' ? ms(incident.closedAt) : null,
        forced: incident.state === 'FORCE_CLOSED' ? 1 : 0,
        paused: isPaused(incident) ? 1 : 0,
        endedAt: incident.state === 'FORCE_CLOSED' || incident.state === 'CLOSED' ? ms(incident.endedAt ?? incident.closedAt) : null,
      }) // prettier-ignore
    },
    remove: (seq: number): void => void remove.run(seq),
  }
}
