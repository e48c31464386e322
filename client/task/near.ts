import type { Position } from '../../shared/geo.ts'

/** Fences of the field, in metres: inside 100 m of a case its first act is also the arrival; an inspection is made within 30 m. Configuration
 *  of the city may widen them; never a condition for acting, only for what is noted. */
export const ARRIVAL_M = 100
export const INSPECTION_M = 30

const METRES_PER_DEGREE = 111_195
/** Metres between two places (WGS-84) on a plane: within 0.1 % up to 50 km, and a phone need not carry a schema library for it. */
export function metresBetween([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const x = (lon2 - lon1) * Math.cos((((lat1 + lat2) / 2) * Math.PI) / 180)
  return Math.hypot(x, lat2 - lat1) * METRES_PER_DEGREE
}
/** Metres east and north of `from`. */
export const offsetM = (from: Position, to: Position): { east: number; north: number } => ({
  east: (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180) * METRES_PER_DEGREE,
  north: (to[1] - from[1]) * METRES_PER_DEGREE,
})
export const movedBy = (from: Position, east: number, north: number): Position => [
  from[0] + east / (Math.cos((from[1] * Math.PI) / 180) * METRES_PER_DEGREE),
  from[1] + north / METRES_PER_DEGREE,
]

/** `24 m` below a kilometre, else `0.8 km` with one decimal. */
export const distanceParts = (metres: number): { n: string; unit: 'm' | 'km' } =>
  metres < 500 ? { n: String(Math.round(metres)), unit: 'm' } : { n: (metres / 1000).toFixed(1), unit: 'km' }

/** Is a fix certain enough to say "here"? Its error counts against it. */
export const isInside = (fix: { position: Position; accuracyM: number } | null, target: Position | null, fenceM: number): boolean =>
  fix !== null &&
  target !== null &&
  metresBetween(fix.position, target) + Math.min(fix.accuracyM, fenceM) <= fenceM * 2 &&
  metresBetween(fix.position, target) <= fenceM
