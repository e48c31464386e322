import { z } from 'zod'

/** WGS-84 [longitude, latitude] in degrees. */
export const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
export type Position = z.infer<typeof Position>

/** [west, south, east, north] in degrees WGS-84. */
export const Bbox = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .refine(([w, s, e, n]) => [w, s, e, n].every(Number.isFinite) && w <= e && s <= n, 'west ≤ east, south ≤ north, all finite')
export type Bbox = z.infer<typeof Bbox>

const EARTH_M = 6_371_008.8
const rad = (deg: number) => (deg * Math.PI) / 180

/** Great-circle distance in metres. */
export function distanceM([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const a = Math.sin(rad(lat2 - lat1) / 2) ** 2 + Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)))
}

export const inBbox = ([lon, lat]: Position, [w, s, e, n]: Bbox): boolean => lon >= w && lon <= e && lat >= s && lat <= n

type Ring = readonly (readonly [number, number] | readonly number[])[]
export type Shape = { type: 'Polygon'; coordinates: readonly Ring[] } | { type: 'MultiPolygon'; coordinates: readonly (readonly Ring[])[] }

const inRing = ([x, y]: Position, ring: Ring) => {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as [number, number]
    const [xj, yj] = ring[j] as [number, number]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

/** Even-odd over all rings, so that holes count. */
export function inShape(point: Position, shape: Shape): boolean {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  return polygons.some((rings) => rings.filter((ring) => inRing(point, ring)).length % 2 === 1)
}
