import { type Belongs, NOWHERE } from '../shared/area.ts'
import { type Refusal, refuse } from '../shared/decision.ts'
import type { Position } from '../shared/geo.ts'
import { type Datastream, DatastreamInput } from '../shared/sensor.ts'
import { rangeIn, SENSOR_TYPES } from '../shared/sensor-types.ts'

export type Places = {
  /** Where a point lies, by the city's outlines; NOWHERE in none. */
  locate(position: Position): Belongs
  /** Whether the city's catalogue has this division or zone. */
  knows(area: string): boolean
}

/** Who writes: `source` is what rows without one come from. */
export type Writer = { source: string; mayWrite(id: string, area: Belongs): boolean }

/** The area its owner named decides, zone or division; the outlines give the other half. One that the city does not know is kept as none. */
export function belongs(places: Places, named: string | null, position: Position): Belongs {
  if (named === null) return places.locate(position)
  if (!places.knows(named)) return NOWHERE
  const { division, zone } = places.locate(position)
  return named.includes('-') ? { division, zone: named } : { division: division.startsWith(named) ? division : named, zone }
}

/** One row of POST /api/datastreams as a datastream without its ordinal, or why not. Rules: O-shape, O-kind (a type we do not know),
 *  O-unit (a unit that does not measure that type), O-range (a city range outside the physical one or upside down), O-foreign. */
export function readDatastream(row: unknown, by: Writer, places: Places): { ok: true; value: Omit<Datastream, 'ordinal'> } | Refusal {
  const parsed = DatastreamInput.safeParse(row)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse('O-shape', `字段 ${issue?.path.join('.') || '(整行)'} 有误：${issue?.message ?? ''}`.slice(0, 300))
  }
  const { id, name, type: typeId, unit, area, position, periodS, source, range } = parsed.data
  const belonging = belongs(places, area ?? null, position)
  if (!by.mayWrite(id, belonging)) return refuse('O-foreign', `此密钥无权写数据流 ${id}`)
  const type = SENSOR_TYPES.get(typeId)
  if (!type) return refuse('O-kind', `没有传感器类型 ${typeId}`)
  const physical = rangeIn(type, unit)
  if (!physical) return refuse('O-unit', `${type.zh} 不能用单位 ${unit}，应为 ${type.unit}`)
  if (range && !(range[0] < range[1] && range[1] >= physical[0] && range[0] <= physical[1])) return refuse('O-range', `范围 ${range.join('…')} 不合理`)
  return {
    ok: true,
    value: { id, name, type: typeId, unit, area: belonging, areaNamed: area ?? null, position, periodS, source: source ?? by.source, range: range ?? null },
  }
} // prettier-ignore
