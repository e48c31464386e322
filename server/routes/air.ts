import { z } from 'zod'
import { inScope } from '../../shared/actor.ts'
import { aqiOf, type Concentrations, type Pollutant, POLLUTANTS } from '../../shared/aqi.ts'
import { within } from '../../shared/area.ts'
import type { Air, AirNow } from '../air.ts'
import { type Route, ok, route } from '../route.ts'

/** Air quality of the newest hour: each station with what leads, and the area's by the means of its stations' concentrations. Replayed
 *  stations are listed and marked; they are in no mean with live ones. */
export function airRoutes({ air }: { air: Air }): Route[] {
  return [
    route({
      door: 'GET /api/air', summary: 'AQI by HJ 633-2026 of the newest hour: stations, and their mean', query: z.strictObject({ area: z.string().max(64).optional() }),
      async handle({ actor, query: { area } }) {
        const stations = air.latest().filter((station) => inScope(actor, station.area) && (area === undefined || within(station.area, area, actor.city)))
        const shown = ({ concentrations, ...station }: AirNow) => ({ ...station, at: new Date(station.at).toISOString(), concentrations })
        return ok({ mean: meanOf(stations), stations: stations.map(shown) })
      },
    }),
  ] // prettier-ignore
}

function meanOf(stations: readonly AirNow[]) {
  const live = stations.filter(({ replay }) => !replay)
  const at = Math.max(...live.map((station) => station.at))
  const newest = live.filter((station) => station.at === at)
  if (newest.length === 0) return null
  const concentrations: Concentrations = {}
  for (const pollutant of POLLUTANTS) {
    const values = newest.flatMap(({ concentrations: c }) => c[pollutant] ?? [])
    if (newest.some(({ concentrations: c }) => c[pollutant as Pollutant] !== undefined))
      concentrations[pollutant] = values.length > 0 ? values.reduce((sum, v) => sum + v, 0) / values.length : null
  }
  return { at: new Date(at).toISOString(), stations: newest.length, of: live.length, concentrations, ...aqiOf('hourly', concentrations) }
}
