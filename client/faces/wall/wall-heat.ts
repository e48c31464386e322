import type { FeatureCollection } from 'geojson'
import { useEffect, useState } from 'react'
import { isOpen } from '../../../shared/incident.ts'
import type { Position } from '../../../shared/geo.ts'
import { SENSOR_STATE } from '../../../shared/sensor.ts'
import type { Picture } from '../../../shared/stream.ts'
import { type FleetPicture, liveFleet } from '../../live/fleet.ts'
import { useLive } from '../../live/store.ts'
import { between, type Cell, countIn, gridOver, heatOf, type Station } from '../../map/heat-grid.ts'
import { loadMapSources } from '../../map/map-sources.ts'
import { type Ramp, RAMPS } from '../../map/map-style.ts'

export type Measure = 'rain' | 'cases' | 'sensors'
export const MEASURES: readonly Measure[] = ['rain', 'cases', 'sensors']
export type Heat = {
  measure: Measure
  cells: FeatureCollection | null
  limits: readonly number[]
  stations: { fresh: number; total: number }
}

const RAIN = [5, 10, 20, 30, 50]
const CASES = [1, 2, 4, 7, 12]
/** The city's land; its outlying islands are drawn, but are no ground for a heat. */
const GRID_OVER = [113.03, 21.85, 113.74, 22.48] as const
export const rampOf = (measure: Measure, day: boolean): Ramp => (measure === 'cases' ? RAMPS.cases : day ? RAMPS.rainDay : RAMPS.rainNight)

function rainStations(fleet: FleetPicture): { stations: Station[]; total: number } {
  const stations: Station[] = []
  let total = 0
  for (let slot = 0; slot < fleet.size; slot++) {
    if (fleet.type[slot] !== 'rain1h') continue
    total++
    const value = fleet.value[slot] ?? NaN
    if ((fleet.state[slot] ?? SENSOR_STATE.NEVER) < SENSOR_STATE.LATE && Number.isFinite(value))
      stations.push({ position: [fleet.lon[slot] ?? 0, fleet.lat[slot] ?? 0], value })
  }
  return { stations, total }
}

/** Rain when it rains, else where the cases are; a person may choose another with M. */
export function measureOf(chosen: Measure | null, picture: Picture, stations: readonly Station[]): Measure {
  if (chosen) return chosen
  const warned = [...picture.warning.values()].some((w) => w.type === 'rainstorm' && w.liftedAt === null)
  const wet = stations.some((station) => station.value >= (RAIN[0] ?? 5))
  return stations.length >= 3 && (wet || warned) ? 'rain' : 'cases'
}

function heatNow(cells: readonly Cell[], chosen: Measure | null): Heat {
  const { picture } = useLive.getState()
  const { stations, total } = rainStations(liveFleet.fleet)
  const measure = measureOf(chosen, picture, stations)
  const count = { fresh: stations.length, total }
  if (measure === 'sensors') return { measure, cells: null, limits: [], stations: count }
  if (measure === 'rain') return { measure, limits: RAIN, stations: count, cells: heatOf(cells, cells.map(({ center }) => between(stations, center)), RAIN) } // prettier-ignore
  const places = [...picture.incident.values()].flatMap((incident): Position[] =>
    isOpen(incident) && incident.position ? [incident.position] : [],
  )
  return { measure, limits: CASES, stations: count, cells: heatOf(cells, countIn(cells, places), CASES) }
}

/** The 1 km heat, made anew once a minute, when the roster comes, and when a measure is chosen. */
export function useHeat(chosen: Measure | null): Heat {
  const [cells, setCells] = useState<readonly Cell[]>([])
  const [heat, setHeat] = useState<Heat>({ measure: 'cases', cells: null, limits: CASES, stations: { fresh: 0, total: 0 } })
  useEffect(() => {
    let stopped = false
    void loadMapSources().then(({ districts }) => !stopped && setCells(gridOver(districts, GRID_OVER)), () => undefined) // prettier-ignore
    return () => void (stopped = true)
  }, [])
  useEffect(() => {
    if (cells.length === 0) return
    let soon: ReturnType<typeof setTimeout> | undefined
    const renew = () => setHeat(heatNow(cells, chosen))
    renew()
    const timer = setInterval(renew, 60_000)
    // The first values come right behind the roster: wait for them, once.
    const undo = liveFleet.subscribe((change) => {
      if (change.kind === 'roster') soon ??= setTimeout(() => ((soon = undefined), renew()), 1500)
    })
    return () => {
      clearInterval(timer)
      clearTimeout(soon)
      undo()
    }
  }, [cells, chosen])
  return heat
}
