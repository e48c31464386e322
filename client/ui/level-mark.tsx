import type { ReactElement } from 'react'
import type { Severity } from '../../shared/alert.ts'
import { t } from './messages-ui.ts'

export type Level = Severity
const FILL: Record<Level, string> = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow-sign)', BLUE: 'var(--blue)' }
const LINE: Record<Level, string> = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow-sign)', BLUE: 'var(--blue)' }

/** Path of a level's shape round (0, 0): 红 diamond, 橙 triangle, 黄 square, 蓝 circle. */
export function levelPath(level: Level, r: number, x = 0, y = 0): string {
  if (level === 'RED') return `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`
  if (level === 'ORANGE') return `M${x} ${y - r * 0.95}L${x + r * 1.02} ${y + r * 0.82}L${x - r * 1.02} ${y + r * 0.82}Z`
  if (level === 'YELLOW') return `M${x - r * 0.78} ${y - r * 0.78}h${r * 1.56}v${r * 1.56}h${-r * 1.56}Z`
  const c = r * 0.86
  return `M${x - c} ${y}a${c} ${c} 0 1 0 ${c * 2} 0a${c} ${c} 0 1 0 ${-c * 2} 0Z`
}

/** The shape alone, for use inside a drawing. */
export const LevelShape = ({ level, r, x = 0, y = 0 }: { level: Level; r: number; x?: number; y?: number }): ReactElement => (
  <path d={levelPath(level, r, x, y)} fill={FILL[level]} className={level === 'YELLOW' ? 'yellow-sign' : undefined} />
)

/** Size of a sign in the drawing's pixels: equal to CSS pixels everywhere but on a wall. */
export const signSize = (size: number) => ({ width: `calc(${size} * var(--px))`, height: `calc(${size} * var(--px))` })

type Props = {
  level: Level | 'LATE' | 'NORMAL'
  size?: number
  unacknowledged?: boolean
  word?: boolean
  breathes?: boolean
  title?: string
}

/** Level as shape, and with `word` its word in ink. What nobody has acknowledged carries a second outline of the same shape; `breathes`
 *  is for an unacknowledged red only. Without the word the mark names itself to a screen reader. */
export function LevelMark({ level, size = 20, unacknowledged = false, word = false, breathes = false, title }: Props): ReactElement {
  const name = level === 'LATE' ? t('late') : level === 'NORMAL' ? t('normal') : t(`level.${level}`)
  const said = title ?? (unacknowledged ? t('level.unacknowledged', { level: name }) : name)
  return (
    <span className="level-mark">
      <svg
        className={`sign${breathes ? ' breathes' : ''}`}
        style={signSize(size)}
        viewBox="-12 -12 24 24"
        role="img"
        aria-label={word && !unacknowledged ? undefined : said}
        aria-hidden={word && !unacknowledged ? true : undefined}
      >
        {level === 'LATE' ? (
          <HatchedDisc />
        ) : level === 'NORMAL' ? (
          <circle r={8.5} fill="none" stroke="var(--ok)" strokeWidth={2} />
        ) : unacknowledged ? (
          <>
            <LevelShape level={level} r={5.5} />
            <path d={levelPath(level, 11.4)} fill="none" stroke={LINE[level]} strokeWidth={2.2} />
          </>
        ) : (
          <LevelShape level={level} r={11} />
        )}
      </svg>
      {word && <span aria-hidden={unacknowledged}>{name}</span>}
    </span>
  )
}

/** Hatched by lines of its own: a pattern's id would have to be unique on the page. */
export const HatchedDisc = (): ReactElement => (
  <>
    <circle r={9.5} fill="none" stroke="var(--ink-2)" strokeWidth={1.8} />
    <path d="M-8 4L4 -8M-6 8L8 -6M-2.5 9L9 -2.5" stroke="var(--ink-3)" strokeWidth={1.6} />
  </>
)
