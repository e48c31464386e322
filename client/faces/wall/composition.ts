/** Where things stand on a wall. All lengths are pixels of the drawing (1080 high); `u` is the root unit in screen pixels. */
export type Composition = {
  kind: 'one' | 'two' | 'wide'
  screens: 1 | 2 | 3
  width: number
  height: number
  /** Screen pixels for one pixel of the drawing. */
  scale: number
  top: number
  river: number
  left: { x: number; width: number; text: number; textWidth: number; columns: 1 | 2 }
  right: { x: number; width: number; text: number; textWidth: number; wide: boolean }
  sentence: { x: number; size: number; width: number }
  /** x of the bezels between screens. */
  seams: number[]
}

/** Three screens beside each other, two, or one: by the shape of the wall alone. 1.9–2.4: one screen with wider columns. */
export function compose(widthPx: number, heightPx: number): Composition {
  const ratio = widthPx / Math.max(1, heightPx)
  const screens = ratio >= 4.4 ? 3 : ratio >= 2.4 ? 2 : 1
  const scale = Math.min(widthPx / (1920 * screens), heightPx / 1080)
  const width = widthPx / scale
  const height = heightPx / scale
  const seams = screens === 1 ? [] : Array.from({ length: screens - 1 }, (_, i) => ((i + 1) * width) / screens)
  const base = { screens, width, height, scale, seams } as const
  if (screens === 1)
    return {
      ...base,
      kind: 'one',
      top: 88,
      river: 212,
      ...columns(width, ratio >= 1.9 ? 480 : 400, ratio >= 1.9 ? 480 : 420),
      sentence: { x: 424, size: 36, width: width - 424 - 420 },
    }
  const x = seams.at(-1) ?? 0
  const right = { x, width: width - x, text: x + 64, textWidth: width - x - 128, wide: true }
  if (screens === 2)
    return {
      ...base,
      kind: 'two',
      top: 120,
      river: 264,
      left: { x: 0, width: 480, text: 32, textWidth: 416, columns: 1 },
      right,
      sentence: { x: 504, size: 48, width: x - 528 },
    }
  const middle = seams[0] ?? 0
  return {
    ...base,
    kind: 'wide',
    top: 120,
    river: 264,
    left: { x: 0, width: middle, text: 64, textWidth: middle - 128, columns: 2 },
    right,
    sentence: { x: middle + 64, size: 56, width: x - middle - 128 },
  }
}

const columns = (width: number, left: number, right: number): Pick<Composition, 'left' | 'right'> => ({
  left: { x: 0, width: left, text: 32, textWidth: left - 56, columns: 1 },
  right: { x: width - right, width: right, text: width - right + 24, textWidth: right - 56, wide: false },
})

/** A length of the drawing as CSS. */
export const px = (n: number): string => `calc(${Math.round(n * 100) / 100} * var(--px))`

/** Gates of the river, none nearer than 24 to a seam with its words. `words`: how wide a gate's figure and name are. */
export function gatesBetween(x0: number, x1: number, seams: readonly number[], words: number): { gates: number[]; ends: number[] } {
  const at = [0, 0.154, 0.275, 0.396, 0.564, 0.728, 0.865]
  const gates: number[] = []
  for (const share of at) {
    let x = x0 + share * (x1 - x0)
    const seam = seams.find((s) => x > s - words - 24 && x < s + 24)
    if (seam !== undefined) x = seam + 70
    gates.push(Math.round(Math.max(x, (gates.at(-1) ?? -Infinity) + words)))
  }
  const ends = gates.slice(1).map((gate) => {
    const end = gate - 22
    const seam = seams.find((s) => end > s - 24 && end - 250 < s)
    return Math.round(seam === undefined ? end : seam - 64)
  })
  return { gates, ends }
}
