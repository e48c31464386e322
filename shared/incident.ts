import { z } from 'zod'
import { Severity } from './alert.ts'
import { Belongs, Id } from './area.ts'
import { Clock } from './clock.ts'
import { Position } from './geo.ts'
import { InspectMethod, RegistrationCondition } from './item.ts'
import { Task } from './task.ts'

const At = z.iso.datetime({ offset: true })

export const IncidentState = z.enum([
  'REPORTED', 'VERIFYING', 'PENDING_REGISTRATION', 'PENDING_DISPATCH', 'DISPATCHED', 'ACCEPTED', 'HANDLING', 'HANDLED', 'INSPECTING', 'CLOSED',
  'REJECTED', 'ATTACHED', 'RETURNED', 'REWORK', 'SUSPENDED', 'ON_ACCOUNT', 'FORCE_CLOSED', 'REOPENED',
]) // prettier-ignore
export type IncidentState = z.infer<typeof IncidentState>

export const StepName = z.enum([
  'request-verification', 'verify', 'register', 'reject', 'attach', 'detach', 'self-handle', 'dispatch', 'recall', 'acknowledge', 'arrive', 'return',
  'correct', 'designate', 'handle', 'inspect', 'close', 'rework', 'reopen', 'extend', 'grant-extension', 'refuse-extension', 'defer', 'put-on-account',
  'resume', 'force-close', 'urge', 'supervise', 'comment', 'rise', 'recalculate',
]) // prettier-ignore
export type StepName = z.infer<typeof StepName>

export const Channel = z.enum(['GRASSROOTS', 'PETITION', 'INDUSTRY'])
export type Channel = z.infer<typeof Channel>
export const IncidentFlag = z.enum([
  'EXTENSION_PENDING',
  'SELF_HANDLED',
  'PHOTOS_MISSING',
  'CALENDAR_MISSING',
  'SUPERVISED',
  'SAMPLED',
  'REPLAY',
  'POSITION_CORRECTED',
])
export type IncidentFlag = z.infer<typeof IncidentFlag>
export const AreaLevel = z.enum(['GRID', 'COMMUNITY', 'TOWN', 'DISTRICT', 'CITY'])
export type AreaLevel = z.infer<typeof AreaLevel>

export const Photo = z.strictObject({ id: z.string(), when: z.enum(['before', 'after', 'report', 'verify', 'inspect']).optional() })
export type Photo = z.infer<typeof Photo>

export const OnBehalf = z.strictObject({
  department: Id.optional(), team: Id.optional(), user: z.string().optional(), leader: z.string().optional(),
  by: z.enum(['PHONE', 'RADIO', 'PAPER']),
  at: At,
  /** What was answered. */
  answer: z.string().max(400).optional(),
}) // prettier-ignore
export type OnBehalf = z.infer<typeof OnBehalf>

