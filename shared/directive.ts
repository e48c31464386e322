import { z } from 'zod'
import { type Actor, holds } from './actor.ts'
import { Belongs } from './area.ts'
import { type Decision, accept, refuse } from './decision.ts'
import { Position } from './geo.ts'
import { OnBehalf, Photo } from './incident.ts'

const At = z.iso.datetime({ offset: true })
const Text = z.string().trim().min(1).max(4000)
export const DirectiveState = z.enum(['GIVEN', 'ACCEPTED', 'FINISHED', 'CONFIRMED'])
export const DirectiveStep = z.enum(['acknowledge', 'progress', 'finish', 'confirm', 'refuse', 'urge'])
export type DirectiveStep = z.infer<typeof DirectiveStep>
export const About = z.strictObject({
  kind: z.enum(['indicator', 'place', 'incident']),
  /** `gdp@440400` or `gdp` for an indicator, the case's id for an incident. */
  id: z.string().max(140).optional(),
  position: Position.optional(),
  /** Address of the exact view it was written on. */
  view: z.string().max(2000).optional(),
})
export const Assignee = z
  .strictObject({ user: z.string().min(1).max(64).optional(), department: z.string().min(1).max(64).optional() })
  .refine((a) => (a.user === undefined) !== (a.department === undefined), '交给一个人或一个部门')

/** A leader's order 批示. Seen by leader, office and those addressed only; never on a wall. */
export const Directive = z.strictObject({
  kind: z.literal('directive'),
  id: z.string(),
  about: About,
  /** Title of what it is about, as it was then. */
  subject: z.string(),
  text: z.string(),
  by: z.string(),
  byName: z.string(),
  onBehalfOf: OnBehalf.nullable(),
  /** Photos of the paper it was written on. */
  photos: z.array(Photo),
  assignee: z.strictObject({ user: z.string().optional(), department: z.string().optional() }),
  assigneeName: z.string(),
  area: Belongs,
  due: At,
  state: DirectiveState,
  givenAt: At,
  thread: z.array(
    z.strictObject({ at: At, by: z.string(), byName: z.string(), step: z.string(), text: z.string(), photos: z.array(Photo) }),
  ),
  finishedBy: z.string().nullable(),
  updatedAt: At,
})
export type Directive = z.infer<typeof Directive>

/** What a leader or the office writes. */
export const GiveDirective = z.strictObject({
  commandId: z.string().min(1).max(64),
  about: About,
  subject: z.string().max(200).optional(),
  text: Text,
  assignee: Assignee,
  due: At,
  onBehalfOf: OnBehalf.optional(),
  photos: z.array(Photo).max(9).default([]),
})
export const StepDirective = z.strictObject({
  commandId: z.string().min(1).max(64),
  step: DirectiveStep,
  text: z.string().trim().max(4000).optional(),
  reason: z.string().trim().max(4000).optional(),
  photos: z.array(Photo).max(9).optional(),
})
export type StepDirective = z.infer<typeof StepDirective>
export const DirectiveStepped = z.strictObject({
  step: DirectiveStep,
  to: DirectiveState,
  by: z.string(),
  byName: z.string(),
  text: z.string(),
  photos: z.array(Photo),
})
export type DirectiveStepped = z.infer<typeof DirectiveStepped>

type State = Directive['state']
type Side = 'addressed' | 'giver'
type Row = { from: readonly State[]; to: State | null; by: Side; needs: 'text' | 'reason' | null }

/** Who takes which step from where; `to` null: the state stays. A step that is not here cannot happen. */
// prettier-ignore
const STEPS: Record<DirectiveStep, Row> = {
  acknowledge: { from: ['GIVEN'],             to: 'ACCEPTED',  by: 'addressed', needs: null },
  progress:    { from: ['ACCEPTED'],          to: null,        by: 'addressed', needs: 'text' },
  finish:      { from: ['ACCEPTED'],          to: 'FINISHED',  by: 'addressed', needs: 'text' },
  confirm:     { from: ['FINISHED'],          to: 'CONFIRMED', by: 'giver',     needs: null },
  refuse:      { from: ['FINISHED'],          to: 'ACCEPTED',  by: 'giver',     needs: 'reason' },
  urge:        { from: ['GIVEN', 'ACCEPTED'], to: null,        by: 'giver',     needs: null },
}

export const isAddressed = (directive: Pick<Directive, 'assignee'>, actor: Actor): boolean =>
  actor.kind === 'person' &&
  (directive.assignee.user === actor.id ||
    (directive.assignee.department !== undefined && actor.departments.includes(directive.assignee.department)))
const isGiver = (actor: Actor): boolean => actor.kind === 'person' && holds(actor, 'leader', 'office')

/** Leader, office, who gave it and those addressed; nobody else learns that it is there. */
export const seesDirective = (directive: Pick<Directive, 'assignee' | 'by'>, actor: Actor): boolean =>
  !holds(actor, 'wall') && (isGiver(actor) || isAddressed(directive, actor) || (actor.kind === 'person' && directive.by === actor.id))

export function decideDirective(
  directive: Directive | null,
  body: Omit<StepDirective, 'commandId'>,
  actor: Actor,
): Decision<DirectiveStepped> {
  if (!directive || !seesDirective(directive, actor)) return refuse('not-found', '没有这个对象，或您无权查看')
  const row = STEPS[body.step]
  if (row.by === 'addressed' && !isAddressed(directive, actor)) return refuse('role-may-not', '只有受批示的人或部门才能办理')
  if (row.by === 'giver' && !isGiver(actor)) return refuse('role-may-not', '只有领导或办公室才能确认、退回或催办')
  if (!row.from.includes(directive.state)) return refuse('wrong-state', `批示现在是“${STATE_WORDS[directive.state]}”，不能做这一步`)
  if ((body.step === 'confirm' || body.step === 'refuse') && directive.finishedBy === actor.id)
    return refuse('own-work', '办结的人不能确认自己的结果')
  const text = body.text || body.reason || ''
  if (row.needs && !(row.needs === 'reason' ? body.reason || body.text : body.text))
    return refuse('body', row.needs === 'reason' ? '请写明退回的理由' : '请写明情况')
  return accept({ step: body.step, to: row.to ?? directive.state, by: actor.id, byName: actor.name, text, photos: body.photos ?? [] })
}

export const STATE_WORDS: Record<State, string> = { GIVEN: '已批示', ACCEPTED: '办理中', FINISHED: '待确认', CONFIRMED: '已确认' }

export function evolveDirective(directive: Directive, { step, to, by, byName, text, photos }: DirectiveStepped, at: string): Directive {
  const finishedBy = step === 'finish' ? by : step === 'refuse' ? null : directive.finishedBy
  return { ...directive, state: to, finishedBy, updatedAt: at, thread: [...directive.thread, { at, by, byName, step, text, photos }] }
}

/** What the buttons may offer. */
export const openDirectiveSteps = (directive: Directive, actor: Actor): DirectiveStep[] =>
  DirectiveStep.options.filter((step) => decideDirective(directive, { step, text: '…', reason: '…' }, actor).ok)
