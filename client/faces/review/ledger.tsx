import type { ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { DOMAINS, type IndicatorHead } from '../../../shared/indicator.ts'
import { useLive } from '../../live/store.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { AqiChip, aqiLevel } from '../../ui/standard-chips.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { Spark } from '../../ui/spark.tsx'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { dayOf, useNow } from '../../ui/clock.ts'
import { t } from './messages-review.ts'
import { comparisonOf, periodOf, valueOf } from './words.ts'

const MOST: Partial<Record<(typeof DOMAINS)[number], number>> = { economy: 4 }
const MOST_ELSE = 2
const rank = (head: IndicatorHead) => (head.severity ? 0 : head.state === 'late' ? 1 : head.state === 'not-connected' ? 3 : 2)

/** Six domains, at least two vitals each with a real way in; what has no source says so. Colour only on a row outside its band. */
export function Ledger(): ReactElement {
  const heads = useLive((s) => s.picture.indicator)
  const city = useLive((s) => s.picture.system.get('city')?.city)
  const own = [...heads.values()].filter((head) => head.area === city)
  return (
    <table className="ledger">
      <colgroup><col style={{ width: 68 }} /><col /><col style={{ width: 114 }} /><col className="comparison-cell" style={{ width: 84 }} /><col className="spark-cell" style={{ width: 82 }} /><col className="source-cell" style={{ width: 82 }} /></colgroup>
      <thead><tr><th /><th>{t('col.name')}</th><th style={{ textAlign: 'right', paddingRight: 10 }}>{t('col.value')}</th><th className="comparison-cell">{t('col.comparison')}</th><th className="spark-cell">{t('col.spark')}</th><th className="source-cell">{t('col.source')}</th></tr></thead>
      {DOMAINS.map((domain) => {
        const rows = own.filter((head) => head.domain === domain).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)).slice(0, MOST[domain] ?? MOST_ELSE)
        return (
          <tbody key={domain}>
            {rows.map((head, i) => <LedgerRow key={head.id} head={head} domain={i === 0 ? t(`domain.${domain}`) : ''} span={rows.length} />)}
            {rows.length === 0 && <tr><td className="domain">{t(`domain.${domain}`)}</td><td colSpan={2} className="ink2">{t('notConnected')}</td><td className="comparison-cell" /><td className="spark-cell" /><td className="source-cell" /></tr>}
          </tbody>
        )
      })}
    </table>
  ) // prettier-ignore
}

function LedgerRow({ head, domain, span }: { head: IndicatorHead; domain: string; span: number }): ReactElement {
  const [, go] = useLocation()
  const to = `/review/indicator/${head.indicator}`
  const late = head.state === 'late' || head.overdue
  return (
    <tr className="row" onClick={() => go(to)}>
      {domain && <td className="domain" rowSpan={span}>{domain}</td>}
      <td>
        <Link href={to} className="name clip" title={head.name} style={{ display: 'block' }} onClick={(e) => e.stopPropagation()}>{head.name}</Link>
        <div className="q line">{periodOf(head)} {head.severity && <><LevelMark level={head.severity} size={12} /><b style={{ color: 'var(--ink)', fontWeight: 600 }}>{ui(`level.${head.severity}`)}</b></>}</div>
      </td>
      <td className="value">
        {head.state === 'not-connected' ? <span className="ink2">{t('notConnected')}</span> : head.state === 'growth-only' && !head.figure ? <span className="q2">{t('growthOnly')}</span> : (
          <span className={late ? 'stale' : undefined} style={late ? { padding: '2px 4px' } : undefined}><span className="fig changed" key={valueOf(head)}>{valueOf(head)}</span><span className="unit">{head.figure?.unit}</span>{head.indicator === 'aqi' && head.figure?.value ? <> <AqiChip level={aqiLevel(head.figure.value)} /></> : null}</span>
        )}
      </td>
      <td className="comparison-cell"><div className="clip">{comparisonOf(head)}</div><div className="q clip">{head.target ? head.target.text : head.comparison?.basis}</div></td>
      <td className="spark-cell">{head.spark.length > 1 && <Spark points={head.spark} band={head.band} level={head.severity} late={late} width={72} height={26} />}</td>
      <td className="source-cell"><div className="line q2"><Ring head={head} /><span className="clip">{head.department}</span></div><Released head={head} /></td>
    </tr>
  ) // prettier-ignore
}
function Ring({ head }: { head: IndicatorHead }): ReactElement {
  const now = useNow(60_000)
  const next = head.nextReleaseAt === null ? null : Date.parse(head.nextReleaseAt)
  const since = head.figure ? Date.parse(head.figure.asOf) : 0
  const fraction =
    head.operational || next === null || !head.figure
      ? head.inputs && head.inputs.total
        ? head.inputs.fresh / head.inputs.total
        : 1
      : Math.min(1, Math.max(0, (next - now) / Math.max(1, next - since)))
  return (
    <FreshnessRing
      of={{ fraction, late: head.overdue || head.state === 'late' || !head.figure, ageMs: head.figure ? now - since : null }}
      size={13}
    />
  )
}
function Released({ head }: { head: IndicatorHead }): ReactElement {
  if (head.overdue) return <div className="q2">{t('story.overdue')}</div>
  const at = head.figure ? dayOf(Date.parse(head.figure.asOf)) : null
  return (
    <div className="q clip">
      {at ? `${at.month}-${String(at.day).padStart(2, '0')}` : ''}{' '}
      {head.byHand ? t('byHand', { who: head.byHand }) : head.demo ? t('demo') : ''}{' '}
      {head.inputs ? `${head.inputs.fresh}/${head.inputs.total}` : ''}
    </div>
  )
}
