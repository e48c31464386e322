import type { TableMapping } from '../../../shared/figures-mapping.ts'
import { figureKey, isGrowth } from '../../../shared/figures-rules.ts'
import type { Figure } from '../../../shared/indicator.ts'
import { type Axis, type Said, axisReader, titleYear } from './axis.ts'
import { type Cell, type Grid, cellName } from './grid.ts'
import { readNumber } from './read-number.ts'

/** A figure as a table says it, with the cell it stood in; unit null: the passport's. */
export type TableFigure = Pick<
  Figure,
  'indicator' | 'area' | 'period' | 'scope' | 'measure' | 'value' | 'status' | 'releasedAt' | 'source' | 'demo'
> & { unit: string | null; cell: string }
export type RefusedCell = { cell: string; rule: string; reason: string }
export type TableResult = { figures: TableFigure[]; refused: RefusedCell[]; repaired: number; blank: number; cells: number }
type Place = { top: number; bottom: number; columns: number }

const text = (cell: Cell | undefined) => String(cell ?? '').normalize('NFKC').replace(/[\u200b\ufeff]/g, '').trim() // prettier-ignore
const begins = (cell: Cell | undefined, words: readonly string[]) =>
  words.some((word) => text(cell).startsWith(word.normalize('NFKC').trim()))

/** Where the table lies between its titles and its footer. */
function placeOf(grid: Grid, mapping: TableMapping): Place | null {
  const top = grid.rows.findIndex((row) => begins(row[0], [mapping.table.heading]))
  if (top < 0) return null
  const first = top + mapping.table.headingRows
  const end = grid.rows.findIndex((row, at) => at >= first && begins(row[0], mapping.table.ends))
  const columns = Math.max(...grid.rows.slice(top, first).map((row) => row.length))
  return { top, bottom: end < 0 ? grid.rows.length : end, columns }
}

/** A merged cell's text stands over every cell it covers. */
function covered(grid: Grid, row: number, column: number): Cell {
  const merge = grid.merges.find((m) => row >= m.top && row <= m.bottom && column >= m.left && column <= m.right)
  return (merge ? grid.rows[merge.top]?.[merge.left] : grid.rows[row]?.[column]) ?? null
}

/** The parts of a heading from top to bottom, each once. In a CSV a heading over several columns stands over the first of them only, so an
 *  upper row's blank repeats what is left of it. */
function headingParts(grid: Grid, mapping: TableMapping, { top }: Place, column: number): string[] {
  const { headingRows, labelColumns } = mapping.table
  const parts: string[] = []
  for (let row = top; row < top + headingRows; row++) {
    let at = column
    const upper = row < top + headingRows - 1
    while (upper && at > labelColumns && text(covered(grid, row, at)) === '') at--
    const part = text(covered(grid, row, at))
    if (part !== '' && parts.at(-1) !== part) parts.push(part)
  }
  return parts
}

/** What row and column say together, and what the mapping says where they are silent. */
function combine(mapping: TableMapping, row: Said, column: Said): (Omit<TableFigure, 'value' | 'cell'> & { scale: number }) | string {
  const entry = row.entry ?? column.entry ?? (mapping.indicator === undefined ? undefined : { label: '', indicator: mapping.indicator })
  const heading = row.heading ?? column.heading
  const area = row.area ?? column.area ?? mapping.area
  const period = heading?.period ?? mapping.period
  if (!entry || area === undefined || !period)
    return !entry ? '没有说明是哪个指标' : area === undefined ? '没有说明是哪个区域' : '没有说明是哪一期'
  const measure = row.measure ?? column.measure ?? entry.measure ?? mapping.measure
  const scope = entry.scope ?? mapping.scope ?? heading?.scope ?? 'CURRENT'
  const unit =
    row.unit ??
    column.unit ??
    (measure === (entry.measure ?? mapping.measure) ? entry.unit : undefined) ??
    (isGrowth(measure) || measure === 'SHARE' ? '%' : null)
  const { status, releasedAt, source, demo } = mapping
  return {
    indicator: entry.indicator,
    area,
    period,
    scope,
    measure,
    unit,
    status,
    releasedAt,
    source,
    demo,
    scale: measure === 'LEVEL' ? (entry.scale ?? 1) : 1,
  }
}

