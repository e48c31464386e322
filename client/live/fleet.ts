import { type Cells, type Roster, type Values, decodeFrame } from './frame.ts'

/** The sensors in this reader's lens, outside React: columns by slot, in the order the roster came. Whoever draws them subscribes. */
export type FleetPicture = {
  size: number
  lon: Float64Array
  lat: Float64Array
  value: Float64Array
  observedAt: Float64Array
  state: Uint8Array
  periodS: Uint32Array
  id: string[]
  name: string[]
  type: string[]
  unit: string[]
  source: string[]
  slotOf: Map<string, number>
  /** Far away: cells instead of sensors. */
  cells: Cells | null
  /** Goes up with every frame. */
  version: number
}
export type FleetChange = { kind: 'roster' } | { kind: 'values'; slots: Uint32Array } | { kind: 'cells' }

export function createFleet() {
  const fleet: FleetPicture = {
    ...columns(0),
    size: 0,
    id: [],
    name: [],
    type: [],
    unit: [],
    source: [],
    slotOf: new Map(),
    cells: null,
    version: 0,
  }
  let slotOfOrdinal = new Map<number, number>()
  const listeners = new Set<(change: FleetChange, fleet: FleetPicture) => void>()

  function addRoster(roster: Roster) {
    if (roster.fromNothing) {
      Object.assign(fleet, columns(0), { size: 0, id: [], name: [], type: [], unit: [], source: [], slotOf: new Map(), cells: null })
      slotOfOrdinal = new Map()
    }
    grow(fleet, fleet.size + roster.id.length)
    for (let i = 0; i < roster.id.length; i++) {
      const known = slotOfOrdinal.get(roster.ordinal[i]!)
      const slot = known ?? fleet.size++
      slotOfOrdinal.set(roster.ordinal[i]!, slot)
      fleet.lon[slot] = roster.lon[i]!
      fleet.lat[slot] = roster.lat[i]!
      fleet.periodS[slot] = roster.periodS[i]!
      fleet.id[slot] = roster.id[i]!
      fleet.name[slot] = roster.name[i]!
      fleet.type[slot] = roster.kind[i]!
      fleet.unit[slot] = roster.unit[i]!
      fleet.source[slot] = roster.source[i]!
      fleet.slotOf.set(roster.id[i]!, slot)
      if (known === undefined) fleet.state[slot] = 6
    }
    return { kind: 'roster' } as const
  }
  function setValues(values: Values) {
    const slots = new Uint32Array(values.ordinal.length)
    let n = 0
    for (let i = 0; i < values.ordinal.length; i++) {
      const slot = slotOfOrdinal.get(values.ordinal[i]!)
      if (slot === undefined) continue
      fleet.value[slot] = values.value[i]!
      fleet.observedAt[slot] = values.observedAt[i]!
      fleet.state[slot] = values.state[i]!
      slots[n++] = slot
    }
    return { kind: 'values', slots: slots.subarray(0, n) } as const
  }
  return {
    fleet,
    receive(data: ArrayBuffer | Uint8Array) {
      const frame = decodeFrame(data)
      const change =
        frame.type === 'roster'
          ? addRoster(frame)
          : frame.type === 'values'
            ? setValues(frame)
            : ((fleet.cells = frame), { kind: 'cells' } as const)
      fleet.version++
      for (const listener of listeners) listener(change, fleet)
    },
    /** Told after each frame. Returns the undo. */
    subscribe(listener: (change: FleetChange, fleet: FleetPicture) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
const columns = (n: number) => ({
  lon: new Float64Array(n), lat: new Float64Array(n), value: new Float64Array(n).fill(NaN), observedAt: new Float64Array(n), state: new Uint8Array(n).fill(6), periodS: new Uint32Array(n),
}) // prettier-ignore

function grow(fleet: FleetPicture, size: number) {
  if (fleet.lon.length >= size) return
  const bigger = columns(Math.max(size, fleet.lon.length * 2))
  for (const name of ['lon', 'lat', 'value', 'observedAt', 'state', 'periodS'] as const) bigger[name].set(fleet[name] as never)
  Object.assign(fleet, bigger)
}

/** One fleet a page. */
export const liveFleet = createFleet()
