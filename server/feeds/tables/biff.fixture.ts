/** Numbers of a small BIFF8 workbook, read by hand and without the library that the product reads with: sectors are followed by the
 *  allocation table, NUMBER, RK and MULRK records give row, column and value. */
export function biffNumbers(file: Buffer): Map<string, number> {
  const numbers = new Map<string, number>()
  const stream = workbookStream(file)
  for (let at = 0; at + 4 <= stream.length;) {
    const kind = stream.readUInt16LE(at)
    const size = stream.readUInt16LE(at + 2)
    const body = stream.subarray(at + 4, at + 4 + size)
    const put = (column: number, value: number) => numbers.set(`${body.readUInt16LE(0)}:${column}`, value)
    if (kind === 0x0203) put(body.readUInt16LE(2), body.readDoubleLE(6))
    if (kind === 0x027e) put(body.readUInt16LE(2), rk(body.readUInt32LE(6)))
    if (kind === 0x00bd) for (let i = 0; 4 + i * 6 + 6 <= size - 2; i++) put(body.readUInt16LE(2) + i, rk(body.readUInt32LE(6 + i * 6)))
    at += 4 + size
  }
  return numbers
}

function rk(bits: number): number {
  const value = Buffer.alloc(8)
  value.writeUInt32LE((bits & 0xfffffffc) >>> 0, 4)
  const number = bits & 2 ? (bits | 0) >> 2 : value.readDoubleLE(0)
  return bits & 1 ? number / 100 : number
}

function workbookStream(file: Buffer): Buffer {
  const sector = 1 << file.readUInt16LE(30)
  const offset = (n: number) => (n + 1) * sector
  const table: number[] = []
  for (let i = 0; i < file.readUInt32LE(44); i++) {
    const at = offset(file.readUInt32LE(76 + i * 4))
    for (let j = 0; j < sector / 4; j++) table.push(file.readUInt32LE(at + j * 4))
  }
  const chain = (first: number, from: readonly number[]) => {
    const found: number[] = []
    for (let n = first; n < 0xfffffff0; n = from[n] as number) found.push(n)
    return found
  }
  const whole = (first: number) => Buffer.concat(chain(first, table).map((n) => file.subarray(offset(n), offset(n) + sector)))
  const entries = whole(file.readUInt32LE(48))
  const names = new Map<string, { start: number; size: number }>()
  for (let at = 0; at + 128 <= entries.length; at += 128) {
    const name = entries.toString('utf16le', at, at + Math.max(0, entries.readUInt16LE(at + 64) - 2))
    names.set(name, { start: entries.readUInt32LE(at + 116), size: entries.readUInt32LE(at + 120) })
  }
  const book = names.get('Workbook') ?? names.get('Book')
  if (!book) throw new Error('no workbook')
  if (book.size >= 4096) return whole(book.start).subarray(0, book.size)
  const mini = whole(names.get('Root Entry')!.start)
  const small: number[] = []
  for (const n of chain(file.readUInt32LE(60), table)) for (let j = 0; j < sector / 4; j++) small.push(file.readUInt32LE(offset(n) + j * 4))
  return Buffer.concat(chain(book.start, small).map((n) => mini.subarray(n * 64, n * 64 + 64))).subarray(0, book.size)
}
