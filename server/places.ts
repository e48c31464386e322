import { type Belongs, NO_AREA, NOWHERE } from '../shared/area.ts'
import { type Position, type Shape, inShape } from '../shared/geo.ts'
import type { StoredArea } from '../shared/organisation.ts'

type Outlined = { area: StoredArea; shape: Shape; box: readonly [number, number, number, number] }
export type Places = ReturnType<typeof openPlaces>

function boxOf(shape: Shape): Outlined['box'] {
  const points = (shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates).flat(2) as unknown as readonly [number, number][]
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [
    xs.reduce((a, b) => Math.min(a, b), Infinity),
    ys.reduce((a, b) => Math.min(a, b), Infinity),
    xs.reduce((a, b) => Math.max(a, b), -Infinity),
    ys.reduce((a, b) => Math.max(a, b), -Infinity),
  ]
}

/** Where points and area ids belong, by the city's own register of areas. What it does not know is `none`. */
export function openPlaces(
  areas: { all(): StoredArea[]; get(id: string): StoredArea | undefined; onChange(tell: () => void): () => void },
  city: string,
) {
  let outlined: Outlined[] | null = null
  areas.onChange(() => (outlined = null))
  const shapes = () =>
    (outlined ??= areas.all().filter((area) => area.outline !== null && area.kind !== 'CITY').map((area) => {
      const shape = area.outline as unknown as Shape
      return { area, shape, box: boxOf(shape) }
    })) // prettier-ignore
  const holds = ({ shape, box: [west, south, east, north] }: Outlined, [lon, lat]: Position) =>
    lon >= west && lon <= east && lat >= south && lat <= north && inShape([lon, lat], shape)

  function locate(position: Position): Belongs {
    const around = shapes().filter((one) => holds(one, position)).map(({ area }) => area) // prettier-ignore
    const division = around.filter((area) => area.kind !== 'ZONE').sort((a, b) => b.id.length - a.id.length)[0]
    const zone = around.find((area) => area.kind === 'ZONE')
    return division || zone ? { division: division?.id ?? NO_AREA, zone: zone?.id ?? null } : NOWHERE
  }
  /** The set of a named area; null when the city does not know it. The city itself is no finer place than `none`. */
  function named(id: string): Belongs | null {
    if (id === NO_AREA || id === city) return NOWHERE
    const area = areas.get(id)
    if (!area) return null
    if (area.kind !== 'ZONE') return { division: area.id, zone: null }
    return {
      division: area.parent !== null && area.parent !== city && areas.get(area.parent)?.kind !== 'ZONE' ? area.parent : NO_AREA,
      zone: area.id,
    }
  }
  return {
    locate, named,
    knows: (id: string): boolean => id === city || areas.get(id) !== undefined,
    /** A named area holds; a point says the rest: its finer division within the named one, its zone. Null when neither is known. */
    belongs(id: string | null, position: Position | null): Belongs | null {
      const found = position === null ? NOWHERE : locate(position)
      if (id === null) return position === null || found === NOWHERE ? null : found
      const said = named(id)
      if (said === null) return null
      const division = said.division === NO_AREA || found.division.startsWith(said.division) ? found.division : said.division
      return { division, zone: said.zone ?? found.zone }
    },
  } // prettier-ignore
}
