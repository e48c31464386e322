import type { ReactElement, ReactNode } from 'react'
import { ageText, type Freshness, freshnessOf } from './age.ts'
import { useNow } from './clock.ts'
import { signSize } from './level-mark.tsx'
import { t } from './messages-ui.ts'

/** The ring empties as the value grows old; it is hatched when the source is late. Give `of` when the age is already known. */
export function FreshnessRing({ of, size = 16 }: { of: Freshness; size?: number }): ReactElement {
  const r = 9
  const round = 2 * Math.PI * r
  const said = of.late ? t('ring.late', { age: ageText(of.ageMs) }) : t('ring.fresh', { age: ageText(of.ageMs) })
  return (
    <svg className="sign ring" style={signSize(size)} viewBox="-11 -11 22 22" role="img" aria-label={said}>
      <title>{said}</title>
      <circle r={r} fill="none" stroke="var(--line-strong)" strokeWidth={2.5} />
      {of.late ? (
        <path d="M-7 3.5L3.5 -7M-5 7L7 -5M-1 8.5L8.5 -1" stroke="var(--ink-3)" strokeWidth={1.5} />
      ) : (
        <circle
          r={r}
          fill="none"
          stroke="var(--ink-2)"
          strokeWidth={2.5}
          strokeDasharray={`${round * of.fraction} ${round}`}
          transform="rotate(-90)"
        />
      )}
    </svg>
  )
}

/** at: ISO or ms when the value was observed; periodS null: comes when something happens. Steps with the shared ticker. */
export function useFreshness(at: string | number | null, periodS: number | null, stepMs = 5000): Freshness {
  const now = useNow(stepMs)
  return freshnessOf(typeof at === 'string' ? Date.parse(at) : at, periodS, now)
}
export const LiveRing = ({
  at,
  periodS,
  size = 16,
}: {
  at: string | number | null
  periodS: number | null
  size?: number
}): ReactElement => <FreshnessRing of={useFreshness(at, periodS)} size={size} />

/** A value whose source is late: hatched, dimmed, with its age instead of a claim of now. Fresh, it is only the value. */
export const StaleValue = ({
  late,
  ageMs,
  children,
  showAge = true,
}: {
  late: boolean
  ageMs: number | null
  children: ReactNode
  showAge?: boolean
}): ReactElement =>
  late ? (
    <span className="stale" style={{ padding: '0.05em 0.3em' }}>
      {children}
      {showAge && <span style={{ marginLeft: '0.4em', fontSize: '0.85em' }}>{ageText(ageMs)}</span>}
    </span>
  ) : (
    <>{children}</>
  )
