import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from 'geojson'
import citiesUrl from '../../shared/data/guangdong-cities.wgs84.geojson?url'
import districtsUrl from '../../shared/data/zhuhai-districts.wgs84.geojson?url'
import schematicUrl from '../../shared/data/zhuhai-schematic.geojson?url'
import type { Bbox } from '../../shared/geo.ts'

export type AreaProperties = { id: string; name: string; center: [number, number] | null }
export type AreaShapes = FeatureCollection<MultiPolygon, AreaProperties>
export type MapLabel = {
  name: string
  class: 'sea' | 'land' | 'town' | 'district'
  position: [number, number]
  rank: number
  area: string | null
}
export type MapSources = {
  /** The city's districts; its neighbours; both together, for the coast rules. */
  districts: AreaShapes
  neighbours: FeatureCollection
  schematic: FeatureCollection<LineString>
  graticule: FeatureCollection<LineString>
  labels: MapLabel[]
}

type SchematicProperties = {
  what: 'waterway' | 'bridge' | 'land' | 'label'
  class?: MapLabel['class']
  name: string
  rank?: number
  area?: string
}

const collect = <F extends Feature>(features: F[]) => ({ type: 'FeatureCollection' as const, features })
const load = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T

/** Lines every tenth of a degree. */
function graticuleOf([west, south, east, north]: Bbox): FeatureCollection<LineString> {
  const lines: Feature<LineString>[] = []
  const line = (from: [number, number], to: [number, number]) =>
    lines.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [from, to] } })
  for (let lon = Math.floor(west * 10); lon <= east * 10; lon++) line([lon / 10, south], [lon / 10, north])
  for (let lat = Math.floor(south * 10); lat <= north * 10; lat++) line([west, lat / 10], [east, lat / 10])
  return collect(lines)
}

/** What a camera can reach round the city. */
const REACH: Bbox = [111.8, 21.2, 115.2, 23.2]
let loading: Promise<MapSources> | null = null

/** Boundaries and schematic shapes, fetched once a page; shared/data/PROVENANCE.md says where they are from. */
export const loadMapSources = (): Promise<MapSources> =>
  (loading ??= read().catch((error: unknown) => ((loading = null), Promise.reject(error as Error))))

async function read(): Promise<MapSources> {
  const [districts, cities, schematic] = await Promise.all([
    load<AreaShapes>(districtsUrl),
    load<AreaShapes>(citiesUrl),
    load<FeatureCollection<LineString | Polygon | Point, SchematicProperties>>(schematicUrl),
  ])
  const [first] = districts.features
  const city = first ? first.properties.id.slice(0, 4) : ''
  const near = cities.features.filter((f) => f.properties.id.slice(0, 4) !== city && touches(f.geometry, REACH))
  const of = (what: SchematicProperties['what'][]) => schematic.features.filter((f) => what.includes(f.properties.what))
  return {
    districts,
    neighbours: collect<Feature>([...near, ...of(['land'])]),
    schematic: collect(of(['waterway', 'bridge']) as Feature<LineString>[]),
    graticule: graticuleOf(REACH),
    labels: of(['label']).map(({ properties: p, geometry }) => ({
      name: p.name,
      class: p.class ?? 'town',
      position: (geometry as Point).coordinates as [number, number],
      rank: p.rank ?? 0,
      area: p.area ?? null,
    })),
  }
}

const touches = (shape: MultiPolygon, [w, s, e, n]: Bbox) =>
  shape.coordinates.some((rings) => rings[0]?.some(([x = 0, y = 0]) => x > w && x < e && y > s && y < n))
export const loadCityShapes = (): Promise<AreaShapes> => load<AreaShapes>(citiesUrl)
