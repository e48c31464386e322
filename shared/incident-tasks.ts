import { holds } from './actor.ts'
import { amountOf, calendarOf, dueOf } from './calendar.ts'
import { type Refusal, refuse } from './decision.ts'
import { startHandleClock, withFlag } from './incident-clocks.ts'
import type { BodyOf } from './incident-body.ts'
import type { Incident, OnBehalf } from './incident.ts'
import { type Asking, type Change, type Doing, type Needs, addPhotos, missingPhotos } from './incident-step.ts'
import type { LoopContext } from './loop-context.ts'
import { type Task, type TaskState, allHandled, changeTask, endTasks, isAsked, isLive, presentTasks } from './task.ts'

const iso = (ms: number) => new Date(ms).toISOString()

function receiptDue(incident: Incident, context: LoopContext): string | null {
  const limit = context.config.acknowledge
  if (!limit) return null
  const calendar = calendarOf(context.calendars, incident.area, context.city)
  const due =
    amountOf(limit, calendar) === null
      ? null
      : dueOf({ ...limit, from: 'DISPATCH' }, { reportMs: context.nowMs, dispatchMs: context.nowMs }, calendar).dueMs
  return due === null ? null : iso(due)
}

type Asked = { department: string; team?: string | undefined; role: Task['role']; must: boolean; designated?: boolean }

function unknownIn(asked: readonly Asked[], context: LoopContext): Refusal | null {
  for (const { department, team } of asked) {
    if (!context.hasDepartment(department)) return refuse('unknown-department', `没有部门 ${department}`)
    if (team !== undefined && context.departmentOf(team) !== department)
      return refuse('unknown-team', `部门 ${department} 没有队伍 ${team}`)
  }
  const keys = asked.map(({ department, team }) => `${department}/${team ?? ''}`)
  return new Set(keys).size === keys.length ? null : refuse('asked-twice', '同一部门或队伍只能派一次')
}

/** Sends the case out: new tasks, and on the first dispatch of a round its handling clock. */
function send(doing: Doing<unknown>, asked: readonly Asked[]): Change | Refusal {
  const { incident, context, actor, at } = doing
  const unknown = unknownIn(asked, context)
  if (unknown) return unknown
  const acknowledgeDue = receiptDue(incident, context)
  const tasks = asked.map(({ department, team, role, must, designated }, index): Task => ({
    id: `t${incident.tasks.length + index + 1}`, department, team: team ?? null, role, must, designated: designated ?? false, state: 'ASKED',
    askedAt: at, askedBy: actor.id, acknowledgedAt: null, acknowledgedBy: null, arrivedAt: null, handledAt: null, handledBy: [], endedAt: null,
    due: null, acknowledgeDue,
  })) // prettier-ignore
  const dispatchedAt = incident.dispatchedAt ?? at
  return {
    to: 'DISPATCHED',
    changed: { tasks: [...incident.tasks, ...tasks], dispatchedAt, clocks: startHandleClock(incident, context, true) },
  }
}

export function dispatch(doing: Doing<BodyOf<'dispatch'>>): Change | Refusal {
  const { department, team, assist = [], reason } = doing.body
  const advice = doing.context.recommended
  const follows = !advice || (advice.department === department && (team === undefined || advice.team === null || advice.team === team))
  if (!follows && !reason) return refuse('reason-needed', '没有按推荐派遣，须写明理由')
  return send(doing, [{ department, team, role: 'LEAD', must: true }, ...assist.map((asked): Asked => ({ ...asked, role: 'ASSIST' }))])
}

export function designate(doing: Doing<BodyOf<'designate'>>): Change | Refusal {
  const { department, team } = doing.body
  return send(doing, [{ department, team, role: 'LEAD', must: true, designated: true }])
}

export const canDesignate = ({ incident }: Asking): Refusal | null =>
  incident.returns >= 2 ? null : refuse('first-return', '第二次退回后才能指定承办部门')

export const recall = ({ incident, at }: Doing<unknown>): Change => ({
  to: 'PENDING_DISPATCH',
  changed: { tasks: endTasks(incident.tasks, 'RECALLED', at) },
})

