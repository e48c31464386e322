import { holds } from './actor.ts'
import { calendarOf } from './calendar.ts'
import { clockOf, closeDueOf, extendClock, putClock, recountClock, startInspectClock } from './clock.ts'
import { type Refusal, refuse } from './decision.ts'
import { handleClockOf, startHandleClock, withFlag } from './incident-clocks.ts'
import type { BodyOf } from './incident-body.ts'
import { type Incident, type IncidentState, isOpen } from './incident.ts'
import { type Asking, type Change, type Doing, type Needs, addPhotos, isImport, missingPhotos } from './incident-step.ts'
import type { Item, RegistrationCondition } from './item.ts'
import { endTasks } from './task.ts'

type Registered = Pick<Incident, 'item' | 'condition'>
const NO_NEEDS: Needs = { needs: [] }

function registered(item: Item | undefined, condition: string): Registered | Refusal {
  if (!item) return refuse('unknown-item', '没有这一治理事项')
  const found = item.conditions.find(({ id }) => id === condition)
  if (!found) return refuse('unknown-condition', `${item.name}没有这一立案条件`)
  return { item: { id: item.id, version: item.version, name: item.name, code: item.code }, condition: found }
}
const bySeverity = (incident: Incident, item: Item | undefined): Incident['severity'] =>
  incident.alert === null && item ? item.severity : incident.severity

export function requestVerification({ incident, body, context }: Doing<BodyOf<'request-verification'>>): Change | Refusal {
  const person = context.person(body.assignee)
  if (!person?.roles.some((role) => role === 'worker' || role === 'inspector')) return refuse('unknown-person', '核实须派给网格员或核查员')
  if (incident.state === 'VERIFYING' && incident.verification?.assignee === body.assignee)
    return refuse('same-assignee', '已经派给这个人核实')
  return { to: 'VERIFYING', changed: { verification: { assignee: body.assignee, found: null } } }
}

export const isAssignee = ({ incident, actor }: Asking): Refusal | null =>
  incident.verification?.assignee === actor.id ? null : refuse('role-may-not', '只有被派核实的人可以回复核实结果')

export const verify = (doing: Doing<BodyOf<'verify'>>): Change => ({
  to: 'PENDING_REGISTRATION',
  changed: { verification: { assignee: doing.actor.id, found: doing.body.found }, photos: addPhotos(doing, doing.body.photos, 'verify') },
})

export function register({ incident, body, context, at }: Doing<BodyOf<'register'>>): Change | Refusal {
  const item = context.item(body.item)
  const known = registered(item, body.condition)
  if ('ok' in known) return known
  const changed = { ...known, registeredAt: at, severity: bySeverity(incident, item) }
  return {
    to: 'PENDING_DISPATCH',
    through: 'REGISTERED',
    changed: { ...changed, clocks: startHandleClock({ ...incident, ...changed }, context, false) },
  }
}

/** Only an import rejects what was dispatched: then its tasks end too. */
export const reject = ({ incident, at }: Doing<BodyOf<'reject'>>): Change => ({
  to: 'REJECTED',
  changed: { endedAt: at, tasks: endTasks(incident.tasks, 'ENDED', at) },
})

const linked = (incident: string, data: { at: string; attachedTo?: string | null; attach?: string[]; detach?: string[] }) =>
  ({ incident, event: { type: 'incident.linked', data } }) as const

export function attach({ incident, body, context, at }: Doing<BodyOf<'attach'>>): Change | Refusal {
  const target = context.incident(body.to)
  if (!target || target.id === incident.id) return refuse('unknown-incident', '没有这一案件可并入')
  if (!isOpen(target) && target.state !== 'CLOSED') return refuse('target-ended', '只能并入在办或已结案的案件，且不能并入已并案的上报')
  const moving = incident.attached
  return {
    to: 'ATTACHED',
    changed: { attachedTo: target.id, attached: [], stateBeforeAttach: incident.state, endedAt: at },
    also: [linked(target.id, { at, attach: [incident.id, ...moving] }), ...moving.map((id) => linked(id, { at, attachedTo: target.id }))],
  }
}

