import { z } from 'zod'
import type { Actor } from './actor.ts'
import { Id } from './area.ts'

const At = z.iso.datetime({ offset: true })

export const TaskState = z.enum(['ASKED', 'ACCEPTED', 'HANDLING', 'HANDLED', 'RETURNED', 'RECALLED', 'ENDED'])
export type TaskState = z.infer<typeof TaskState>
/** One department's part of a case. The case follows the lead's; it is HANDLED when the lead's and every `must` task are. */
export const Task = z.strictObject({
  /** `t1`, `t2`, …: unique within its case, never used again. */
  id: z.string(),
  department: Id,
  team: Id.nullable(),
  role: z.enum(['LEAD', 'ASSIST']),
  must: z.boolean(),
  /** Designated by the shift leader: it may not be returned. */
  designated: z.boolean(),
  state: TaskState,
  askedAt: At,
  askedBy: z.string(),
  acknowledgedAt: At.nullable(),
  acknowledgedBy: z.string().nullable(),
  arrivedAt: At.nullable(),
  handledAt: At.nullable(),
  /** Everybody who handled it, and who recorded that on behalf. */
  handledBy: z.array(z.string()),
  /** When it was returned, recalled or ended without being handled. */
  endedAt: At.nullable(),
  due: At.nullable(),
  /** When the receipt (签收) is overdue. */
  acknowledgeDue: At.nullable(),
})
export type Task = z.infer<typeof Task>

const LIVE: readonly TaskState[] = ['ASKED', 'ACCEPTED', 'HANDLING']
export const isLive = (task: Pick<Task, 'state'>): boolean => LIVE.includes(task.state)

/** Is the actor of the asked department or team? A team's task is also its department's. */
export const isAsked = (task: Pick<Task, 'department' | 'team'>, actor: Pick<Actor, 'departments' | 'teams'>): boolean =>
  actor.departments.includes(task.department) || (task.team !== null && actor.teams.includes(task.team))

export const leadOf = (tasks: readonly Task[]): Task | undefined => tasks.findLast((task) => task.role === 'LEAD')
/** The tasks that came with the lead's present one; earlier dispatches are history. */
export function presentTasks(tasks: readonly Task[]): readonly Task[] {
  const at = tasks.findLastIndex((task) => task.role === 'LEAD')
  return at < 0 ? [] : tasks.slice(at)
}

/** Nothing that the case must wait for is still to be done. A task that was returned is not waited for. */
export function allHandled(tasks: readonly Task[]): boolean {
  const present = presentTasks(tasks)
  return present[0]?.state === 'HANDLED' && !present.some((task) => task.must && isLive(task))
}

/** Ends what is still going on; what was handled stays handled. */
export const endTasks = (tasks: readonly Task[], state: 'RECALLED' | 'ENDED', at: string): Task[] =>
  tasks.map((task) => (isLive(task) ? { ...task, state, endedAt: at } : task))

export const changeTask = (tasks: readonly Task[], id: string, change: Partial<Task>): Task[] =>
  tasks.map((task) => (task.id === id ? { ...task, ...change } : task))
