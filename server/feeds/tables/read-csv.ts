import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { type Grid, type ReadLimits, UnreadableTable } from './grid.ts'

export type Encoding = 'auto' | 'utf8' | 'gbk' | 'utf16le'

/** UTF-8 with or without BOM, UTF-16 with BOM, else GBK (GB 18030): bytes that are no valid UTF-8 are what Chinese offices save. */
export function decodeText(bytes: Buffer, encoding: Encoding = 'auto'): string {
  if (encoding !== 'auto') return iconv.decode(bytes, encoding === 'gbk' ? 'gb18030' : encoding)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return iconv.decode(bytes, 'utf16le')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const text = iconv.decode(bytes, 'gb18030')
    if (text.includes('\ufffd')) throw new UnreadableTable('F-encoding', '文字编码既不是 UTF-8 也不是 GBK')
    return text
  }
}

/** The separator that splits most lines into the same number of parts. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, 20)
  const counts = [',', '\t', ';', '|'].map((mark) => ({ mark, count: lines.reduce((sum, line) => sum + line.split(mark).length - 1, 0) }))
  return counts.sort((a, b) => b.count - a.count)[0]!.mark
}

/** Every cell stays text: what a number is, the mapping decides. */
export function readCsv(bytes: Buffer, limits: ReadLimits, options: { encoding?: Encoding; delimiter?: string } = {}): Grid {
  const text = decodeText(bytes, options.encoding)
  let cells = 0
  let rows: string[][]
  try {
    rows = parse(text, {
      bom: true, delimiter: options.delimiter ?? delimiterOf(text), relax_column_count: true, relax_quotes: true, skip_empty_lines: false,
      on_record: (record: string[]) => {
        cells += record.length
        if (cells > limits.cells) throw new UnreadableTable('F-cells', `超过 ${limits.cells} 个单元格`)
        return record
      },
    }) as string[][] // prettier-ignore
  } catch (error) {
    if (error instanceof UnreadableTable) throw error
    throw new UnreadableTable('F-file', `不是可读的 CSV：${(error as Error).message.slice(0, 200)}`)
  }
  return { sheet: '', rows: rows.map((row) => row.map((cell) => (cell.trim() === '' ? null : cell))), merges: [] }
}