const scaled = (value: number, scale: number) => (scale === 1 ? value : Number((value * scale).toPrecision(12)))

/** Figures of a bureau's table, and every cell that is refused with its reason. Pure: nothing is computed, only read. */
export function toFigures(grid: Grid, mapping: TableMapping): TableResult {
  const result: TableResult = { figures: [], refused: [], repaired: 0, blank: 0, cells: 0 }
  const place = placeOf(grid, mapping)
  if (!place) return { ...result, refused: [{ cell: 'A1', rule: 'F-heading', reason: `找不到以“${mapping.table.heading}”开头的表头行` }] }
  const year = mapping.year === 'title' ? titleYear(grid.rows.slice(0, place.top)) : mapping.year
  const read = axisReader(mapping, year)
  const { headingRows, labelColumns } = mapping.table
  const columns = Array.from({ length: place.columns }, (_, c): Axis =>
    c < labelColumns ? { ignored: true } : read(headingParts(grid, mapping, place, c), mapping.table.columns),
  )
  const seen = new Map<string, number | null>()
  const complained = new Set<number>()
  for (let r = place.top + headingRows; r < place.bottom; r++) {
    const row = grid.rows[r] ?? []
    const label = Array.from({ length: labelColumns }, (_, c) => text(covered(grid, r, c))).filter((part) => part !== '')
    if (row.every((cell) => text(cell) === '')) continue
    const axis = read(label, mapping.table.rows)
    if ('ignored' in axis) continue
    if ('unknown' in axis) { result.refused.push({ cell: cellName(r, 0), rule: 'F-label', reason: `映射里没有“${axis.unknown.slice(0, 60)}”` }); continue } // prettier-ignore
    for (let c = labelColumns; c < Math.max(row.length, place.columns); c++)
      readCell({ grid, mapping, result, seen, complained, place }, axis.said, columns[c], r, c)
  }
  return result
}

type Work = {
  grid: Grid
  mapping: TableMapping
  result: TableResult
  seen: Map<string, number | null>
  complained: Set<number>
  place: Place
}

function readCell(
  { grid, mapping, result, seen, complained, place }: Work,
  row: Said,
  column: Axis | undefined,
  r: number,
  c: number,
): void {
  const cell = cellName(r, c)
  const refuse = (rule: string, reason: string, at = cell) => void result.refused.push({ cell: at, rule, reason })
  const number = readNumber(grid.rows[r]?.[c] ?? null, mapping.missing)
  if (column && 'ignored' in column && (number.kind === 'blank' || headingParts(grid, mapping, place, c).length > 0)) return
  if (number.kind === 'blank') return void (result.blank++, result.cells++)
  result.cells++
  if (!column || 'ignored' in column) return refuse('F-heading', '这一列没有表头')
  if ('unknown' in column) {
    if (!complained.has(c))
      refuse('F-heading', `看不懂表头“${column.unknown.slice(0, 60)}”，整列未取`, cellName(place.top + mapping.table.headingRows - 1, c))
    return void complained.add(c)
  }
  if (number.kind === 'refused') return refuse(number.rule, number.reason)
  const said = combine(mapping, row, column.said)
  if (typeof said === 'string') return refuse('F-incomplete', said)
  const { scale, ...head } = said
  if (number.percent && (head.unit ?? '%') !== '%') return refuse('F-unit', '写作百分数，而指标不以 % 计')
  const value = scaled(number.value, scale)
  const key = figureKey({ ...head, definition: 1 })
  const before = seen.get(key)
  if (before !== undefined) return before === value ? undefined : refuse('F-twice', `同一个数在表中出现两次，前一次是 ${before}`)
  seen.set(key, value)
  if (number.repaired) result.repaired++
  result.figures.push({ ...head, value, cell })
}
