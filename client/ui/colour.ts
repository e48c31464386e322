type Rgb = [number, number, number]

/** `#rgb`, `#rrggbb` or `rgb(r g b)` → three numbers 0–255; anything else is black, so that a wrong token is seen. */
export function rgbOf(colour: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1]
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex
    return [0, 2, 4].map((i) => Number.parseInt(full.slice(i, i + 2), 16)) as Rgb
  }
  const parts = colour.match(/[\d.]+/g)?.map(Number) ?? []
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0]
}

/** t of `a` over `b`, opaque: a map line layer that crosses itself would show its overlaps through a translucent colour. */
export function mix(a: string, b: string, t: number): string {
  const [x, y] = [rgbOf(a), rgbOf(b)]
  return `rgb(${x.map((v, i) => Math.round(v * t + (y[i] ?? 0) * (1 - t))).join(',')})`
}
