import type { ReactElement } from 'react'
import { LevelMark } from './level-mark.tsx'
import { t } from './messages-ui.ts'

export type SeatLoad = { id: string; name: string; alerts: number }
type Sizes = { cell: number; gap: number; left: number; row: number; bar: number; font: number; numbers?: boolean }
const SHOWN = 12

const Cell = ({ i, n, x, y, s }: { i: number; n: number; x: number; y: number; s: Sizes }): ReactElement | null =>
  i < n ? (
    <rect x={x} y={y} width={s.cell} height={s.bar} {...(i < 2 ? { fill: 'var(--seq-5)' } : { className: 'yellow-sign' })} />
  ) : i < 10 ? (
    <rect x={x + 0.5} y={y + 0.5} width={s.cell - 1} height={s.bar - 1} fill="none" stroke="var(--line-strong)" />
  ) : null

/** Alerts of the last ten minutes by seat, one square each; marks at 2 (可应付) and 10 (洪峰). Squares past 2 are yellow. */
export function LoadMeter({ seats, sizes }: { seats: readonly SeatLoad[]; sizes: Sizes }): ReactElement {
  const s = sizes
  const step = s.cell + s.gap
  const width = s.left + SHOWN * step
  const height = seats.length * s.row
  return (
    <svg
      className="sign"
      style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))` }}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={seats.map((seat) => t('load.seat', { seat: seat.name, n: seat.alerts })).join('，')}
    >
      {seats.map((seat, j) => (
        <g key={seat.id}>
          <text y={j * s.row + s.bar / 2 + s.font * 0.36} fontSize={s.font} fill="var(--ink-2)">
            {seat.name}
          </text>
          {Array.from({ length: SHOWN }, (_, i) => (
            <Cell key={i} i={i} n={seat.alerts} x={s.left + i * step} y={j * s.row} s={s} />
          ))}
          {(s.numbers || seat.alerts > SHOWN) && (
            <text
              x={s.left + (s.numbers ? 10 : SHOWN) * step + 8}
              y={j * s.row + s.bar / 2 + s.font * 0.36}
              fontSize={s.font}
              fill="var(--ink)"
              fontWeight={540}
            >
              {seat.alerts}
            </text>
          )}
        </g>
      ))}
      {([2, 10] as const).map((mark) => (
        <g key={mark}>
          <path
            d={`M${s.left + mark * step - s.gap / 2} -9V${(seats.length - 1) * s.row + s.bar + 3}`}
            stroke="var(--ink)"
            strokeWidth={2}
          />
          <text
            x={s.left + mark * step - s.gap / 2}
            y={-15}
            fontSize={20}
            fill="var(--ink-2)"
            textAnchor="middle"
          >{`${mark} ${t(`load.${mark}`)}`}</text>
        </g>
      ))}
    </svg>
  )
}

/** The small one of the desk's top bar: one bar an alert, marks at 1, 2 and 10. */
export function LoadStrip({ perSeat, width = 94, height = 15 }: { perSeat: number; width?: number; height?: number }): ReactElement {
  const step = width / SHOWN
  const n = Math.round(perSeat)
  return (
    <svg
      className="sign"
      style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))` }}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${t('load.title')} ${n}`}
    >
      {Array.from({ length: SHOWN }, (_, i) => (
        <rect
          key={i}
          x={i * step}
          y={3}
          width={step - 2}
          height={height - 6}
          {...(i >= n
            ? { fill: 'none', stroke: 'var(--line-strong)' }
            : i < 2
              ? { fill: 'var(--seq-5)' }
              : n > 10
                ? { fill: 'var(--red)' }
                : { className: 'yellow-sign' })}
        />
      ))}
      {[1, 2, 10].map((mark) => (
        <path key={mark} d={`M${mark * step - 1} 0V${height}`} stroke="var(--ink-2)" strokeWidth={1} />
      ))}
    </svg>
  )
}

/** `偏多` past 2, `洪峰` past 10, nothing below. */
export const LoadWord = ({ perSeat, size = 18 }: { perSeat: number; size?: number }): ReactElement | null =>
  perSeat <= 2 ? null : (
    <span className="level-mark">
      <LevelMark level={perSeat > 10 ? 'RED' : 'YELLOW'} size={size} />
      {t(perSeat > 10 ? 'load.flood' : 'load.over')}
    </span>
  )
