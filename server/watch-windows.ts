import type { Row } from '../shared/watch.ts'

/** Rows that rules look back on, kept only for datastreams with such a rule. A window that begins after a start, or after its rule was made,
 *  is not complete until its past was read; until then nobody judges by it. */
export function createWindows(options: {
  history(ordinal: number, fromMs: number, toMs: number): Promise<Row[]>
  onComplete(ordinal: number): void
}) {
  const windows = new Map<number, { rows: Row[]; spanS: number; complete: boolean }>()

  function insert(rows: Row[], row: Row) {
    let i = rows.length
    while (i > 0 && (rows[i - 1] as Row).at > row.at) i--
    if (rows[i - 1]?.at !== row.at) rows.splice(i, 0, row)
  }
  function trim(window: { rows: Row[]; spanS: number }) {
    const from = (window.rows.at(-1)?.at ?? 0) - window.spanS * 1000
    const keep = window.rows.findIndex((row) => row.at >= from)
    // Now and then, so that a long window is not copied for every row.
    if (keep > 32 && keep > window.rows.length / 4) window.rows.splice(0, keep)
  }
  async function fill(ordinal: number, spanS: number, before: number) {
    const rows = await options.history(ordinal, before - spanS * 1000, before).catch(() => [])
    const window = windows.get(ordinal)
    if (!window || window.spanS !== spanS) return
    for (const row of rows) insert(window.rows, row)
    window.complete = true
    options.onComplete(ordinal)
  }
  return {
    /** Adds a row; `spanS` is the longest look back of the rules that touch this datastream. */
    push(ordinal: number, row: Row, spanS: number) {
      let window = windows.get(ordinal)
      if (!window || window.spanS < spanS) {
        window = { rows: window?.rows ?? [], spanS, complete: false }
        windows.set(ordinal, window)
        void fill(ordinal, spanS, row.at)
      }
      insert(window.rows, row)
      trim(window)
    },
    /** A row that came late belongs to what is looked back on. */
    late(ordinal: number, row: Row) {
      const window = windows.get(ordinal)
      if (window) insert(window.rows, row)
    },
    rows: (ordinal: number): readonly Row[] => windows.get(ordinal)?.rows ?? [],
    complete: (ordinal: number): boolean => windows.get(ordinal)?.complete ?? false,
    forget: (ordinal: number) => void windows.delete(ordinal),
    size: () => windows.size,
  }
}
