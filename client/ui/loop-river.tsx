import { memo, type ReactElement } from 'react'
import type { AreaSummary } from '../../shared/entity.ts'
import { countText, figureText } from './age.ts'
import { levelPath } from './level-mark.tsx'
import { t } from './messages-ui.ts'
import { casesAGrain, casesALine, drawRiver, heap, type River, type RiverCounts, type RiverLayout } from './river.ts'

export const RIVER_STAGES = ['reported', 'registered', 'dispatched', 'acknowledged', 'handled', 'inspected', 'closed'] as const
export const RIVER_HOLDS = ['register', 'dispatch', 'acknowledge', 'handle', 'inspect', 'close'] as const

/** Sizes of words and grains; first: which gate the river begins with (a desk's begins at 立案). */
export type RiverLook = RiverLayout & {
  figure: number
  name: number
  note: number
  grain: number
  heapWide: number
  first: 0 | 1
  returns: number
}
export type RiverHold = (typeof RIVER_HOLDS)[number]

/** The counts of a summary from the first drawn gate on. */
export function countsOf(area: AreaSummary, first: 0 | 1): RiverCounts {
  return {
    gates: RIVER_STAGES.slice(first).map((stage) => area.river[stage]),
    rejected: first === 0 ? area.river.rejected : 0,
    overdue: RIVER_HOLDS.slice(first).map((hold) => area.heldOverdue[hold]),
    rework: area.river.rework,
  }
}

const Water = ({ river }: { river: River }): ReactElement => (
  <>
    <path d={river.body} fill="var(--seq-2)" />
    {river.strands.map((s) => (
      <g key={`${s.stage}${s.part}`}>
        <path d={s.path} fill={s.part === 'held' ? 'var(--seq-5)' : 'var(--ink-3)'} />
        {s.px < 1.2 && <path d={s.line} fill="none" stroke="var(--seq-5)" strokeWidth={0.8} strokeOpacity={s.count === 0 ? 0.4 : 1} />}
        {s.part === 'held' ? (
          <path d={`M${s.endX} ${s.endY - Math.max(s.px, 2) / 2 - 5}v${Math.max(s.px, 2) + 10}`} stroke="var(--ink-2)" strokeWidth={2.5} />
        ) : (
          <path d={`M${s.endX - 2} ${s.endY - 7}l9 7l-9 7`} fill="none" stroke="var(--ink-3)" strokeWidth={2} />
        )}
      </g>
    ))}
    {river.lines.map((line) => (
      <path key={line.path} d={line.path} fill="none" stroke={line.leaves ? 'var(--seq-3)' : 'var(--seq-4)'} strokeWidth={1} />
    ))}
  </>
)

const Gates = ({ river, look }: { river: River; look: RiverLook }): ReactElement => (
  <>
    {river.gates.map((gate, i) => {
      const bar = `M${gate.x} ${look.y - look.figure - 4}V${look.y + Math.max(gate.px, 2)}`
      return (
        <g key={i}>
          <path d={bar} stroke="var(--ground)" strokeWidth={6} />
          <path d={bar} stroke="var(--ink-2)" strokeWidth={2} />
          <text
            x={gate.x + look.figure / 3}
            y={look.y - look.figure * 0.39}
            fontSize={look.figure}
            fill="var(--ink)"
            fontWeight={540}
            letterSpacing={-0.3}
          >
            {countText(gate.count)}
            <tspan dx={look.figure * 0.22} fontSize={look.name} letterSpacing={0} fontWeight={400} fill="var(--ink-2)">
              {t(`river.${RIVER_STAGES[i + look.first] ?? 'closed'}`)}
            </tspan>
          </text>
        </g>
      )
    })}
  </>
)

