import type { ReactElement } from 'react'
import { spanOf, unitText } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { t } from '../../ui/messages-wall.ts'
import { ReceiptLadder } from '../../ui/receipt-ladder.tsx'
import { type Composition, px } from './composition.ts'
import type { Need } from './needs.ts'
import { rungsOf } from './rungs.ts'

/** The clock of a row: word, figure, unit. Seconds step only while there are fewer than sixty. */
function NeedTime({ need }: { need: Need }): ReactElement | null {
  const now = useNow(need.clock ? 1000 : 60_000)
  if (!need.clock) return null
  const { n, unit } = spanOf(need.clock.forward ? now - need.clock.sinceMs : need.clock.sinceMs - now)
  const tone = need.hot ? need.level.toLowerCase() : ''
  return (
    <span className="need-clock">
      <span className={tone || 's'}>{need.clock.word}</span>
      <b className={`fig ${tone}`} style={{ fontSize: px(36) }}>
        {n}
      </b>
      <span className={tone || 's'}>{unitText(unit) + (need.clock.ago ? t('need.ago') : '')}</span>
    </span>
  )
}

const Level = ({ need, size }: { need: Need; size: number }): ReactElement => (
  <LevelMark level={need.level} size={size} unacknowledged={need.unacknowledged} breathes={need.unacknowledged && need.level === 'RED'} />
)
const word = (need: Need) => (need.level === 'LATE' ? ui('late') : ui(`level.${need.level}`))

type RowProps = { need: Need; index: number; focused: boolean; onFocus: (n: number) => void }
const TallRow = ({ need, index, focused, onFocus }: RowProps): ReactElement => (
  <li>
    <button
      type="button"
      className="need-row need-tall"
      aria-current={focused ? 'true' : undefined}
      onClick={() => onFocus(index + 1)}
      data-level={need.level}
    >
      <span className="need-level">
        <Level need={need} size={26} />
        <span className={need.level === 'LATE' ? 's' : ''}>{word(need)}</span>
      </span>
      <span className="need-body">
        <span className="need-first">
          <b className="need-place">{need.place}</b>
          <NeedTime need={need} />
        </span>
        <span className={need.level === 'LATE' ? 'need-what stale' : 'need-what s'}>{need.what}</span>
        <span className={`need-who ${need.hot ? need.level.toLowerCase() : 'q'}`}>{need.who}</span>
      </span>
    </button>
  </li>
)

function WideRow({ need, index, focused, onFocus }: RowProps): ReactElement {
  const now = useNow(60_000)
  return (
    <li>
      <button
        type="button"
        className="need-row need-wide"
        aria-current={focused ? 'true' : undefined}
        onClick={() => onFocus(index + 1)}
        data-level={need.level}
      >
        <Level need={need} size={28} />
        <span className={need.level === 'LATE' ? 's need-word' : 'need-word'}>{word(need)}</span>
        <b className="need-place">{need.place}</b>
        <span className={need.level === 'LATE' ? 'need-what stale' : 'need-what s'}>{need.what}</span>
        <span>{need.incident && <ReceiptLadder rungs={rungsOf(need.incident, now)} width={122} small />}</span>
        <span className={`need-who ${need.hot ? need.level.toLowerCase() : 'q'}`}>{need.who}</span>
        <NeedTime need={need} />
      </button>
    </li>
  )
}

export const TALL = 105
/** How many rows there is room for, in pixels of the drawing. */
export const rowsFor = (height: number, row: number): number => Math.max(1, Math.floor(height / row))

/** 需要人处理: the most urgent things with who has them and their clock. A row chooses the focus, as keys 1–5 do. */
export function NeedList({
  needs,
  rows,
  focus,
  at,
  onFocus,
  rowHeight,
  width,
}: {
  needs: readonly Need[]
  rows: number
  focus: Need | null
  at: Composition
  onFocus: (n: number) => void
  rowHeight: number
  width: number
}): ReactElement {
  const shown = needs.slice(0, rows)
  const Row = at.right.wide ? WideRow : TallRow
  const unanswered = shown.find((need) => need.level === 'RED' && need.unacknowledged)
  return (
    <section aria-label={t('needs.region')} className="needs" style={{ width: px(width) }}>
      <div className="needs-head">
        <h2 style={{ fontSize: px(at.right.wide ? 36 : 24) }}>{t('needs.title')}</h2>
        <span className="q" style={{ fontSize: px(at.right.wide ? 24 : 20) }}>
          {needs.length > shown.length ? t('needs.count', { n: needs.length, shown: shown.length }) : t('needs.all', { n: needs.length })}
        </span>
      </div>
      <div className="visually-hidden" aria-live="assertive">
        {unanswered ? `${word(unanswered)} ${unanswered.place} ${unanswered.what}` : ''}
      </div>
      <ol style={{ ['--row' as string]: px(rowHeight) }}>
        {shown.map((need, i) => (
          <Row key={need.key} need={need} index={i} focused={focus?.key === need.key} onFocus={onFocus} />
        ))}
      </ol>
    </section>
  )
}
