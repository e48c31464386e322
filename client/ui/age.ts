import { t } from './messages-ui.ts'

export type Freshness = { fraction: number; late: boolean; ageMs: number | null }

/** How much of its update contract a value has left (1 → 0). Late: older than its period and one second; event-driven values never are.
 *  at: when it was observed (ms), null when nothing ever came; periodS null: comes when something happens. */
export function freshnessOf(atMs: number | null, periodS: number | null, nowMs: number): Freshness {
  if (atMs === null || !Number.isFinite(atMs)) return { fraction: 0, late: true, ageMs: null }
  const ageMs = Math.max(0, nowMs - atMs)
  if (periodS === null) return { fraction: 1, late: false, ageMs }
  return { fraction: Math.max(0, 1 - ageMs / (periodS * 1000)), late: ageMs > periodS * 1000 + 1000, ageMs }
}

export type Span = { n: number; unit: 's' | 'min' | 'h' | 'd' }
/** A duration in the one unit a person would say. */
export function spanOf(ms: number): Span {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return { n: s, unit: 's' }
  if (s < 3600) return { n: Math.floor(s / 60), unit: 'min' }
  if (s < 172_800) return { n: Math.floor(s / 3600), unit: 'h' }
  return { n: Math.floor(s / 86_400), unit: 'd' }
}
/** `12 分前`; `从未收到` for null. */
export const ageText = (ageMs: number | null): string => {
  if (ageMs === null) return t('age.never')
  const { n, unit } = spanOf(ageMs)
  return n === 0 ? t('age.now') : t(`age.${unit}`, { n })
}
export const unitText = (unit: Span['unit']): string => t(`span.${unit}`)
/** `36 分`, `2 小时`. */
export const spanText = (ms: number): string => {
  const { n, unit } = spanOf(ms)
  return `${n}\u2009${unitText(unit)}`
}
/** Thousands with a comma; a missing value is a dash, never 0. */
export const countText = (n: number | null | undefined): string =>
  n === null || n === undefined || !Number.isFinite(n) ? '—' : n.toLocaleString('en-US')
export const figureText = (value: number | null | undefined, digits?: number): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? '—'
    : value.toLocaleString(
        'en-US',
        digits === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: digits, maximumFractionDigits: digits },
      )
