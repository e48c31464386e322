import type { ReactElement } from 'react'
import { figureText } from '../../ui/age.ts'
import { useAsk } from './ask.ts'
import { t } from './messages-review.ts'

type AreaRow = {
  area: string
  name: string
  zone: boolean
  value: number | null
  unit: string
  yearOnYear: { ok: boolean; value?: number } | null
}
type ByArea = { label: string; rows: AreaRow[]; published: number; of: number; sum: number | null; difference: number | null }

/** Areas as a ranking on one scale from zero; what is not published is a dash, never zero; zones say that they are. */
export function TileAreas({ id, city, choose }: { id: string; city: string; choose(area: string): void }): ReactElement | null {
  const { data } = useAsk<ByArea>(city ? `/api/indicators/${encodeURIComponent(id)}/areas?parent=${city}` : null)
  if (!data || data.published === 0) return null
  const most = Math.max(...data.rows.map((row) => Math.abs(row.value ?? 0)), 1e-9)
  const rows = [...data.rows].sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity))
  return (
    <section style={{ padding: '12px 0', borderBottom: '1px solid var(--line-strong)' }}>
      <p className="section-title">{t('tile.areas')}<span className="q">{data.label}</span></p>
      {rows.map((row) => (
        <div key={row.area} className="rank">
          <button type="button" style={{ background: 'none', border: 0, textAlign: 'left', padding: 0, minHeight: 30 }} onClick={() => choose(row.area)}>{row.name} {row.zone && <span className="demo">{t('tile.zone')}</span>}</button>
          {row.value === null ? <span className="q2">— {t('tile.unpublished')}</span> : <div className="bar" style={{ width: `${(Math.abs(row.value) / most) * 100}%` }} />}
          <span className="fig" style={{ textAlign: 'right' }}>{figureText(row.value)}</span>
        </div>
      ))}
      {data.difference !== null && <p className="q">{t('tile.sum', { n: figureText(data.difference, 2) })}</p>}
    </section>
  ) // prettier-ignore
}
