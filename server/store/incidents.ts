import type { Database } from 'better-sqlite3'
import type { Bbox } from '../../shared/geo.ts'
import { type Incident, isOpen } from '../../shared/incident.ts'
import { type AreaQuery, areaAxes, areaWhere } from './area-words.ts'
import { GATE, type GateName, gatesOf, wordsOf } from './incident-words.ts'
import { rateReads, rateEnds, ratePauses, rateTables, rateWrites } from './incident-rates.ts'
import { room } from './room.ts'
import { type Extra, listReads, listTables, listWrites } from './tagged-list.ts'
import { fold, gramsOf, matchOf } from './text-grams.ts'

export type IncidentQuery = AreaQuery & {
  /** Any of these states; `OPEN` is every open one. */
  state?: readonly string[]
  light?: 'RED' | 'YELLOW' | 'GREEN'
  /** Lights are judged at this instant. */
  nowMs: number
  department?: string
  item?: string
  channel?: string
  flag?: string
  /** Reported between, ms, both inclusive. */
  fromMs?: number
  toMs?: number
  /** Handled by, assigned to or reported by; any of them. */
  mine?: { user: string; teams: readonly string[]; departments: readonly string[] }
  /** A literal part of number, title or place, at most 64 characters. */
  q?: string
  /** Cursor: what `next` said. */
  before?: number
  limit: number
}
export type NearQuery = AreaQuery & { bbox: Bbox; sinceMs: number; item?: string; majorCode?: string; limit: number }

const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at))
/** The light at an instant, and how often the instant is asked for. */
const LIGHTS = {
  RED: { sql: 'f.redAt < ?', times: 1 },
  YELLOW: { sql: 'f.redAt >= ? AND f.yellowAt <= ?', times: 2 },
  GREEN: { sql: 'f.redAt >= ? AND (f.yellowAt IS NULL OR f.yellowAt > ?)', times: 2 },
}

const axesOf = (q: IncidentQuery): string[][] => [
  ...areaAxes(q),
  ...(q.state === undefined ? [] : [q.state.map((state) => (state === 'OPEN' ? 'open' : `state:${state}`))]),
  ...(q.light === undefined ? [] : [['lit']]),
  ...(q.department === undefined ? [] : [[`department:${q.department}`]]),
  ...(q.item === undefined ? [] : [[`item:${q.item}`]]),
  ...(q.channel === undefined ? [] : [[`channel:${q.channel}`]]),
  ...(q.flag === undefined ? [] : [[`flag:${q.flag}`]]),
  ...(q.mine === undefined
    ? []
    : [[`user:${q.mine.user}`, ...q.mine.teams.map((t) => `team:${t}`), ...q.mine.departments.map((d) => `department:${d}`)]]),
]

function extraOf(q: IncidentQuery): Extra | null {
  const where: string[] = []
  const params: unknown[] = []
  const text = q.q === undefined ? '' : fold(q.q).slice(0, 64)
  if (q.light !== undefined) {
    const { sql, times } = LIGHTS[q.light]
    where.push(`AND EXISTS (SELECT 1 FROM incident_fact f WHERE f.seq = t.seq AND ${sql})`)
    params.push(...new Array<number>(times).fill(q.nowMs))
  }
  if (text === '') return { where: where.join(' '), params }
  const match = matchOf(text)
  if (match === null) return null
  where.push('AND EXISTS (SELECT 1 FROM incident_fact f WHERE f.seq = t.seq AND instr(f.text, ?) > 0)')
  params.push(text)
  return {
    where: where.join(' '),
    params,
    drive: { from: '(SELECT rowid AS seq FROM incident_text WHERE incident_text MATCH ?) t WHERE 1', params: [match] },
  }
}

