import type { Actor } from '../shared/actor.ts'
import { within, withinAny } from '../shared/area.ts'
import { inBbox } from '../shared/geo.ts'
import type { Entity, Kind } from '../shared/entity.ts'
import type { Datastream } from '../shared/sensor.ts'
import type { Lens } from '../shared/stream.ts'
import { PRIVATE_KINDS, show } from '../shared/visible.ts'
import type { Columns } from './frames.ts'

/** Below this zoom, and above this many sensors in the lens, values travel as cells. */
const CELL_ZOOM = 8
const CELL_FROM = 5_000

/** Readers with the same rights and the same lens: what they are told is encoded once. */
export type LensClass = {
  key: string
  kinds: ReadonlySet<Kind>
  privateKinds: ReadonlySet<Kind>
  sensors: boolean
  show(entity: Entity): Entity | null
  /** Ordinals in the lens, ascending; made again when the fleet grew. */
  ordinals(): Uint32Array
  has(ordinal: number): boolean
  cells(): boolean
}

export type FleetView = {
  columns(): Columns
  at(ordinal: number): Datastream
  /** Grows when what a datastream is changed: its place may lie in another lens now. */
  version(): number
}

const areaOf = (entity: Entity) => ('area' in entity && typeof entity.area === 'object' ? entity.area : null)

export function lensClass(actor: Actor, lens: Lens, fleet: FleetView): LensClass {
  const kinds = new Set(lens.kinds.filter((kind): kind is Kind => kind !== 'sensor'))
  const looksAt = (entity: Entity): boolean => {
    const area = areaOf(entity)
    return lens.area === undefined || area === null || within(area, lens.area, actor.city)
  }
  let version = -1
  let mask = new Uint8Array(0)
  let list = new Uint32Array(0)
  function refresh() {
    const { size, lon, lat } = fleet.columns()
    if (version === fleet.version()) return
    version = fleet.version()
    const next = new Uint8Array(size)
    const ordinals: number[] = []
    for (let i = 0; i < size; i++) {
      if (lens.map && !inBbox([lon[i]!, lat[i]!], lens.map.bbox)) continue
      const { area } = fleet.at(i)
      if (!withinAny(area, actor.areas, actor.city) || (lens.area !== undefined && !within(area, lens.area, actor.city))) continue
      next[i] = 1
      ordinals.push(i)
    }
    mask = next
    list = Uint32Array.from(ordinals)
  }
  return {
    key: classKey(actor, lens),
    kinds: new Set([...kinds].filter((kind) => !PRIVATE_KINDS.has(kind))),
    privateKinds: new Set([...kinds].filter((kind) => PRIVATE_KINDS.has(kind))),
    sensors: lens.kinds.includes('sensor'),
    show: (entity) => (looksAt(entity) ? show(entity, actor) : null),
    ordinals: () => (refresh(), list),
    has: (ordinal) => (refresh(), mask[ordinal] === 1),
    cells: () => (refresh(), (lens.map?.zoom ?? 24) < CELL_ZOOM && list.length > CELL_FROM),
  }
}

/** Rights and lens, and nothing that names a person: two readers with this key may be told the same bytes. */
export const classKey = (actor: Actor, lens: Lens): string =>
  JSON.stringify([
    [...actor.roles].sort(),
    [...actor.scopes].sort(),
    [...actor.areas].sort(),
    lens.area ?? null,
    [...lens.kinds].sort(),
    lens.map,
  ])
