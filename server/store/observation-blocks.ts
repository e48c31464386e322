/** A block is one row of the latest table or of a rollup: 64 neighbouring ordinals side by side in one page, so that a batch of a thousand
 *  readings rewrites a few dozen rows and not thousands. On disk: 8 bytes of mask, then 48 bytes for each ordinal that is present. */
export const PER_BLOCK = 64
const SLOT_BYTES = 48
const FLOATS = SLOT_BYTES / 8
const WORDS = SLOT_BYTES / 4

/** Four floats and four 32-bit words an ordinal. Rollups: min, max, sum, last; count, ms of the last within the bucket, two mask words of
 *  the finer buckets that hold data. Latest: at, value, receivedAt, firstAt; flags, count. */
export type Block = { f: Float64Array; u: Uint32Array; lo: number; hi: number; dirty: boolean }
export const F = { min: 0, max: 1, sum: 2, last: 3, at: 0, value: 1, receivedAt: 2, firstAt: 3 } as const
export const U = { count: 8, lastMs: 9, maskLo: 10, maskHi: 11, flags: 10 } as const
export const atF = (slot: number): number => slot * FLOATS
export const atU = (slot: number): number => slot * WORDS

export const emptyBlock = (): Block => {
  const buffer = new ArrayBuffer(PER_BLOCK * SLOT_BYTES)
  return { f: new Float64Array(buffer), u: new Uint32Array(buffer), lo: 0, hi: 0, dirty: false }
}
export const has = (block: Block, slot: number): boolean => ((slot < 32 ? block.lo >>> slot : block.hi >>> (slot - 32)) & 1) === 1
export const mark = (block: Block, slot: number): void => {
  if (slot < 32) block.lo |= 1 << slot
  else block.hi |= 1 << (slot - 32)
}

const bits = (word: number): number => {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
export const countBits = bits
const MINUTES = 0x3fffffff
/** How many minutes an hour's mask names. The two bits above them say which paces its rows were written at. */
export const countMinutes = (lo: number, hi: number): number => bits(lo & MINUTES) + bits(hi & MINUTES)
export const paceBits = (lo: number, hi: number): [boolean, boolean, boolean] => [
  (lo & (1 << 30)) !== 0,
  lo >>> 31 === 1,
  (hi & (1 << 30)) !== 0,
]
export const markPace = (block: Block, slot: number, pace: 0 | 1 | 2): void => {
  const u = slot * WORDS + (pace === 2 ? 11 : 10)
  block.u[u] = (block.u[u] as number) | (1 << (pace === 1 ? 31 : 30))
}

export function packBlock(block: Block): Buffer {
  const n = bits(block.lo) + bits(block.hi)
  const out = Buffer.allocUnsafe(8 + n * SLOT_BYTES)
  out.writeUInt32LE(block.lo >>> 0, 0)
  out.writeUInt32LE(block.hi >>> 0, 4)
  const bytes = new Uint8Array(block.f.buffer)
  if (n === PER_BLOCK) {
    out.set(bytes, 8)
    return out
  }
  let to = 8
  for (let slot = 0; slot < PER_BLOCK; slot++) {
    if (!has(block, slot)) continue
    out.set(bytes.subarray(slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES), to)
    to += SLOT_BYTES
  }
  return out
}

export function unpackBlock(data: Buffer): Block {
  const block = emptyBlock()
  block.lo = data.readUInt32LE(0) | 0
  block.hi = data.readUInt32LE(4) | 0
  const bytes = new Uint8Array(block.f.buffer)
  let from = 8
  for (let slot = 0; slot < PER_BLOCK; slot++) {
    if (!has(block, slot)) continue
    bytes.set(data.subarray(from, from + SLOT_BYTES), slot * SLOT_BYTES)
    from += SLOT_BYTES
  }
  return block
}

/** One ordinal's values of a rollup row, read without unpacking the other 63. */
export type Stat = { min: number; max: number; sum: number; last: number; count: number; lastMs: number; maskLo: number; maskHi: number }
/** In SQL: only the 48 bytes of one slot when all 64 are there; its parameter is `slotByte`. */
export const SLOT_SQL = `CASE WHEN length(data) = ${8 + PER_BLOCK * SLOT_BYTES} THEN substr(data, ?, ${SLOT_BYTES}) ELSE data END`
export const slotByte = (slot: number): number => 9 + slot * SLOT_BYTES
export function statOf(data: Buffer | undefined, slot: number): Stat | null {
  if (data === undefined) return null
  let at = 0
  if (data.length !== SLOT_BYTES) {
    const lo = data.readUInt32LE(0)
    const hi = data.readUInt32LE(4)
    if (((slot < 32 ? lo >>> slot : hi >>> (slot - 32)) & 1) === 0) return null
    at = 8 + SLOT_BYTES * (slot < 32 ? bits(lo & ((1 << slot) - 1)) : bits(lo) + bits(hi & ((1 << (slot - 32)) - 1)))
  }
  const f = (n: number) => data.readDoubleLE(at + n * 8)
  const u = (n: number) => data.readUInt32LE(at + n * 4)
  return { min: f(0), max: f(1), sum: f(2), last: f(3), count: u(8), lastMs: u(9), maskLo: u(10), maskHi: u(11) }
}

/** Adds one value at `ms` within the bucket; `bit` of the finer bucket it fell in. */
export function addTo(block: Block, slot: number, value: number, ms: number, bit: number): void {
  const f = slot * FLOATS
  const u = slot * WORDS
  if (has(block, slot)) {
    if (value < (block.f[f] as number)) block.f[f] = value
    if (value > (block.f[f + 1] as number)) block.f[f + 1] = value
    block.f[f + 2] = (block.f[f + 2] as number) + value
    block.u[u + 8] = (block.u[u + 8] as number) + 1
    if (ms >= (block.u[u + 9] as number)) {
      block.f[f + 3] = value
      block.u[u + 9] = ms
    }
  } else {
    mark(block, slot)
    block.f[f] = block.f[f + 1] = block.f[f + 2] = block.f[f + 3] = value
    block.u[u + 8] = 1
    block.u[u + 9] = ms
  }
  if (bit < 30) block.u[u + 10] = (block.u[u + 10] as number) | (1 << bit)
  else block.u[u + 11] = (block.u[u + 11] as number) | (1 << (bit - 30))
}