export const detach = ({ incident, at }: Doing<BodyOf<'detach'>>): Change => ({
  to: incident.stateBeforeAttach ?? 'REPORTED',
  changed: { attachedTo: null, stateBeforeAttach: null, endedAt: null },
  also: incident.attachedTo === null ? [] : [linked(incident.attachedTo, { at, detach: [incident.id] })],
})

/** One of so many, always the same ones: FNV-1a of the id. */
function isSampled(id: string, share: number): boolean {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0
  return hash / 2 ** 32 < share
}

export const isReporter = ({ incident, actor }: Asking): Refusal | null =>
  incident.reporter === actor.id ? null : refuse('role-may-not', '只有上报人可以自行处置')

export function selfHandle(doing: Doing<BodyOf<'self-handle'>>): Change | Refusal {
  const { incident, body, context, actor, at } = doing
  const item = context.item(body.item)
  const known = registered(item, body.condition)
  if ('ok' in known) return known
  if (!known.condition?.selfHandle) return refuse('not-self-handled', '这一事项不允许自行处置')
  const missing = missingPhotos(known, body.photos)
  if (missing.length > 0)
    return refuse('photos-missing', `结案条件要求${missing.map((when) => (when === 'before' ? '处置前' : '处置后')).join('、')}照片`)
  const flags = withFlag(withFlag(incident.flags, 'SELF_HANDLED', true), 'SAMPLED', isSampled(incident.id, context.config.sampleShare))
  const when = { registeredAt: at, handledAt: at, closedAt: at, endedAt: at }
  const changed = { ...known, ...when, flags, severity: bySeverity(incident, item), handledBy: [actor.id], handledTeams: actor.teams }
  return { to: 'CLOSED', through: 'REGISTERED', changed: { ...changed, photos: addPhotos(doing, body.photos, 'after') } }
}

/** Item and condition after a correction. The condition alone is one of the version that the case was registered under. */
function corrected({ incident, body, context }: Doing<BodyOf<'correct'>>): Registered | Refusal {
  const { item, condition } = body.changes
  if (item === undefined && condition === undefined) return { item: incident.item, condition: incident.condition }
  if (condition === undefined) return refuse('unknown-condition', '改了事项须同时选立案条件')
  const version = incident.item && (item === undefined || item === incident.item.id) ? incident.item.version : undefined
  return registered(context.item(item ?? incident.item?.id ?? '', version), condition)
}

function recounted({ incident, context }: Doing<unknown>, condition: RegistrationCondition | null): Incident['clocks'] {
  const clock = handleClockOf(incident)
  if (!clock || !condition || JSON.stringify(condition.limit) === JSON.stringify(incident.condition?.limit)) return incident.clocks
  const calendar = context.calendars.find(({ id }) => id === clock.calendar) ?? null
  return putClock(incident.clocks, clock, recountClock(clock, condition.limit, calendar))
}

/** Registered facts are corrected in place; the limit of a changed condition counts from the same start, in the same calendar. */
export function correct(doing: Doing<BodyOf<'correct'>>): Change | Refusal {
  const { incident, body, context } = doing
  const { title, description, place, position, area } = body.changes
  const known = corrected(doing)
  if ('ok' in known) return known
  const moved = position !== undefined || area !== undefined ? context.belongs(area ?? null, position ?? incident.position) : incident.area
  if (moved === null) return refuse('unknown-area', '没有这一区域')
  const clocked = startHandleClock({ ...incident, ...known, clocks: recounted(doing, known.condition) }, context, false)
  return {
    to: 'PENDING_DISPATCH',
    changed: {
      ...known, area: moved, clocks: clocked, title: title ?? incident.title, description: description ?? incident.description,
      place: place ?? incident.place, position: position ?? incident.position,
      flags: withFlag(incident.flags, 'POSITION_CORRECTED', position !== undefined || incident.flags.includes('POSITION_CORRECTED')),
    },
  } // prettier-ignore
}

