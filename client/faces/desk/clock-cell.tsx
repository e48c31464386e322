import type { ReactElement } from 'react'
import type { Alert } from '../../../shared/alert.ts'
import { type Incident, lightOf } from '../../../shared/incident.ts'
import type { Source } from '../../../shared/source.ts'
import { ageText } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { LightMark } from '../../ui/fuse.tsx'
import { t } from './messages-desk.ts'

/** `1:54` hours and minutes, or minutes and seconds under `seconds`. */
export function spanClock(ms: number, seconds = false): string {
  const whole = Math.max(0, Math.floor(Math.abs(ms) / (seconds ? 1_000 : 60_000)))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** The nearest running clock of a row: what is left as a fuse, or since when nobody answered. Steps with one shared ticker. */
export function ClockCell({ entity }: { entity: Alert | Incident | Source }): ReactElement {
  const now = useNow(1_000)
  if (entity.kind === 'source') {
    return <div role="gridcell" className="clock-cell"><span className="stale small">{ageText(entity.newestAt === null ? null : now - Date.parse(entity.newestAt))}</span></div> // prettier-ignore
  }
  if (entity.kind === 'alert') {
    const since = now - Date.parse(entity.raisedAt)
    if (entity.state === 'SHELVED')
      return (
        <div role="gridcell" className="clock-cell small ink3">
          {t('alert.shelved', { time: clockText(Date.parse(entity.shelvedUntil ?? entity.raisedAt)) })}
        </div>
      )
    if (entity.state !== 'RAISED')
      return (
        <div role="gridcell" className="clock-cell small ink3">
          {clockText(Date.parse(entity.acknowledgedAt ?? entity.raisedAt))}
        </div>
      )
    return (
      <div role="gridcell" className="clock-cell">
        <span
          className="value"
          style={{ color: entity.severity === 'RED' ? 'var(--red-text)' : entity.severity === 'ORANGE' ? 'var(--orange)' : 'var(--ink)' }}
        >
          {t('unacked')} <span className="fig">{spanClock(since, true)}</span>
        </span>
      </div>
    )
  }
  return <CaseClock incident={entity} now={now} />
}

function CaseClock({ incident, now }: { incident: Incident; now: number }): ReactElement {
  const light = lightOf(incident, now)
  if (incident.redAt === null) {
    const paused = incident.state === 'SUSPENDED' || incident.state === 'ON_ACCOUNT'
    return (
      <div role="gridcell" className="clock-cell">
        <span className="value ink3">
          <LightMark light={null} size={10} /> {t(paused ? 'clock.paused' : 'clock.none')}
        </span>
      </div>
    )
  }
  const red = Date.parse(incident.redAt)
  const clock = incident.clocks.find((one) => one.name === incident.clock && one.stoppedAt === null)
  const started = clock ? Date.parse(clock.startedAt) : Date.parse(incident.reportedAt)
  const left = light === 'RED' ? 1 : Math.min(1, Math.max(0, (red - now) / Math.max(1, red - started)))
  const receipt = light === 'RED' && incident.clock === 'acknowledge'
  return (
    <div role="gridcell" className="clock-cell">
      <span className="value" style={light === 'RED' ? { color: 'var(--red-text)' } : undefined}>
        <LightMark light={light} size={10} />
        {light !== 'GREEN' && (
          <span style={{ fontWeight: 450 }}>{t(receipt ? 'clock.receipt' : light === 'RED' ? 'view.over' : 'view.near')}</span>
        )}
        <span className="fig">{spanClock(red - now)}</span>
      </span>
      <div className="fuse" style={light === 'RED' ? { background: 'var(--red)' } : undefined}>
        {light !== 'RED' && <i style={{ width: `${left * 100}%`, ...(light === 'YELLOW' ? { background: 'var(--yellow)' } : {}) }} />}
      </div>
    </div>
  )
}
