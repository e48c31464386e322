import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { distanceM, inShape, type Position } from '../../shared/geo.ts'
import type { AreaShapes } from './map-sources.ts'

/** One kilometre in degrees at 22.2° N. */
const D_LON = 0.009712
const D_LAT = 0.008993
/** A tenth of a cell stays free, so that the grid reads as cells and not as a cloud. */
const GAP = 0.05

export type Cell = { west: number; south: number; center: Position }
export type Station = { position: Position; value: number }

/** The 1 km display grid: cells whose middle lies in one of the areas. Computed once a page. */
export function gridOver(areas: AreaShapes, [west, south, east, north]: readonly [number, number, number, number]): Cell[] {
  const cells: Cell[] = []
  for (let lon = west; lon < east; lon += D_LON)
    for (let lat = south; lat < north; lat += D_LAT) {
      const center: Position = [lon + D_LON / 2, lat + D_LAT / 2]
      if (areas.features.some((area) => inShape(center, area.geometry))) cells.push({ west: lon, south: lat, center })
    }
  return cells
}

/** Between stations, by the inverse square of the distance to those within reach; null where none stands near: no claim is made there. */
export function between(stations: readonly Station[], at: Position, reachM = 9000): number | null {
  let sum = 0
  let weights = 0
  for (const { position, value } of stations) {
    const far = distanceM(position, at)
    if (far > reachM) continue
    const weight = 1 / (far * far + 400_000)
    sum += value * weight
    weights += weight
  }
  return weights === 0 ? null : sum / weights
}

/** Things per km²: how many of the positions lie in each cell. */
export function countIn(cells: readonly Cell[], positions: readonly Position[]): (number | null)[] {
  const [first] = cells
  if (!first) return []
  const keyOf = (lon: number, lat: number) =>
    `${Math.floor((lon - first.west) / D_LON + 1e-6)} ${Math.floor((lat - first.south) / D_LAT + 1e-6)}`
  const counts = new Map<string, number>()
  for (const [lon, lat] of positions) counts.set(keyOf(lon, lat), (counts.get(keyOf(lon, lat)) ?? 0) + 1)
  return cells.map(({ center }) => counts.get(keyOf(...center)) ?? 0)
}

/** Squares with the step they belong to; what is under the first limit is not drawn. limits: lower ends of the steps, rising. */
export function heatOf(cells: readonly Cell[], values: readonly (number | null)[], limits: readonly number[]): FeatureCollection<Polygon> {
  const features: Feature<Polygon>[] = []
  cells.forEach(({ west, south }, i) => {
    const value = values[i]
    if (value === null || value === undefined) return
    const bin = limits.findLastIndex((limit) => value >= limit)
    if (bin < 0) return
    const [w, s, e, n] = [west + D_LON * GAP, south + D_LAT * GAP, west + D_LON * (1 - GAP), south + D_LAT * (1 - GAP)]
    features.push({ type: 'Feature', properties: { bin, value }, geometry: { type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] } }) // prettier-ignore
  })
  return { type: 'FeatureCollection', features }
}
