import type { ReactElement } from 'react'
import type { Level } from './level-mark.tsx'

const HUE: Record<Level, string> = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow)', BLUE: 'var(--blue)' }
const n1 = (v: number) => v.toFixed(1)

/** Path over points with gaps: null lifts the pen. */
export function linePath(
  points: readonly (number | null)[],
  x: (i: number) => number,
  y: (v: number) => number,
  from = 0,
  to = points.length - 1,
): string {
  let path = ''
  let down = false
  for (let i = Math.max(0, from); i <= to; i++) {
    const v = points[i]
    if (v === null || v === undefined) {
      down = false
      continue
    }
    path += `${down ? 'L' : 'M'}${n1(x(i))} ${n1(y(v))}`
    down = true
  }
  return path
}

/** Smallest and largest of points and band, never equal. */
export function rangeOf(points: readonly (number | null)[], band: readonly [number, number] | null): [number, number] {
  const known = [...points.filter((v): v is number => v !== null), ...(band ?? [])]
  if (known.length === 0) return [0, 1]
  const low = Math.min(...known)
  const high = Math.max(...known)
  const pad = (high - low || Math.abs(high) || 1) * 0.08
  return [low - pad, high + pad]
}

type Props = {
  points: readonly (number | null)[]
  band?: readonly [number, number] | null
  width: number
  height: number
  level?: Level | null
  late?: boolean
  label?: string
}

/** At most 24 points on their control band, newest last. Coloured only from where it left the band; dashed with a hollow end when late. */
export function Spark({ points, band = null, width, height, level = null, late = false, label }: Props): ReactElement {
  const [low, high] = rangeOf(points, band)
  const x = (i: number) => (points.length < 2 ? width : (i / (points.length - 1)) * width)
  const y = (v: number) => height - ((v - low) / (high - low)) * height
  const last = points.findLastIndex((v) => v !== null)
  const end = points[last]
  const outside = (v: number | null | undefined) => v !== null && v !== undefined && band !== null && (v < band[0] || v > band[1])
  let from = last
  while (from > 0 && outside(points[from - 1])) from--
  return (
    <svg
      className="sign"
      style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))` }}
      viewBox={`0 0 ${width} ${height}`}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {band && <rect x={0} y={y(band[1])} width={width} height={Math.max(1, y(band[0]) - y(band[1]))} fill="var(--band)" />}
      <path
        d={linePath(points, x, y)}
        fill="none"
        stroke="var(--c5)"
        strokeWidth={2}
        strokeLinejoin="round"
        strokeDasharray={late ? '3 4' : undefined}
      />
      {level && (
        <path d={linePath(points, x, y, Math.max(0, from - 1))} fill="none" stroke={HUE[level]} strokeWidth={3} strokeLinejoin="round" />
      )}
      {end !== null && end !== undefined && (
        <circle
          cx={x(last)}
          cy={y(end)}
          r={4}
          fill={late ? 'var(--ground)' : level ? HUE[level] : 'var(--ink)'}
          stroke={late ? 'var(--c5)' : 'none'}
          strokeWidth={1.5}
        />
      )}
    </svg>
  )
}
