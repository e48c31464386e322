import { type Calendar, addLeft, calendarOf, isMissing, leftOf } from './calendar.ts'
import {
  type Clock, type ClockName, type StageLimit, clockOf, closeDueOf, isRunning, pauseClock, putClock, resumeClock, startClock, startInspectClock,
  startStageClock, stopClock,
} from './clock.ts' // prettier-ignore
import { ENDED, type Incident, type IncidentFlag, type IncidentState } from './incident.ts'
import type { LoopContext } from './loop-context.ts'
import { type Task, isLive } from './task.ts'

export const PAUSED: readonly IncidentState[] = ['SUSPENDED', 'ON_ACCOUNT']
export const isPaused = (incident: Pick<Incident, 'state'>): boolean => PAUSED.includes(incident.state)

/** The stage whose limit runs in a state. In RETURNED and REWORK somebody must dispatch again, while the handling clock runs on. */
const STAGE: Partial<Record<IncidentState, Exclude<ClockName, 'handle'>>> = {
  REPORTED: 'register', PENDING_REGISTRATION: 'register', VERIFYING: 'verify',
  PENDING_DISPATCH: 'dispatch', RETURNED: 'dispatch', REWORK: 'dispatch', REOPENED: 'dispatch',
  DISPATCHED: 'acknowledge', HANDLED: 'inspect', INSPECTING: 'inspect',
} // prettier-ignore

export const withFlag = (flags: readonly IncidentFlag[], flag: IncidentFlag, on: boolean): IncidentFlag[] =>
  on ? (flags.includes(flag) ? [...flags] : [...flags, flag]) : flags.filter((other) => other !== flag)

export const handleClockOf = (incident: Pick<Incident, 'clocks' | 'round'>): Clock | undefined =>
  clockOf(incident.clocks, 'handle', incident.round)
const calendarById = (id: string | null, context: LoopContext): Calendar | null =>
  context.calendars.find((calendar) => calendar.id === id) ?? null
const calendarFor = (incident: Incident, context: LoopContext) => calendarOf(context.calendars, incident.area, context.city)
const iso = (ms: number) => new Date(ms).toISOString()

/** The handling clock of a round, in the calendar of the place as it is now. The first round counts from where the limit says, a later
 *  one from its dispatch. */
export function startHandleClock(incident: Incident, context: LoopContext, dispatched: boolean): Clock[] {
  const { condition, round } = incident
  if (!condition || handleClockOf(incident) || (!dispatched && (condition.limit.from === 'DISPATCH' || round > 1))) return incident.clocks
  const limit = round > 1 ? { ...condition.limit, from: 'DISPATCH' as const } : condition.limit
  const starts = { reportMs: Date.parse(incident.reportedAt), dispatchMs: dispatched ? context.nowMs : null }
  return [...incident.clocks, { ...startClock('handle', limit, starts, calendarFor(incident, context)), round }]
}

function startStage(incident: Incident, name: Exclude<ClockName, 'handle'>, context: LoopContext): Clock[] {
  const limit: StageLimit | null = context.config[name]
  if (limit === null) return incident.clocks
  const handle = handleClockOf(incident)
  const calendar = handle ? calendarById(handle.calendar, context) : calendarFor(incident, context)
  const clock =
    name === 'inspect' && handle
      ? startInspectClock(incident.closeDue, limit, context.nowMs, calendar)
      : startStageClock(name, limit, context.nowMs, calendar)
  return [...incident.clocks, { ...clock, round: incident.round }]
}

/** Stops the clock of the stage that was left and starts that of the stage that was entered. */
function changeStage(before: Incident | null, after: Incident, context: LoopContext): Clock[] {
  const left = before && (isPaused(before) && before.stateBeforePause ? before.stateBeforePause : before.state)
  const [old, next] = [left && STAGE[left], STAGE[after.state]]
  if (old === next && before?.round === after.round) return after.clocks
  const clocks = after.clocks.map((clock) => (clock.name === 'handle' ? clock : stopClock(clock, iso(context.nowMs))))
  return next ? startStage({ ...after, clocks }, next, context) : clocks
}

/** Handling is over from HANDLED on. Rework makes it go on as if it had never stopped, but for pauses during inspection. */
function runHandleClock(incident: Incident, at: string, calendars: readonly Calendar[]): Clock[] {
  const clock = handleClockOf(incident)
  if (!clock) return incident.clocks
  if (STAGE[incident.state] === 'inspect') return putClock(incident.clocks, clock, stopClock(clock, at))
  const { stoppedAt } = clock
  const inspected = stoppedAt === null ? undefined : clockOf(incident.clocks, 'inspect', incident.round)
  const pauses = (inspected?.pauses ?? []).filter((pause) => pause.at >= (stoppedAt ?? ''))
  const goesOn = pauses.reduce<Clock>(
    (c, pause) => resumeClock(pauseClock(c, Date.parse(pause.at), calendars), Date.parse(pause.resumedAt), calendars),
    { ...clock, stoppedAt: null },
  )
  return putClock(incident.clocks, clock, goesOn)
}

