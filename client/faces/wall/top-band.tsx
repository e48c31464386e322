import { type CSSProperties, type ReactElement, useEffect, useState } from 'react'
import type { Picture } from '../../../shared/stream.ts'
import { useLive } from '../../live/store.ts'
import { clockText, dayOf, useNow } from '../../ui/clock.ts'
import { t as ui } from '../../ui/messages-ui.ts'
import { LevelShape } from '../../ui/level-mark.tsx'
import { t } from '../../ui/messages-wall.ts'
import { WarningChip } from '../../ui/standard-chips.tsx'
import { type Composition, px } from './composition.ts'
import type { Clause } from './sentence.ts'

/** `0:42`, later `1:05:00`. */
const counter = (ms: number): string => {
  const s = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}

/** The link's state is always there: jade and quiet when live, orange with its triangle and a counter when cut. */
export function LinkWord(): ReactElement {
  const link = useLive((live) => live.link)
  const now = useNow(1000)
  if (link.state === 'online') return <span className="live">{t('wall.online')}</span>
  if (link.state === 'connecting') return <span className="s">{t('wall.connecting')}</span>
  return (
    <span className="orange level-mark" role="status">
      <svg className="sign" style={{ width: '1em', height: '1em' }} viewBox="-12 -12 24 24" aria-hidden>
        <LevelShape level="ORANGE" r={11} />
      </svg>
      {link.state === 'signed-out' ? t('wall.signedOut') : t('wall.offline', { time: counter(now - link.since) })}
    </span>
  )
}

/** 30 s after the link is back: what was missed, as one line under the sentence. */
function Missed({ picture }: { picture: Picture }): ReactElement | null {
  const gap = useLive((live) => live.gap)
  const now = useNow(5000)
  if (!gap || now - gap.to > 30_000) return null
  const alerts = gap.keys.filter((key) => key.startsWith('alert:')).map((key) => picture.alert.get(key.slice(6)))
  const red = alerts.filter((alert) => alert === undefined || alert.severity === 'RED')
  const cleared = red.filter((alert) => alert === undefined || alert.state === 'CLEARED').length
  return (
    <div className="wall-missed s" role="status">
      {t('wall.back', { n: gap.missed, red: red.length }) + (cleared > 0 ? t('wall.backCleared', { n: cleared }) : '')}
    </div>
  )
}

const emOf = (c: string): number => (c > '\u2e7f' ? 1 : c === ' ' || c === '\u2009' || c === '·' ? 0.22 : 0.48)
/** As many clauses as fit the line; the others are in the list. */
export function fitting(clauses: readonly Clause[], width: number, size: number): Clause[] {
  const shown: Clause[] = []
  let used = 0
  for (const clause of clauses) {
    const wide = ([...clause.text].reduce((sum, c) => sum + emOf(c), 0) + (clause.colour ? 1.35 : 0) + (shown.length > 0 ? 0.66 : 0)) * size
    if (shown.length > 0 && used + wide > width) break
    shown.push(clause)
    used += wide
  }
  return shown
}

/** What the sentence is made of: every clause with the rule that said it and how many things it speaks of. */
const Clauses = ({ clauses }: { clauses: readonly Clause[] }): ReactElement => (
  <ul className="wall-clauses">
    {clauses.map((clause) => (
      <li key={clause.rule + clause.keys.join()}>
        <span>{clause.text}</span>
        <span className="s">{t(`rule.${clause.rule}` as 'rule.calm')}</span>
        <span className="fig">{clause.keys.length || ''}</span>
      </li>
    ))}
  </ul>
)

export function Sentence({ clauses, picture, at }: { clauses: readonly Clause[]; picture: Picture; at: Composition }): ReactElement {
  const { x, width } = at.sentence
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false)
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [])
  const whole = fitting(clauses, width, at.sentence.size)
  const style: CSSProperties = { left: px(x), top: 0, width: px(width), height: px(at.top), fontSize: px(at.sentence.size) }
  return (
    <section className="abs wall-sentence" style={style} aria-live="polite" aria-atomic="true">
      <h1 onClick={() => setOpen(!open)}>
        {whole.map((clause, i) => (
          <span key={clause.rule + clause.keys.join()} className="wall-clause">
            {i > 0 && <span className="wall-dot"> · </span>}
            {clause.colour && <WarningChip colour={clause.colour} size={at.sentence.size * 0.94} />}
            {clause.text}
          </span>
        ))}
      </h1>
      <Missed picture={picture} />
      {open && clauses.length > 0 && <Clauses clauses={clauses} />}
    </section>
  )
}