function reads(db: Database) {
  const list = listReads(db, 'incident')
  const whole = db.prepare("SELECT e.data FROM incident_row r JOIN entity e ON e.kind = 'incident' AND e.id = r.id WHERE r.seq = ?").pluck()
  const byNumber = db.prepare('SELECT id FROM incident_fact WHERE number = ?').pluck()
  const lastNumber = db.prepare('SELECT max(number) FROM incident_fact WHERE number BETWEEN ? AND ?').pluck()
  const due = db.prepare('SELECT id, nextAt FROM incident_fact WHERE nextAt <= ? ORDER BY nextAt LIMIT ?')
  const nextDue = db.prepare('SELECT min(nextAt) FROM incident_fact WHERE nextAt IS NOT NULL').pluck()
  const byOrder = db.prepare('SELECT id FROM incident_fact WHERE workOrder = ?').pluck()
  const seqOf = db.prepare('SELECT seq FROM incident_row WHERE id = ?').pluck()
  const get = (seq: number) => JSON.parse((whole.get(seq) as string | undefined) ?? 'null') as Incident | null
  const seqs = (q: IncidentQuery): number[] => {
    const extra = extraOf(q)
    return extra === null ? [] : list.page({ ...q, all: axesOf(q) }, extra)
  }
  return {
    /** A page, newest report first. `next` is the cursor of the next page, null at the end. */
    list: (q: IncidentQuery): { incidents: Incident[]; next: number | null } => {
      const found = seqs({ ...q, limit: q.limit + 1 })
      const shown = found.slice(0, q.limit)
      return { incidents: shown.map(get).filter((one) => one !== null), next: found.length > q.limit ? (shown.at(-1) ?? null) : null }
    },
    /** How many cases have the word of each filter, without combinations: `state:CLOSED`, `open`, `area:440402`. */
    countOf: (word: string): number => list.count([word]),
    seqOf: (id: string): number | null => (seqOf.get(id) as number | undefined) ?? null,
    byNumber: (number: string): string | null => (byNumber.get(number) as string | undefined) ?? null,
    byWorkOrder: (workOrder: string): string | null => (byOrder.get(workOrder) as string | undefined) ?? null,
    /** The next free number's last five digits of a division's day (`yyyyMMdd`), from 1. */
    nextSeq: (division6: string, day: string): number => {
      const last = lastNumber.get(`${division6}${day}00000`, `${division6}${day}99999`) as string | null
      return last === null ? 1 : Number(last.slice(-5)) + 1
    },
    /** Cases whose clock must act by then, the longest waiting first. */
    dueBefore: (atMs: number, limit = 1_000) => due.all(atMs, limit) as { id: string; nextAt: number }[],
    nextDue: (): number | null => nextDue.get() as number | null,
    ...sums(db, get),
    ...rateReads(db),
  }
}

/** What area summaries and registering are made of. Their cost is of the open cases and of one day. */
function sums(db: Database, get: (seq: number) => Incident | null) {
  const gates = Object.entries(GATE)
    .map(([name, bit]) => `coalesce(sum((gates & ${bit}) <> 0), 0) AS ${name}`)
    .join(', ')
  return {
    /** Open cases by state, with how many of them are nearly due and overdue. `passed`: an inspection passed. */
    held: (q: AreaQuery & { nowMs: number }) => {
      const { sql, params } = areaWhere(q)
      return db
        .prepare(
          `SELECT state, passed, count(*) AS n, coalesce(sum(redAt < ?), 0) AS overdue, coalesce(sum(redAt >= ? AND yellowAt <= ?), 0) AS nearlyDue
           FROM incident_fact WHERE open = 1 AND ${sql} GROUP BY state, passed`,
        )
        .all(q.nowMs, q.nowMs, q.nowMs, ...params) as {
        state: Incident['state']
        passed: number
        n: number
        overdue: number
        nearlyDue: number
      }[]
    },
    /** Of the cases reported in [fromMs, toMs): how many ever passed each gate. */
    river: (q: AreaQuery & { fromMs: number; toMs: number }) => {
      const { sql, params } = areaWhere(q)
      return db.prepare(`SELECT count(*) AS reported, ${gates} FROM incident_fact WHERE seq >= ? AND seq < ? AND ${sql}`).get(q.fromMs * 1_000, q.toMs * 1_000, ...params) as { reported: number } & Record<GateName, number> // prettier-ignore
    },
    /** Open cases of a like class near by, newest first. */
    near: (q: NearQuery): Incident[] => {
      const { sql, params } = areaWhere(q)
      const [west, south, east, north] = q.bbox
      const like = q.item !== undefined ? 'AND item = ?' : q.majorCode !== undefined ? "AND code BETWEEN ? AND ? || 'z'" : ''
      const likes = q.item !== undefined ? [q.item] : q.majorCode !== undefined ? [q.majorCode, q.majorCode] : []
      const found = db
        .prepare(
          `SELECT seq FROM incident_fact WHERE open = 1 AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND seq >= ? AND ${sql} ${like} ORDER BY seq DESC LIMIT ?`,
        )
        .pluck()
        .all(south, north, west, east, q.sinceMs * 1_000, ...params, ...likes, q.limit) as number[]
      return found.map(get).filter((one) => one !== null)
    },
  }
}

