import { type Belongs, NO_AREA } from '../../shared/area.ts'

/** Lengths of division codes: province, city, district, town, community, grid (GB/T 2260, GB/T 10114, GB/T 30428). */
const LENGTHS = [2, 4, 6, 9, 12, 15, 17]

/** Every area an entity may be asked for by, its zone among them. */
export function areaWords({ division, zone }: Belongs): string[] {
  const words =
    division === NO_AREA
      ? [`area:${NO_AREA}`]
      : [...new Set([...LENGTHS.filter((n) => n < division.length).map((n) => division.slice(0, n)), division])].map(
          (code) => `area:${code}`,
        )
  return zone === null ? words : [...words, `area:${zone}`]
}

/** Which part of the city is asked for, and which the asker may see: ids of areas; the city's own id is everything, what lies in no known
 *  area included. */
export type AreaQuery = { city: string; area?: string; scope?: readonly string[] }

/** The words a row must have one of, per condition. */
export const areaAxes = ({ city, area, scope }: AreaQuery): string[][] => [
  ...(area === undefined || area === city ? [] : [[`area:${area}`]]),
  ...(scope === undefined || scope.includes(city) ? [] : [scope.map((one) => `area:${one}`)]),
]

/** The same in SQL over columns `division` and `zone`, for sums. */
export function areaWhere(query: AreaQuery): { sql: string; params: string[] } {
  const params: string[] = []
  const one = (area: string) => {
    params.push(area, area)
    return area === NO_AREA ? '(zone = ? OR division = ?)' : "(zone = ? OR (division <> 'none' AND division BETWEEN ? AND ? || 'z'))"
  }
  const push = (area: string) => {
    const sql = one(area)
    if (area !== NO_AREA) params.push(area)
    return sql
  }
  const parts = [
    ...(query.area === undefined || query.area === query.city ? [] : [push(query.area)]),
    ...(query.scope === undefined || query.scope.includes(query.city) ? [] : [`(${query.scope.map(push).join(' OR ') || '0'})`]),
  ]
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), params }
}
