import { addProtocol, type Map as MapLibre, removeProtocol } from 'maplibre-gl'
import type { RasterBase } from './map-config.ts'
import { piecesOf, tileAddress } from './tile-shift.ts'

const PROTOCOL = 'shifted'
const SOURCE = 'base-raster'

async function picture(address: string, signal: AbortSignal): Promise<ImageBitmap | null> {
  const response = await fetch(address, { signal, credentials: 'omit' })
  return response.ok ? createImageBitmap(await response.blob()) : null
}

/** One of our tiles, put together from the source's. A piece that does not come stays empty: the ground shows through. */
async function compose(base: RasterBase, tile: { z: number; x: number; y: number }, signal: AbortSignal): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(base.tileSize, base.tileSize)
  const pen = canvas.getContext('2d')
  await Promise.all(
    piecesOf(tile, base.crs).map(async ({ tile: source, dx, dy }) => {
      const image = await picture(tileAddress(base.template, source), signal).catch(() => null)
      if (image) pen?.drawImage(image, dx * base.tileSize, dy * base.tileSize, base.tileSize, base.tileSize)
    }),
  )
  return canvas.transferToImageBitmap()
}

/** Lays the city's own raster base (XYZ or WMTS by template, in its declared coordinate system) under everything that is live. */
export function addRasterBase(map: MapLibre, base: RasterBase, day: boolean): () => void {
  addProtocol(PROTOCOL, async ({ url }, { signal }) => {
    const [z = 0, x = 0, y = 0] = url.slice(`${PROTOCOL}://`.length).split('/').map(Number)
    return { data: await compose(base, { z, x, y }, signal) }
  })
  map.addSource(SOURCE, { type: 'raster', tiles: [`${PROTOCOL}://{z}/{x}/{y}`], tileSize: base.tileSize })
  const paint = day
    ? { 'raster-saturation': -0.7, 'raster-opacity': 0.75 }
    : { 'raster-saturation': -0.85, 'raster-brightness-max': 0.35, 'raster-opacity': 0.8 }
  map.addLayer({ id: SOURCE, type: 'raster', source: SOURCE, paint: { ...paint, 'raster-fade-duration': 0 } }, 'heat')
  return () => {
    if (!map.getCanvas().isConnected) return removeProtocol(PROTOCOL) // the map is gone already, and its layers with it
    if (map.getLayer(SOURCE)) map.removeLayer(SOURCE)
    if (map.getSource(SOURCE)) map.removeSource(SOURCE)
    removeProtocol(PROTOCOL)
  }
}
