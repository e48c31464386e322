import { z } from 'zod'
import { Belongs } from './area.ts'
import { type HistoryEntry, Incident, IncidentState, OnBehalf, StepName } from './incident.ts'

const At = z.iso.datetime({ offset: true })

/** `incident.reported`: the first event of a case brings it whole. */
export const IncidentReported = z.strictObject({ by: z.string(), byName: z.string(), incident: Incident })
export type IncidentReported = z.infer<typeof IncidentReported>

/** `incident.stepped`. `changed` is what the step made of the case, computed when it was decided: deadlines need calendars and
 *  configuration, and a replay must give the same case after those have changed. */
export const IncidentStepped = z.strictObject({
  step: StepName,
  from: IncidentState,
  to: IncidentState,
  at: At,
  by: z.string(),
  byName: z.string(),
  body: z.record(z.string(), z.unknown()),
  onBehalfOf: OnBehalf.nullable(),
  /** The task it acted on. */
  task: z.string().nullable(),
  through: z.enum(['REGISTERED']).nullable(),
  due: z.strictObject({ before: At.nullable(), after: At.nullable() }).nullable(),
  area: Belongs,
  changed: Incident.partial(),
})
export type IncidentStepped = z.infer<typeof IncidentStepped>

/** `incident.linked`: another case was attached to this one or taken off it, or the one this is attached to moved on. */
export const IncidentLinked = z.strictObject({
  at: At,
  attachedTo: z.string().nullable().optional(),
  attach: z.array(z.string()).optional(),
  detach: z.array(z.string()).optional(),
})
export type IncidentLinked = z.infer<typeof IncidentLinked>

export type IncidentEvent =
  | { type: 'incident.reported'; data: IncidentReported }
  | { type: 'incident.stepped'; data: IncidentStepped }
  | { type: 'incident.linked'; data: IncidentLinked }

/** One line for the row, out of what was said. */
function saidIn(body: Record<string, unknown>): string {
  const said = body['opinion'] ?? body['reason'] ?? body['text'] ?? body['reply'] ?? ''
  return typeof said === 'string' ? said.slice(0, 200) : ''
}

/** The case after the event. A step on a case that never was reported is a broken journal, and throws. */
export function evolve(before: Incident | null, event: IncidentEvent): Incident {
  if (event.type === 'incident.reported') return event.data.incident
  if (!before) throw new Error(`${event.type} of an incident that was never reported`)
  if (event.type === 'incident.linked') {
    const { at, attachedTo, attach = [], detach = [] } = event.data
    const attached = [...new Set([...before.attached, ...attach])].filter((id) => !detach.includes(id))
    return { ...before, attached, updatedAt: at, ...(attachedTo === undefined ? {} : { attachedTo }) }
  }
  const { step, to, at, by, body, changed } = event.data
  return { ...before, ...(changed as Partial<Incident>), state: to, updatedAt: at, last: { at, step, by, text: saidIn(body) } }
}

/** The event's line in the timeline; a link has none, the step that made it has. */
export function historyOf(event: IncidentEvent): HistoryEntry | null {
  if (event.type === 'incident.linked') return null
  if (event.type === 'incident.stepped') {
    const { at, step, by, byName, from, to, body, onBehalfOf, through, due } = event.data
    return { at, step, by, byName, from, to, body, onBehalfOf, through, due }
  }
  const { by, byName, incident } = event.data
  const { title, description, channel, source, place } = incident
  const body = { title, description, channel, source, place }
  return {
    at: incident.reportedAt,
    step: 'report',
    by,
    byName,
    from: null,
    to: incident.state,
    body,
    onBehalfOf: null,
    through: null,
    due: null,
  }
}