const REMOTE = ['SENSOR', 'PHOTO', 'CALLBACK'] as const
const methodsOf = (incident: Incident): readonly string[] =>
  incident.flags.includes('PHOTOS_MISSING') ? ['ON_SITE'] : (incident.condition?.methods ?? [])
const isSelfHandled = (incident: Incident) => incident.state === 'CLOSED'

export function canInspect({ incident, actor }: Asking): Refusal | Needs {
  if (isSelfHandled(incident) && !(incident.flags.includes('SELF_HANDLED') && incident.flags.includes('SAMPLED')))
    return refuse('wrong-state', '已结案；自行处置的案件只有抽中的才核查')
  if (incident.handledBy.includes(actor.id)) return refuse('own-work', '处置人和代为记录的人不得核查自己的案件')
  if (actor.teams.some((team) => incident.handledTeams.includes(team))) return refuse('own-work', '处置队伍的成员不得核查本队的案件')
  const asked = methodsOf(incident)
  const methods = asked.filter((method) => holds(actor, 'worker', 'inspector') || (REMOTE as readonly string[]).includes(method))
  if (methods.length === 0) return refuse('role-may-not', '本案须现场核查，由网格员或核查员进行')
  return { needs: incident.flags.includes('PHOTOS_MISSING') ? ['photos'] : [], choices: { method: methods } }
}

export function inspect(doing: Doing<BodyOf<'inspect'>>): Change | Refusal {
  const { incident, actor, at } = doing
  const { passed, method, opinion, photos = [] } = doing.body
  if (!methodsOf(incident).includes(method)) return refuse('method-not-allowed', '这一事项不允许这种核查方式')
  if (!holds(actor, 'worker', 'inspector') && method === 'ON_SITE') return refuse('role-may-not', '现场核查由网格员或核查员进行')
  if (incident.flags.includes('PHOTOS_MISSING') && photos.length === 0) return refuse('photos-missing', '处置没有照片，核查须现场拍照')
  const inspection = { passed, method, by: actor.id, at, opinion }
  return { to: isSelfHandled(incident) ? 'CLOSED' : 'INSPECTING', changed: { inspection, photos: addPhotos(doing, photos, 'inspect') } }
}

/** Imported cases end as the other system says; it knew no inspection. */
export function canClose({ incident, actor }: Asking): Refusal | Needs {
  if (isImport(actor)) return NO_NEEDS
  if (incident.state !== 'INSPECTING') return refuse('wrong-state', '核查通过后才能结案')
  if (!incident.inspection?.passed) return refuse('not-passed', '最近一次核查没有通过，只能返工')
  return { needs: incident.workOrder === null ? [] : ['reply'] }
}

export function close({ incident, body, actor, at }: Doing<BodyOf<'close'>>): Change | Refusal {
  if (incident.workOrder !== null && !body.reply && !isImport(actor)) return refuse('reply-missing', '热线工单结案须写明对诉求人的答复')
  return {
    to: 'CLOSED',
    changed: { closedAt: at, endedAt: at, handledAt: incident.handledAt ?? at, tasks: endTasks(incident.tasks, 'ENDED', at) },
  }
}

export const hasFailed = ({ incident }: Asking): Refusal | null =>
  incident.inspection?.passed === false ? null : refuse('passed', '最近一次核查已通过')

export const rework = ({ incident, at }: Doing<BodyOf<'rework'>>): Change => ({
  to: 'REWORK',
  changed: {
    tasks: endTasks(incident.tasks, 'ENDED', at), reworks: incident.reworks + 1, handledAt: null,
    flags: withFlag(incident.flags, 'PHOTOS_MISSING', false),
  },
}) // prettier-ignore

