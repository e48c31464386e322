import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const MOST_BYTES = 20 * 1024 * 1024
export type SeedRow = { line: number; cells: Record<string, string> }

/** Reads a table of the seed folder: CSV in UTF-8 (with or without BOM) or GBK, first row names, rows that begin with `#` are remarks.
 *  Null when the folder has none. */
export function readTable(folder: string, name: string, columns: readonly string[]): { rows: SeedRow[]; problem: string | null } | null {
  const path = join(folder, `${name}.csv`)
  if (!existsSync(path)) return null
  const stat = lstatSync(path)
  if (!stat.isFile() || stat.size > MOST_BYTES) return { rows: [], problem: '不是普通文件，或超过 20 MB' }
  const bytes = readFileSync(path)
  const text = isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, 'gbk')
  let records: { record: string[]; info: { lines: number } }[]
  try {
    records = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records
  } catch (error) {
    return { rows: [], problem: `不是 CSV：${(error as Error).message}` }
  }
  const [head, ...rest] = records
  const names = (head?.record ?? []).map((one) => one.toLowerCase().replace(/[\s-]+/g, '_'))
  const strange = names.filter((one) => one !== '' && !columns.includes(one))
  if (strange.length > 0) return { rows: [], problem: `不认识的列 ${strange.join('、')}；可用：${columns.join(' ')}` }
  const rows = rest.filter(({ record }) => !record[0]?.startsWith('#') && record.some((cell) => cell !== ''))
  return {
    problem: null,
    rows: rows.map(({ record, info }) => ({
      line: info.lines,
      cells: Object.fromEntries(names.map((column, i) => [column, record[i] ?? ''])),
    })),
  }
}

export function readOutlines(folder: string): Map<string, unknown> {
  const path = join(folder, 'areas.geojson')
  if (!existsSync(path)) return new Map()
  const { features = [] } = JSON.parse(readFileSync(path, 'utf8')) as {
    features?: { properties?: { id?: unknown }; geometry?: { type: string; coordinates: unknown } }[]
  }
  return new Map(
    features.map((feature) => [
      String(feature.properties?.id),
      feature.geometry && { type: feature.geometry.type, coordinates: feature.geometry.coordinates },
    ]),
  )
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
