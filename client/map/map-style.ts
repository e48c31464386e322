import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { mix } from '../ui/colour.ts'
import { token } from '../ui/theme.ts'
import type { MapSources } from './map-sources.ts'

/** Colour and opacity of the five steps of the heat; the ramp begins at --seq-2 by day, where --seq-1 is the paper itself. */
export type Ramp = readonly (readonly [1 | 2 | 3 | 4 | 5 | 6, number])[]
export const RAMPS = {
  rainNight: [[2, 0.42], [2, 0.85], [3, 0.85], [4, 0.85], [5, 0.95]],
  rainDay: [[2, 0.8], [3, 0.72], [4, 0.78], [5, 0.82], [6, 0.88]],
  cases: [[2, 0.75], [3, 0.8], [4, 0.85], [5, 0.9], [6, 0.95]],
} as const satisfies Record<string, Ramp> // prettier-ignore

/** Three lines parallel to the coast, as on a chart: px from the shore, and how much of the line's colour. Widest first. */
const COAST = [
  [46, 0.38],
  [29, 0.62],
  [15, 0.95],
] as const

type Look = { scale: number; ramp: Ramp; day: boolean }

/** A width in the drawing's pixels at zoom 10.17 (1,640 px a degree) that grows with the map. */
const grows = (width: number): ['interpolate', ['exponential', 2], ['zoom'], number, number, number, number] => [
  'interpolate', ['exponential', 2], ['zoom'], 7, width * 2 ** (7 - 10.17), 16, width * 2 ** (16 - 10.17),
] // prettier-ignore

function coast(scale: number): LayerSpecification[] {
  const [water, line] = [token('--water'), token('--line')]
  return COAST.flatMap(([px, share]) => [
    {
      id: `coast-${px}`,
      type: 'line',
      source: 'land',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': mix(line, water, share), 'line-width': px * 2 * scale },
    },
    {
      id: `coast-in-${px}`,
      type: 'line',
      source: 'land',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': water, 'line-width': (px * 2 - 2.2) * scale },
    },
  ]) as LayerSpecification[]
}

function heatPaint({ ramp }: Look) {
  const colours = ramp.flatMap(([step], i) => [i, token(`--seq-${step}`)])
  const opacities = ramp.flatMap(([, opacity], i) => [i, opacity])
  return {
    'fill-color': ['match', ['get', 'bin'], ...colours, token('--seq-2')],
    'fill-opacity': ['match', ['get', 'bin'], ...opacities, 0],
    'fill-antialias': false,
  }
}

/** The layers from the water up. Wall and desk draw the same city; what is live comes on top of it. */
export function layersOf(look: Look): LayerSpecification[] {
  const { scale, day } = look
  const border = token('--border')
  // Lit room: no large area of pure white. The city takes --raised, its neighbours the ground.
  const [land, city] = day ? [token('--ground'), token('--raised')] : [token('--land'), token('--land-focus')]
  const layers = [
    { id: 'water', type: 'background', paint: { 'background-color': token('--water') } },
    ...coast(scale),
    {
      id: 'graticule',
      type: 'line',
      source: 'graticule',
      paint: { 'line-color': token('--line'), 'line-opacity': 0.55, 'line-width': scale },
    },
    { id: 'neighbours', type: 'fill', source: 'neighbours', paint: { 'fill-color': land } },
    { id: 'neighbours-edge', type: 'line', source: 'neighbours', paint: { 'line-color': token('--line'), 'line-width': 0.8 * scale } },
    { id: 'districts', type: 'fill', source: 'districts', paint: { 'fill-color': city } },
    {
      id: 'districts-edge',
      type: 'line',
      source: 'districts',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': border, 'line-width': 1.25 * scale },
    },
    { id: 'heat', type: 'fill', source: 'heat', paint: heatPaint(look) },
    {
      id: 'waterway-edge',
      type: 'line',
      source: 'schematic',
      filter: ['==', ['get', 'what'], 'waterway'],
      paint: {
        'line-color': border,
        'line-opacity': 0.8,
        'line-width': grows(1),
        'line-gap-width': [
          'interpolate',
          ['exponential', 2],
          ['zoom'],
          7,
          ['*', ['get', 'width'], 1.1 * 2 ** (7 - 10.17)],
          16,
          ['*', ['get', 'width'], 1.1 * 2 ** (16 - 10.17)],
        ],
      },
    },
    {
      id: 'waterway',
      type: 'line',
      source: 'schematic',
      filter: ['==', ['get', 'what'], 'waterway'],
      paint: {
        'line-color': token('--water'),
        'line-width': [
          'interpolate',
          ['exponential', 2],
          ['zoom'],
          7,
          ['*', ['get', 'width'], 1.1 * 2 ** (7 - 10.17)],
          16,
          ['*', ['get', 'width'], 1.1 * 2 ** (16 - 10.17)],
        ],
      },
    },
    { id: 'districts-over', type: 'line', source: 'districts', paint: { 'line-color': border, 'line-opacity': 0.5, 'line-width': scale } },
    {
      id: 'bridge',
      type: 'line',
      source: 'schematic',
      filter: ['==', ['get', 'what'], 'bridge'],
      paint: { 'line-color': token('--line-strong'), 'line-width': 2 * scale },
    },
  ]
  return layers as LayerSpecification[]
}

const empty = { type: 'FeatureCollection' as const, features: [] }
/** No `glyphs` and no `sprite`: nothing is fetched from anywhere, names are drawn over the map. */
export function styleOf(sources: MapSources, look: Look): StyleSpecification {
  const geojson = (data: GeoJSON.FeatureCollection) => ({ type: 'geojson' as const, data, tolerance: 0.2 })
  const land = { ...empty, features: [...sources.neighbours.features, ...sources.districts.features] }
  return {
    version: 8,
    sources: {
      land: geojson(land), neighbours: geojson(sources.neighbours), districts: geojson(sources.districts), schematic: geojson(sources.schematic), graticule: geojson(sources.graticule), heat: geojson(empty),
    }, // prettier-ignore
    layers: layersOf(look),
  }
}
