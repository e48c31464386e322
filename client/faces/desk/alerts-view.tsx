import { type ReactElement, useMemo } from 'react'
import type { Alert } from '../../../shared/alert.ts'
import { distanceM } from '../../../shared/geo.ts'
import { rankOf } from '../../../shared/scale.ts'
import { useLive } from '../../live/store.ts'
import { CityMap } from '../../map/city-map.tsx'
import { figureText } from '../../ui/age.ts'
import { LevelMark, LevelShape } from '../../ui/level-mark.tsx'
import { acknowledgeAll } from './acts.ts'
import { AlertActs, AlertChart, AlertHead, AlertHistory, AlertNow } from './alert-pane.tsx'
import { select, useDesk } from './desk-store.ts'
import { t } from './messages-desk.ts'
import { QueueRow } from './queue-row.tsx'
import { SourceFacts } from './source-pane.tsx'
import { useAsked } from './use-detail.ts'

const GROUPS = [
  ['RAISED', 'alert.groups.raised'],
  ['ACKNOWLEDGED', 'alert.groups.acked'],
  ['SHELVED', 'alert.groups.shelved'],
] as const

/** Alerts by what was done about them; the chosen one as a page of its own. */
export function AlertsView(): ReactElement {
  const alerts = useLive((s) => s.picture.alert)
  const load = useLive((s) => s.picture.load.get('city'))
  const selected = useDesk((s) => s.selected)
  const sorted = useMemo(
    () =>
      [...alerts.values()].sort(
        (a, b) => rankOf('severity', a.severity) - rankOf('severity', b.severity) || a.raisedAt.localeCompare(b.raisedAt),
      ),
    [alerts],
  )
  const chosen = alerts.get(selected?.startsWith('alert:') ? selected.slice(6) : '') ?? sorted[0]
  const raised = sorted.filter((alert) => alert.state === 'RAISED')
  return (
    <main className="desk-main view-alert">
      <section className="desk-col">
        <div className="line" style={{ height: 44, padding: '0 16px', borderBottom: '1px solid var(--line)' }}><span>{t('rail.alerts')}</span><span className="ink3">{sorted.length}</span><span className="push" />{raised.length > 1 && <button type="button" className="btn plain small" onClick={() => void acknowledgeAll(raised)}>{t('alert.all', { n: raised.length })} <span className="key">Shift A</span></button>}</div>
        <div className="desk-scroll" {...(sorted.length > 0 ? { role: 'grid', 'aria-label': t('rail.alerts'), tabIndex: 0 } : {})}>
          {GROUPS.map(([state, name]) => {
            const rows = sorted.filter((alert) => alert.state === state)
            if (rows.length === 0) return null
            return <div key={state} role="rowgroup"><div className="queue-group" role="row"><span role="rowheader"><b>{t(name)}</b> {rows.length}</span></div>{rows.map((alert) => <QueueRow key={alert.id} id={`alert-row-${alert.id}`} narrow selected={alert.id === chosen?.id} row={{ key: `alert:${alert.id}`, section: 'mine', entity: alert, order: [0, 0, 0] }} />)}</div>
          })}
          {sorted.length === 0 && <p className="queue-empty">{t('alert.none')}</p>}
        </div>
        <div style={{ borderTop: '1px solid var(--line)', padding: '12px 16px' }}>
          <div className="label ink3 small">{t('top.loadIn')}</div>
          {(load?.topRules ?? []).slice(0, 3).map((rule) => <div key={rule.rule} className="line" style={{ height: 24 }}><span className="ink2 clip">{rule.name}</span><span className="push" /><span className="fig">{rule.count}</span></div>)}
        </div>
      </section>
      {chosen ? <AlertPage alert={chosen} others={sorted} /> : <><section className="desk-col" /><section className="desk-col filled" /></>}
    </main>
  ) // prettier-ignore
}

function AlertPage({ alert, others }: { alert: Alert; others: readonly Alert[] }): ReactElement {
  const { data } = useAsked<{ history: Parameters<typeof AlertHistory>[0]['history'] }>(
    `/api/alerts/${alert.id}`,
    `${alert.state} ${alert.count} ${alert.comments.length}`,
  )
  const near = useMemo(
    () =>
      others
        .filter((other) => other.id !== alert.id)
        .map((other) => ({ other, away: distanceM(other.position, alert.position) }))
        .filter(({ away }) => away < 8_000)
        .sort((a, b) => a.away - b.away)
        .slice(0, 7),
    [others, alert],
  )
  const [x, y] = alert.position
  return (
    <>
      <section className="desk-col">
        <div className="pane desk-scroll" style={{ padding: '0 24px' }} data-alert={alert.id}>
          <AlertHead alert={alert} />
          <AlertNow alert={alert} huge />
          <div className="section"><AlertChart alert={alert} height={300} /></div>
          <div className="section" style={{ display: 'grid', gridTemplateColumns: '300px minmax(0,1fr)', gap: 24, flex: 1, minHeight: 220 }}>
            <div>
              <div className="line"><h3>{t('alert.near')}</h3><span className="push" /><span className="small ink3">{t('alert.nearIn')}</span></div>
              {near.map(({ other, away }) => <button key={other.id} type="button" className="btn plain" style={{ width: '100%', justifyContent: 'flex-start' }} onClick={() => select(`alert:${other.id}`)}><LevelMark level={other.severity} size={12} /><span className="clip">{other.name} {figureText(other.value, 1)}</span><span className="push" /><span className="small ink3">{(away / 1000).toFixed(1)} km</span></button>)}
            </div>
            <div style={{ position: 'relative', minHeight: 200 }}>
              <CityMap label={alert.name} bbox={[x - 0.03, y - 0.02, x + 0.03, y + 0.02]} padding={{ top: 8, right: 8, bottom: 8, left: 8 }}>
                {({ project }) => <>{[...near.map((n) => n.other), alert].map((one) => { const [px, py] = project(one.position); return <g key={one.id} transform={`translate(${px} ${py})`}>{one.id === alert.id && <circle r={16} fill="none" stroke="var(--accent)" strokeWidth={2} />}<LevelShape level={one.severity} r={one.id === alert.id ? 8 : 6} /></g> })}</>}
              </CityMap>
            </div>
          </div>
        </div>
      </section>
      <section className="desk-col filled">
        <div className="pane desk-scroll"><AlertActs alert={alert} /><div className="section"><SourceFacts id={alert.source} /></div><AlertHistory alert={alert} history={data?.history ?? []} /></div>
      </section>
    </>
  ) // prettier-ignore
}
