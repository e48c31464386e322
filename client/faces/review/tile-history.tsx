import { lazy, Suspense, type ReactElement, useMemo } from 'react'
import type { Figure, IndicatorHead } from '../../../shared/indicator.ts'
import { figureText } from '../../ui/age.ts'
import { token } from '../../ui/theme.ts'
import { useAsk } from './ask.ts'
import { t } from './messages-review.ts'
import type { PassportPage } from './tile.tsx'

const Chart = lazy(async () => ({ default: (await import('../../chart/chart.tsx')).Chart }))
type Row = Figure & { label: string }
type Observations = { observations: Row[]; breakAt: string | null }

/** Every series of this area: the newest revision as a line on its control band, earlier ones hollow, gaps as gaps, breaks marked. */
export function TileHistory({
  id,
  area,
  passport,
  head,
  chosen,
  choose,
}: {
  id: string
  area: string
  passport: PassportPage
  head: IndicatorHead | undefined
  chosen: string | null
  choose(series: string): void
}): ReactElement {
  const series = useMemo(
    () => [...new Map(passport.series.filter((one) => one.area === area).map((one) => [`${one.measure}.${one.scope}`, one])).entries()],
    [passport, area],
  )
  const own = head?.figure ? `${head.figure.measure}.${head.figure.scope}` : null
  const now = series.find(([name]) => name === (chosen ?? own)) ?? series[0]
  const [measure, scope] = (now?.[0] ?? '.').split('.')
  const { data, error } = useAsk<Observations>(
    now
      ? `/api/indicators/${encodeURIComponent(id)}/observations?${new URLSearchParams({ area, measure: measure!, scope: scope!, revisions: '1', limit: '500' })}`
      : null,
  )
  const rows = data?.observations ?? []
  // The band is of the month's own growth; on a cumulative line it would say nothing.
  const band = scope === 'CURRENT' ? (head?.band ?? null) : null
  const option = useMemo(() => optionOf(rows, band, data?.breakAt ?? null, measure === 'LEVEL'), [data, band, measure])
  const href = `/api/exports/observations?${new URLSearchParams({ indicator: id, area, format: 'xlsx', ...(measure ? { measure } : {}), ...(scope ? { scope } : {}) })}`
  return (
    <section>
      <p className="section-title">{t('tile.history')}<span className="q">{band ? t('tile.band') : ''}</span><span className="push" style={{ flex: 1 }} />{series.map(([name, one]) => <button key={name} type="button" className="btn" style={{ minHeight: 32, padding: '0 10px' }} aria-pressed={name === now?.[0]} onClick={() => choose(name)}>{WORD[one.measure] ?? one.measure}{SCOPE[one.scope] ?? ''}</button>)}</p>
      {error && <p role="alert" className="q2">{error}</p>}
      {(now ? data && rows.length === 0 : true) && <p className="q2">{t('tile.empty')}</p>}
      {rows.length > 0 && <Suspense fallback={<div style={{ height: 300 }} />}><Chart label={`${passport.name} ${rows.at(-1)!.label} ${figureText(rows.at(-1)!.value)}`} option={option} height={300} table={() => ({ caption: passport.name, columns: [t('col.period'), rows[0]!.unit, t('col.status'), t('col.received')], rows: [...rows].reverse().map((row) => [row.label, figureText(row.value), row.revision > 0 ? t('tile.revised', { n: row.revision }) : t('tile.first'), row.receivedAt.slice(0, 10)]) })} /></Suspense>}
      <a className="btn no-print" style={{ marginTop: 8 }} href={href}>{t('tile.xlsx')}</a>
    </section>
  ) // prettier-ignore
}
const WORD: Record<string, string> = { LEVEL: '水平', YOY: '同比', MOM: '环比', INDEX: '指数', SHARE: '比重', TWO_YEAR_AVG: '两年平均' }
const SCOPE: Record<string, string> = { CURRENT: ' 当期', CUMULATIVE: ' 累计', STOCK: ' 期末' }

function optionOf(rows: readonly Row[], band: readonly [number, number] | null, breakAt: string | null, fromZero: boolean) {
  const periods = [...new Set(rows.map((row) => row.label))]
  const newest = new Map<string, Row>()
  for (const row of rows) if ((newest.get(row.label)?.revision ?? -1) < row.revision) newest.set(row.label, row)
  const firsts = rows.filter((row) => newest.get(row.label)?.revision !== row.revision)
  const at = breakAt === null ? null : rows.find((row) => row.period.end >= breakAt)?.label
  const lines = [
    ...(band ? band.map((value) => ({ yAxis: value })) : []),
    ...(at ? [{ xAxis: at, label: { formatter: t('tile.version') } }] : []),
  ]
  return {
    animation: false, grid: { left: 52, right: 24, top: 18, bottom: 28 }, tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'category', data: periods.map((label) => label.replace(/^20(\d\d)年/, '$1年')), axisTick: { show: false } },
    yAxis: { type: 'value', scale: !fromZero },
    series: [
      { type: 'line', data: periods.map((label) => newest.get(label)?.value ?? null), connectNulls: false, symbol: 'circle', symbolSize: 6, lineStyle: { width: 2, color: token('--c5') }, itemStyle: { color: token('--ink') },
        ...(band ? { markArea: { silent: true, itemStyle: { color: token('--band') }, data: [[{ yAxis: band[0] }, { yAxis: band[1] }]] } } : {}), ...(lines.length ? { markLine: { silent: true, symbol: 'none', lineStyle: { color: token('--ink-3'), type: 'dashed' }, data: lines } } : {}) },
      { type: 'scatter', data: firsts.map((row) => [periods.indexOf(row.label), row.value]), symbolSize: 8, itemStyle: { color: 'transparent', borderColor: token('--ink-2'), borderWidth: 1.5 } },
    ],
  } // prettier-ignore
}
