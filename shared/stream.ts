import { z } from 'zod'
import { Bbox } from './geo.ts'
import { Entity, type EntityOf, type Key, type Kind, KINDS, KindName, splitKey } from './entity.ts'

export const Cursor = z.strictObject({ epoch: z.string().max(64), seq: z.int().nonnegative() })
export type Cursor = z.infer<typeof Cursor>

/** What this reader looks at. kinds: of the picture; `sensor` asks for frames. map: which sensors, and how close. */
export const Lens = z.strictObject({
  area: z.string().max(64).optional(),
  kinds: z.array(z.union([KindName, z.literal('sensor')])).max(20),
  map: z.strictObject({ bbox: Bbox, zoom: z.number().min(0).max(24) }).nullable(),
})
export type Lens = z.infer<typeof Lens>
export const Hello = z.strictObject({ cursor: Cursor.nullable(), lens: Lens })
export type Hello = z.infer<typeof Hello>

/** What changed in (after, seq]. After 0 it starts from nothing, so a snapshot is a delta too. */
export const Delta = Cursor.extend({ after: z.int().nonnegative(), put: z.array(Entity), gone: z.array(z.string()) })
export type Delta = Cursor & { after: number; put: Entity[]; gone: Key[] }

export interface ClientToServer {
  hello(hello: Hello): void
  /** A wall says which seq it painted; nothing else may come from a wall. */
  painted(seq: number): void
  /** A desk says which case it looks at, and whether it writes; null when it looks away. */
  looking(at: { incident: string; writing: boolean } | null): void
}
export interface ServerToClient {
  delta(delta: Delta): void
  frame(frame: Uint8Array): void
  /** The reader's right changed or his session ended; sign in again. */
  bye(reason: 'session' | 'rights' | 'wall'): void
}

export type Picture = { readonly [K in Kind]: ReadonlyMap<string, EntityOf<K>> }
export type View = Cursor & { picture: Picture }
export const blank: Picture = Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as unknown as Picture

/** For each key the seq of its last change and its state; no entity means that it left. */
/** `hole`: seqs (low, high] that readers may have seen before an unclean stop and that the store never kept; a cursor in it is not known. */
export type Log = Cursor & {
  remembersFrom: number
  hole: readonly [number, number] | null
  changed(after: number): Iterable<readonly [Key, Entity | null]>
}

/** Can this cursor be answered with what changed since, or must its reader start from nothing? */
export const knows = ({ epoch, seq, remembersFrom, hole }: Log, cursor: Cursor): boolean =>
  cursor.epoch === epoch && cursor.seq >= remembersFrom && cursor.seq <= seq && !(hole && cursor.seq > hole[0] && cursor.seq <= hole[1])

/** Server side: the last state of whatever changed since the cursor, however often it changed, as `show` shows it to this reader (null: not).
 *  What is not seen travels as gone, because it may have been seen before; from nothing it does not travel at all. */
export function changesSince(cursor: Cursor | null, log: Log, show: (entity: Entity) => Entity | null, kinds?: ReadonlySet<Kind>): Delta {
  const after = cursor && knows(log, cursor) ? cursor.seq : 0
  const put: Entity[] = []
  const gone: Key[] = []
  for (const [key, entity] of log.changed(after)) {
    if (kinds && !kinds.has(splitKey(key)[0])) continue
    const shown = entity && show(entity)
    if (shown) put.push(shown)
    else if (after > 0) gone.push(key)
  }
  return { epoch: log.epoch, after, seq: log.seq, put, gone }
}

/** Reader side: the range, not a count of changes, proves that nothing was missed. */
export function receive(view: View, delta: Delta): View | 'gap' {
  if (delta.after === 0) return { epoch: delta.epoch, seq: delta.seq, picture: paint(blank, delta) }
  if (delta.epoch !== view.epoch || delta.after !== view.seq) return 'gap'
  return { epoch: delta.epoch, seq: delta.seq, picture: paint(view.picture, delta) }
}

/** Copies each touched kind once per delta, never once per change; untouched kinds keep their identity. */
function paint(picture: Picture, delta: Delta): Picture {
  const next: Record<Kind, ReadonlyMap<string, Entity>> = { ...picture }
  const fresh = new Map<Kind, Map<string, Entity>>()
  const touch = (kind: Kind) => {
    const copy = fresh.get(kind) ?? new Map(next[kind])
    fresh.set(kind, copy)
    next[kind] = copy
    return copy
  }
  for (const entity of delta.put) touch(entity.kind).set(entity.id, entity)
  for (const key of delta.gone) {
    const [kind, id] = splitKey(key)
    if (next[kind].has(id)) touch(kind).delete(id)
  }
  return next as unknown as Picture
}
