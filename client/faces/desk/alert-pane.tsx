import { type ReactElement, useState } from 'react'
import type { Alert, Rule } from '../../../shared/alert.ts'
import { useLive } from '../../live/store.ts'
import { ageText, figureText } from '../../ui/age.ts'
import { clockSecondsText, clockText, useNow } from '../../ui/clock.ts'
import { LiveRing } from '../../ui/freshness-ring.tsx'
import { LevelMark } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { acknowledge, reportAlert, send } from './acts.ts'
import { spanClock } from './clock-cell.tsx'
import { askFor, say, select } from './desk-store.ts'
import { HistoryChart, levelsOf } from './history-chart.tsx'
import { t } from './messages-desk.ts'
import { organisationName } from './organisation.ts'
import { SourceFacts } from './source-pane.tsx'
import { useAsked } from './use-detail.ts'
import { useSensor } from './use-sensor.ts'

type WithHistory = Alert & { history: { at: string; type: string; by: string; data: Record<string, unknown> | null }[] }
export const useRule = (id: string): Rule | undefined =>
  useAsked<{ rules: Rule[] }>('/api/rules').data?.rules.find((rule) => rule.id === id)

/** The value against its rule in one sentence; then chart, acts, source and history. `wide` is the alert page. */
export function AlertPane({ id }: { id: string }): ReactElement {
  const live = useLive((s) => s.picture.alert.get(id))
  const { data } = useAsked<WithHistory>(`/api/alerts/${id}`, `${live?.state} ${live?.count} ${live?.comments.length}`)
  const alert = live ?? data
  if (!alert) return <p className="queue-empty">—</p>
  return (
    <div className="pane desk-scroll" data-alert={alert.id}>
      <AlertHead alert={alert} />
      <AlertNow alert={alert} />
      <AlertActs alert={alert} />
      <div className="section"><AlertChart alert={alert} height={200} /></div>
      <div className="section"><SourceFacts id={alert.source} /></div>
      <AlertHistory alert={alert} history={data?.history ?? []} />
    </div>
  ) // prettier-ignore
}

export const AlertHead = ({ alert }: { alert: Alert }): ReactElement => {
  const now = useNow(1_000)
  const raised = alert.state === 'RAISED'
  return (
    <div className="pane-head">
      <div className="line small ink3"><span>{t('alert')} {alert.id.slice(-8)}</span><span className="clip">{alert.ruleName} · {organisationName(alert.area.zone ?? alert.area.division)}{alert.replay ? ' · 重放' : ''}</span><span className="push" />{ageText(now - Date.parse(alert.observedAt))}</div>
      <div className="line" style={{ marginTop: 6 }}>
        <LevelMark level={alert.severity} size={20} unacknowledged={raised} breathes={raised && alert.severity === 'RED'} />
        <h2 className="pane-title clip">{alert.name}</h2>
        <span className="push" />
        <span className="small">{ui(`level.${alert.severity}`)} · {raised ? <span style={{ color: alert.severity === 'RED' ? 'var(--red-text)' : 'var(--orange)' }}>{t('unacked')} {spanClock(now - Date.parse(alert.raisedAt), true)}</span> : <span className="ink2">{t('alert.acked', { who: alert.acknowledgedBy ?? '' })} {alert.acknowledgedAt && clockText(Date.parse(alert.acknowledgedAt))}</span>}</span>
      </div>
    </div>
  ) // prettier-ignore
}

