import { type FleetPicture, liveFleet } from '../live/fleet.ts'

export type Row = { at: number; value: number }
export type History = (datastream: string, fromMs: number, toMs: number) => Promise<Row[]>
const KEEP_MS = 65 * 60_000
/** An hour of a sensor that speaks every five seconds; a faster one keeps its newest. */
const KEEP_ROWS = 800

/** The last hour of the few datastreams that are looked at: their history once, then what the frames bring. Trimmed, so that a month costs
 *  what an hour costs. */
export function createRecent(history: History, now: () => number) {
  const kept = new Map<string, Row[]>()
  const listeners = new Set<() => void>()
  let version = 0
  const tell = () => {
    version++
    for (const listener of listeners) listener()
  }
  const trimmed = (rows: Row[]) => rows.filter((row) => row.at > now() - KEEP_MS).slice(-KEEP_ROWS)

  function add(id: string, rows: Row[]): boolean {
    const before = kept.get(id)
    if (!before) return false
    const known = new Set(before.map((row) => row.at))
    const fresh = rows.filter((row) => !known.has(row.at) && Number.isFinite(row.value))
    if (fresh.length === 0) return false
    kept.set(id, trimmed([...before, ...fresh].sort((a, b) => a.at - b.at)))
    return true
  }
  function take(fleet: FleetPicture): void {
    let changed = false
    for (const id of kept.keys()) {
      const slot = fleet.slotOf.get(id)
      if (slot === undefined) continue
      changed = add(id, [{ at: fleet.observedAt[slot] ?? NaN, value: fleet.value[slot] ?? NaN }]) || changed
    }
    if (changed) tell()
  }
  const stop = liveFleet.subscribe((_change, fleet) => take(fleet))

  return {
    /** Follows these and forgets the others. */
    follow(ids: readonly string[]): void {
      for (const id of [...kept.keys()]) if (!ids.includes(id)) kept.delete(id)
      for (const id of ids) {
        if (kept.has(id)) continue
        kept.set(id, [])
        history(id, now() - KEEP_MS, now()).then((rows) => add(id, rows) && tell(), () => undefined) // prettier-ignore
      }
      take(liveFleet.fleet)
    },
    rows: (id: string): readonly Row[] => kept.get(id) ?? [],
    /** Last value minus the value `ms` before it; null when the hour kept does not reach that far. */
    change(id: string, ms: number): number | null {
      const rows = kept.get(id) ?? []
      const last = rows.at(-1)
      const before = last && rows.findLast((row) => row.at <= last.at - ms)
      return last && before ? last.value - before.value : null
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    version: () => version,
    stop,
  }
}
export type Recent = ReturnType<typeof createRecent>
