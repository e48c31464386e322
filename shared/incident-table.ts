import type { Role } from './actor.ts'
import { refuse } from './decision.ts'
import type { BodyOf } from './incident-body.ts'
import { PAUSED, levelAbove, nextRise } from './incident-clocks.ts'
import {
  attach, canClose, canInspect, canRecalculate, close, correct, detach, forceClose, grantExtension, hasExtension, hasFailed, inspect, isAssignee, isReporter, pause,
  recalculate, refuseExtension, register, reject, reopen, requestVerification, resume, rework, selfHandle, verify,
} from './incident-desk.ts' // prettier-ignore
import { type Doing, type StepRow, isClock } from './incident-step.ts'
import {
  acknowledge,
  arrive,
  canDesignate,
  canExtend,
  canHandle,
  designate,
  dispatch,
  extend,
  giveBack,
  handle,
  hasTask,
  inState,
  mayReturn,
  recall,
} from './incident-tasks.ts'
import { ENDED, type Incident, IncidentState, type StepName } from './incident.ts'

const DESK: readonly Role[] = ['operator', 'shift-leader']
const SENDERS: readonly Role[] = ['dispatcher', 'shift-leader']
const CHIEF: readonly Role[] = ['shift-leader']
const ASKED: readonly Role[] = ['handler', 'worker', 'operator', 'dispatcher']
const EVERYBODY: readonly Role[] = ['operator', 'dispatcher', 'shift-leader', 'handler', 'worker', 'inspector', 'leader', 'office']

const ALL = IncidentState.options
const OPEN = ALL.filter((state) => !ENDED.includes(state))
/** Open and not paused. */
const ACTIVE = OPEN.filter((state) => !PAUSED.includes(state))
const UNREGISTERED = ['REPORTED', 'PENDING_REGISTRATION'] as const
/** Each of the asked acts on his own task: an assistant need not wait for the lead's receipt. */
const AT_WORK = ['DISPATCHED', 'ACCEPTED', 'HANDLING'] as const

const stay = ({ incident }: { incident: Incident }) => ({ to: incident.state })

/** How far the clock has gone on this deadline: an urge before it is a reminder. */
function urge({ incident, actor, at }: Doing<BodyOf<'urge'>>) {
  if (!isClock(actor) || incident.redAt === null) return stay({ incident })
  return {
    to: incident.state,
    changed: { ladder: { of: incident.redAt, rung: at > incident.redAt ? ('URGED' as const) : ('REMINDED' as const) } },
  }
}

function supervise({ incident, actor }: Doing<BodyOf<'supervise'>>) {
  const flags = incident.flags.includes('SUPERVISED') ? incident.flags : [...incident.flags, 'SUPERVISED' as const]
  const ladder = isClock(actor) && incident.redAt !== null ? { of: incident.redAt, rung: 'SUPERVISED' as const } : incident.ladder
  return { to: incident.state, changed: { flags, ladder } }
}

/** One level up, and up again after as long, until somebody takes it. */
function rise({ incident, context }: Doing<BodyOf<'rise'>>) {
  const level = levelAbove(incident.level)
  if (level === undefined) return refuse('at-the-top', '已在最高一级')
  return { to: incident.state, changed: { level, riseAt: nextRise({ ...incident, level }, context) } }
}

type Table = { [S in StepName]: StepRow<BodyOf<S>> }
/** The loop. A step that is not in this table cannot happen; decide, openSteps and the description of the API ask the same rows.
 *  Contract §2 (who) and §4 (from, to, clocks). */