export function AlertNow({ alert, huge = false }: { alert: Alert; huge?: boolean }): ReactElement {
  const sensor = useSensor(alert.datastream)
  const rule = useRule(alert.rule)
  const value = sensor?.value ?? alert.value
  const level = levelsOf(rule).find((one) => one.severity === alert.severity)
  const over = level && value !== null ? value - level.value : null
  return (
    <div className="section line" style={{ gap: 28, alignItems: 'flex-end' }}>
      <div>
        <div className="label line">{t('alert.now')} {sensor && <LiveRing at={sensor.observedAt} periodS={sensor.periodS} size={11} />}</div>
        <div className={`big${huge ? ' huge' : ''}`} data-value={value ?? ''}>{figureText(value, 1)}<small>{alert.unit}</small></div>
      </div>
      <div style={{ minWidth: 0 }}>
        <div className="mid">{over === null ? alert.ruleName : over >= 0 ? t('alert.over', { level: ui(`level.${alert.severity}`), n: figureText(over, 1), unit: alert.unit }) : t('alert.under', { level: ui(`level.${alert.severity}`) })}</div>
        <div className="ink2 clip">{t('alert.rule')}「{alert.ruleName}」{alert.count > 1 ? ` ×${alert.count}` : ''}</div>
      </div>
    </div>
  ) // prettier-ignore
}

/** Acknowledge, make a case, shelve. */
export function AlertActs({ alert }: { alert: Alert }): ReactElement {
  const [busy, setBusy] = useState(false)
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true)
    await act()
    setBusy(false)
  }
  const makeCase = async () => {
    const made = await reportAlert(alert)
    if (!made) return
    say(t('report.done', { number: made.number }))
    select(`incident:${made.id}`)
  }
  return (
    <div className="section">
      {alert.state === 'RAISED' && <button type="button" className="btn primary" style={{ width: '100%', minHeight: 38, justifyContent: 'space-between' }} disabled={busy} onClick={() => void run(() => acknowledge(alert))}>{t('alert.take')} <span className="key">A</span></button>}
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 8, marginTop: 8 }}>
        {alert.incident ? <button type="button" className="btn" onClick={() => select(`incident:${alert.incident}`)}>{t('alert.toCase')}</button> : <button type="button" className="btn" disabled={busy} onClick={() => void run(makeCase)}>{t('key.case')} <span className="key">C</span></button>}
        <button type="button" className="btn" onClick={() => askFor({ kind: 'shelve', alert: alert.id })}>{t('key.shelve')} <span className="key">S</span></button>
      </div>
      <p className="small ink3" style={{ marginTop: 6 }}>{t('alert.shelveNote')}</p>
    </div>
  ) // prettier-ignore
}

export function AlertChart({ alert, height, hours = 2 }: { alert: Alert; height: number; hours?: number }): ReactElement {
  return <HistoryChart datastream={alert.datastream} rule={useRule(alert.rule)} height={height} hours={hours} />
}

export function AlertHistory({ alert, history }: { alert: Alert; history: WithHistory['history'] }): ReactElement {
  const [text, setText] = useState('')
  const shown = history.filter((entry) => entry.type !== 'alert.repeated')
  return (
    <div className="section">
      <div className="label">{t('alert.history')}</div>
      <ol className="timeline">
        {shown.map((entry, i) => <li key={i} style={{ gridTemplateColumns: '64px minmax(0,1fr)' }}><time className="fig">{clockSecondsText(Date.parse(entry.at))}</time><span>{t(`alert.event.${entry.type}` as 'alert.event.alert.raised')} <span className="ink2">{String(entry.data?.['by'] ?? '')} {String(entry.data?.['text'] ?? entry.data?.['reason'] ?? (entry.data?.['severity'] ? ui(`level.${entry.data['severity'] as 'RED'}`) : ''))}</span></span></li>)}
      </ol>
      <form className="line" style={{ marginTop: 8 }} onSubmit={(e) => { e.preventDefault(); if (text.trim()) void send(`/api/alerts/${alert.id}/comment`, { text: text.trim() }).then((done) => done && setText('')) }}>
        <input id="alert-comment" value={text} maxLength={4_000} placeholder={t('alert.comment')} aria-label={t('alert.comment')} onChange={(e) => setText(e.target.value)} /> <span className="key">E</span>
      </form>
    </div>
  ) // prettier-ignore
}
