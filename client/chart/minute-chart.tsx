import type { ReactElement } from 'react'
import { AccessibleTable } from '../ui/accessible-table.tsx'
import { clockText } from '../ui/clock.ts'
import type { Level } from '../ui/level-mark.tsx'

export type Moment = { at: number; value: number }
export type LimitRule = { value: number; severity: Level; word: string }
const HUE: Record<Level, string> = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow)', BLUE: 'var(--blue)' }

type Props = {
  label: string
  unit: string
  rows: readonly Moment[]
  /** Window shown, ms. The last ninth is left for the projection. */
  fromMs: number
  nowMs: number
  limits: readonly LimitRule[]
  /** Where the line goes at the present rate: reaches `value` after `minutes`. */
  ahead: { value: number; minutes: number } | null
  level: Level | null
  width: number
  height: number
}

/** The last hour of one datastream with the lines of its rule, and a dotted look ahead. Plain SVG: exact, and drawn once a minute. */
export function MinuteChart({ label, unit, rows, fromMs, nowMs, limits, ahead, level, width, height }: Props): ReactElement {
  const words = limits.length > 0 ? 96 : 24
  const foot = 28
  const span = (nowMs - fromMs) * (limits.length > 0 ? 1.15 : 1)
  const top = Math.max(...rows.map((r) => r.value), ...limits.map((l) => l.value), 1) * 1.13
  const low = Math.min(0, ...rows.map((r) => r.value))
  const x = (at: number) => ((at - fromMs) / span) * (width - words)
  const y = (v: number) => (height - foot) * (1 - (v - low) / (top - low))
  const first = limits[0]?.value ?? Infinity
  const crossed = level ? rows.findLastIndex((r) => r.value < first) + 1 : rows.length
  const path = (list: readonly Moment[]) => list.map((r, i) => `${i ? 'L' : 'M'}${x(r.at).toFixed(1)} ${y(r.value).toFixed(1)}`).join('')
  const last = rows.at(-1)
  const hue = level ? HUE[level] : 'var(--ink)'
  const table = () => ({
    caption: label,
    columns: ['', unit],
    rows: rows.filter((_, i) => i % Math.ceil(rows.length / 60 || 1) === 0).map((r) => [clockText(r.at), Math.round(r.value * 100) / 100]),
  })
  // Two limits close together: the lower one's words go down, never onto the other's.
  const wordYs: number[] = []
  for (let i = limits.length - 1; i >= 0; i--) wordYs[i] = Math.max(y(limits[i]?.value ?? 0) + 7, (wordYs[i + 1] ?? -Infinity) + 22)
  const ticks = [fromMs, (fromMs + nowMs) / 2, nowMs]
  return (
    <AccessibleTable label={label} data={table} button={false}>
      <svg
        style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))`, display: 'block' }}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={label}
      >
        <path d={`M0 ${y(low)}H${width - words}`} stroke="var(--line-strong)" />
        {limits.map((limit, i) => (
          <g key={limit.value}>
            <path d={`M0 ${y(limit.value)}H${width - words}`} stroke={HUE[limit.severity]} strokeWidth={1.5} />
            <text x={width - words + 8} y={wordYs[i]} fontSize={20} fill={HUE[limit.severity]}>{`${limit.value} ${limit.word}`}</text>
          </g>
        ))}
        {last && ahead && (
          <path
            d={`M${x(last.at)} ${y(last.value)}L${Math.min(x(last.at + ahead.minutes * 60_000), width - words).toFixed(1)} ${y(ahead.value)}`}
            stroke={hue}
            strokeWidth={3}
            strokeDasharray="3 5"
          />
        )}
        {last && <path d={`M${x(last.at)} ${y(last.value)}V${y(low)}`} stroke="var(--line-strong)" />}
        <path d={path(rows.slice(0, crossed + 1))} fill="none" stroke="var(--ink-2)" strokeWidth={3} strokeLinejoin="round" />
        {level && <path d={path(rows.slice(Math.max(0, crossed - 1)))} fill="none" stroke={hue} strokeWidth={4} strokeLinejoin="round" />}
        {last && <circle cx={x(last.at)} cy={y(last.value)} r={6} fill={hue} />}
        {ticks.map((at, i) => (
          <g key={at}>
            <path d={`M${x(at)} ${y(low)}v5`} stroke="var(--line-strong)" />
            <text
              x={x(at)}
              y={height - 2}
              fontSize={20}
              fill={i === 2 ? 'var(--ink)' : 'var(--ink-3)'}
              textAnchor={i === 0 ? 'start' : 'middle'}
            >
              {clockText(at)}
            </text>
          </g>
        ))}
      </svg>
    </AccessibleTable>
  )
}
