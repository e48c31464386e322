import { systemActor } from '../../../shared/actor.ts'
import { type Decision, accept, refuse } from '../../../shared/decision.ts'
import { evolve } from '../../../shared/incident-event.ts'
import { type Recorded, decide, report } from '../../../shared/incident-loop.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Item } from '../../../shared/item.ts'
import type { LoopConfig, LoopContext } from '../../../shared/loop-context.ts'
import type { CaseMapping, CaseRow } from './mapping.ts'

/** Another system's cases have no stages of ours: one limit from the report, and closing is due when handling is. */
export const importLoop = (loop: LoopConfig): LoopConfig => ({
  ...loop,
  verify: null,
  register: null,
  dispatch: null,
  acknowledge: null,
  inspect: null,
  rise: null,
})

/** The mapping's classes as items: each with its one condition, a limit in natural days from the report. */
const itemOf = (mapping: CaseMapping, row: CaseRow): Item => ({
  id: row.item, version: 1, code: mapping.id, name: row.class.slice(0, 100), majorClass: mapping.name.slice(0, 100), caseKind: 'SERVICE', department: 'none', pinyin: '', words: [], severity: 'BLUE',
  conditions: [{ id: 'limit', name: `${Math.round(row.limitDays * 100) / 100} 天`, limit: { value: row.limitDays, type: 'NATURAL_DAY', from: 'REPORT' }, closing: { text: row.word, photos: 'NONE', checks: [] }, methods: ['ON_SITE'], selfHandle: false }],
}) // prettier-ignore

export type Played = { incident: Incident; events: Recorded['events']; what: 'taken' | 'revised' | 'unchanged' }
/** `ours`: people here have worked on the case; what the other system says of it no longer counts. */
type Playing = {
  mapping: CaseMapping
  row: CaseRow
  before: Incident | null
  ours: boolean
  number: string
  untilMs: number | null
  base: LoopContext
}

/** What the row makes of the case by the loop's own table, up to `untilMs`: its report, its registration, its end, each at its own time. */
export function playCase({ mapping, row, before, ours, number, untilMs, base }: Playing): Decision<Played> {
  const actor = systemActor('import', base.city)
  const item = itemOf(mapping, row)
  const at = (nowMs: number): LoopContext => ({
    ...base,
    nowMs,
    config: importLoop(base.config),
    item: (id) => (id === item.id ? item : base.item(id)),
  })
  const events: Recorded['events'] = []
  let incident = before
  const take = (decision: Decision<Recorded>): Decision<Recorded> => {
    if (!decision.ok) return decision
    events.push(...decision.event.events)
    incident = decision.event.incident
    return decision
  }
  if (before && ours) return accept({ incident: before, events: [], what: 'unchanged' })
  if (!incident) {
    const channel = base.config.sources[row.source]
    if (channel === undefined) return refuse('unknown-source', `没有来源 ${row.source}`)
    const body = { title: row.title, description: row.description, channel, source: row.source, position: row.position, place: row.place }
    const reported = take(
      report(
        { id: `${mapping.id}-${row.key}`, number, feed: mapping.id, flags: untilMs === null ? [] : ['REPLAY'] },
        body,
        actor,
        at(row.createdMs),
      ),
    )
    if (!reported.ok) return reported
    const registered = take(decide(incident!, 'register', { item: item.id, condition: 'limit' }, actor, at(row.createdMs)))
    if (!registered.ok) return registered
  }
  if (row.endedMs !== null && (untilMs === null || row.endedMs <= untilMs) && incident!.endedAt === null) {
    const [step, body] =
      row.outcome === 'REJECTED' ? (['reject', { reason: row.word }] as const) : (['close', { opinion: row.word }] as const)
    const ended = take(decide(incident!, step, body, actor, at(row.endedMs)))
    if (!ended.ok) return ended
  }
  const judgedAt = untilMs === null ? undefined : new Date(untilMs).toISOString()
  if (judgedAt !== undefined && events.length > 0) judge(events, judgedAt)
  const after = events.reduce<Incident | null>((state, { subject: _, ...event }) => evolve(state, event), before)
  return accept({ incident: after ?? incident!, events, what: before === null ? 'taken' : events.length > 0 ? 'revised' : 'unchanged' })
}

/** The clock of a played source stands with the newest that was played. */
function judge(events: Recorded['events'], judgedAt: string): void {
  const last = events.at(-1)!
  if (last.type === 'incident.reported') last.data = { ...last.data, incident: { ...last.data.incident, judgedAt } }
  else if (last.type === 'incident.stepped') last.data = { ...last.data, changed: { ...last.data.changed, judgedAt } }
}
