import type { Directive } from '../../shared/directive.ts'
import { room } from './room.ts'
import { listReads, listTables, listWrites } from './tagged-list.ts'

export type DirectiveQuery = {
  /** Who asks; null sees all (leader and office are asked of the actor table, not here). Directives he gave, was addressed by, or that went
   *  to one of his departments. */
  seenBy: { user: string; departments: readonly string[] } | null
  state?: readonly string[]
  about?: { kind: string; id: string }
  before?: number
  limit: number
}

/** Directives as lists need them; the directive itself is in `entities`. */
export const directives = room({
  migrations: [listTables('directive')],
  reads: (db) => {
    const list = listReads(db, 'directive')
    const whole = db
      .prepare("SELECT e.data FROM directive_row r JOIN entity e ON e.kind = 'directive' AND e.id = r.id WHERE r.seq = ?")
      .pluck()
    return {
      /** A page, newest given first. */
      list: (q: DirectiveQuery): { directives: Directive[]; next: number | null } => {
        const all = [
          ...(q.seenBy === null ? [] : [[`user:${q.seenBy.user}`, ...q.seenBy.departments.map((d) => `department:${d}`)]]),
          ...(q.state === undefined ? [] : [q.state.map((state) => `state:${state}`)]),
          ...(q.about === undefined ? [] : [[`about:${q.about.kind}:${q.about.id}`]]),
        ]
        const found = list.page({ all, limit: q.limit + 1, ...(q.before !== undefined && { before: q.before }) })
        const shown = found.slice(0, q.limit)
        const directives = shown
          .map((seq) => JSON.parse((whole.get(seq) as string | undefined) ?? 'null') as Directive | null)
          .filter((one) => one !== null)
        return { directives, next: found.length > q.limit ? (shown.at(-1) ?? null) : null }
      },
    }
  },
  writes: (db) => {
    const list = listWrites(db, 'directive')
    return {
      /** Call it in the write that puts the entity. */
      put: (d: Directive): void => {
        const people = [d.by, d.finishedBy, d.assignee.user].flatMap((id) => (id === null || id === undefined ? [] : [`user:${id}`]))
        const about = d.about.id === undefined ? [] : [`about:${d.about.kind}:${d.about.id}`]
        const departments = d.assignee.department === undefined ? [] : [`department:${d.assignee.department}`]
        list.put(d.id, Date.parse(d.givenAt), [`state:${d.state}`, ...people, ...about, ...departments])
      },
    }
  },
})
