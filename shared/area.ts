import { z } from 'zod'
import { Position } from './geo.ts'

export const Id = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, '1–64 of letters, digits, . _ : -')
/** A point that lies in no known area; it counts in the city's total. */
export const NO_AREA = 'none'

export const AreaKind = z.enum(['CITY', 'DISTRICT', 'TOWN', 'COMMUNITY', 'GRID', 'ZONE'])
/** A division (GB/T 2260 + 10114 code; the parent's code is its prefix, but 东莞 and 中山 have towns directly under the city) or a
 *  functional zone, which has an id of our own (`440400-HQ`) and no division code. */
export const Area = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: AreaKind,
  parent: z.string().nullable(),
  center: Position.nullable(),
  schematic: z.boolean(),
})
export type Area = z.infer<typeof Area>

/** Where an entity belongs: the finest known division (or `none`), and the functional zone when there is one. Scope and responsibility
 *  are asked of the set, zone before division. */
export const Belongs = z.strictObject({ division: z.string(), zone: z.string().nullable() })
export type Belongs = z.infer<typeof Belongs>
export const NOWHERE: Belongs = { division: NO_AREA, zone: null }

/** Is the entity within the area asked for (a division code or a zone id)? Codes are prefixes; `city` is the whole city's code, which
 *  also contains what lies in no known area. */
export const within = (belongs: Belongs, area: string, city: string): boolean =>
  area === city || belongs.zone === area || (belongs.division !== NO_AREA && !area.includes('-') && belongs.division.startsWith(area))

/** Is it within any of them? An empty list is no right to anything. */
export const withinAny = (belongs: Belongs, areas: readonly string[], city: string): boolean =>
  areas.some((area) => within(belongs, area, city))
