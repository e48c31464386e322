import type { Figure } from '../../shared/indicator.ts'
import { room } from './room.ts'

export type FigureInput = Omit<Figure, 'revision'>
export type SeriesQuery = {
  indicator: string
  area?: string
  scope?: string
  measure?: string
  kind?: string
  /** Period ends, `YYYY-MM-DD`, both inclusive. */
  from?: string
  to?: string
  /** As known then: the newest revision that was out (released, else received) by this instant (UTC ISO). */
  asOf?: string
  /** Every revision instead of the newest. */
  revisions?: boolean
  limit?: number
}
const NEWEST =
  'SELECT value, unit, status, revision FROM figure WHERE indicator = ? AND area = ? AND scope = ? AND measure = ? AND kind = ? AND end = ? AND definition = ? ORDER BY revision DESC LIMIT 1'
/** 0 a new figure, 1 another value of one that is kept, 2 nothing new: a first value does not undo what was declared final. */
const against = (before: Newest | undefined, f: FigureInput): 0 | 1 | 2 =>
  before === undefined
    ? 0
    : before.value === f.value && before.unit === f.unit && (before.status === f.status || f.status === 'PRELIM')
      ? 2
      : 1

type Newest = { value: number | null; unit: string; status: string; revision: number }
type Row = Omit<Figure, 'period' | 'demo'> & { kind: string; end: string; demo: number; undo: string | null }

const toFigure = ({ kind, end, demo, undo: _undo, ...rest }: Row): Figure => ({
  ...rest,
  period: { kind, end } as Figure['period'],
  demo: demo === 1,
})
const SET = ['area', 'scope', 'measure', 'kind'] as const