/** Name and count under each basin, and the overdue cases as a heap of red grains beside it. */
function Basins({
  area,
  river,
  look,
  grainFor,
  onPick,
}: {
  area: AreaSummary
  river: River
  look: RiverLook
  grainFor: number
  onPick: Props['onPick']
}): ReactElement {
  const most = Math.max(0, ...river.strands.map((s) => s.px))
  const y = look.bed + Math.max(most, 6) + look.note * 1.36
  return (
    <>
      {RIVER_HOLDS.slice(look.first).map((hold, i) => {
        const strands = river.strands.filter((s) => s.stage === i)
        const overdue = area.heldOverdue[hold]
        const grains = Math.ceil(overdue / grainFor)
        const pitch = look.grain * 2 + 1
        const left = (look.gates[i] ?? 0) + 12
        const words = strands.reduce((sum, s) => sum + (s.part === 'rejected' ? 4 : 3) + String(s.count).length * 0.55 + 0.6, 0) * look.note
        // The heap is as wide as the name beside it leaves room for; then it grows upwards.
        const room = (look.ends[i] ?? 0) - left - words - look.note * 1.6
        const widest = Math.max(1, Math.min(look.heapWide, Math.floor(room / pitch)))
        return (
          <g
            key={hold}
            role={onPick ? 'button' : undefined}
            tabIndex={onPick ? 0 : undefined}
            style={onPick ? { cursor: 'pointer' } : undefined}
            onClick={onPick && ((event) => onPick(hold, event.shiftKey))}
            onKeyDown={onPick && ((event) => event.key === 'Enter' && onPick(hold, event.shiftKey))}
          >
            {onPick && (
              <rect
                x={look.gates[i] ?? 0}
                y={look.bed - 4}
                width={(look.ends[i] ?? 0) - (look.gates[i] ?? 0)}
                height={y - look.bed + 8}
                fill="transparent"
              />
            )}
            <text x={look.ends[i]} y={y} textAnchor="end" fontSize={look.note} fill="var(--ink-2)">
              {strands.map((s, k) => (
                <tspan key={s.part} fill={s.part === 'held' ? 'var(--ink-2)' : 'var(--ink-3)'}>
                  {k > 0 ? ' · ' : ''}
                  {t(s.part === 'rejected' ? 'river.rejected' : hold === 'register' ? 'river.pending' : `river.held.${hold}`)}{' '}
                  <tspan fill="var(--ink)" fontWeight={540}>
                    {countText(s.count)}
                  </tspan>
                </tspan>
              ))}
            </text>
            {heap(grains, look.grain, widest).map((g) => (
              <path key={`${g.x} ${g.y}`} d={levelPath('RED', look.grain, left + g.x, y + g.y)} fill="var(--red)" />
            ))}
            {overdue > 0 && (
              <text x={left + 8 + Math.min(grains, widest) * pitch} y={y} fontSize={look.note} fill="var(--red)" fontWeight={540}>
                {overdue}
              </text>
            )}
          </g>
        )
      })}
    </>
  )
}

/** Rework comes back from inspection to handling, over the top. */
function Rework({ count, look }: { count: number; look: RiverLook }): ReactElement | null {
  const from = (look.gates[5 - look.first] ?? 0) - 12
  const to = (look.gates[4 - look.first] ?? 0) + look.returns
  const y = look.y - 22
  if (count === 0 || look.returns === 0) return null
  return (
    <g>
      <path
        d={`M${from} ${look.y}V${y + 8}Q${from} ${y} ${from - 8} ${y}H${to + 8}Q${to} ${y} ${to} ${y + 8}V${look.y - 3}`}
        fill="none"
        stroke="var(--seq-5)"
        strokeWidth={Math.max(1.6, count * look.perCase)}
      />
      <path d={`M${to - 6} ${look.y - 9}l6 7l6 -7`} fill="none" stroke="var(--seq-5)" strokeWidth={1.8} />
      <text x={(from + to) / 2} y={y - 8} textAnchor="middle" fontSize={look.note} fill="var(--ink-2)">
        {t('river.rework')}{' '}
        <tspan fill="var(--ink)" fontWeight={540}>
          {count}
        </tspan>
      </text>
    </g>
  )
}

/** `onPick`: the strand that was chosen, and whether it shall be added to the filter. */
type Props = {
  area: AreaSummary
  look: RiverLook
  width: number
  height: number
  onPick?: (hold: RiverHold, add: boolean) => void
  rate?: number | null
}

/** 闭环河: today's cases through the seven stages. Thickness is count × perCase, exactly; what is held leaves as a strand of its own. */
export const LoopRiver = memo(function LoopRiver({ area, look, width, height, onPick, rate = null }: Props): ReactElement {
  const counts = countsOf(area, look.first)
  const grainFor = casesAGrain(counts.overdue)
  const river = drawRiver(counts, look, casesALine(look.perCase))
  const overdue = counts.overdue.reduce((sum, n) => sum + n, 0)
  const most = Math.max(0, ...river.strands.map((s) => s.px))
  return (
    <svg
      className="loop-river"
      style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))`, display: 'block' }}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={t('river.alt', { ...area.river, overdue })}
    >
      <Water river={river} />
      <Gates river={river} look={look} />
      <Basins area={area} river={river} look={look} grainFor={grainFor} onPick={onPick} />
      <Rework count={counts.rework} look={look} />
      {(rate !== null || grainFor > 1) && (
        <text x={look.x1} y={look.bed + Math.max(most, 6) + look.note * 1.36} textAnchor="end" fontSize={look.note} fill="var(--ink-2)">
          {grainFor > 1 && `${t('river.grain10')} · `}
          {rate !== null && (
            <>
              {t('river.onTime')}{' '}
              <tspan fill="var(--ink)" fontWeight={540}>
                {figureText(rate, 1)}
              </tspan>{' '}
              %
            </>
          )}
        </text>
      )}
    </svg>
  )
})
/** The desk's river: gates from 立案 on, 492 × 66 by default. most: the count that is 18 px thick. */
export function deskRiver(most: number, width = 492): RiverLook {
  const at = [0, 0.17, 0.33, 0.5, 0.7, 0.86]
  const gates = at.map((f) => Math.round(f * width))
  return {
    x0: 0, x1: width, gates, ends: [...gates.slice(1).map((x) => x - 8)], y: 18, bed: 42, perCase: 18 / Math.max(200, most), lead: 6, curve: 24,
    figure: 14, name: 12, note: 12, grain: 3, heapWide: 5, first: 1, returns: 0,
  } // prettier-ignore
}
