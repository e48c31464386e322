import { inflateRawSync } from 'node:zlib'
import { UnreadableTable } from './grid.ts'

const END = 0x06054b50
const ENTRY = 0x02014b50

/** How large a zip (an XLSX) really becomes: every member is inflated against the limit, since what its directory says may be a lie.
 *  Throws F-inflated over it, F-file when it is no zip. */
export function inflatedBytes(zip: Buffer, limit: number): number {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END) throw new UnreadableTable('F-file', '不是完整的 XLSX 文件')
  const count = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  let total = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw new UnreadableTable('F-file', 'XLSX 的目录已损坏')
    total += memberBytes(zip, at, limit - total)
    if (total > limit) throw tooLarge(limit)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return total
}

const tooLarge = (limit: number) => new UnreadableTable('F-inflated', `解压后超过 ${Math.round(limit / 1_000_000)} MB`)

function memberBytes(zip: Buffer, at: number, left: number): number {
  const method = zip.readUInt16LE(at + 10)
  const size = zip.readUInt32LE(at + 20)
  const local = zip.readUInt32LE(at + 42)
  if (local + 30 > zip.length) throw new UnreadableTable('F-file', 'XLSX 的目录已损坏')
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  if (method === 0) return size
  if (method !== 8) throw new UnreadableTable('F-file', '不认识的压缩方法')
  try {
    return inflateRawSync(zip.subarray(from, from + size), { maxOutputLength: Math.max(1, left + 1) }).length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(left)
    throw new UnreadableTable('F-file', 'XLSX 中有损坏的部分')
  }
}