/** Published and counted values. A row's key is all but the value; another value is a new revision, and every revision is kept. */
export const figures = room({
  migrations: [
    `CREATE TABLE figure (indicator TEXT NOT NULL, area TEXT NOT NULL, scope TEXT NOT NULL, measure TEXT NOT NULL, kind TEXT NOT NULL, end TEXT NOT NULL, revision INTEGER NOT NULL,
       value REAL, unit TEXT NOT NULL, status TEXT NOT NULL, releasedAt TEXT, receivedAt TEXT NOT NULL, source TEXT NOT NULL, byHand TEXT, demo INTEGER NOT NULL, undo TEXT, definition INTEGER NOT NULL,
       PRIMARY KEY (indicator, area, scope, measure, kind, end, definition, revision)) STRICT, WITHOUT ROWID;
     CREATE INDEX figure_areas ON figure (indicator, scope, measure, kind, end, area, definition, revision);
     CREATE INDEX figure_undo ON figure (undo) WHERE undo IS NOT NULL;
     CREATE TABLE figure_series (indicator TEXT NOT NULL, area TEXT NOT NULL, scope TEXT NOT NULL, measure TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (indicator, area, scope, measure, kind)) STRICT, WITHOUT ROWID`,
  ],
  reads: (db) => {
    // A series is one stretch of the primary key, so its cost does not know how many others there are.
    const series = db.prepare('SELECT * FROM figure_series WHERE indicator = ?')
    const all = db.prepare('SELECT DISTINCT indicator, area FROM figure_series')
    const inArea = db.prepare('SELECT DISTINCT indicator FROM figure_series WHERE area = ?').pluck()
    const stretch = db.prepare(
      `SELECT * FROM figure WHERE indicator = @indicator AND area = @area AND scope = @scope AND measure = @measure AND kind = @kind AND end BETWEEN @from AND @to
       AND coalesce(releasedAt, receivedAt) <= @asOf ORDER BY end DESC, definition DESC, revision DESC LIMIT @limit`,
    )
    const across = db.prepare(
      `SELECT * FROM figure f WHERE indicator = @indicator AND scope = @scope AND measure = @measure AND kind = @kind AND end = @end AND coalesce(releasedAt, receivedAt) <= @asOf ORDER BY area, definition DESC, revision DESC`,
    )
    const ends = db.prepare(
      `SELECT DISTINCT end FROM figure WHERE indicator = @indicator AND scope = @scope AND measure = @measure AND kind = @kind ORDER BY end DESC LIMIT @limit`,
    )
    const newest = db.prepare(NEWEST)
    const revisions = db.prepare(
      'SELECT * FROM figure WHERE indicator = ? AND area = ? AND scope = ? AND measure = ? AND kind = ? AND end = ? ORDER BY definition, revision',
    )
    type Series = { indicator: string; area: string; scope: string; measure: string; kind: string }
    const newestOnly = (rows: Row[], same: (a: Row, b: Row) => boolean) =>
      rows.filter((row, at) => at === 0 || !same(row, rows[at - 1] as Row))
    return {
      /** Which series there are of an indicator. */
      series: (indicator: string) => series.all(indicator) as Series[],
      /** Which indicators have figures of an area. */
      indicatorsIn: (area: string) => inArea.all(area) as string[],
      /** Every indicator and area that has figures. */
      known: () => all.all() as { indicator: string; area: string }[],
      /** Newest revision of each period, newest period first, of every series that fits; at most `limit` (10,000) periods a series. */
      read: (q: SeriesQuery): Figure[] =>
        (series.all(q.indicator) as Series[])
          .filter((one) => SET.every((name) => q[name] === undefined || q[name] === one[name]))
          .flatMap((one) => {
            const limit = q.limit ?? 10_000
            // Revisions stand beside each other; room for them, so that `limit` periods come back.
            const rows = stretch.all({ ...one, from: q.from ?? '', to: q.to ?? '9', asOf: q.asOf ?? '9', limit: limit * 8 }) as Row[]
            return q.revisions ? rows : newestOnly(rows, (a, b) => a.end === b.end && a.definition === b.definition).slice(0, limit)
          })
          .map(toFigure),
      /** One period across all areas: choropleth and ranking. */
      across: (q: { indicator: string; scope: string; measure: string; kind: string; end: string; asOf?: string }): Figure[] =>
        newestOnly(across.all({ ...q, asOf: q.asOf ?? '9' }) as Row[], (a, b) => a.area === b.area).map(toFigure),
      /** Period ends with any figure, newest first. */
      ends: (q: { indicator: string; scope: string; measure: string; kind: string; limit: number }) => ends.pluck().all(q) as string[],
      /** What `put` would answer, without putting. */
      preview: (rows: readonly FigureInput[]): Uint8Array =>
        Uint8Array.from(rows, (f) =>
          against(newest.get(f.indicator, f.area, f.scope, f.measure, f.period.kind, f.period.end, f.definition) as Newest | undefined, f),
        ),
      /** Every revision of one period, oldest first. */
      revisions: (indicator: string, area: string, scope: string, measure: string, kind: string, end: string): Figure[] =>
        (revisions.all(indicator, area, scope, measure, kind, end) as Row[]).map(toFigure),
    }
  },
  writes: (db) => {
    const newest = db.prepare(NEWEST)
    const add = db.prepare('INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    const known = db.prepare('INSERT OR IGNORE INTO figure_series VALUES (?, ?, ?, ?, ?)')
    const ofUndo = db.prepare('SELECT DISTINCT indicator, area, scope, measure, kind FROM figure WHERE undo = ?')
    const undo = db.prepare('DELETE FROM figure WHERE undo = ?')
    const any = db.prepare('SELECT 1 FROM figure WHERE indicator = ? AND area = ? AND scope = ? AND measure = ? AND kind = ? LIMIT 1')
    const gone = db.prepare('DELETE FROM figure_series WHERE indicator = ? AND area = ? AND scope = ? AND measure = ? AND kind = ?')
    return {
      /** Per row: 0 a new figure, 1 a new revision, 2 the same as is kept. `undo` names the import they came by. */
      put: (rows: readonly FigureInput[], undo: string | null): Uint8Array => {
        const out = new Uint8Array(rows.length)
        rows.forEach((f, at) => {
          const key = [f.indicator, f.area, f.scope, f.measure, f.period.kind] as const
          const before = newest.get(...key, f.period.end, f.definition) as Newest | undefined
          const what = (out[at] = against(before, f))
          if (what === 2) return
          if (before === undefined) known.run(...key)
          const revision = before === undefined ? 0 : before.revision + 1
          const status = before !== undefined && f.status === 'PRELIM' ? 'REVISED' : f.status
          add.run(
            ...key,
            f.period.end,
            revision,
            f.value,
            f.unit,
            status,
            f.releasedAt,
            f.receivedAt,
            f.source,
            f.byHand,
            f.demo ? 1 : 0,
            undo,
            f.definition,
          )
        })
        return out
      },
      /** Takes back everything an import brought; what it had revised stands again. Returns how many rows went. */
      undo: (id: string): number => {
        const touched = ofUndo.all(id) as { indicator: string; area: string; scope: string; measure: string; kind: string }[]
        const { changes } = undo.run(id)
        for (const { indicator, area, scope, measure, kind } of touched)
          if (any.get(indicator, area, scope, measure, kind) === undefined) gone.run(indicator, area, scope, measure, kind)
        return changes
      },
    }
  },
})
