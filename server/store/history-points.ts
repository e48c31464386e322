/** One point of a history: `at` in ms; of a single row min, max and value are the same. */
export type HistoryPoint = { at: number; value: number; min: number; max: number; count: number }

/** Neighbours joined until at most `points` are left; minimum, maximum and count of all of them are kept, the value is their mean. */
export function mergePoints(list: readonly HistoryPoint[], points: number): HistoryPoint[] {
  if (list.length <= points) return [...list]
  const out: HistoryPoint[] = []
  for (let i = 0; i < points; i++) {
    const some = list.slice(Math.floor((i * list.length) / points), Math.floor(((i + 1) * list.length) / points))
    const count = some.reduce((sum, one) => sum + one.count, 0)
    out.push({
      at: (some[0] as HistoryPoint).at,
      value: some.reduce((sum, one) => sum + one.value * one.count, 0) / count,
      min: Math.min(...some.map((one) => one.min)),
      max: Math.max(...some.map((one) => one.max)),
      count,
    })
  }
  return out
}

/** Single rows thinned to at most `points`: of each stretch its lowest and its highest row, in order of time, so that no spike is lost and
 *  every point is a row that was. */
export function thinRaw(list: readonly HistoryPoint[], points: number): HistoryPoint[] {
  if (list.length <= points) return [...list]
  if (points < 2) return mergePoints(list, points)
  const stretches = Math.floor(points / 2)
  const kept: HistoryPoint[] = []
  for (let i = 0; i < stretches; i++) {
    const some = list.slice(Math.floor((i * list.length) / stretches), Math.floor(((i + 1) * list.length) / stretches))
    const low = some.reduce((a, b) => (b.value < a.value ? b : a))
    const high = some.reduce((a, b) => (b.value > a.value ? b : a))
    kept.push(...(low === high ? [low] : low.at < high.at ? [low, high] : [high, low]))
  }
  return kept
}
