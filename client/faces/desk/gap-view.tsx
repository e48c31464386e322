import { type ReactElement, useMemo } from 'react'
import { useLocation } from 'wouter'
import type { Key } from '../../../shared/entity.ts'
import { useLive } from '../../live/store.ts'
import { clockSecondsText } from '../../ui/clock.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { select } from './desk-store.ts'
import { t, word } from './messages-desk.ts'

/** Exactly what passed while the link was down. Noting is not acknowledging. */
export function GapView(): ReactElement {
  const gap = useLive((s) => s.gap)
  const picture = useLive((s) => s.picture)
  const [, go] = useLocation()
  const changed = useMemo(() => {
    const keys = (gap?.keys ?? []) as Key[]
    const alerts = keys.filter((key) => key.startsWith('alert:')).flatMap((key) => picture.alert.get(key.slice(6)) ?? [])
    const incidents = keys.filter((key) => key.startsWith('incident:')).flatMap((key) => picture.incident.get(key.slice(9)) ?? [])
    const ended = keys.filter(
      (key) =>
        (key.startsWith('alert:') && !picture.alert.has(key.slice(6))) ||
        (key.startsWith('incident:') && !picture.incident.has(key.slice(9))),
    )
    return { alerts, incidents, ended }
  }, [gap, picture])
  const note = () => {
    useLive.setState({ gap: null })
    go('/desk')
  }
  if (!gap) return <main className="desk-main view-one"><p className="queue-empty">—</p></main> // prettier-ignore
  const seconds = Math.round((gap.to - gap.from) / 1000)
  return (
    <main className="desk-main view-gap">
      <section className="desk-col"><div className="pane desk-scroll">
        <div className="pane-head"><h2 className="pane-title">{t('gap.title', { s: seconds })}</h2><p className="ink2">{clockSecondsText(gap.from)} — {clockSecondsText(gap.to)}</p><p className="small ink3" data-gap={`${gap.fromSeq}-${gap.toSeq}`}>{gap.fromNothing ? t('gap.nothing') : t('gap.exact', { from: gap.fromSeq, to: gap.toSeq, n: gap.missed })}</p></div>
        <div className="section"><h3>{t('gap.urgent')} {changed.alerts.length}</h3>
          {changed.alerts.map((alert) => <button key={alert.id} type="button" className="queue-row" style={{ gridTemplateColumns: '24px minmax(0,1fr) auto', height: 52 }} onClick={() => { select(`alert:${alert.id}`); go('/desk/alerts') }}><LevelMark level={alert.severity} unacknowledged={alert.state === 'RAISED'} size={18} /><span className="clip">{alert.name} {alert.value} {alert.unit}</span><time className="small ink3">{clockSecondsText(Date.parse(alert.severityAt))}</time></button>)}
        </div>
        <div className="section"><h3>{t('rail.cases')} {changed.incidents.length}</h3>
          {changed.incidents.slice(0, 200).map((one) => <button key={one.id} type="button" className="queue-row" style={{ gridTemplateColumns: '24px minmax(0,1fr) auto' }} onClick={() => { select(`incident:${one.id}`); go('/desk') }}><LevelMark level={one.severity} size={14} /><span className="clip">{one.title} · {word(one.last.step)}</span><time className="small ink3">{clockSecondsText(Date.parse(one.updatedAt))}</time></button>)}
        </div>
      </div></section>
      <section className="desk-col filled"><div className="pane">
        <div className="pane-head"><h3>{t('gap.ended')} {changed.ended.length}</h3></div>
        <p className="ink2">{t('gap.notAck')}</p>
        <button type="button" className="btn primary" style={{ marginTop: 12 }} onClick={note}>{t('gap.noteAll')}</button>
      </div></section>
    </main>
  ) // prettier-ignore
}
