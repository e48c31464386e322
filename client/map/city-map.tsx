import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource } from 'maplibre-gl'
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Bbox } from '../../shared/geo.ts'
import { useTheme } from '../ui/theme.ts'
import { createMap, look, type MapLibre, type Padding, repaint } from './create-map.ts'
import { useMapConfig } from './map-config.ts'
import { type MapLabel, loadMapSources } from './map-sources.ts'
import { type Ramp, RAMPS } from './map-style.ts'
import { addRasterBase } from './raster-base.ts'

/** Longitude and latitude → CSS pixels of the map's own corner. */
export type Project = (position: readonly [number, number]) => [number, number]
export type Drawn = { project: Project; width: number; height: number; labels: readonly MapLabel[] }

type Props = {
  /** What the map is called for a screen reader: the same facts stand in the lists beside it. */
  label: string
  /** Shown within the padding: [west, south, east, north]. */
  bbox: Bbox
  padding: Padding
  /** Pixels of the screen for one of the drawing (a wall of 4K: 2). */
  scale?: number
  interactive?: boolean
  heat?: FeatureCollection | null
  ramp?: Ramp | null
  /** Puts layers and listeners on the map; called again after a lost WebGL context. Returns the undo. */
  onMap?: (map: MapLibre) => () => void
  /** Drawn in one SVG over the map, anew whenever the camera has moved. */
  children?: (drawn: Drawn) => ReactNode
  /** The same for those who draw beside the map; null while there is none. */
  onView?: (drawn: Drawn | null) => void
  flyMs?: number
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** A map that outlives its context: `generation` goes up when the graphics card has forgotten everything. */
function useMap({ interactive = false, scale = 1, ramp, onMap }: Props) {
  const holder = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre | null>(null)
  const [labels, setLabels] = useState<readonly MapLabel[]>([])
  const [generation, setGeneration] = useState(0)
  const day = useTheme((s) => s.theme) === 'day'
  const wanted = { scale, day, ramp: ramp ?? (day ? RAMPS.rainDay : RAMPS.rainNight) }
  const latest = useRef({ wanted, onMap })
  latest.current = { wanted, onMap }

  useEffect(() => {
    let made: MapLibre | null = null
    let undo: (() => void) | undefined
    let stopped = false
    void loadMapSources().then((sources) => {
      if (stopped || !holder.current) return
      made = createMap(holder.current, sources, latest.current.wanted, interactive)
      made.getCanvas().addEventListener('webglcontextlost', () => setGeneration((n) => n + 1), { once: true })
      made.once('load', () => {
        if (stopped || !made) return
        undo = latest.current.onMap?.(made)
        setLabels(sources.labels)
        setMap(made)
      })
    })
    return () => {
      stopped = true
      undo?.()
      setMap(null)
      made?.remove()
    }
  }, [generation, interactive])

  useEffect(() => {
    if (map) repaint(map, latest.current.wanted)
  }, [map, scale, day, ramp])
  return { holder, map, labels }
}

/** Where the camera stands, as a function that lists re-draw by; renewed at most once a frame. */
function useProjection(map: MapLibre | null) {
  const [view, setView] = useState<{ project: Project; width: number; height: number } | null>(null)
  useEffect(() => {
    if (!map) return setView(null)
    let asked = 0
    const renew = () => {
      asked = 0
      const { clientWidth: width, clientHeight: height } = map.getContainer()
      setView({ width, height, project: (position) => { const { x, y } = map.project(position as [number, number]); return [x, y] } }) // prettier-ignore
    }
    const ask = () => {
      asked ||= requestAnimationFrame(renew)
    }
    renew()
    map.on('move', ask)
    map.on('resize', ask)
    return () => {
      cancelAnimationFrame(asked)
      map.off('move', ask)
      map.off('resize', ask)
    }
  }, [map])
  return view
}

/** The city as ground: water, coast, districts, heat, and whatever the face puts over it. */
export function CityMap(props: Props): ReactElement {
  const { label, bbox, padding, heat, children, onView, flyMs = 0 } = props
  const { holder, map, labels } = useMap(props)
  const view = useProjection(map)
  const wanted = JSON.stringify([bbox, padding])
  const seen = useRef(false)

  useEffect(() => {
    if (!map) return
    const aim = (ms: number) => look(map, bbox, padding, ms)
    aim(seen.current ? flyMs : 0)
    seen.current = true
    const again = () => aim(0)
    map.on('resize', again)
    return () => void map.off('resize', again)
  }, [map, wanted, flyMs])

  const raster = useMapConfig((s) => s.config?.raster)
  const day = useTheme((s) => s.theme) === 'day'
  useEffect(() => (map && raster ? addRasterBase(map, raster, day) : undefined), [map, raster, day])

  useEffect(() => {
    onView?.(view && { ...view, labels })
  }, [onView, view, labels])

  useEffect(() => {
    void (map?.getSource('heat') as GeoJSONSource | undefined)?.setData(heat ?? EMPTY)
  }, [map, heat])

  return (
    <div className="city-map" role="region" aria-label={label} style={{ position: 'absolute', inset: 0 }} data-ready={view !== null}>
      <div ref={holder} style={{ position: 'absolute', inset: 0 }} />
      {view && children && (
        <svg style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }} width={view.width} height={view.height}>
          {children({ ...view, labels })}
        </svg>
      )}
    </div>
  )
}
