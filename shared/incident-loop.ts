import { type Actor, holds, inScope, isPerson } from './actor.ts'
import { NOWHERE } from './area.ts'
import { type Decision, type Refusal, accept, refuse } from './decision.ts'
import { ReportBody, StepBody } from './incident-body.ts'
import { settle } from './incident-clocks.ts'
import { type IncidentEvent, type IncidentStepped, evolve, historyOf } from './incident-event.ts'
import { type Change, type Doing, type Needs, type StepRow, isClock, isImport, isRefusal } from './incident-step.ts'
import { BY_CLOCK, LOOP, fromOf } from './incident-table.ts'
import { type HistoryEntry, type Incident, type IncidentFlag, type OnBehalf, StepName } from './incident.ts'
import type { LoopContext } from './loop-context.ts'
import { isAsked } from './task.ts'

/** The loop in four functions, all pure:
 *  - `report(origin, body, actor, context)`: the first event of a case;
 *  - `decide(incident, step, body, actor, context)`: what a step makes of it, or why nothing;
 *  - `evolve(before, event)` (incident-event.ts): the case after an event;
 *  - `openSteps(incident, actor, context)`: what the asker may do now, and what that needs.
 *  The rows they ask are in incident-table.ts; bodies in incident-body.ts; the statuses of refusals in `statusOf`. */

/** What is recorded: events in order, one a subject, to be kept together or not at all. `incident` is the case after it. */
export type Recorded = {
  incident: Incident
  history: HistoryEntry
  events: ({ subject: `incident:${string}` } & IncidentEvent)[]
}
export type OpenStep = { step: StepName; needs: string[]; choices?: Record<string, string[]> }
type Row = StepRow<unknown>

/** Rules that are 422 (well formed but wrong); what is not listed anywhere is a rule's 409. */
const WRONG_BODY: readonly string[] = [
  'body', 'reason-needed', 'task-needed', 'unknown-task', 'unknown-item', 'unknown-condition', 'unknown-department', 'unknown-team', 'unknown-person',
  'unknown-incident', 'unknown-area', 'unknown-photo', 'unknown-source', 'source-channel', 'asked-twice', 'until-not-later', 'same-assignee',
] // prettier-ignore
/** HTTP status of a refusal of the loop. */
export const statusOf = (rule: string): 403 | 404 | 409 | 422 =>
  rule === 'role-may-not' ? 403 : rule === 'out-of-scope' ? 404 : WRONG_BODY.includes(rule) ? 422 : 409

/** Does the asker know of the case at all: by its area, or because he was asked, sent to verify, or reported it. */
export const knows = (incident: Incident, actor: Actor): boolean =>
  inScope(actor, incident.area) ||
  (isPerson(actor) &&
    (incident.reporter === actor.id || incident.verification?.assignee === actor.id || incident.tasks.some((task) => isAsked(task, actor))))

function mayTake(step: StepName, incident: Incident, actor: Actor): Refusal | null {
  if (isImport(actor)) return null
  if (isClock(actor) && BY_CLOCK.includes(step)) return null
  if (!knows(incident, actor)) return refuse('out-of-scope', '没有这一案件')
  return holds(actor, ...LOOP[step].who) ? null : refuse('role-may-not', '您的角色不能做这一步')
}

/** May the step be taken now by this actor, whatever it brings? */
function isOpenTo(step: StepName, incident: Incident, actor: Actor, context: LoopContext): Refusal | Needs {
  const row = LOOP[step] as Row
  const refused = mayTake(step, incident, actor)
  if (refused) return refused
  if (!fromOf(step, isImport(actor)).includes(incident.state)) return refuse('wrong-state', `案件现为 ${incident.state}，不能做这一步`)
  const open = row.open?.({ incident, actor, context }) ?? null
  if (open && isRefusal(open)) return open
  return { needs: [...row.needs, ...(open?.needs ?? [])], ...(open?.choices ? { choices: open.choices } : {}) }
}

/** The steps that the asker may take now: `needs` are the fields to give (`photos:after` is a photo with that `when`; `task` when he has
 *  several; `onBehalfOf` when he can only record for others), `choices` the values allowed where the case limits them. */
export function openSteps(incident: Incident, actor: Actor, context: LoopContext): OpenStep[] {
  return StepName.options.flatMap((step) => {
    const open = isOpenTo(step, incident, actor, context)
    return isRefusal(open) ? [] : [{ step, ...open }]
  })
}

const unknownPhoto = (body: { photos?: { id: string }[] }, context: LoopContext): Refusal | null => {
  const missing = body.photos?.find(({ id }) => !context.hasPhoto(id))
  return missing ? refuse('unknown-photo', `照片 ${missing.id} 还没有传到`) : null
}

