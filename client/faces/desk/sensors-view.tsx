import { type ReactElement, useEffect, useState } from 'react'
import { api } from '../../live/api.ts'
import { ageText, figureText } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { LiveRing } from '../../ui/freshness-ring.tsx'
import { HistoryChart } from './history-chart.tsx'
import { t } from './messages-desk.ts'
import { organisationName } from './organisation.ts'
import { SourceFacts } from './source-pane.tsx'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import { useSensor } from './use-sensor.ts'

type Row = {
  id: string
  name: string
  type: string
  unit: string
  area: { division: string; zone: string | null }
  source: string
  periodS: number
  replay: boolean
  latest: { value: number | null; observedAt: string | null; late: boolean }
}

/** Every sensor by name, type or area, a page at a time; the chosen one with its day and its source. */
export function SensorsView(): ReactElement {
  const [asked, setAsked] = useState({ q: '', type: '' })
  const [rows, setRows] = useState<{ list: Row[]; next: string | null; error: string | null }>({ list: [], next: null, error: null })
  const [chosen, setChosen] = useState<Row | null>(null)
  const load = (cursor: string | null, before: Row[]) => {
    const query = new URLSearchParams({
      limit: '100',
      ...(asked.q ? { q: asked.q } : {}),
      ...(asked.type ? { type: asked.type } : {}),
      ...(cursor ? { cursor } : {}),
    })
    api<{ datastreams: Row[]; next: string | null }>(`/api/datastreams?${query}`).then(
      (answer) => setRows({ list: [...before, ...answer.datastreams], next: answer.next, error: null }),
      (error: unknown) => setRows({ list: before, next: null, error: error instanceof Error ? error.message : String(error) }),
    )
  }
  useEffect(() => {
    const timer = setTimeout(() => load(null, []), 200)
    return () => clearTimeout(timer)
  }, [asked])
  return (
    <main className="desk-main view-gap">
      <section className="desk-col">
        <div className="queue-filter">
          <input value={asked.q} maxLength={64} placeholder={t('sensors.find')} aria-label={t('sensors.find')} onChange={(e) => setAsked({ ...asked, q: e.target.value })} />
          <select value={asked.type} aria-label={t('sensors.type')} onChange={(e) => setAsked({ ...asked, type: e.target.value })} style={{ width: 200 }}><option value="">{t('sensors.type')}</option>{[...SENSOR_TYPES.values()].map((type) => <option key={type.id} value={type.id}>{type.zh}</option>)}</select>
        </div>
        <div className="desk-scroll" style={{ padding: '0 16px' }}>
          <table className="sheet">
            <thead><tr><th>{t('health.col.name')}</th><th className="num">{t('sensors.value')}</th><th>{t('health.col.seen')}</th><th>{t('sensors.area')}</th><th>{t('sensors.source')}</th></tr></thead>
            <tbody>{rows.list.map((row) => <SensorRow key={row.id} row={row} chosen={row.id === chosen?.id} choose={() => setChosen(row)} />)}</tbody>
          </table>
          {rows.error && <p className="queue-empty" role="alert">{rows.error}</p>}
          {rows.list.length === 0 && !rows.error && <p className="queue-empty">{t('sensors.none')}</p>}
          {rows.next && <button type="button" className="btn" style={{ margin: 12 }} onClick={() => load(rows.next, rows.list)}>{t('sensors.more')}</button>}
        </div>
      </section>
      <section className="desk-col filled">
        {chosen && <div className="pane desk-scroll"><div className="pane-head"><h2 className="pane-title clip">{chosen.name}</h2><p className="small ink3">{chosen.id} · {SENSOR_TYPES.get(chosen.type)?.zh ?? chosen.type}{chosen.replay ? ' · 重放' : ''}</p></div><div className="section"><HistoryChart datastream={chosen.id} height={220} hours={24} /></div><div className="section"><SourceFacts id={chosen.source} /></div></div>}
      </section>
    </main>
  ) // prettier-ignore
}

function SensorRow({ row, chosen, choose }: { row: Row; chosen: boolean; choose(): void }): ReactElement {
  const live = useSensor(row.id)
  const now = useNow(5_000)
  const at = live?.observedAt ?? (row.latest.observedAt === null ? null : Date.parse(row.latest.observedAt))
  const late = live ? live.state === 5 : row.latest.late
  const value = live?.value ?? row.latest.value
  return (
    <tr style={{ cursor: 'pointer', ...(chosen ? { background: 'var(--raised)' } : {}) }} onClick={choose} data-sensor={row.id}>
      <td>{row.name} <span className="small ink3">{row.id}</span></td>
      <td className="num"><span className={late ? 'stale' : 'fig'} data-text={row.id}>{figureText(value)} {row.unit}</span></td>
      <td className="ink2"><span className="line"><LiveRing at={at} periodS={row.periodS} size={11} /> {at === null ? '—' : ageText(now - at)}</span></td>
      <td className="ink2">{organisationName(row.area.zone ?? row.area.division)}</td>
      <td className="ink2">{row.source}</td>
    </tr>
  ) // prettier-ignore
}
