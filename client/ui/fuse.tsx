import type { ReactElement } from 'react'
import { spanText } from './age.ts'
import { levelPath, signSize } from './level-mark.tsx'
import { t } from './messages-ui.ts'

export type Light = 'RED' | 'YELLOW' | 'GREEN' | null
const BURNING = { RED: 'var(--red)', YELLOW: 'var(--yellow-sign)', GREEN: 'var(--ok)' }

/** The part of a limit that is still left, full width being the limit. Past the deadline it is a red line of full length. */
export function Fuse({
  startedMs,
  dueMs,
  light,
  nowMs,
  width = 96,
  height = 3,
}: {
  startedMs: number
  dueMs: number
  light: Light
  nowMs: number
  width?: number
  height?: number
}): ReactElement {
  const left = light === 'RED' ? 1 : Math.min(1, Math.max(0, (dueMs - nowMs) / Math.max(1, dueMs - startedMs)))
  return (
    <svg
      className="sign"
      style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))` }}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <rect width={width} height={height} fill="var(--rule)" />
      {light && <rect width={width * left} height={height} fill={BURNING[light]} />}
    </svg>
  )
}

/** The deadline's light: hollow ring 剩余, yellow square 临期, red diamond 超期, dashed ring not started. */
export const LightMark = ({ light, size = 14 }: { light: Light; size?: number }): ReactElement => (
  <svg className="sign" style={signSize(size)} viewBox="-12 -12 24 24" aria-hidden>
    {light === 'RED' ? (
      <path d={levelPath('RED', 11)} fill="var(--red)" />
    ) : light === 'YELLOW' ? (
      <path d={levelPath('YELLOW', 11)} className="yellow-sign" />
    ) : (
      <circle
        r={8.5}
        fill="none"
        stroke={light ? 'var(--ink-2)' : 'var(--ink-3)'}
        strokeWidth={2.5}
        strokeDasharray={light ? undefined : '4 4'}
      />
    )}
  </svg>
)

type Props = { light: Light; redAtMs: number | null; nowMs: number; size?: number; word?: string }
/** Light, its word and the time left or passed: `临期 12 分`. `word` overrides it (超时 for a receipt that has not come). */
export function DeadlineLight({ light, redAtMs, nowMs, size = 14, word }: Props): ReactElement {
  const said = word ?? t(light ? `light.${light}` : 'light.none')
  return (
    <span className="level-mark" data-light={light ?? 'none'}>
      <LightMark light={light} size={size} />
      <span style={light === 'RED' ? { color: 'var(--red-text)' } : undefined}>{said}</span>
      {redAtMs !== null && <b className="fig">{spanText(Math.abs(redAtMs - nowMs))}</b>}
    </span>
  )
}
