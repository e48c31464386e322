import type { Entity, EntityOf, Kind } from '../shared/entity.ts'
import type { Envelope } from '../shared/envelope.ts'
import type { WriteOp } from './store/store.ts'

/** What the house must know of a noun to record it: how it becomes, whether it belongs to the bounded picture, and its projections. */
export type Noun<K extends Kind = Kind> = {
  /** The subject after the event; null when it ceases to be. Pure. */
  evolve(before: EntityOf<K> | null, envelope: Envelope): EntityOf<K> | null
  inPicture(entity: EntityOf<K>): boolean
  project?(entity: EntityOf<K>): WriteOp[]
}
export type Nouns = { [K in Kind]?: Noun<K> }

export const evolveBy = (nouns: Nouns, kind: Kind, before: Entity | null, envelope: Envelope): Entity | null => {
  const noun = nouns[kind] as Noun | undefined
  if (!noun) throw new Error(`no noun ${kind} records ${envelope.type}`)
  // A text was taken out of it: the same entity without it, whatever the noun; no step, no line of its history.
  if (envelope.type === 'record.redacted') return (envelope.data as { entity: Entity }).entity
  return noun.evolve(before, envelope)
}
