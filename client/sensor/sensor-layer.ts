import type { Map as MapLibre } from 'maplibre-gl'
import { type FleetChange, type FleetPicture, liveFleet } from '../live/fleet.ts'
import { pointsLayer } from '../map/points-layer.ts'
import { useTheme } from '../ui/theme.ts'

export type PickedSensor = {
  id: string
  name: string
  type: string
  unit: string
  value: number
  observedAt: number
  state: number
  position: [number, number]
}
export type SensorWeight = { sizePx: number; quiet: number }
type Options = {
  sizePx?: number
  before?: string
  /** Only these types; null: all. */
  types?: ReadonlySet<string> | null
  /** How loud the points are: renewed by whoever chooses the measure. */
  weight?: { get(): SensorWeight; subscribe(wake: () => void): () => void }
  onPick?: (sensor: PickedSensor | null) => void
}

const HIDDEN = 7
export const sensorAt = (fleet: FleetPicture, slot: number): PickedSensor => ({
  id: fleet.id[slot] ?? '',
  name: fleet.name[slot] ?? '',
  type: fleet.type[slot] ?? '',
  unit: fleet.unit[slot] ?? '',
  value: fleet.value[slot] ?? NaN,
  observedAt: fleet.observedAt[slot] ?? NaN,
  state: fleet.state[slot] ?? HIDDEN,
  position: [fleet.lon[slot] ?? 0, fleet.lat[slot] ?? 0],
})

/** Draws the fleet of this reader's lens on the map, without a React render: a frame is one upload and one redraw. Returns the undo. */
export function bindSensors(map: MapLibre, { sizePx = 4, before, types = null, weight, onPick }: Options = {}): () => void {
  const layer = pointsLayer('sensors', sizePx)
  const shown = (fleet: FleetPicture): Uint8Array => {
    if (!types) return fleet.state
    return Uint8Array.from(fleet.state.subarray(0, fleet.size), (state, slot) => (types.has(fleet.type[slot] ?? '') ? state : HIDDEN))
  }
  const place = (fleet: FleetPicture) => layer.place({ lon: fleet.lon, lat: fleet.lat, state: shown(fleet), size: fleet.size })
  /** A value that stays in its state looks the same: it is uploaded, and the map is not drawn again for it. */
  let drawn = new Uint8Array()
  const turned = (slots: Uint32Array, fleet: FleetPicture): boolean => {
    let any = drawn.length !== fleet.state.length
    if (any) drawn = new Uint8Array(fleet.state.length)
    for (const slot of slots) {
      if (drawn[slot] === fleet.state[slot]) continue
      drawn[slot] = fleet.state[slot] ?? HIDDEN
      any = true
    }
    return any
  }
  const receive = (change: FleetChange, fleet: FleetPicture) => {
    if (change.kind === 'roster') place(fleet)
    else if (change.kind === 'values') layer.recolour(shown(fleet), turned(change.slots, fleet))
    // What a measurement waits for: the newest frame is in the layer's buffer.
    window.dispatchEvent(new Event('tongguan:sensors'))
  }
  // The container's own click: a wall's map is not interactive, and is touched all the same.
  const pick = (event: MouseEvent) => {
    const { left, top } = map.getContainer().getBoundingClientRect()
    const slot = map.isMoving() ? null : layer.pick(event.clientX - left, event.clientY - top, 18)
    onPick?.(slot === null ? null : sensorAt(liveFleet.fleet, slot))
  }
  map.addLayer(layer, before)
  place(liveFleet.fleet)
  const weigh = () => weight && layer.weigh(weight.get().sizePx, weight.get().quiet)
  weigh()
  const undo = [liveFleet.subscribe(receive), useTheme.subscribe(() => layer.retheme()), ...(weight ? [weight.subscribe(weigh)] : [])]
  if (onPick) map.getContainer().addEventListener('click', pick)
  return () => {
    for (const end of undo) end()
    map.getContainer().removeEventListener('click', pick)
    if (map.getLayer(layer.id)) map.removeLayer(layer.id)
  }
}
