import type { Entity, Key } from '../shared/entity.ts'
import type { Log } from '../shared/stream.ts'

/** The committed picture: for each key its last state and the seq of that change, with a trail so that what changed since a cursor costs
 *  what changed and not what is. Tombstones are kept for a while; a cursor older than the oldest forgotten one starts from nothing. */
export function createMarks(options: {
  epoch: string
  seq: number
  remembersFrom: number
  hole: readonly [number, number] | null
  tombstones: number
}) {
  const marks = new Map<Key, { seq: number; entity: Entity | null }>()
  const tombstones = new Set<Key>()
  let trail: { seq: number; key: Key }[] = []
  let { seq, remembersFrom } = options

  function* all(): Iterable<readonly [Key, Entity | null]> {
    for (const [key, mark] of marks) yield [key, mark.entity]
  }
  function* since(after: number): Iterable<readonly [Key, Entity | null]> {
    let low = 0
    for (let high = trail.length; low < high;) {
      const middle = (low + high) >> 1
      if (trail[middle]!.seq > after) high = middle
      else low = middle + 1
    }
    for (let i = low; i < trail.length; i++) {
      const { key, seq: at } = trail[i]!
      const mark = marks.get(key)
      if (mark?.seq === at) yield [key, mark.entity] // only its last change counts
    }
  }
  /** The trail grows with every change; what was superseded is dropped when it is twice what is. */
  function trim() {
    if (trail.length > 1_000 && trail.length > 2 * marks.size) trail = trail.filter(({ seq: at, key }) => marks.get(key)?.seq === at)
  }
  return {
    get: (key: Key): Entity | null => marks.get(key)?.entity ?? null,
    seq: () => seq,
    set(key: Key, at: number, entity: Entity | null): void {
      seq = Math.max(seq, at)
      marks.set(key, { seq: at, entity })
      trail.push({ seq: at, key })
      tombstones.delete(key)
      if (entity === null) tombstones.add(key)
      trim()
    },
    /** Drops the oldest tombstones beyond the limit; returns their keys, to be forgotten on disk too. */
    forget(): Key[] {
      const dropped: Key[] = []
      for (const key of tombstones) {
        if (tombstones.size <= options.tombstones) break
        remembersFrom = Math.max(remembersFrom, marks.get(key)?.seq ?? 0)
        tombstones.delete(key)
        marks.delete(key)
        dropped.push(key)
      }
      return dropped
    },
    *ofKind(kind: string): Iterable<Entity> {
      for (const { entity } of marks.values()) if (entity?.kind === kind) yield entity
    },
    log: (): Log => ({
      epoch: options.epoch,
      seq,
      remembersFrom,
      hole: options.hole,
      changed: (after) => (after === 0 ? all() : since(after)),
    }),
  }
}
