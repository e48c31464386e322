import type { ReactElement } from 'react'
import { Link, useSearch } from 'wouter'
import type { SessionInfo } from '../../../shared/api.ts'
import type { Week, WeekRow } from '../../../shared/brief.ts'
import { countText } from '../../ui/age.ts'
import { clockText, dayOf, useNow } from '../../ui/clock.ts'
import { useAsk } from './ask.ts'
import { t } from './messages-review.ts'

const DAY = 86_400_000
const iso = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
const percent = (rate: number | null) => (rate === null ? '—' : `${(rate * 100).toFixed(1)} %`)

/** The week by department and area: the counts beside every rate; printed as A4, kept as XLSX. */
export function WeekPage({ session }: { session: SessionInfo }): ReactElement {
  const now = useNow(60_000)
  const query = new URLSearchParams(useSearch())
  const weekday = (dayOf(now).weekday + 6) % 7
  const from = query.get('from') ?? iso(now - weekday * DAY)
  const to = iso(Date.parse(`${from}T00:00:00+08:00`) + 6 * DAY)
  const shifted = (days: number) => `/review/week?from=${iso(Date.parse(`${from}T00:00:00+08:00`) + days * DAY)}`
  const { data, error, again } = useAsk<Week>(`/api/week?from=${from}&to=${to}`)
  return (
    <main className="page">
      <div className="line"><h1>{t('week')}</h1><span className="ink2">{from} — {to}</span><span className="push" /><Link className="btn no-print" href={shifted(-7)}>{t('week.before')}</Link><Link className="btn no-print" href={shifted(7)}>{t('week.after')}</Link><button type="button" className="btn no-print" onClick={() => print()}>{t('print')}</button><a className="btn no-print" href={`/api/exports/week?from=${from}&to=${to}&format=xlsx`}>XLSX</a></div>
      {error && <p role="alert">{error} <button type="button" className="btn" onClick={again}>{t('retry')}</button></p>}
      {data && (['all', 'department', 'area'] as const).map((by) => <WeekTable key={by} rows={data.rows.filter((row) => row.by === by)} />)}
      {data && <p className="q" style={{ marginTop: 16 }}>{data.formula}<br />{t('asOf', { time: `${data.asOf.slice(0, 10)} ${clockText(Date.parse(data.asOf))}`, who: session.name })}</p>}
    </main>
  ) // prettier-ignore
}

function WeekTable({ rows }: { rows: readonly WeekRow[] }): ReactElement | null {
  if (rows.length === 0) return null
  return (
    <table className="sheet" style={{ marginTop: 14 }}>
      <thead><tr><th>{t('week.col.name')}</th>{(['due', 'onTime', 'rate', 'overdue', 'returned', 'rework', 'self'] as const).map((name) => <th key={name} className="num">{t(`week.col.${name}`)}</th>)}</tr></thead>
      <tbody>{rows.map((row) => <tr key={row.key}><td>{row.name} {row.zone && <span className="demo">{t('tile.zone')}</span>}</td><td className="num">{countText(row.due)}</td><td className="num">{countText(row.onTime)}</td><td className="num">{percent(row.onTimeClosureRate)}</td><td className="num">{countText(row.overdueNow)}</td><td className="num">{countText(row.returned)}</td><td className="num">{countText(row.rework)}</td><td className="num">{countText(row.selfHandled)}</td></tr>)}</tbody>
    </table>
  ) // prettier-ignore
}
