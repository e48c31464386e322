/** Binary frames of sensor values; the layout is written down in docs/stream.md and read by client/live/frame.ts. Little endian.
 *
 *  head, 16 bytes: u8 version 1 · u8 type · u16 flags (1: from nothing) · u32 after · u32 counter · u32 rows
 *  values (type 1), columns: f64 value[n] · f64 observedAt[n] (ms) · u32 ordinal[n] · u8 state[n]
 *  roster (type 2), columns: f64 lon[n] · f64 lat[n] · u32 ordinal[n] · u32 periodS[n] · then UTF-8 JSON {"id":[],"name":[],"type":[],"unit":[],"source":[]}
 *  cells (type 3), columns: f64 lon[n] · f64 lat[n] · u32 count[n] · u8 worst state[n]; the centre of 1 km cells, when the lens is far away */
export const FRAME = { VALUES: 1, ROSTER: 2, CELLS: 3 } as const
export const FROM_NOTHING = 1
const HEAD = 16

export type Columns = {
  size: number
  lon: ArrayLike<number>
  lat: ArrayLike<number>
  value: ArrayLike<number>
  observedAt: ArrayLike<number>
  state: ArrayLike<number>
}
export type Meta = { id: string; name: string; type: string; unit: string; source: string; periodS: number }

function head(bytes: number, type: number, flags: number, after: number, counter: number, rows: number) {
  const buffer = new ArrayBuffer(HEAD + bytes)
  const view = new DataView(buffer)
  view.setUint8(0, 1)
  view.setUint8(1, type)
  view.setUint16(2, flags, true)
  view.setUint32(4, after, true)
  view.setUint32(8, counter, true)
  view.setUint32(12, rows, true)
  return buffer
}

export function encodeValues(columns: Columns, ordinals: ArrayLike<number>, after: number, counter: number, flags = 0): Uint8Array {
  const n = ordinals.length
  const buffer = head(n * 21, FRAME.VALUES, flags, after, counter, n)
  const value = new Float64Array(buffer, HEAD, n)
  const observedAt = new Float64Array(buffer, HEAD + n * 8, n)
  const ordinal = new Uint32Array(buffer, HEAD + n * 16, n)
  const state = new Uint8Array(buffer, HEAD + n * 20, n)
  for (let i = 0; i < n; i++) {
    const at = ordinals[i]!
    value[i] = columns.value[at]!
    observedAt[i] = columns.observedAt[at]!
    ordinal[i] = at
    state[i] = columns.state[at]!
  }
  return new Uint8Array(buffer)
}

export function encodeRoster(columns: Columns, metaOf: (ordinal: number) => Meta, ordinals: ArrayLike<number>, flags: number): Uint8Array {
  const n = ordinals.length
  const text: Record<'id' | 'name' | 'type' | 'unit' | 'source', string[]> = { id: [], name: [], type: [], unit: [], source: [] }
  const period = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const meta = metaOf(ordinals[i]!)
    for (const key of ['id', 'name', 'type', 'unit', 'source'] as const) text[key].push(meta[key])
    period[i] = Math.round(meta.periodS)
  }
  const json = new TextEncoder().encode(JSON.stringify(text))
  const buffer = head(n * 24 + json.length, FRAME.ROSTER, flags, 0, 0, n)
  const lon = new Float64Array(buffer, HEAD, n)
  const lat = new Float64Array(buffer, HEAD + n * 8, n)
  const ordinal = new Uint32Array(buffer, HEAD + n * 16, n)
  for (let i = 0; i < n; i++) {
    const at = ordinals[i]!
    lon[i] = columns.lon[at]!
    lat[i] = columns.lat[at]!
    ordinal[i] = at
  }
  new Uint32Array(buffer, HEAD + n * 20, n).set(period)
  new Uint8Array(buffer).set(json, HEAD + n * 24)
  return new Uint8Array(buffer)
}

/** Degrees of a 1 km display cell at the latitude of the city. */
export function encodeCells(columns: Columns, ordinals: ArrayLike<number>, counter: number): Uint8Array {
  const cells = new Map<string, { lon: number; lat: number; count: number; worst: number }>()
  const stepLat = 1 / 111.32
  for (let i = 0; i < ordinals.length; i++) {
    const at = ordinals[i]!
    const row = Math.floor(columns.lat[at]! / stepLat)
    const stepLon = stepLat / Math.max(0.1, Math.cos((row * stepLat * Math.PI) / 180))
    const column = Math.floor(columns.lon[at]! / stepLon)
    const cell = cells.get(`${row}:${column}`) ?? { lon: (column + 0.5) * stepLon, lat: (row + 0.5) * stepLat, count: 0, worst: 255 }
    cell.count++
    cell.worst = Math.min(cell.worst, columns.state[at]!)
    cells.set(`${row}:${column}`, cell)
  }
  const list = [...cells.values()]
  const n = list.length
  const buffer = head(n * 21, FRAME.CELLS, FROM_NOTHING, 0, counter, n)
  new Float64Array(buffer, HEAD, n).set(list.map((c) => c.lon))
  new Float64Array(buffer, HEAD + n * 8, n).set(list.map((c) => c.lat))
  new Uint32Array(buffer, HEAD + n * 16, n).set(list.map((c) => c.count))
  new Uint8Array(buffer, HEAD + n * 20, n).set(list.map((c) => c.worst))
  return new Uint8Array(buffer)
}
