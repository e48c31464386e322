import type { ReactElement } from 'react'
import { stepOf } from '../../shared/scale.ts'
import { levelPath, signSize } from './level-mark.tsx'
import { t } from './messages-ui.ts'

/** The AQI class as a small chip in its standard's colour (HJ 633-2026), its word beside it. */
export const AqiChip = ({
  level,
  size = 14,
  word = true,
}: {
  level: 1 | 2 | 3 | 4 | 5 | 6
  size?: number
  word?: boolean
}): ReactElement => (
  <span className="level-mark">
    <i
      aria-hidden
      style={{
        display: 'inline-block',
        width: `calc(${size * 0.6} * var(--px))`,
        height: `calc(${size} * var(--px))`,
        background: `var(--std-aqi-${level})`,
        boxShadow: '0 0 0 1px var(--line-strong)',
      }}
    />
    {word && <span>{t(`aqi.${level}`)}</span>}
  </span>
)
/** Class of an AQI value: upper ends 50, 100, 150, 200, 300. */
export const aqiLevel = (aqi: number): 1 | 2 | 3 | 4 | 5 | 6 =>
  aqi <= 50 ? 1 : aqi <= 100 ? 2 : aqi <= 150 ? 3 : aqi <= 200 ? 4 : aqi <= 300 ? 5 : 6

type Colour = 'WHITE' | 'BLUE' | 'YELLOW' | 'ORANGE' | 'RED'
/** An official warning 预警: a chip in the standard's own colour with the shape inside; its words stand beside it in ink. */
export const WarningChip = ({ colour, size = 20 }: { colour: Colour; size?: number }): ReactElement => (
  <svg className="sign" style={signSize(size)} viewBox="0 0 30 30" role="img" aria-label={stepOf('warning', colour)?.zh}>
    <rect x={0.75} y={0.75} width={28.5} height={28.5} rx={4} fill={`var(--std-warning-${colour.toLowerCase()})`} className="chip-edge" />
    {colour === 'WHITE' ? (
      <circle cx={15} cy={15} r={8} fill="none" stroke="#05080c" strokeWidth={3} />
    ) : (
      <path d={levelPath(colour, 9, 15, 15.5)} fill={colour === 'BLUE' || colour === 'RED' ? '#ffffff' : '#05080c'} />
    )}
  </svg>
)