function writes(db: Database) {
  const list = listWrites(db, 'incident')
  const rates = rateWrites(db)
  const before = db.prepare('SELECT text, gates FROM incident_fact WHERE seq = ?')
  const put = db.prepare(
    `INSERT INTO incident_fact VALUES (@seq, @id, @number, @workOrder, @state, @open, @passed, @division, @zone, @department, @item, @code, @lon, @lat, @yellowAt, @redAt, @nextAt, @gates, @text)
     ON CONFLICT (seq) DO UPDATE SET number = excluded.number, workOrder = excluded.workOrder, state = excluded.state, open = excluded.open, passed = excluded.passed, division = excluded.division,
       zone = excluded.zone, department = excluded.department, item = excluded.item, code = excluded.code, lon = excluded.lon, lat = excluded.lat, yellowAt = excluded.yellowAt,
       redAt = excluded.redAt, nextAt = excluded.nextAt, gates = excluded.gates, text = excluded.text`,
  )
  const unindex = db.prepare('DELETE FROM incident_text WHERE rowid = ?')
  const index = db.prepare('INSERT INTO incident_text (rowid, grams) VALUES (?, ?)')
  const remove = db.prepare('DELETE FROM incident_fact WHERE seq = ?')
  const look = db.prepare('UPDATE incident_fact SET nextAt = ? WHERE id = ? AND nextAt = ?')
  return {
    /** Keeps the lists in step with the entity; call it in the write that puts it. `nextAtMs`: when the clock must look at it next. */
    put: (incident: Incident, nextAtMs: number | null = null, inRates = true): void => {
      const seq = list.put(incident.id, Date.parse(incident.reportedAt), wordsOf(incident))
      const old = before.get(seq) as { text: string; gates: number } | undefined
      const text = fold(`${incident.number}\n${incident.title}\n${incident.place}`)
      const lead = incident.tasks.findLast((task) => task.role === 'LEAD')
      put.run({
        seq, id: incident.id, number: incident.number, workOrder: incident.workOrder, state: incident.state, open: isOpen(incident) ? 1 : 0, passed: incident.inspection?.passed === true ? 1 : 0,
        division: incident.area.division, zone: incident.area.zone, department: lead?.department ?? null, item: incident.item?.id ?? null, code: incident.item?.code ?? null,
        lon: incident.position?.[0] ?? null, lat: incident.position?.[1] ?? null, yellowAt: ms(incident.yellowAt), redAt: ms(incident.redAt), nextAt: nextAtMs, gates: gatesOf(incident) | (old?.gates ?? 0), text,
      }) // prettier-ignore
      if (old?.text !== text) {
        if (old !== undefined) unindex.run(seq)
        index.run(seq, gramsOf(text))
      }
      rates.put(seq, incident, inRates)
    },
    /** The clock looked at a case and had nothing to do: when to look again, unless the case has changed since. */
    lookAgain: (id: string, wasMs: number, nextAtMs: number | null): void => void look.run(nextAtMs, id, wasMs),
    /** Takes a case out of every list and sum (an import undone). Its journal stays. */
    remove: (id: string): void => {
      const seq = list.remove(id)
      if (seq === null) return
      remove.run(seq)
      unindex.run(seq)
      rates.remove(seq)
    },
  }
}

/** Cases as lists, counts and rates need them, flat at a million. The case itself is in `entities`. */
export const incidents = room({
  migrations: [
    `${listTables('incident')};
     CREATE TABLE incident_fact (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, number TEXT NOT NULL, workOrder TEXT, state TEXT NOT NULL, open INTEGER NOT NULL, passed INTEGER NOT NULL,
       division TEXT NOT NULL, zone TEXT, department TEXT, item TEXT, code TEXT, lon REAL, lat REAL, yellowAt INTEGER, redAt INTEGER, nextAt INTEGER, gates INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
     CREATE INDEX incident_number ON incident_fact (number);
     CREATE UNIQUE INDEX incident_order ON incident_fact (workOrder) WHERE workOrder IS NOT NULL;
     CREATE INDEX incident_open ON incident_fact (lat, lon) WHERE open = 1;
     CREATE INDEX incident_next ON incident_fact (nextAt) WHERE nextAt IS NOT NULL;
     CREATE VIRTUAL TABLE incident_text USING fts5(grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
    rateTables,
    rateEnds,
    ratePauses,
  ],
  reads,
  writes,
})
