import { type ReactElement, useMemo } from 'react'
import { useLive } from '../../live/store.ts'
import { clockText, dayOf, useNow } from '../../ui/clock.ts'
import { LoadStrip } from '../../ui/load-meter.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { useLanguage } from '../../ui/messages.ts'
import { WarningChip } from '../../ui/standard-chips.tsx'
import { stepOf } from '../../../shared/scale.ts'
import { WARNING_TYPES } from '../../../shared/warning.ts'
import { askFor } from './desk-store.ts'
import { t } from './messages-desk.ts'
import { sayHowThingsStand } from './sentence.ts'
import { armSound, muteSound, useSound } from './sound.ts'

/** The official warning, the one sentence, the search, the load, the sound, the link and the clock. */
export function TopBar(): ReactElement {
  return (
    <header className="desk-top">
      <OfficialWarning />
      <Sentence />
      <span className="push" />
      <button type="button" className="desk-find" onClick={() => askFor({ kind: 'palette' })}>
        <span className="clip">{t('top.find')}</span>
        <span className="push" />
        <span className="key">Ctrl K</span>
      </button>
      <Load />
      <Sound />
      <LinkState />
      <TopClock />
    </header>
  )
}

function OfficialWarning(): ReactElement | null {
  const warnings = useLive((s) => s.picture.warning)
  const order = ['RED', 'ORANGE', 'YELLOW', 'BLUE', 'WHITE']
  const worst = [...warnings.values()].sort((a, b) => order.indexOf(a.colour) - order.indexOf(b.colour))[0]
  if (!worst) return null
  const en = useLanguage.getState().language === 'en'
  const type = WARNING_TYPES[worst.type]
  const colour = stepOf('warning', worst.colour)
  return (
    <button
      type="button"
      className="line btn plain"
      style={{ textAlign: 'left' }}
      title={worst.text}
      onClick={() => askFor({ kind: 'warning' })}
    >
      <WarningChip colour={worst.colour} size={20} />
      <span className="small">
        <span style={{ display: 'block', color: 'var(--ink)' }}>
          {en ? `${type?.en ?? worst.type} ${colour?.en ?? ''} warning` : `${type?.zh ?? worst.type}${colour?.zh ?? ''}预警`}
        </span>
        <span className="ink3">{t('top.since', { time: clockText(Date.parse(worst.issuedAt)) })}</span>
      </span>
    </button>
  )
}

function Sentence(): ReactElement {
  const picture = useLive((s) => s.picture)
  const now = useNow(5_000)
  const said = useMemo(() => sayHowThingsStand(picture, now), [picture.alert, picture.source, picture.area, now])
  return <h1 className="desk-say" role="status">{said}</h1> // prettier-ignore
}

function Load(): ReactElement | null {
  const load = useLive((s) => s.picture.load.get('city'))
  if (!load) return null
  const word = load.perSeat > 10 ? ui('load.flood') : load.perSeat > 2 ? ui('load.over') : ''
  return (
    <div style={{ flex: 'none' }} title={load.topRules.map((rule) => `${rule.name} ${rule.count}`).join('\n')}>
      <LoadStrip perSeat={load.perSeat} />
      <div className="small">
        <b className="fig">{t('top.load', { n: load.perSeat })}</b> <span className="ink3">{t('top.loadIn')}{word && `，${word}`}</span>
      </div>
    </div>
  ) // prettier-ignore
}

function Sound(): ReactElement {
  const { armed, mutedUntil } = useSound()
  const now = useNow(5_000)
  const muted = mutedUntil > now
  return (
    <button type="button" className="btn plain small" title={armed ? undefined : t('sound.arm')} onClick={() => (armed ? muteSound() : void armSound())}>
      <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.600" aria-hidden><path d={armed && !muted ? 'M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M19 6a8 8 0 0 1 0 12' : 'M4 9v6h4l5 4V5L8 9zM17 9l5 6M22 9l-5 6'} /></svg>
      {armed ? (muted ? t('sound.muted', { time: clockText(mutedUntil) }) : t('sound.on')) : t('sound.off')}
      <span className="key">Alt M</span>
    </button>
  ) // prettier-ignore
}

function LinkState(): ReactElement {
  const link = useLive((s) => s.link)
  const now = useNow(1_000)
  const online = link.state === 'online'
  const cutS = Math.max(0, Math.floor((now - link.since) / 1_000))
  return (
    <span className="line small" role="status" style={{ gap: 5, color: online ? 'var(--accent)' : 'var(--orange)' }} data-link={link.state}>
      {online ? (
        <svg width="15" height="15" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.800" aria-hidden><path d="M10 14a5 5 0 0 0 7 0l3-3a5 5 0 0 0-7-7l-1 1M14 10a5 5 0 0 0-7 0l-3 3a5 5 0 0 0 7 7l1-1" /></svg>
      ) : (
        <svg width="13" height="13" viewBox="-12 -12 24 24" aria-hidden><path d="M0 -10L11 9H-11Z" fill="var(--orange)" /></svg>
      )}
      {t(`link.${link.state}`)} {!online && link.since > 0 && <b className="fig">{`${Math.floor(cutS / 60)}:${String(cutS % 60).padStart(2, '0')}`}</b>}
    </span>
  ) // prettier-ignore
}

function TopClock(): ReactElement {
  const now = useNow(60_000)
  const { month, day, weekday } = dayOf(now)
  const en = useLanguage.getState().language === 'en'
  return (
    <span className="line" style={{ flex: 'none' }}>
      <time className="mid fig">{clockText(now)}</time>
      <span className="small ink3">{en ? `${day}/${month}` : `${month} 月 ${day} 日`} {ui(`week.${weekday as 0 | 1 | 2 | 3 | 4 | 5 | 6}`)}</span>
    </span>
  ) // prettier-ignore
}
