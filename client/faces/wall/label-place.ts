/** Where names may stand without lying on one another. Pixels, y grows downwards; a text's y is its baseline. */
export type Box = { x0: number; y0: number; x1: number; y1: number }
export type Spot = { x: number; y: number; anchor: 'start' | 'end' }

export const overlap = (a: Box, b: Box): boolean => a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0
const textBox = (spot: Spot, width: number, size: number): Box => {
  const x0 = spot.anchor === 'end' ? spot.x - width : spot.x
  return { x0, x1: x0 + width, y0: spot.y - size * 0.95, y1: spot.y + size * 0.28 }
}

/** Left below, left above, right, then further away: the first that is free, else the first of all. */
const TRIES: readonly (readonly [number, number, Spot['anchor']])[] = [
  [-18, 35, 'end'], [-26, 9, 'end'], [-18, -16, 'end'], [26, 9, 'start'], [20, 36, 'start'], [20, -16, 'start'], [-18, 64, 'end'], [-18, -44, 'end'], [20, 66, 'start'], [20, -46, 'start'], [-18, 94, 'end'],
] // prettier-ignore

/** Adds the chosen place to `taken`, so that the next name sees it. */
export function placeName(at: readonly [number, number], width: number, size: number, scale: number, taken: Box[], within: Box): Spot {
  const spots = TRIES.map(([dx, dy, anchor]): Spot => ({ x: at[0] + dx * scale, y: at[1] + dy * scale, anchor }))
  const free = spots.find((spot) => {
    const box = textBox(spot, width, size)
    return (
      box.x0 >= within.x0 &&
      box.x1 <= within.x1 &&
      box.y0 >= within.y0 &&
      box.y1 <= within.y1 &&
      !taken.some((other) => overlap(box, other))
    )
  })
  const chosen = free ?? (spots[0] as Spot)
  taken.push(textBox(chosen, width, size))
  return chosen
}
