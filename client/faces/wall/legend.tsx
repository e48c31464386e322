import type { ReactElement } from 'react'
import { creditOf, useMapConfig } from '../../map/map-config.ts'
import { LevelShape } from '../../ui/level-mark.tsx'
import { useLanguage } from '../../ui/messages.ts'
import { t as ui } from '../../ui/messages-ui.ts'
import { t } from '../../ui/messages-wall.ts'
import { px } from './composition.ts'
import { type Heat, rampOf } from './wall-heat.ts'

const LEVELS = ['RED', 'ORANGE', 'YELLOW', 'BLUE'] as const
/** Whose map this is and its approval number; the shapes of our own are 示意. */
export function Credit({ x, y }: { x: number; y: number }): ReactElement {
  const credit = creditOf(useMapConfig((s) => s.config))
  return (
    <p className="abs wall-credit" style={{ left: px(x), top: px(y) }}>
      {[credit, t('map.schematic')].filter(Boolean).join(' · ')}
    </p>
  )
}

/** What the colours of the map mean, and how many stations it rests on. */
export function Legend({ heat, day, marks, x, y }: { heat: Heat; day: boolean; marks: boolean; x: number; y: number }): ReactElement {
  const title = heat.measure === 'sensors' ? t('map.sensors') : t(`map.${heat.measure}`)
  const step = useLanguage.getState().language === 'zh' ? 60 : 88
  const complete = heat.stations.fresh === heat.stations.total
  return (
    <svg className="abs wall-legend" style={{ left: px(x), top: px(y), width: px(240), height: px(10) }} viewBox="0 0 240 10" aria-hidden>
      {marks &&
        LEVELS.map((level, i) => (
          <g key={level}>
            <LevelShape level={level} r={8.5} x={i * step + 9} y={-68} />
            <text x={i * step + 24} y={-61}>
              {ui(`level.${level}`)}
            </text>
          </g>
        ))}
      <text x={0} y={-30}>
        {title}
        {heat.measure === 'rain' && <tspan fill={complete ? undefined : 'var(--ink)'}>{t('map.stations', heat.stations)}</tspan>}
      </text>
      {rampOf(heat.measure, day)
        .slice(0, heat.limits.length)
        .map(([step, opacity], i) => (
          <g key={i}>
            <rect x={i * 48} y={-18} width={46} height={10} fill={`var(--seq-${step})`} opacity={opacity} />
            <text x={i * 48} y={12}>
              {heat.limits[i]}
            </text>
          </g>
        ))}
    </svg>
  )
}
