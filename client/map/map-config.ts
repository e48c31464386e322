import { create } from 'zustand'
import { api } from '../live/api.ts'
import type { TileCrs } from './tile-shift.ts'

export type RasterBase = { template: string; crs: TileCrs; tileSize: number }
/** What the deployment says about its map: who made it, its approval number 审图号, and a base of its own. */
export type MapConfig = {
  attribution: string
  approvalNumber: string
  center: [number, number]
  zoom: number
  raster?: RasterBase
  city?: { code: string; name: string }
}

export const useMapConfig = create<{ config: MapConfig | null }>(() => ({ config: null }))
let asked = false
/** Asks once a page; without an answer the map is our own ground. face: whose cookie asks. */
export function loadMapConfig(face?: 'wall'): void {
  if (asked) return
  asked = true
  api<MapConfig>('/api/map', face ? { headers: { 'x-face': face } } : {}).then(
    (config) => useMapConfig.setState({ config }),
    () => (asked = false),
  )
}

/** Attribution and approval number as one line; empty when the deployment gives neither. */
export const creditOf = (config: MapConfig | null): string => [config?.attribution, config?.approvalNumber].filter(Boolean).join(' · ')
