import type { Alert } from '../../shared/alert.ts'
import { type AreaQuery, areaAxes, areaWords } from './area-words.ts'
import { room } from './room.ts'
import { listReads, listTables, listWrites } from './tagged-list.ts'

export type AlertQuery = AreaQuery & {
  state?: readonly string[]
  severity?: readonly string[]
  rule?: string
  datastream?: string
  /** Raised between, ms. */
  fromMs?: number
  toMs?: number
  before?: number
  limit: number
}

/** Alerts as lists need them; the alert itself is in `entities`. `ACTIVE` stands for every state but CLEARED. */
export const alerts = room({
  migrations: [listTables('alert')],
  reads: (db) => {
    const list = listReads(db, 'alert')
    const whole = db.prepare("SELECT e.data FROM alert_row r JOIN entity e ON e.kind = 'alert' AND e.id = r.id WHERE r.seq = ?").pluck()
    const axesOf = (q: AlertQuery): string[][] => [
      ...areaAxes(q),
      ...(q.state === undefined ? [] : [q.state.map((state) => (state === 'ACTIVE' ? 'active' : `state:${state}`))]),
      ...(q.severity === undefined ? [] : [q.severity.map((severity) => `severity:${severity}`)]),
      ...(q.rule === undefined ? [] : [[`rule:${q.rule}`]]),
      ...(q.datastream === undefined ? [] : [[`datastream:${q.datastream}`]]),
    ]
    return {
      /** A page, newest first raised; `next` is the cursor of the next page. */
      list: (q: AlertQuery): { alerts: Alert[]; next: number | null } => {
        const found = list.page({ ...q, limit: q.limit + 1, all: axesOf(q) })
        const shown = found.slice(0, q.limit)
        const alerts = shown
          .map((seq) => JSON.parse((whole.get(seq) as string | undefined) ?? 'null') as Alert | null)
          .filter((one) => one !== null)
        return { alerts, next: found.length > q.limit ? (shown.at(-1) ?? null) : null }
      },
      countOf: (word: string): number => list.count([word]),
    }
  },
  writes: (db) => {
    const list = listWrites(db, 'alert')
    return {
      /** Call it in the write that puts the entity. */
      put: (alert: Alert): void => {
        const active = alert.state === 'CLEARED' ? [] : ['active']
        const words = [
          `state:${alert.state}`,
          `severity:${alert.severity}`,
          `rule:${alert.rule}`,
          `datastream:${alert.datastream}`,
          ...active,
          ...areaWords(alert.area),
        ]
        list.put(alert.id, Date.parse(alert.raisedAt), words)
      },
    }
  },
})
