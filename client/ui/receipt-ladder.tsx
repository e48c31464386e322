import type { ReactElement } from 'react'

/** done: it happened; now: under way (jade); late: the answer is overdue; open: still to come. */
export type Rung = { name: string; time: string; state: 'done' | 'now' | 'late' | 'open' }
const INK = { done: 'var(--ink)', now: 'var(--accent)', late: 'var(--orange)', open: 'var(--ink-3)' }

const Node = ({ x, y, state, s }: { x: number; y: number; state: Rung['state']; s: number }): ReactElement =>
  state === 'now' ? (
    <circle cx={x} cy={y} r={8 * s} fill="var(--accent)" />
  ) : state === 'late' ? (
    <rect x={x - 2.5 * s} y={y - 11 * s} width={5 * s} height={22 * s} fill="var(--orange)" />
  ) : state === 'done' ? (
    <rect x={x - 2 * s} y={y - 8 * s} width={4 * s} height={16 * s} fill="var(--ink-2)" />
  ) : (
    <rect x={x - 2 * s} y={y - 8 * s} width={4 * s} height={16 * s} fill="var(--surface)" stroke="var(--ink-3)" strokeWidth={1.5 * s} />
  )

/** Who was asked, who answered, when: the rung that waits shows its clock. Width in the drawing's pixels; `small` for rows without words. */
export function ReceiptLadder({
  rungs,
  width,
  small = false,
  scale = 1,
}: {
  rungs: readonly Rung[]
  width: number
  small?: boolean
  scale?: number
}): ReactElement {
  const s = small ? 0.9 : scale
  const step = (width - 16 * s - (small ? 0 : 60 * s)) / Math.max(1, rungs.length - 1)
  const x = (i: number) => 8 * s + i * step
  const height = small ? 22 : 76 * s
  const mid = small ? 11 : 8 * s
  const said = rungs.map((r) => `${r.name} ${r.time}`).join('，')
  return (
    <svg
      className="sign"
      style={{ width: `calc(${width} * var(--px))`, height: `calc(${height} * var(--px))` }}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={said}
    >
      {rungs.slice(1).map((rung, i) => (
        <path
          key={i}
          d={`M${x(i)} ${mid}H${x(i + 1)}`}
          stroke={rung.state === 'open' ? 'var(--line-strong)' : 'var(--ink-2)'}
          strokeWidth={2 * s}
          strokeDasharray={rung.state === 'open' && rungs[i]?.state === 'now' ? '2 5' : undefined}
        />
      ))}
      {rungs.map((rung, i) => (
        <g key={rung.name}>
          <Node x={x(i)} y={mid} state={rung.state} s={s} />
          {!small && (
            <>
              <text x={x(i) - 8 * s} y={44 * s} fontSize={24 * s} fill={INK[rung.state]}>
                {rung.name}
              </text>
              <text x={x(i) - 8 * s} y={70 * s} fontSize={20 * s} fill={rung.state === 'done' ? 'var(--ink-3)' : INK[rung.state]}>
                {rung.time}
              </text>
            </>
          )}
        </g>
      ))}
    </svg>
  )
}
