import { round } from './figures-compare.ts'

/** Limits of ordinary variation of an individuals chart. */
export type Band = { low: number; high: number; mean: number; points: number }

/** Fewer points say nothing about what is ordinary. */
export const BAND_POINTS = 8
/** 3 ÷ d₂ for moving ranges of two points. */
const XMR = 2.66

/** mean ± 2.66 × mean moving range of the base period; gaps break the moving range. Null with fewer than eight points. */
export function bandOf(base: readonly (number | null)[]): Band | null {
  const values = base.filter((value): value is number => value !== null)
  if (values.length < BAND_POINTS) return null
  const ranges: number[] = []
  for (let i = 1; i < base.length; i++) {
    const [before, after] = [base[i - 1], base[i]]
    if (before != null && after != null) ranges.push(Math.abs(after - before))
  }
  if (ranges.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const range = ranges.reduce((sum, value) => sum + value, 0) / ranges.length
  return { low: round(mean - XMR * range), high: round(mean + XMR * range), mean: round(mean), points: values.length }
}

/** How many half-widths outside the band, signed; 0 inside. */
export function outside(value: number, band: Band): number {
  const half = (band.high - band.low) / 2
  if (value > band.high) return half > 0 ? (value - band.high) / half : 1
  return value < band.low ? (half > 0 ? (value - band.low) / half : -1) : 0
}