type OnTask = { task?: string | undefined; onBehalfOf?: OnBehalf | undefined }
type Fits = (task: Task) => boolean
export const inState =
  (...states: TaskState[]): Fits =>
  (task) =>
    states.includes(task.state)
export const mayReturn: Fits = (task) => isLive(task) && !task.designated

/** The tasks on which the actor may take the step himself, or record it for others. */
function tasksFor({ incident, actor }: Asking, fits: Fits): { own: Task[]; behalf: Task[]; any: boolean } {
  const live = presentTasks(incident.tasks).filter(isLive)
  const own = holds(actor, 'handler', 'worker') ? live.filter((task) => isAsked(task, actor)) : []
  const behalf = holds(actor, 'operator', 'dispatcher') ? live : []
  return { own: own.filter(fits), behalf: behalf.filter(fits), any: own.length + behalf.length > 0 }
}

/** Guard of the steps on a task: there is one that the actor may act on. */
export const hasTask =
  (fits: Fits, otherwise: Refusal = refuse('wrong-state', '您的任务不在能做这一步的状态')) =>
  (asking: Asking): Refusal | Needs => {
    const { own, behalf, any } = tasksFor(asking, fits)
    if (!any) return refuse('role-may-not', '您不属于被派的部门或队伍')
    const tasks = own.length > 0 ? own : behalf
    if (tasks.length === 0) return otherwise
    return {
      needs: [...(tasks.length > 1 ? ['task'] : []), ...(own.length > 0 ? [] : ['onBehalfOf'])],
      choices: { task: tasks.map(({ id }) => id) },
    }
  }

function isFor(task: Task, { department, team }: OnBehalf, context: LoopContext): boolean {
  if (department !== undefined && department !== task.department) return false
  return team === undefined || team === task.team || (task.team === null && context.departmentOf(team) === task.department)
}

/** The task a body speaks of. */
function pickTask(doing: Doing<OnTask>, fits: Fits): Task | Refusal {
  const { body, context, actor, onBehalfOf } = doing
  const { own, behalf } = tasksFor(doing, fits)
  if (onBehalfOf && !holds(actor, 'operator', 'dispatcher')) return refuse('role-may-not', '只有受理员和派遣员可以代为记录')
  if (!onBehalfOf && own.length === 0) return refuse('role-may-not', '不是被派部门：代为记录须写明问了谁、何时、怎么答复')
  const tasks = (onBehalfOf ? behalf.filter((task) => isFor(task, onBehalfOf, context)) : own).filter(
    (task) => body.task === undefined || task.id === body.task,
  )
  if (tasks.length === 0) return refuse('unknown-task', '没有这样一个可以办理的任务')
  return tasks.length === 1 ? (tasks[0] as Task) : refuse('task-needed', '有几个任务，须写明是哪一个')
}

/** Wraps a change of the picked task. */
const onTask =
  <Body extends OnTask>(fits: Fits, change: (doing: Doing<Body>, task: Task) => Change | Refusal) =>
  (doing: Doing<Body>): Change | Refusal => {
    const task = pickTask(doing as Doing<OnTask>, fits)
    if ('ok' in task) return task
    const changed = change(doing, task)
    return 'ok' in changed ? changed : { ...changed, task: task.id }
  }

export const acknowledge = onTask<BodyOf<'acknowledge'>>(inState('ASKED'), ({ incident, actor, at }, task) => ({
  to: task.role === 'LEAD' ? 'ACCEPTED' : incident.state,
  changed: { tasks: changeTask(incident.tasks, task.id, { state: 'ACCEPTED', acknowledgedAt: at, acknowledgedBy: actor.id }) },
}))

export const arrive = onTask<BodyOf<'arrive'>>(inState('ACCEPTED'), ({ incident, at }, task) => ({
  to: task.role === 'LEAD' ? 'HANDLING' : incident.state,
  changed: { tasks: changeTask(incident.tasks, task.id, { state: 'HANDLING', arrivedAt: at }) },
}))

