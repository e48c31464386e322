import 'maplibre-gl/dist/maplibre-gl.css'
import { Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Bbox } from '../../shared/geo.ts'
import { layersOf, type Ramp, styleOf } from './map-style.ts'
import type { MapSources } from './map-sources.ts'

// Without it the map stays blank and says nothing.
setWorkerUrl(workerUrl)

export type { MapLibre }
export type Padding = { top: number; right: number; bottom: number; left: number }
export type MapLook = { scale: number; ramp: Ramp; day: boolean }

/** One map a page. 8192: at the default of 4096 a wall of three screens is drawn soft. */
export const createMap = (container: HTMLElement, sources: MapSources, look: MapLook, interactive: boolean): MapLibre =>
  new MapLibre({
    container,
    style: styleOf(sources, look),
    interactive,
    attributionControl: false,
    maxCanvasSize: [8192, 8192],
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    maxPitch: 0,
    minZoom: 6,
    maxZoom: 18,
    center: [113.5148, 22.152],
    zoom: 10,
  })

export function look(map: MapLibre, bbox: Bbox, padding: Padding, durationMs = 0): void {
  const [west, south, east, north] = bbox
  map.fitBounds([[west, south], [east, north]], { padding, duration: durationMs, linear: true }) // prettier-ignore
}

/** The theme changes on the living map: a new style would throw away what others have put on it. */
export function repaint(map: MapLibre, next: MapLook): void {
  for (const layer of layersOf(next)) {
    if (!map.getLayer(layer.id)) continue
    for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as never, value as never)
  }
}
