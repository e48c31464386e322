import { type Actor, ADMINISTRATORS, DESK_ROLES, holds, inScope, isPerson } from './actor.ts'
import { within } from './area.ts'
import type { Entity, EntityOf, Kind } from './entity.ts'

type Show<K extends Kind> = (entity: EntityOf<K>, actor: Actor) => EntityOf<K> | null

/** "Everybody signed in", a key that may read, or a wall: the public of the picture. */
const reads = (actor: Actor): boolean => isPerson(actor) || actor.scopes.includes('read') || holds(actor, 'wall')
const onlyIf =
  (allowed: (actor: Actor) => boolean) =>
  <E>(entity: E, actor: Actor): E | null =>
    allowed(actor) ? entity : null
const anybody = onlyIf(reads)
const house = onlyIf((actor) => reads(actor) || holds(actor, ...ADMINISTRATORS))
const inArea = <E extends { area: { division: string; zone: string | null } }>(entity: E, actor: Actor): E | null =>
  reads(actor) && inScope(actor, entity.area) ? entity : null
const overlaps = (areas: readonly string[], actor: Actor): boolean =>
  areas.some((a) =>
    actor.areas.some((b) => a === b || a.startsWith(b) || b.startsWith(a) || within({ division: a, zone: a }, b, actor.city)),
  )

/** What of each kind a reader may see, decided from the entity alone. A named person's matter is never seen through a class. */
const SHOW: { [K in Kind]: Show<K> } = {
  alert: inArea,
  incident: inArea,
  warning: (entity, actor) => (reads(actor) && overlaps(entity.areas, actor) ? entity : null),
  posture: house,
  source: house,
  feed: house,
  indicator: (entity, actor) => (reads(actor) && overlaps([entity.area], actor) ? entity : null),
  directive: (entity, actor) => (!holds(actor, 'wall') && actor.kind === 'person' && concerns(entity, actor) ? entity : null),
  import: (entity, actor) => (entity.by === actor.id || holds(actor, 'shift-leader', 'office', 'admin') ? entity : null),
  wall: onlyIf((actor) => holds(actor, ...DESK_ROLES, 'admin')),
  area: (entity, actor) => (reads(actor) && overlaps([entity.id], actor) ? entity : null),
  load: anybody,
  presence: (entity, actor) => (holds(actor, ...DESK_ROLES) && inScope(actor, entity.area) ? entity : null),
  duty: (entity, actor) =>
    !reads(actor)
      ? null
      : holds(actor, ...DESK_ROLES)
        ? entity
        : { ...entity, people: entity.people.map((p) => ({ ...p, phone: null })), handover: null },
  system: house,
}

const concerns = (directive: EntityOf<'directive'>, actor: Actor): boolean =>
  holds(actor, 'leader', 'office') ||
  directive.by === actor.id ||
  directive.assignee.user === actor.id ||
  actor.departments.includes(directive.assignee.department ?? '')

/** The entity as this actor may see it, or null. */
export const show = (entity: Entity, actor: Actor): Entity | null => (SHOW[entity.kind] as Show<Kind>)(entity as never, actor)
export const visible = (entity: Entity, actor: Actor): boolean => show(entity, actor) !== null

/** Kinds that named persons alone may see: never part of what is encoded for a whole class of readers. */
export const PRIVATE_KINDS: ReadonlySet<Kind> = new Set<Kind>(['directive', 'import'])