/** What the case becomes when a task changed: HANDLED when nothing is left to wait for. */
function follow(incident: Incident, tasks: Task[], to: Incident['state'], at: string): Pick<Change, 'to'> & { changed: Partial<Incident> } {
  if (!allHandled(tasks)) return { to, changed: { tasks } }
  return { to: 'HANDLED', changed: { tasks: endTasks(tasks, 'ENDED', at), handledAt: at, inspection: null } }
}

/** The lead's return is the case's; an assistant's ends his own task, and the case no longer waits for it. */
export const giveBack = onTask<BodyOf<'return'>>(mayReturn, ({ incident, at }, task) => {
  const tasks = changeTask(incident.tasks, task.id, { state: 'RETURNED', endedAt: at })
  if (task.role === 'ASSIST') return follow(incident, tasks, incident.state, at)
  return { to: 'RETURNED', changed: { tasks: endTasks(tasks, 'ENDED', at), returns: incident.returns + 1 } }
})

/** Who did it and who recorded it: none of them, and nobody of the team, inspects. */
function doers({ incident, actor, onBehalfOf }: Doing<unknown>, task: Task) {
  const people = [actor.id, ...(onBehalfOf?.user ? [onBehalfOf.user] : [])]
  const teams = onBehalfOf ? [onBehalfOf.team ?? task.team] : task.team === null ? actor.teams : [task.team]
  const known = teams.filter((team) => team !== null)
  return {
    people,
    handledBy: [...new Set([...incident.handledBy, ...people])],
    handledTeams: [...new Set([...incident.handledTeams, ...known])],
  }
}

/** Photos are asked of the lead; on behalf they may be missing, and the inspection then has to bring them. */
export const handle = onTask<BodyOf<'handle'>>(inState('ACCEPTED', 'HANDLING'), (doing, task) => {
  const { incident, body, at, onBehalfOf } = doing
  const missing = task.role === 'LEAD' ? missingPhotos(incident, body.photos) : []
  if (missing.length > 0 && !onBehalfOf)
    return refuse('photos-missing', `结案条件要求${missing.map((when) => (when === 'before' ? '处置前' : '处置后')).join('、')}照片`)
  const { people, handledBy, handledTeams } = doers(doing, task)
  const tasks = changeTask(incident.tasks, task.id, { state: 'HANDLED', handledAt: at, handledBy: people })
  const flags = task.role === 'LEAD' ? withFlag(incident.flags, 'PHOTOS_MISSING', missing.length > 0) : incident.flags
  const { to, changed } = follow(incident, tasks, task.role === 'LEAD' ? 'HANDLING' : incident.state, at)
  return { to, changed: { ...changed, handledBy, handledTeams, flags, photos: addPhotos(doing, body.photos, 'after') } }
})

/** What `handle` needs: the photos of the closing condition, from the lead who does it himself. */
export function canHandle(asking: Asking): Refusal | Needs {
  const open = hasTask(inState('ACCEPTED', 'HANDLING'))(asking)
  if ('ok' in open || open.needs.includes('onBehalfOf')) return open
  const leads = asking.incident.tasks.some((task) => task.role === 'LEAD' && open.choices?.['task']?.includes(task.id))
  return { ...open, needs: [...open.needs, ...(leads ? missingPhotos(asking.incident, []).map((when) => `photos:${when}`) : [])] }
}

export const canExtend = (asking: Asking): Refusal | Needs => {
  const { incident, context } = asking
  if (incident.due === null) return refuse('no-due', '本案没有处置时限')
  if (incident.extension) return refuse('extension-pending', '已有一个延期申请待决定')
  if (context.nowMs > Date.parse(incident.due)) return refuse('after-due', '延期须在到期之前申请')
  return hasTask(isLive)(asking)
}

export const extend = onTask<BodyOf<'extend'>>(isLive, ({ incident, body, actor, at }, task) => {
  if (Date.parse(body.until) <= Date.parse(incident.due as string)) return refuse('until-not-later', '延期后的期限须晚于现在的期限')
  const until = iso(Date.parse(body.until))
  return { to: incident.state, changed: { extension: { until, reason: body.reason, by: actor.id, at, task: task.id } } }
})
