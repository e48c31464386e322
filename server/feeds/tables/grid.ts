/** A sheet as it is read: rows of cells, text as written, numbers as kept; blank is null. Merged cells stand in their first cell, with their
 *  extent beside (0-based, inclusive). */
export type Cell = string | number | null
export type Merge = { top: number; left: number; bottom: number; right: number }
export type Grid = { sheet: string; rows: readonly (readonly Cell[])[]; merges: readonly Merge[] }

/** Why a file could not be read at all. Rules: F-size, F-inflated, F-cells, F-encoding, F-file, F-time, F-memory, F-sheet. */
export class UnreadableTable extends Error {
  readonly rule: string
  constructor(rule: string, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'UnreadableTable'
    this.rule = rule
  }
}

export type ReadLimits = { bytes: number; inflated: number; cells: number; memoryMb: number; ms: number }
export const LIMITS: ReadLimits = { bytes: 20_000_000, inflated: 200_000_000, cells: 2_000_000, memoryMb: 512, ms: 30_000 }

/** `B7` of row 6, column 1 (0-based), as an office reads it in its spreadsheet. */
export function cellName(row: number, column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return `${letters}${row + 1}`
}