function parseBody(step: StepName, body: unknown): Refusal | { body: Record<string, unknown>; onBehalfOf: OnBehalf | null } {
  const parsed = StepBody[step].safeParse(body)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse('body', `内容不合要求：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
  }
  const { onBehalfOf = null, ...rest } = parsed.data as { onBehalfOf?: OnBehalf }
  return { body: rest, onBehalfOf }
}

/** Only what differs, so that the journal keeps no copies. */
const differences = (before: Incident, after: Incident): Partial<Incident> =>
  Object.fromEntries(Object.entries(after).filter(([key, value]) => {
    const was = before[key as keyof Incident]
    return key !== 'state' && was !== value && JSON.stringify(was) !== JSON.stringify(value)
  })) // prettier-ignore

function recorded(step: StepName, doing: Doing<unknown>, change: Change): Recorded {
  const { incident, actor, context, at, onBehalfOf } = doing
  const after = settle(incident, { ...incident, ...change.changed, state: change.to }, context)
  const data: IncidentStepped = {
    step, from: incident.state, to: change.to, at, by: actor.id, byName: actor.name, body: doing.body as Record<string, unknown>, onBehalfOf,
    task: change.task ?? null, through: change.through ?? null, area: after.area, changed: differences(incident, after),
    due: incident.due === after.due ? null : { before: incident.due, after: after.due },
  } // prettier-ignore
  const event = { type: 'incident.stepped', data } as const
  const also = (change.also ?? []).map(({ incident: id, event: linked }) => ({ subject: `incident:${id}` as const, ...linked }))
  return {
    incident: evolve(incident, event),
    history: historyOf(event) as HistoryEntry,
    events: [{ subject: `incident:${incident.id}`, ...event }, ...also],
  }
}

/** A step on a case. `body` is the command without `commandId` and `step`; it is checked here. Of several reasons against it the first
 *  counts: who (403, 404), state (409), body (422), the rules. */
export function decide(incident: Incident, step: StepName, body: unknown, actor: Actor, context: LoopContext): Decision<Recorded> {
  const open = isOpenTo(step, incident, actor, context)
  if (isRefusal(open)) return open
  const parsed = parseBody(step, body)
  if ('ok' in parsed) return parsed
  const doing: Doing<unknown> = { incident, actor, context, at: new Date(context.nowMs).toISOString(), ...parsed }
  const change = (LOOP[step] as Row).change(doing)
  if (isRefusal(change)) return change
  return unknownPhoto(parsed.body, context) ?? accept(recorded(step, doing, change))
}

/** Other cases that a step reads or changes: they must be at hand before it is decided. */
export function touches(incident: Incident, step: StepName, body: unknown): string[] {
  if (step === 'detach') return incident.attachedTo === null ? [] : [incident.attachedTo]
  if (step !== 'attach') return []
  const to = (body as { to?: unknown } | null)?.to
  return [...(typeof to === 'string' ? [to] : []), ...incident.attached]
}

/** What the door knows of a report beside its words. */
export type Origin = {
  id: string
  number: string
  /** Of the alert, where one is the cause. */
  severity?: Incident['severity']
  workOrder?: string
  /** The import or replay it came by. */
  feed?: string
  flags?: IncidentFlag[]
}

const mayReport = (actor: Actor): boolean =>
  actor.kind === 'system' || isPerson(actor) || (actor.kind === 'key' && actor.scopes.includes('incidents:write'))

function newIncident(origin: Origin, body: ReportBody, actor: Actor, context: LoopContext): Incident {
  const at = new Date(context.nowMs).toISOString()
  const position = body.position ?? null
  const photos = (body.photos ?? []).map((photo) => ({ id: photo.id, when: photo.when ?? 'report', at, by: actor.id }))
  const suggested = body.item === undefined ? undefined : context.item(body.item)
  return {
    kind: 'incident', id: origin.id, number: origin.number, title: body.title, description: body.description, channel: body.channel,
    source: body.source, feed: origin.feed ?? null, state: 'REPORTED', flags: origin.flags ?? [], severity: origin.severity ?? suggested?.severity ?? 'BLUE',
    item: null, condition: null, suggested: suggested?.id ?? null, area: context.belongs(body.area ?? null, position) ?? NOWHERE, position,
    place: body.place ?? '', alert: body.alert ?? null, workOrder: origin.workOrder ?? null, reporter: actor.id, reportedAt: at, registeredAt: null,
    dispatchedAt: null, handledAt: null, closedAt: null, endedAt: null, updatedAt: at, tasks: [], clocks: [], due: null, closeDue: null, yellowAt: null,
    redAt: null, clock: null, round: 1, rounds: [], returns: 0, reworks: 0, level: context.config.levels[body.channel] ?? 'GRID', riseAt: null, ladder: null,
    attachedTo: null, attached: [], handledBy: [], handledTeams: [], inspection: null, verification: null, extension: null, stateBeforePause: null,
    stateBeforeAttach: null, photos, last: { at, step: 'report', by: actor.id, text: body.description.slice(0, 200) },
  } // prettier-ignore
}

/** The first event of a case. A report is never lost for a place or an item that the city does not know: they stay open. */
export function report(origin: Origin, body: unknown, actor: Actor, context: LoopContext): Decision<Recorded> {
  if (!mayReport(actor)) return refuse('role-may-not', '您的角色不能上报')
  const parsed = ReportBody.safeParse(body)
  if (!parsed.success)
    return refuse('body', `内容不合要求：${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`)
  const channel = context.config.sources[parsed.data.source]
  if (channel === undefined) return refuse('unknown-source', `没有来源 ${parsed.data.source}`)
  if (channel !== parsed.data.channel) return refuse('source-channel', `来源 ${parsed.data.source} 属于 ${channel}`)
  const missing = unknownPhoto(parsed.data as { photos?: { id: string }[] }, context)
  if (missing) return missing
  const incident = settle(null, newIncident(origin, parsed.data, actor, context), context)
  const event = { type: 'incident.reported', data: { by: actor.id, byName: actor.name, incident } } as const
  return accept({ incident, history: historyOf(event) as HistoryEntry, events: [{ subject: `incident:${incident.id}`, ...event }] })
}
