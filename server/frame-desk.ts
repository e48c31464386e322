import { FROM_NOTHING, type Columns, encodeCells, encodeRoster, encodeValues } from './frames.ts'
import type { FleetView, LensClass } from './lens-class.ts'

/** What the frame desk needs of the fleet: its columns, and for each sensor the counter of its last change. */
export type FrameSource = Omit<FleetView, 'columns'> & { columns(): Columns & { changed: ArrayLike<number>; counter: number } }

const ROSTER_CHUNK = 5_000

/** Makes the frames of one tick: for readers who are up to date only what changed since the last one, encoded once a class. */
export function createFrameDesk(fleet: FrameSource) {
  let counter = 0
  let size = 0
  /** When the fleet grew, and from which ordinal on: readers behind that need the new rows' names first. */
  const growth: { counter: number; from: number }[] = []
  const cache = new Map<string, Uint8Array[]>()

  function fromNothing(lens: LensClass): Uint8Array[] {
    const columns = fleet.columns()
    if (lens.cells()) return [encodeCells(columns, lens.ordinals(), counter)]
    const all = lens.ordinals()
    const rosters: Uint8Array[] = []
    for (let i = 0; i < Math.max(1, all.length); i += ROSTER_CHUNK) {
      rosters.push(encodeRoster(columns, (ordinal) => fleet.at(ordinal), all.subarray(i, i + ROSTER_CHUNK), i === 0 ? FROM_NOTHING : 0))
    }
    return [...rosters, encodeValues(columns, all, 0, counter, FROM_NOTHING)]
  }
  function since(lens: LensClass, after: number): Uint8Array[] {
    const columns = fleet.columns()
    if (lens.cells()) return [encodeCells(columns, lens.ordinals(), counter)]
    const changed: number[] = []
    const all = lens.ordinals()
    for (let i = 0; i < all.length; i++) if (columns.changed[all[i]!]! > after) changed.push(all[i]!)
    const grown = growth.find((g) => g.counter > after)
    const added = grown ? all.filter((ordinal) => ordinal >= grown.from) : []
    return [
      ...(added.length ? [encodeRoster(columns, (ordinal) => fleet.at(ordinal), added, 0)] : []),
      ...(changed.length ? [encodeValues(columns, changed, after, counter)] : []),
    ]
  }
  return {
    counter: () => counter,
    /** Begins a tick. */
    next() {
      const columns = fleet.columns()
      if (columns.size !== size) {
        growth.push({ counter: columns.counter, from: size })
        if (growth.length > 1_000) growth.splice(0, 1, { counter: 0, from: 0 })
        cache.clear()
      }
      size = columns.size
      if (columns.counter !== counter) cache.clear()
      counter = columns.counter
    },
    framesFor(lens: LensClass, after: number): Uint8Array[] {
      const key = `${after} ${size} ${lens.key}`
      const cached = cache.get(key) ?? (after < 0 ? fromNothing(lens) : since(lens, after))
      cache.set(key, cached)
      return cached
    },
  }
}
