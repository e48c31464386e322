import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { type Action, type ActionState, isEnded } from '../../outbox/action.ts'
import { clockText, dayOf, useNow } from '../../ui/clock.ts'
import { LevelSign } from './icons.tsx'
import { t } from './messages-field.ts'
import { o } from './messages-outbox.ts'
import { inWords } from './state-words.ts'
import { Icon } from './icons.tsx'
import { Dock, Nav, OfflineStrip, Page, Primary } from './parts.tsx'
import { usePhone } from './phone.ts'
import { SLOW_BYTES_S } from './report-confirm.tsx'
import { refresh, send } from './start.ts'

export const deedWord = ({ deed }: Action): string => t(`step.${deed.kind === 'step' ? deed.step : deed.kind}` as 'step.handle')
export const bytesLeft = ({ bytes, state }: Action): number => (isEnded(state) ? 0 : bytes.total - bytes.sent + 1_000)
const slowTime = (bytes: number): string => {
  const s = Math.max(1, Math.round(bytes / SLOW_BYTES_S))
  return s < 90 ? o('seconds', { n: s }) : o('minutes', { n: Math.round(s / 60) })
}

function Node({ state, part }: { state: ActionState; part: number }): ReactElement {
  const round = 2 * Math.PI * 10
  return (
    <svg style={{ position: 'relative' }} width="44" height="56" viewBox="0 0 44 56" aria-hidden>
      {state === 'accepted' && (
        <>
          <circle cx="22" cy="28" r="11" fill="var(--ink)" />
          <path d="m16.5 28.5 4 4 7-8" stroke="var(--paper)" strokeWidth="2.6" fill="none" />
        </>
      )}
      {state === 'refused' && <path d="M22 15 35 38H9Z" fill="var(--orange)" stroke="var(--orange-bg)" strokeWidth="3" />}
      {state === 'withdrawn' && <circle cx="22" cy="28" r="6" fill="var(--paper)" stroke="var(--line-strong)" strokeWidth="2.5" />}
      {state === 'waiting' && <circle cx="22" cy="28" r="10" fill="var(--paper)" stroke="var(--ink)" strokeWidth="2.5" />}
      {(state === 'sending' || state === 'part-sent') && (
        <>
          <circle cx="22" cy="28" r="10" fill="var(--paper)" stroke="var(--line-strong)" strokeWidth="4" />
          <circle
            cx="22"
            cy="28"
            r="10"
            fill="none"
            stroke="var(--accent)"
            strokeWidth="5"
            strokeDasharray={`${round * part} 100`}
            transform="rotate(-90 22 28)"
          />
        </>
      )}
    </svg>
  )
}

function ChainRow({ action }: { action: Action }): ReactElement {
  const now = useNow(1_000)
  const { state, bytes, refused, photos } = action
  const part = bytes.total > 0 ? bytes.sent / bytes.total : 0
  const wait = state === 'waiting' && action.attempts === 0 ? Math.ceil((action.sendAfterMs - now) / 1000) : 0
  const body = (
    <>
      <i
        style={{ position: 'absolute', left: 29, top: 0, bottom: 0, borderLeft: `2.5px ${isEnded(state) ? 'solid' : 'dotted'} var(--ink)` }}
      />
      <Node state={state} part={part} />
      <span
        style={{
          borderTop: `1px solid ${state === 'refused' ? 'var(--line-strong)' : 'var(--line)'}`,
          padding: '6px 0 5px',
          lineHeight: 1.32,
        }}
      >
        <span className="row">
          <span className="b grow">
            {deedWord(action)} {action.about.title}
          </span>
          <span className={`nw ${state === 'refused' ? 'b' : ''}`}>{wait > 0 ? o('undoable', { n: wait }) : o(`state.${state}`)}</span>
          {state === 'part-sent' && (
            <span className="f fm">
              {Math.round(part * 100)}
              <small>%</small>
            </span>
          )}
        </span>
        <span className={`s ${state === 'refused' ? '' : 'q'}`}>
          <span className="f" style={{ fontWeight: 500 }}>
            {o('nth', { n: action.number })}
          </span>
          {[
            clockText(Date.parse(action.at)),
            action.about.place,
            photos.length > 0 && !isEnded(state) && o('photos', { n: photos.length, kb: Math.round(bytes.total / 1000) }),
          ]
            .filter(Boolean)
            .map((text) => ` · ${text}`)}
        </span>
        {refused && (
          <>
            <span className="blk" style={{ marginTop: 2 }}>
              {inWords(refused.reason)}
            </span>
            <span className="row b" style={{ minHeight: 34 }}>
              {o('look')}
              <Icon name="more" size={22} width={2.2} />
            </span>
          </>
        )}
      </span>
    </>
  )
  const style = {
    display: 'grid',
    gridTemplateColumns: '44px 1fr',
    width: '100%',
    padding: '0 16px 0 8px',
    minHeight: 56,
    position: 'relative',
    background: refused ? 'var(--orange-bg)' : undefined,
  } as const
  return refused ? (
    <Link href={`/field/outbox/${action.commandId}`} style={style}>
      {body}
    </Link>
  ) : (
    <div style={style} role="listitem">
      {body}
    </div>
  )
}

