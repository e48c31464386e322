import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { AccessibleTable } from '../../ui/accessible-table.tsx'
import { figureText } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { levelPath } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { t } from './messages-desk.ts'
import type { Rule, Severity } from '../../../shared/alert.ts'
import { useAsked } from './use-detail.ts'
import { useSensor } from './use-sensor.ts'

type Point = { at: string; value: number; min?: number; max?: number }
type Level = { severity: Severity; value: number; forS: number }
const SIDE = { left: 34, right: 118, top: 18, bottom: 22 }
const HOUR = 3_600_000
const FILL: Record<Severity, string> = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow-sign)', BLUE: 'var(--blue)' }

/** Levels of a rule that are plain thresholds, for the right edge. */
export const levelsOf = (rule: Rule | undefined): Level[] =>
  (rule?.levels ?? []).flatMap(({ severity, when, forS }) =>
    'op' in when && when.op === 'above' ? [{ severity, value: when.value, forS }] : [],
  )

const widthOf = (element: HTMLDivElement | null) => element?.clientWidth ?? 0
const stepOf = (span: number) => [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => span / step <= 5) ?? 2000

/** What a sensor measured: a line with gaps shown as gaps, its ladder at the right edge, its clear line, and a table behind it (T). */
export function HistoryChart({
  datastream,
  rule,
  height,
  hours,
}: {
  datastream: string
  rule?: Rule | undefined
  height: number
  hours: number
}): ReactElement {
  const minute = useNow(30_000)
  const to = Math.ceil(minute / 30_000) * 30_000
  const { data, error } = useAsked<{ points: Point[] }>(
    `/api/datastreams/${datastream}/observations?from=${new Date(to - hours * HOUR).toISOString()}&to=${new Date(to).toISOString()}&points=400`,
    to,
  )
  const sensor = useSensor(datastream)
  const [holder, setHolder] = useState<HTMLDivElement | null>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!holder) return
    const watch = new ResizeObserver(() => setWidth(widthOf(holder)))
    watch.observe(holder)
    return () => watch.disconnect()
  }, [holder])
  const points = useMemo(() => (data?.points ?? []).map((point) => ({ at: Date.parse(point.at), value: point.value })), [data])
  const unit = sensor?.unit ?? ''
  return (
    <div ref={setHolder} style={{ minHeight: height }}>
      {error && <p className="small ink3">{error}</p>}
      <AccessibleTable
        button={false}
        label={`${sensor?.name ?? datastream} ${unit}`}
        data={() => ({
          caption: `${sensor?.name ?? datastream} ${unit}`,
          columns: [t('chart.time'), unit || '—'],
          rows: points.slice(-200).map((point) => [clockText(point.at), figureText(point.value)]),
        })}
      >
        {width > 0 && (
          <Drawing
            points={points}
            from={to - hours * HOUR}
            to={to}
            width={width}
            height={height}
            levels={levelsOf(rule)}
            clear={clearOf(rule)}
            unit={unit}
            gapMs={(sensor?.periodS ?? 300) * 3_500}
          />
        )}
      </AccessibleTable>
    </div>
  )
}
const clearOf = (rule: Rule | undefined): number | null =>
  rule?.clear && 'op' in rule.clear && rule.clear.op === 'below' ? rule.clear.value : null

type DrawingProps = {
  points: { at: number; value: number }[]
  from: number
  to: number
  width: number
  height: number
  levels: Level[]
  clear: number | null
  unit: string
  gapMs: number
}
function Drawing({ points, from, to, width, height, levels, clear, unit, gapMs }: DrawingProps): ReactElement {
  const right = levels.length ? SIDE.right : 40
  const most = Math.max(1e-6, ...points.map((p) => p.value), ...levels.map((l) => l.value * 1.08))
  const least = Math.min(0, ...points.map((p) => p.value)) // length is read from zero
  const step = stepOf(most - least)
  const top = Math.ceil(most / step) * step
  const x = (at: number) => SIDE.left + ((at - from) / (to - from)) * (width - SIDE.left - right)
  const y = (value: number) => height - SIDE.bottom - ((value - least) / (top - least)) * (height - SIDE.top - SIDE.bottom)
  const ticks = Array.from(
    { length: Math.round((top - Math.floor(least / step) * step) / step) + 1 },
    (_, i) => Math.floor(least / step) * step + i * step,
  )
  const last = points.at(-1)
  return (
    <svg width={width} height={height} role="img" aria-label={last ? `${clockText(last.at)} ${figureText(last.value, 1)} ${unit}` : '—'} style={{ display: 'block' }}>
      {clear !== null && levels[0] && <rect x={SIDE.left} width={width - SIDE.left - right} y={y(Math.min(...levels.map((l) => l.value).filter((v) => v > clear)))} height={Math.max(0, y(clear) - y(Math.min(...levels.map((l) => l.value).filter((v) => v > clear))))} fill="var(--ink-3)" fillOpacity={0.18} />}
      {ticks.map((tick) => <g key={tick}><path d={`M${SIDE.left} ${Math.round(y(tick)) + 0.5}H${width - right}`} stroke="var(--line)" /><text x={SIDE.left - 8} y={y(tick) + 4} textAnchor="end" fontSize={12} fill="var(--ink-3)">{figureText(tick)}</text></g>)}
      {hoursBetween(from, to).map((at) => <g key={at}><path d={`M${x(at)} ${height - SIDE.bottom}v4`} stroke="var(--line-strong)" /><text x={x(at)} y={height - 5} textAnchor="middle" fontSize={12} fill="var(--ink-3)">{clockText(at)}</text></g>)}
      {levels.map((level, i) => <g key={i}><path d={`M${SIDE.left} ${y(level.value)}H${width - right}`} stroke={FILL[level.severity]} strokeDasharray="2 4" /><path d={levelPath(level.severity, 5, width - right + 13, y(level.value))} fill={FILL[level.severity]} /><text x={width - right + 24} y={y(level.value) + 4} fontSize={12} fill="var(--ink-2)">{`${ui(`level.${level.severity}`)} ≥ ${figureText(level.value)}`}</text></g>)}
      <path d={lineOf(points, x, y, gapMs)} fill="none" stroke="var(--c1)" strokeWidth={2} strokeLinejoin="round" />
      {last && <><circle cx={x(last.at)} cy={y(last.value)} r={4} fill="var(--ink)" /><text x={x(last.at) + 8} y={y(last.value) - 7} fontSize={14} fontWeight={560} fill="var(--ink)" stroke="var(--ground)" strokeWidth={4} paintOrder="stroke" textAnchor={x(last.at) > width - right - 30 ? 'end' : 'start'}>{figureText(last.value, 1)}</text></>}
      <text x={SIDE.left} y={SIDE.top - 3} fontSize={12} fill="var(--ink-3)">{unit}</text>
    </svg>
  ) // prettier-ignore
}
function lineOf(points: { at: number; value: number }[], x: (at: number) => number, y: (value: number) => number, gapMs: number): string {
  return points
    .map((p, i) => `${i === 0 || p.at - points[i - 1]!.at > gapMs ? 'M' : 'L'}${x(p.at).toFixed(1)} ${y(p.value).toFixed(1)}`)
    .join('')
}
function hoursBetween(from: number, to: number): number[] {
  const step = [10 * 60_000, 30 * 60_000, HOUR, 3 * HOUR, 6 * HOUR].find((one) => (to - from) / one <= 7) ?? 24 * HOUR
  return Array.from({ length: Math.floor((to - from) / step) }, (_, i) => Math.ceil(from / step) * step + i * step).filter((at) => at < to)
}
