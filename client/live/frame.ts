/** Reads the binary frames of docs/stream.md into columns. The server's side is server/frames.ts. */
export type Values = {
  type: 'values'
  fromNothing: boolean
  after: number
  counter: number
  value: Float64Array
  observedAt: Float64Array
  ordinal: Uint32Array
  state: Uint8Array
}
export type Roster = {
  type: 'roster'
  fromNothing: boolean
  lon: Float64Array
  lat: Float64Array
  ordinal: Uint32Array
  periodS: Uint32Array
  id: string[]
  name: string[]
  kind: string[]
  unit: string[]
  source: string[]
}
export type Cells = { type: 'cells'; counter: number; lon: Float64Array; lat: Float64Array; count: Uint32Array; state: Uint8Array }

const HEAD = 16

export function decodeFrame(data: ArrayBuffer | Uint8Array): Values | Roster | Cells {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data)
  const buffer = bytes.byteOffset % 8 === 0 && bytes.byteOffset === 0 ? bytes.buffer : bytes.slice().buffer // columns need alignment
  const view = new DataView(buffer)
  const [type, flags, after, counter, n] = [
    view.getUint8(1),
    view.getUint16(2, true),
    view.getUint32(4, true),
    view.getUint32(8, true),
    view.getUint32(12, true),
  ]
  const f64 = (at: number) => new Float64Array(buffer, HEAD + at * n, n)
  const u32 = (at: number) => new Uint32Array(buffer, HEAD + at * n, n)
  const u8 = (at: number) => new Uint8Array(buffer, HEAD + at * n, n)
  if (view.getUint8(0) !== 1) throw new Error(`frame version ${view.getUint8(0)}`)
  if (type === 1)
    return { type: 'values', fromNothing: flags === 1, after, counter, value: f64(0), observedAt: f64(8), ordinal: u32(16), state: u8(20) }
  if (type === 3) return { type: 'cells', counter, lon: f64(0), lat: f64(8), count: u32(16), state: u8(20) }
  const text = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, HEAD + n * 24))) as Record<
    'id' | 'name' | 'type' | 'unit' | 'source',
    string[]
  >
  return {
    type: 'roster',
    fromNothing: flags === 1,
    lon: f64(0),
    lat: f64(8),
    ordinal: u32(16),
    periodS: u32(20),
    id: text.id,
    name: text.name,
    kind: text.type,
    unit: text.unit,
    source: text.source,
  }
}