/** One line of the append-only history: the case page's timeline. */
export const HistoryEntry = z.strictObject({
  at: At,
  step: z.string(),
  by: z.string(),
  byName: z.string(),
  from: IncidentState.nullable(),
  to: IncidentState,
  /** The step's body as given, personal data already taken out. */
  body: z.record(z.string(), z.unknown()),
  onBehalfOf: OnBehalf.nullable(),
  /** REGISTERED stands here and is no state: the step that registers goes on to PENDING_DISPATCH. */
  through: z.enum(['REGISTERED']).nullable(),
  /** A handling deadline that moved: why is the step itself. */
  due: z.strictObject({ before: At.nullable(), after: At.nullable() }).nullable(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** How an earlier round ended; it keeps its result when the case is reopened. */
export const Round = z.strictObject({
  round: z.int(),
  due: At.nullable(),
  closeDue: At.nullable(),
  handledAt: At.nullable(),
  endedAt: At,
  outcome: z.enum(['CLOSED', 'SELF_HANDLED', 'FORCE_CLOSED']),
})
export type Round = z.infer<typeof Round>

/** A case 案件 as a screen may show it: everything but its history. Open ones live in the picture. */
export const Incident = z.strictObject({
  kind: z.literal('incident'),
  id: z.string(),
  /** {division6}{yyyyMMdd}{seq5}: 19 digits. */
  number: z.string(),
  title: z.string(),
  description: z.string(),
  channel: Channel,
  source: z.string(),
  /** Import or replay this case came by (`la311`), else null. */
  feed: z.string().nullable(),
  state: IncidentState,
  flags: z.array(IncidentFlag),
  severity: Severity,
  item: z.strictObject({ id: Id, version: z.int(), name: z.string(), code: z.string() }).nullable(),
  /** The registration condition as it was when the case was registered. */
  condition: RegistrationCondition.nullable(),
  /** Item suggested by the report; `register` decides. */
  suggested: z.string().nullable(),
  area: Belongs,
  position: Position.nullable(),
  place: z.string(),
  alert: z.string().nullable(),
  workOrder: z.string().nullable(),
  reporter: z.string(),
  reportedAt: At,
  registeredAt: At.nullable(),
  dispatchedAt: At.nullable(),
  handledAt: At.nullable(),
  /** Of CLOSED only; `endedAt` is of every end. */
  closedAt: At.nullable(),
  endedAt: At.nullable(),
  updatedAt: At,
  /** A source that was played up to an instant stands there: its lights are judged then, whatever the time is. */
  judgedAt: At.optional(),
  tasks: z.array(Task),
  clocks: z.array(Clock),
  due: At.nullable(),
  closeDue: At.nullable(),
  /** When the light of the present stage turns yellow and red; null: no light. */
  yellowAt: At.nullable(),
  redAt: At.nullable(),
  /** The clock that `redAt` belongs to. */
  clock: z.string().nullable(),
  round: z.int(),
  rounds: z.array(Round),
  returns: z.int(),
  reworks: z.int(),
  level: AreaLevel,
  /** When the case rises one level if nobody has taken it; null: it waits for nobody, or is at the top. */
  riseAt: At.nullable(),
  /** How far the clock has gone on the present deadline: reminded, urged, supervised. */
  ladder: z.strictObject({ of: At, rung: z.enum(['REMINDED', 'URGED', 'SUPERVISED']) }).nullable(),
  attachedTo: z.string().nullable(),
  attached: z.array(z.string()),
  /** Who handled, or recorded it on behalf: none of them inspects. */
  handledBy: z.array(z.string()),
  /** Their teams: no member inspects. */
  handledTeams: z.array(z.string()),
  inspection: z.strictObject({ passed: z.boolean(), method: InspectMethod, by: z.string(), at: At, opinion: z.string() }).nullable(),
  verification: z.strictObject({ assignee: z.string(), found: z.boolean().nullable() }).nullable(),
  extension: z.strictObject({ until: At, reason: z.string(), by: z.string(), at: At, task: z.string() }).nullable(),
  /** The state before the FIRST pause. */
  stateBeforePause: IncidentState.nullable(),
  stateBeforeAttach: IncidentState.nullable(),
  photos: z.array(z.strictObject({ id: z.string(), when: z.string(), at: At, by: z.string() })),
  /** One line for the row: the newest thing said or done. */
  last: z.strictObject({ at: At, step: z.string(), by: z.string(), text: z.string() }),
})
export type Incident = z.infer<typeof Incident>

export const ENDED: readonly IncidentState[] = ['REJECTED', 'ATTACHED', 'CLOSED', 'FORCE_CLOSED']
export const isOpen = (incident: Pick<Incident, 'state'>): boolean => !ENDED.includes(incident.state)

/** The deadline's light now; null while paused, attached or ended. */
export const lightOf = (
  incident: Pick<Incident, 'redAt' | 'yellowAt'> & { judgedAt?: string | undefined },
  nowMs: number,
): 'RED' | 'YELLOW' | 'GREEN' | null => {
  const at = incident.judgedAt === undefined ? nowMs : Date.parse(incident.judgedAt)
  if (incident.redAt === null) return null
  if (at > Date.parse(incident.redAt)) return 'RED'
  return incident.yellowAt !== null && at >= Date.parse(incident.yellowAt) ? 'YELLOW' : 'GREEN'
}
