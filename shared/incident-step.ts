import type { Actor, Role } from './actor.ts'
import type { Refusal } from './decision.ts'
import type { Incident, IncidentState, OnBehalf, Photo } from './incident.ts'
import type { IncidentEvent } from './incident-event.ts'
import type { LoopContext } from './loop-context.ts'

/** Who asks for a step on what. */
export type Asking = { incident: Incident; actor: Actor; context: LoopContext }
/** A step being taken: its body has its schema's shape. `at` is now. */
export type Doing<Body> = Asking & { body: Body; at: string; onBehalfOf: OnBehalf | null }

/** What the step makes of the case, clocks apart; `also`: what it does to other cases. */
export type Change = {
  to: IncidentState
  changed?: Partial<Incident>
  task?: string
  through?: 'REGISTERED'
  also?: readonly { incident: string; event: Extract<IncidentEvent, { type: 'incident.linked' }> }[]
}
/** What the asker must still give, and between what he may choose. */
export type Needs = { needs: string[]; choices?: Record<string, string[]> }

export type StepRow<Body> = {
  /** Roles that may; `only` narrows them to one person or the asked department. */
  who: readonly Role[]
  only?: 'assignee' | 'reporter' | 'asked department or team'
  from: readonly IncidentState[]
  to: string
  /** What it does to the clocks; done by `settle` for the states. */
  clock: string
  /** Fields of the body that are always needed. */
  needs: readonly (keyof Body & string)[]
  /** What stands against it before a body is given: else what more is needed. */
  open?(asking: Asking): Refusal | Needs | null
  change(doing: Doing<Body>): Change | Refusal
}

export const isRefusal = (value: Refusal | Needs | Change | null): value is Refusal => value !== null && 'ok' in value && !value.ok

/** The loop's own writer of imported cases: it records what another system did. */
export const isImport = (actor: Actor): boolean => actor.kind === 'system' && actor.id === 'import'
export const isClock = (actor: Actor): boolean => actor.kind === 'system' && actor.id === 'clock'

export const addPhotos = (doing: Doing<unknown>, photos: readonly Photo[], when: string): Incident['photos'] => [
  ...doing.incident.photos,
  ...photos.map((photo) => ({ id: photo.id, when: photo.when ?? when, at: doing.at, by: doing.actor.id })),
]

/** The photos that a closing condition asks for and that are not among the given ones. */
export function missingPhotos(incident: Pick<Incident, 'condition'>, photos: readonly Photo[]): ('before' | 'after')[] {
  const asked = incident.condition?.closing.photos ?? 'NONE'
  const wanted = asked === 'NONE' ? [] : asked === 'AFTER' ? (['after'] as const) : (['before', 'after'] as const)
  return wanted.filter((when) => !photos.some((photo) => photo.when === when))
}