function Where({ picture, at }: { picture: Picture; at: Composition }): ReactElement {
  const system = picture.system.get('city')
  const posture = picture.posture.get('city')
  const wide = at.kind === 'wide'
  const words = [
    wide ? t('wall.center') : t('wall.product'),
    ...(posture?.level ? [t('wall.response', { level: { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ' }[posture.level] })] : []),
    ...(posture?.mode === 'EMERGENCY' && !posture.level ? [t('wall.emergency')] : []),
    ...(system?.demo ? [t('wall.demo')] : []),
    ...([...picture.source.values()].some((source) => source.mode === 'replay' && source.newestAt !== null) ? [t('wall.replay')] : []),
  ]
  return (
    <div className="abs wall-where" style={{ left: px(at.left.text), top: 0, height: px(at.top) }}>
      <b style={{ fontSize: px(wide ? 56 : 36) }}>{system?.cityName ?? '—'}</b>
      <span className={wide ? 's' : 'q'} style={{ fontSize: px(wide ? 36 : 24) }}>
        {words.join(' · ')}
      </span>
    </div>
  )
}

/** Clock, date, how much of what the city should say has come, and the link. Minutes only: nothing on a wall ticks. */
function When({ picture, area, at }: { picture: Picture; area: string; at: Composition }): ReactElement {
  const now = useNow(60_000)
  const { month, day, weekday } = dayOf(now)
  const summary = picture.area.get(area)
  const sources = [...picture.source.values()].filter((source) => source.state !== 'not-connected')
  const online = useLive((live) => live.link.state) === 'online'
  const fresh = sources.filter((source) => source.state === 'fresh').length
  const date = t('wall.date', { month, day, week: ui(`week.${weekday}` as 'week.0') })
  const count = t('wall.sources', { fresh: sources.length ? fresh : '—', total: sources.length || '—' })
  if (!at.right.wide)
    return (
      <div className="abs wall-when" style={{ left: px(at.right.text), top: 0, height: px(at.top), width: px(at.right.textWidth) }}>
        <time className="fig" style={{ fontSize: px(56) }}>
          {clockText(now)}
        </time>
        <div className="s" style={{ fontSize: px(20), lineHeight: px(26) }}>
          {date}
          <br />
          {online && `${count} · `}
          <LinkWord />
        </div>
      </div>
    )
  const sensors =
    summary && summary.sensors.total > 0
      ? ` · ${t('wall.sensors', { fresh: summary.sensors.fresh.toLocaleString('en-US'), total: summary.sensors.total.toLocaleString('en-US') })}`
      : ''
  return (
    <div
      className="abs wall-when wall-when-wide"
      style={{ left: px(at.right.text), top: 0, height: px(at.top), width: px(at.right.textWidth), fontSize: px(24) }}
    >
      <span className="s" style={{ fontSize: px(36) }}>
        {date}
      </span>
      <span className="grow" />
      <span className="s">
        {count}
        {sensors} · <LinkWord />
      </span>
      <time className="fig" style={{ fontSize: px(56) }}>
        {clockText(now)}
      </time>
    </div>
  )
}

export const TopBand = ({
  picture,
  area,
  clauses,
  at,
}: {
  picture: Picture
  area: string
  clauses: readonly Clause[]
  at: Composition
}): ReactElement => (
  <header>
    <div className="pane" style={{ left: 0, top: 0, width: px(at.width), height: px(at.top), borderBottom: '1px solid var(--line)' }} />
    <Where picture={picture} at={at} />
    <Sentence clauses={clauses} picture={picture} at={at} />
    <When picture={picture} area={area} at={at} />
  </header>
)