function runClocks(before: Incident | null, after: Incident, context: LoopContext): Clock[] {
  const at = iso(context.nowMs)
  if (ENDED.includes(after.state)) return after.clocks.map((clock) => stopClock(clock, at))
  if (isPaused(after)) return after.clocks.map((clock) => pauseClock(clock, context.nowMs, context.calendars))
  const resumed = after.clocks.map((clock) => resumeClock(clock, context.nowMs, context.calendars))
  const handling = runHandleClock({ ...after, clocks: resumed }, at, context.calendars)
  return changeStage(before, { ...after, ...deadlines({ ...after, clocks: handling }, context), clocks: handling }, context)
}

/** Both deadlines. closeDue follows due until the inspection clock runs; from then on it is that clock's. */
function deadlines(incident: Incident, context: LoopContext): Pick<Incident, 'due' | 'closeDue'> {
  const handle = handleClockOf(incident)
  if (!handle) return { due: null, closeDue: null }
  const inspect = clockOf(incident.clocks, 'inspect', incident.round)
  if (inspect && isRunning(inspect)) return { due: handle.due, closeDue: inspect.due }
  if (handle.stoppedAt !== null || handle.paused !== null) return { due: handle.due, closeDue: incident.closeDue }
  return { due: handle.due, closeDue: closeDueOf(handle.due, context.config.inspect, calendarById(handle.calendar, context)) }
}

/** The clock that the light shows: none while paused or ended, the stage's before dispatch, the handling's until handled, then closing's. */
function lightClock(incident: Incident): Pick<Incident, 'yellowAt' | 'redAt' | 'clock'> {
  const stage = STAGE[incident.state]
  const handle = handleClockOf(incident)
  const stageClock = stage && clockOf(incident.clocks, stage, incident.round)
  const running = (clock: Clock | undefined) => (clock && isRunning(clock) ? clock : undefined)
  if (stage === 'inspect' && !stageClock) return { clock: 'inspect', yellowAt: handle?.yellowAt ?? null, redAt: incident.closeDue }
  const clock = stage === 'inspect' || incident.dispatchedAt === null ? (running(stageClock) ?? running(handle)) : running(handle)
  return { clock: clock?.name ?? null, yellowAt: clock?.yellowAt ?? null, redAt: clock?.due ?? null }
}

const LEVELS = ['GRID', 'COMMUNITY', 'TOWN', 'DISTRICT', 'CITY'] as const
export const levelAbove = (level: Incident['level']): Incident['level'] | undefined => LEVELS[LEVELS.indexOf(level) + 1]

/** When a case that nobody takes rises next, counted from now. */
export function nextRise(incident: Incident, context: LoopContext): string | null {
  const limit = context.config.rise
  if (limit === null || levelAbove(incident.level) === undefined) return null
  return startStageClock('dispatch', limit, context.nowMs, calendarFor(incident, context)).due
}

function riseAtOf(before: Incident | null, after: Incident, context: LoopContext): string | null {
  if (after.state !== 'PENDING_DISPATCH' && after.state !== 'DISPATCHED') return null
  return before?.state === after.state ? after.riseAt : nextRise(after, context)
}

/** Tasks still to be done keep the deadline of the case, and an unanswered one what was left of its receipt when the case was paused. */
function settleTasks(before: Incident | null, after: Incident, context: LoopContext): Task[] {
  const pausedAt = before && isPaused(before) && !isPaused(after) ? (handleClockOf(before)?.paused?.at ?? null) : null
  const type = context.config.acknowledge?.type
  const calendar = calendarById(handleClockOf(after)?.calendar ?? null, context)
  const later = (due: string | null) => {
    if (due === null || pausedAt === null || type === undefined) return due
    const left = leftOf(type, Date.parse(pausedAt), Date.parse(due), calendar)
    const instant = left === null ? null : addLeft(type, context.nowMs, left, calendar)
    return instant === null || isMissing(instant) ? null : iso(instant.ms)
  }
  const settle = (task: Task) => ({
    ...task,
    due: after.due,
    acknowledgeDue: task.state === 'ASKED' ? later(task.acknowledgeDue) : task.acknowledgeDue,
  })
  return after.tasks.map((task) => (isLive(task) ? settle(task) : task))
}

const asksExtension = (incident: Incident): boolean =>
  incident.extension !== null && !isPaused(incident) && incident.tasks.some((task) => task.id === incident.extension?.task && isLive(task))

/** Everything that follows from a change of state: clocks, deadlines, light, flags. Pure; `after` has the step's own changes already. */
export function settle(before: Incident | null, after: Incident, context: LoopContext): Incident {
  const clocks = runClocks(before, after, context)
  const ended = ENDED.includes(after.state)
  const due = ended ? { due: after.due, closeDue: after.closeDue } : deadlines({ ...after, clocks }, context)
  const clocked: Incident = { ...after, clocks, ...due }
  const extension = !ended && asksExtension(clocked) ? clocked.extension : null
  const missing = ended
    ? after.flags.includes('CALENDAR_MISSING')
    : clocks.some((clock) => clock.stoppedAt === null && clock.due === null) || (due.due !== null && due.closeDue === null)
  const light = ended || isPaused(clocked) ? { clock: null, yellowAt: null, redAt: null } : lightClock(clocked)
  const flags = withFlag(withFlag(clocked.flags, 'EXTENSION_PENDING', extension !== null), 'CALENDAR_MISSING', missing)
  return {
    ...clocked,
    ...light,
    extension,
    flags,
    riseAt: ended || isPaused(clocked) ? null : riseAtOf(before, clocked, context),
    tasks: settleTasks(before, clocked, context),
  }
}