export const LOOP: Table = {
  'request-verification': {
    who: DESK, from: [...UNREGISTERED, 'VERIFYING'], to: 'VERIFYING', clock: 'verify 开始，register 停止',
    needs: ['assignee'], change: requestVerification,
  },
  verify: {
    who: ['worker', 'inspector'], only: 'assignee', from: ['VERIFYING'], to: 'PENDING_REGISTRATION', clock: 'verify 停止，register 开始',
    needs: ['found', 'opinion', 'photos'], open: isAssignee, change: verify,
  },
  register: {
    who: DESK, from: UNREGISTERED, to: 'PENDING_DISPATCH', clock: 'register 停止，dispatch 开始；由上报起算的 handle 开始',
    needs: ['item', 'condition'], change: register,
  },
  reject: { who: DESK, from: UNREGISTERED, to: 'REJECTED', clock: '全部停止', needs: ['reason'], change: reject },
  attach: { who: DESK, from: UNREGISTERED, to: 'ATTACHED', clock: '全部停止', needs: ['to'], change: attach },
  detach: { who: DESK, from: ['ATTACHED'], to: '并案之前的状态', clock: 'register 开始', needs: ['reason'], change: detach },
  'self-handle': {
    who: ['worker'], only: 'reporter', from: ['REPORTED'], to: 'CLOSED', clock: '全部停止，没有处置时限',
    needs: ['item', 'condition', 'opinion', 'photos'], open: isReporter, change: selfHandle,
  },
  dispatch: {
    who: SENDERS, from: ['PENDING_DISPATCH', 'RETURNED', 'REWORK', 'REOPENED'], to: 'DISPATCHED', clock: 'dispatch 停止，acknowledge 开始；本轮首次派遣 handle 开始',
    needs: ['department'], change: dispatch,
  },
  recall: { who: SENDERS, from: ['DISPATCHED'], to: 'PENDING_DISPATCH', clock: 'acknowledge 停止，dispatch 开始；handle 继续', needs: ['reason'], change: recall },
  acknowledge: {
    who: ASKED, only: 'asked department or team', from: AT_WORK, to: 'ACCEPTED（主办）', clock: 'acknowledge 停止',
    needs: [], open: hasTask(inState('ASKED')), change: acknowledge,
  },
  arrive: {
    who: ASKED, only: 'asked department or team', from: AT_WORK, to: 'HANDLING（主办）', clock: '不变',
    needs: [], open: hasTask(inState('ACCEPTED')), change: arrive,
  },
  return: {
    who: ASKED, only: 'asked department or team', from: AT_WORK, to: 'RETURNED（主办）', clock: 'dispatch 开始；handle 继续',
    needs: ['reason'], open: hasTask(mayReturn, refuse('designated-may-not-return', '指定承办的部门不得退回')), change: giveBack,
  },
  correct: {
    who: SENDERS, from: ['PENDING_DISPATCH', 'RETURNED'], to: 'PENDING_DISPATCH', clock: '立案条件变了，时限由同一起点重算',
    needs: ['changes', 'opinion'], change: correct,
  },
  designate: {
    who: CHIEF, from: ['RETURNED'], to: 'DISPATCHED', clock: 'dispatch 停止，acknowledge 开始',
    needs: ['department', 'reason'], open: canDesignate, change: designate,
  },
  handle: {
    who: ASKED, only: 'asked department or team', from: AT_WORK, to: 'HANDLED（主办和必办任务都完成时）', clock: 'handle 停止，inspect 开始',
    needs: ['opinion', 'photos'], open: canHandle, change: handle,
  },
  inspect: {
    who: ['worker', 'inspector', 'operator', 'shift-leader'], from: ['HANDLED', 'INSPECTING', 'CLOSED'], to: 'INSPECTING（抽查自行处置：不变）', clock: '不变',
    needs: ['passed', 'method', 'opinion'], open: canInspect, change: inspect,
  },
  close: { who: DESK, from: ['INSPECTING'], to: 'CLOSED', clock: '全部停止', needs: [], open: canClose, change: close },
  rework: { who: DESK, from: ['INSPECTING'], to: 'REWORK', clock: 'inspect 停止，dispatch 开始；handle 继续', needs: ['reason'], open: hasFailed, change: rework },
  reopen: {
    who: DESK, from: ['CLOSED', 'FORCE_CLOSED', 'REJECTED'], to: 'REOPENED；未立案的 PENDING_REGISTRATION', clock: 'dispatch（或 register）开始；新一轮 handle 由派遣起算',
    needs: ['reason'], change: reopen,
  },
  extend: {
    who: ASKED, only: 'asked department or team', from: AT_WORK, to: '不变（EXTENSION_PENDING）', clock: '继续',
    needs: ['until', 'reason'], open: canExtend, change: extend,
  },
  'grant-extension': { who: CHIEF, from: ACTIVE, to: '不变', clock: 'due 改为 until', needs: ['opinion'], open: hasExtension, change: grantExtension },
  'refuse-extension': { who: CHIEF, from: ACTIVE, to: '不变', clock: '继续', needs: ['opinion'], open: hasExtension, change: refuseExtension },
  defer: { who: CHIEF, from: [...ACTIVE, 'ON_ACCOUNT'], to: 'SUSPENDED', clock: '全部暂停', needs: ['reason'], change: pause('SUSPENDED') },
  'put-on-account': { who: CHIEF, from: [...ACTIVE, 'SUSPENDED'], to: 'ON_ACCOUNT', clock: '全部暂停', needs: ['reason'], change: pause('ON_ACCOUNT') },
  resume: { who: CHIEF, from: PAUSED, to: '首次暂停之前的状态', clock: '由剩余时限继续', needs: ['reason'], change: resume },
  'force-close': { who: CHIEF, from: OPEN, to: 'FORCE_CLOSED', clock: '全部停止', needs: ['reason'], change: forceClose },
  urge: { who: SENDERS, from: ACTIVE, to: '不变', clock: '不变', needs: ['text'], change: urge },
  supervise: { who: ['shift-leader', 'leader', 'office'], from: OPEN, to: '不变（SUPERVISED）', clock: '不变', needs: ['text'], change: supervise },
  comment: { who: EVERYBODY, from: ALL, to: '不变', clock: '不变', needs: ['text'], change: stay },
  rise: {
    who: [], from: ['PENDING_DISPATCH', 'DISPATCHED'], to: '不变（上提一级）', clock: '不变', needs: ['reason'],
    open: ({ incident }) => (levelAbove(incident.level) ? null : refuse('at-the-top', '已在最高一级')), change: rise,
  },
  recalculate: { who: [], from: ACTIVE, to: '不变', clock: '补算缺日历的时限', needs: ['reason'], open: canRecalculate, change: recalculate },
} // prettier-ignore

/** What only the product does: the clock, and the import of what another system did. */
export const BY_CLOCK: readonly StepName[] = ['urge', 'supervise', 'rise', 'recalculate']
export const fromOf = (step: StepName, imported: boolean): readonly IncidentState[] =>
  imported && (step === 'close' || step === 'reject') ? ACTIVE : LOOP[step].from