/** Numbers of a day stand without a gap as they were given: checked here, not claimed. */
export const isWithoutGap = (actions: readonly Action[]): boolean =>
  [...actions].sort((a, b) => a.number - b.number).every(({ number }, i) => number === i + 1)

function StopNote(): ReactElement | null {
  const rest = usePhone((phone) => phone.rest)
  if (rest.kind !== 'stop') return null
  const line = (
    <span className="row">
      <LevelSign level="ORANGE" />
      {t(`stop.${rest.why}`)}
    </span>
  )
  return rest.why === 'locked' || rest.why === 'signed-out' || rest.why === 'password' ? (
    <Link className="line warn" href="/field/sign-in">
      {line}
      <span className="sp" />
      <Icon name="more" size={24} />
    </Link>
  ) : (
    <p className="line warn">{line}</p>
  )
}

export function OutboxPage(): ReactElement {
  const { actions } = usePhone()
  const now = useNow(60_000)
  const today = Object.values(dayOf(now)).slice(0, 3).join('-')
  const newest = [...actions].reverse()
  const ofToday = newest.filter(({ day }) => day === today)
  const older = newest.filter(({ day, state, photos }) => day !== today && (!isEnded(state) || (state === 'refused' && photos.length > 0)))
  const shown = [...ofToday, ...older]
  const kept = shown.filter(({ state }) => !isEnded(state))
  const bytes = kept.reduce((sum, action) => sum + bytesLeft(action), 0)
  const counts = [
    ['n.sent', ofToday.filter(({ state }) => state === 'accepted').length],
    ['n.kept', kept.length],
    ['n.back', shown.filter(({ state }) => state === 'refused').length],
  ] as const
  return (
    <Page label={t('nav.outbox')}>
      <OfflineStrip />
      <header className="head" style={{ paddingBottom: 12 }}>
        <h1 className="h1">{ofToday.length > 0 ? o('title', { n: ofToday.length }) : o('none')}</h1>
        {shown.length > 0 && (
          <div style={{ marginTop: 8, display: 'flex', justifyContent: 'space-between' }}>
            {counts.map(([word, n]) => (
              <span key={word} className="row" style={{ gap: 8, alignItems: 'baseline' }}>
                <span className="f" style={{ fontSize: 'calc(44px * var(--k))', lineHeight: 1 }}>
                  {n}
                </span>
                <span>
                  {word === 'n.back' && n > 0 && <LevelSign level="ORANGE" size={18} />} {o(word)}
                </span>
              </span>
            ))}
          </div>
        )}
      </header>
      <StopNote />
      <div className="mid sep2" role="list">
        {ofToday.map((action) => (
          <ChainRow key={action.commandId} action={action} />
        ))}
        {older.length > 0 && <h2 className="pad s q sep2">{o('older')}</h2>}
        {older.map((action) => (
          <ChainRow key={action.commandId} action={action} />
        ))}
      </div>
      {ofToday.length > 1 && isWithoutGap(ofToday) && (
        <p className="row sep2" style={{ padding: '7px 16px' }}>
          <span className="grow">{o('numbers', { n: ofToday.length })}</span>
          <span className="f q">{clockText(now)}</span>
        </p>
      )}
      {kept.length > 0 && (
        <Dock nav>
          <Primary
            icon="redo"
            sub={o('size', { n: kept.length, kb: Math.round(bytes / 1000), s: slowTime(bytes) })}
            onPress={() => void send().then(refresh)}
          >
            {o('again')}
          </Primary>
        </Dock>
      )}
      <Nav on="/field/outbox" />
    </Page>
  )
}
