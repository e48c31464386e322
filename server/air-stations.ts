import { type Pollutant, POLLUTANTS } from '../shared/aqi.ts'
import type { Datastream, DatastreamInput } from '../shared/sensor.ts'
import { SENSOR_TYPES } from '../shared/sensor-types.ts'
import { conversion, convert } from '../shared/unit.ts'
import type { Fleet } from './fleet.ts'

/** Stations: what shares source and position and measures at least three of the six pollutants. */
export type Station = {
  id: string
  name: string
  source: string
  first: Datastream
  /** Its plan: datastream and period of each pollutant measured. */
  plan: Map<Pollutant, { ordinal: number; periodS: number; toStandard(value: number): number }>
  /** Hourly data carry their own hour; finer ones are averaged, and labelled by the hour's end. */
  hourly: boolean
}
const LEAST_POLLUTANTS = 3
const HOUR_S = 3600

const isPollutant = (type: string): type is Pollutant => (POLLUTANTS as readonly string[]).includes(type)
const baseOf = ({ id, type }: Datastream) => (id.length > type.length + 1 && id.endsWith(type) ? id.slice(0, -type.length - 1) : id)
const nameOf = ({ name, type }: Datastream) => name.replace(SENSOR_TYPES.get(type)?.zh ?? type, '').trim() || name

export function findStations(fleet: Fleet): Station[] {
  const groups = new Map<string, Datastream[]>()
  for (let ordinal = 0; ordinal < fleet.size(); ordinal++) {
    const row = fleet.at(ordinal)
    if (!isPollutant(row.type)) continue
    const key = `${row.source} ${row.position.join()}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()].flatMap((rows) => {
    const plan: Station['plan'] = new Map()
    for (const row of rows) {
      const standard = conversion(row.unit, SENSOR_TYPES.get(row.type)?.unit ?? row.unit)
      if (isPollutant(row.type) && !plan.has(row.type) && standard)
        plan.set(row.type, { ordinal: row.ordinal, periodS: row.periodS, toStandard: (value) => convert(value, standard) })
    }
    const first = rows[0] as Datastream
    if (plan.size < LEAST_POLLUTANTS) return []
    return [
      {
        id: baseOf(first).slice(0, 56),
        name: nameOf(first),
        source: first.source,
        first,
        plan,
        hourly: [...plan.values()].every(({ periodS }) => periodS >= HOUR_S),
      },
    ]
  })
}

/** The two datastreams that are made of a station. Their period has some slack, because they come when their hour or day is over. */
export const derivedOf = ({ id, name, source, first }: Station): DatastreamInput[] =>
  ([['aqi', HOUR_S * 1.25], ['aqiDay', HOUR_S * 26]] as const).map(([type, periodS]) => ({
    id: `${id}.${type}`, name: `${name} ${SENSOR_TYPES.get(type)?.zh}`, type, unit: '{index}', position: first.position, periodS, source,
    ...(first.areaNamed === null ? {} : { area: first.areaNamed }),
  })) // prettier-ignore
