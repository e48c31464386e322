import { type ReactElement, use } from 'react'
import type { Picture } from '../../../shared/stream.ts'
import { isOpen } from '../../../shared/incident.ts'
import { figureText } from '../../ui/age.ts'
import { displayUnit } from '../../../shared/unit.ts'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import type { Drawn } from '../../map/city-map.tsx'
import { type Level, levelPath } from '../../ui/level-mark.tsx'
import { t } from '../../ui/messages-wall.ts'
import { Cut } from './domains.tsx'
import { type Box, placeName, type Spot } from './label-place.ts'
import type { Need } from './needs.ts'

const FILL: Record<Level, string> = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow-sign)', BLUE: 'var(--blue)' }

/** A level's shape on an edge of the ground; a second outline while nobody has acknowledged. Sizes in screen pixels. */
export function Mark({
  level,
  x,
  y,
  r,
  ringed = false,
  breathes = false,
}: {
  level: Level
  x: number
  y: number
  r: number
  ringed?: boolean
  breathes?: boolean
}): ReactElement {
  const sign = level === 'YELLOW' ? 'yellow-sign' : undefined
  if (!ringed)
    return (
      <g>
        <path d={levelPath(level, r * 1.3, x, y)} fill="var(--ground)" />
        <path d={levelPath(level, r, x, y)} fill={FILL[level]} className={sign} />
      </g>
    )
  return (
    <g className={breathes ? 'breathes' : undefined}>
      <path d={levelPath(level, r * 1.4, x, y)} fill="var(--ground)" />
      <path d={levelPath(level, r * 1.1, x, y)} fill="none" stroke={FILL[level]} strokeWidth={r * 0.17} />
      <path d={levelPath(level, r * 0.5, x, y + r * 0.12)} fill={FILL[level]} />
    </g>
  )
}

const widthOf = (text: string, size: number) => [...text].reduce((sum, c) => sum + (c > '\u2e7f' ? 1 : 0.52), 0) * size
const around = ([x, y]: readonly [number, number], r: number): Box => ({ x0: x - r, x1: x + r, y0: y - r, y1: y + r })

/** Boxes of the districts' names: what is written over them is not read. */
const districtBoxes = (drawn: Drawn, s: number): Box[] =>
  drawn.labels.flatMap((label) => {
    const [x, y] = drawn.project(label.position)
    if (label.class !== 'district') return label.rank === 0 ? [{ x0: x - 24 * s, x1: x + 24 * s, y0: y - 18 * s, y1: y + 4 * s }] : []
    return [{ x0: x - 60 * s, x1: x + 60 * s, y0: y - 34 * s, y1: y + 36 * s }]
  })

const valueOf = ({ alert }: Need, cut: boolean): string => {
  if (cut) return ''
  const type = alert ? SENSOR_TYPES.get(alert.type) : undefined
  return alert && alert.value !== null && type && !type.unit.startsWith('{')
    ? `${figureText(alert.value, 1)} ${displayUnit(alert.unit)}`
    : ''
}

type Named = { need: Need; at: [number, number]; spot: Spot; value: string }
function placed(needs: readonly Need[], drawn: Drawn, s: number, taken: Box[], within: Box, cut: boolean): Named[] {
  return needs.flatMap((need): Named[] => {
    if (!need.position || need.level === 'LATE') return []
    const at = drawn.project(need.position)
    const value = valueOf(need, cut)
    const wide = (widthOf(`${need.place} ${value}`, 24) + 6) * s
    return [{ need, at, value, spot: placeName(at, wide, 24 * s, s, taken, within) }]
  })
}

/** Open cases and alerts that nobody has to be called for: shape alone. */
function quietMarks(picture: Picture, needs: readonly Need[]): { key: string; level: Level; position: readonly [number, number] }[] {
  const told = new Set(needs.flatMap((need) => [need.alert?.id, need.incident?.id]))
  const cases = [...picture.incident.values()].filter(
    (i) => isOpen(i) && i.position !== null && !told.has(i.id) && (i.severity === 'RED' || i.severity === 'ORANGE'),
  )
  const alerts = [...picture.alert.values()].filter((a) => a.state !== 'CLEARED' && a.state !== 'SHELVED' && !told.has(a.id))
  return [
    ...cases.slice(0, 60).map((i) => ({ key: i.id, level: i.severity, position: i.position as [number, number] })),
    ...alerts.slice(0, 60).map((a) => ({ key: a.id, level: a.severity, position: a.position })),
  ]
}

const HALO = { paintOrder: 'stroke', strokeLinejoin: 'round' } as const