/** A new round, unless the case was never registered: then it is where it would have been. */
export function reopen({ incident, at }: Doing<BodyOf<'reopen'>>): Change {
  if (incident.registeredAt === null)
    return { to: 'PENDING_REGISTRATION', changed: { endedAt: null, closedAt: null, stateBeforePause: null } }
  const { round, due, closeDue, handledAt, endedAt } = incident
  const outcome = incident.state === 'FORCE_CLOSED' ? 'FORCE_CLOSED' : incident.flags.includes('SELF_HANDLED') ? 'SELF_HANDLED' : 'CLOSED'
  const flags = (['SELF_HANDLED', 'SAMPLED', 'PHOTOS_MISSING', 'CALENDAR_MISSING'] as const).reduce(
    (kept, flag) => withFlag(kept, flag, false),
    incident.flags,
  )
  return {
    to: 'REOPENED',
    changed: {
      round: round + 1, rounds: [...incident.rounds, { round, due, closeDue, handledAt, endedAt: endedAt ?? at, outcome }], flags,
      due: null, closeDue: null, dispatchedAt: null, handledAt: null, closedAt: null, endedAt: null, inspection: null, stateBeforePause: null,
    },
  } // prettier-ignore
}

export const hasExtension = ({ incident, actor }: Asking): Refusal | null =>
  incident.extension === null
    ? refuse('wrong-state', '没有待决定的延期申请')
    : incident.extension.by === actor.id
      ? refuse('own-extension', '申请人不得决定自己的延期')
      : null

export function grantExtension({ incident, context }: Doing<unknown>): Change {
  const clock = handleClockOf(incident)
  const until = incident.extension?.until
  if (!clock || until === undefined) return { to: incident.state }
  return {
    to: incident.state,
    changed: { extension: null, clocks: putClock(incident.clocks, clock, extendClock(clock, Date.parse(until), context.calendars)) },
  }
}

export const refuseExtension = ({ incident }: Doing<unknown>): Change => ({ to: incident.state, changed: { extension: null } })

export const pause =
  (to: IncidentState) =>
  ({ incident }: Doing<unknown>): Change => ({ to, changed: { stateBeforePause: incident.stateBeforePause ?? incident.state } })

export const resume = ({ incident }: Doing<unknown>): Change => ({
  to: incident.stateBeforePause ?? 'PENDING_DISPATCH',
  changed: { stateBeforePause: null },
})

export const forceClose = ({ incident, at }: Doing<unknown>): Change => ({
  to: 'FORCE_CLOSED',
  changed: { endedAt: at, tasks: endTasks(incident.tasks, 'ENDED', at) },
})

/** Counts again what could not be counted, when the calendar of the year has been loaded. */
export function recalculate({ incident, context }: Asking): Change | Refusal {
  const calendar = calendarOf(context.calendars, incident.area, context.city)
  const handle = handleClockOf(incident)
  if (!handle) return refuse('nothing-to-count', '本案还没有处置时限')
  const counted = handle.due === null ? recountClock(handle, handle.limit, calendar) : handle
  const closeDue = closeDueOf(counted.due, context.config.inspect, calendar)
  if (counted.due === incident.due && (incident.closeDue !== null || closeDue === null))
    return refuse('nothing-to-count', '没有可以重新计算的时限')
  const clocks = putClock(incident.clocks, handle, counted)
  const inspect = clockOf(clocks, 'inspect', incident.round)
  if (!inspect || inspect.stoppedAt !== null || inspect.due !== null) return { to: incident.state, changed: { clocks } }
  const again = { ...startInspectClock(closeDue, inspect.limit, Date.parse(inspect.startedAt), calendar), round: inspect.round }
  return { to: incident.state, changed: { clocks: putClock(clocks, inspect, again) } }
}

export function canRecalculate(asking: Asking): Refusal | null {
  const counted = recalculate(asking)
  return 'ok' in counted ? counted : null
}
