import gcoord from 'gcoord'

export type TileCrs = 'WGS84' | 'GCJ02' | 'BD09'
type Tile = { z: number; x: number; y: number }

const lonOf = (x: number, z: number) => (x / 2 ** z) * 360 - 180
const latOf = (y: number, z: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI
const xOf = (lon: number, z: number) => ((lon + 180) / 360) * 2 ** z
const yOf = (lat: number, z: number) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z

/** Where a tile of ours (WGS-84) lies in the source's grid: its upper left corner there, in tiles. The offset of GCJ-02 and BD-09 changes so
 *  slowly that one for a whole tile is right to a few centimetres from zoom 10 on. */
export function sourceCorner({ z, x, y }: Tile, crs: TileCrs): readonly [number, number] {
  if (crs === 'WGS84') return [x, y]
  const middle: [number, number] = [lonOf(x + 0.5, z), latOf(y + 0.5, z)]
  const [lon, lat] = gcoord.transform(middle, gcoord.WGS84, crs === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09)
  return [x + xOf(lon, z) - xOf(middle[0], z), y + yOf(lat, z) - yOf(middle[1], z)]
}

export const tileAddress = (template: string, { z, x, y }: Tile): string => {
  const side = 2 ** z
  return template.replaceAll('{z}', String(z)).replaceAll('{x}', String(((x % side) + side) % side)).replaceAll('{y}', String(y)).replaceAll('{-y}', String(side - 1 - y)) // prettier-ignore
}

/** The source's tiles that make one of ours, each with where its corner falls in it, in tiles (−1 … 1). */
export function piecesOf(tile: Tile, crs: TileCrs): { tile: Tile; dx: number; dy: number }[] {
  const [left, top] = sourceCorner(tile, crs)
  const [x0, y0] = [Math.floor(left + 1e-9), Math.floor(top + 1e-9)]
  const pieces: { tile: Tile; dx: number; dy: number }[] = []
  for (const x of x0 === left ? [x0] : [x0, x0 + 1])
    for (const y of y0 === top ? [y0] : [y0, y0 + 1])
      if (y >= 0 && y < 2 ** tile.z) pieces.push({ tile: { z: tile.z, x, y }, dx: x - left, dy: y - top })
  return pieces
}