export function MapMarks({
  picture,
  needs,
  focus,
  drawn,
  scale,
  within,
  legend,
}: {
  picture: Picture
  needs: readonly Need[]
  focus: Need | null
  drawn: Drawn
  scale: number
  within: Box
  /** What is written on the map already. */
  legend: Box
}): ReactElement {
  const { project } = drawn
  const cut = use(Cut)
  const s = scale
  const loud = needs.filter((need) => need.level === 'RED' || need.level === 'ORANGE')
  const quiet = [
    ...needs
      .filter((need) => need.position && (need.level === 'YELLOW' || need.level === 'BLUE'))
      .map((need) => ({ key: need.key, level: need.level as Level, position: need.position as readonly [number, number] })),
    ...quietMarks(picture, needs),
  ]
  // Names for what stands in the list's first rows; further down the shape is enough.
  const shown = needs.slice(0, 6).filter((need) => loud.includes(need) && need.key !== focus?.key && !isUnder(need, focus))
  const unnamed = loud.filter((need) => need.key !== focus?.key && !shown.includes(need) && !isUnder(need, focus))
  const marks = [
    ...quiet.map((q) => around(project(q.position), 12 * s)),
    ...loud.flatMap((need) => (need.position ? [around(project(need.position), (need.key === focus?.key ? 24 : 16) * s)] : [])),
  ]
  const named = placed(shown, drawn, s, [...marks, ...districtBoxes(drawn, s), legend], within, cut)
  return (
    <g>
      {unnamed.map(
        (need) =>
          need.position && (
            <Mark
              key={need.key}
              level={need.level as Level}
              x={project(need.position)[0]}
              y={project(need.position)[1]}
              r={11 * s}
              ringed={need.unacknowledged}
              breathes={need.unacknowledged && need.level === 'RED'}
            />
          ),
      )}
      {quiet.map(({ key, level, position }) => {
        const [x, y] = project(position)
        return <Mark key={key} level={level} x={x} y={y} r={9 * s} />
      })}
      {named.map(({ need, at: [x, y], value, spot }) => (
        <g key={need.key}>
          {!need.unacknowledged && (
            <path
              d={`M${x} ${y}L${spot.x + (spot.anchor === 'end' ? 2 : -2) * s} ${spot.y - 12 * s}`}
              stroke={FILL[need.level as Level]}
              strokeWidth={1.5 * s}
            />
          )}
          <Mark
            level={need.level as Level}
            x={x}
            y={y}
            r={13 * s}
            ringed={need.unacknowledged}
            breathes={need.unacknowledged && need.level === 'RED'}
          />
          <text
            style={HALO}
            stroke="var(--halo)"
            strokeWidth={6 * s}
            x={spot.x}
            y={spot.y}
            fontSize={24 * s}
            textAnchor={spot.anchor}
            fill="var(--ink)"
          >
            {need.place}{' '}
            {value && (
              <tspan fill={FILL[need.level as Level]} fontWeight={540}>
                {value}
              </tspan>
            )}
          </text>
        </g>
      ))}
      {focus?.position && focus.level !== 'LATE' && (
        <Mark
          level={focus.level}
          x={project(focus.position)[0]}
          y={project(focus.position)[1]}
          r={19 * s}
          ringed={focus.unacknowledged}
          breathes={focus.unacknowledged && focus.level === 'RED'}
        />
      )}
    </g>
  )
}

/** Two alerts at one place would print one name over the other: the second stands in the list. */
const isUnder = (need: Need, focus: Need | null): boolean =>
  focus?.position !== null &&
  focus !== null &&
  need.position !== null &&
  Math.hypot(need.position[0] - focus.position[0], need.position[1] - focus.position[1]) < 0.006

/** Names on land and water, and how many cases each district holds. */
export function MapNames({ drawn, picture, scale, all }: { drawn: Drawn; picture: Picture; scale: number; all: boolean }): ReactElement {
  const s = scale
  const inks = { sea: 'var(--ink-3)', land: 'var(--ink-2)', town: 'var(--ink-2)', district: 'var(--ink)' }
  return (
    <g>
      {drawn.labels
        .filter((label) => label.rank === 0 || all || label.class === 'district')
        .map((label) => {
          const [x, y] = drawn.project(label.position)
          const summary = label.area ? picture.area.get(label.area) : undefined
          if (label.class === 'district')
            return (
              <g key={label.name} style={HALO} stroke="var(--halo)" strokeWidth={6 * s} textAnchor="middle">
                <text style={HALO} x={x} y={y} fontSize={36 * s} fontWeight={500} fill="var(--ink)">
                  {label.name}
                </text>
                {summary && (
                  <text style={HALO} x={x} y={y + 30 * s} fontSize={20 * s} fill="var(--ink-2)">
                    {t('map.open', { n: summary.open })}
                  </text>
                )}
              </g>
            )
          return (
            <text
              key={label.name + label.position[0]}
              style={HALO}
              x={x}
              y={y}
              fontSize={20 * s}
              textAnchor="middle"
              fill={inks[label.class]}
              stroke={label.class === 'town' ? 'var(--halo)' : 'none'}
              strokeWidth={4 * s}
            >
              {label.name}
            </text>
          )
        })}
    </g>
  )
}
