import { type ReactElement, useMemo, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import type { SessionInfo } from '../../../shared/api.ts'
import type { Figure, IndicatorHead, Passport } from '../../../shared/indicator.ts'
import { useLive } from '../../live/store.ts'
import { figureText } from '../../ui/age.ts'
import { dayOf } from '../../ui/clock.ts'
import { useAsk } from './ask.ts'
import { DirectivePanel, mayOrder } from './directive-panel.tsx'
import { DirectiveThread, type ShownDirective } from './directive-thread.tsx'
import { t } from './messages-review.ts'
import { TileAreas } from './tile-areas.tsx'
import { TileHistory } from './tile-history.tsx'
import { comparisonOf, figureOf, periodOf, valueOf } from './words.ts'

type Series = { area: string; areaName: string; scope: Figure['scope']; measure: Figure['measure']; kind: string }
export type PassportPage = Passport & { versions: Passport[]; series: Series[]; next: { label: string; dueAt: string } | null }
const dateText = (at: string) => `${dayOf(Date.parse(at)).month} 月 ${dayOf(Date.parse(at)).day} 日`

/** One indicator: figure and sentence, history, target, passport, areas, directives; the address is the exact view. */
export function Tile({ id, session }: { id: string; session: SessionInfo }): ReactElement {
  const [, go] = useLocation()
  const city = useLive((s) => s.picture.system.get('city')?.city ?? '')
  const query = new URLSearchParams(useSearch())
  const area = query.get('area') ?? city
  const head = useLive((s) => s.picture.indicator.get(`${id}@${area}`))
  const { data, error, again } = useAsk<PassportPage>(city ? `/api/indicators/${encodeURIComponent(id)}` : null)
  const [ordering, setOrdering] = useState(false)
  const live = useLive((s) => s.picture.directive)
  const threads = useAsk<{ directives: ShownDirective[] }>(
    city ? `/api/directives?about=${encodeURIComponent(`indicator:${id}@${area}`)}` : null,
    live,
  )
  const look = (next: Record<string, string>) =>
    go(`/review/indicator/${id}?${new URLSearchParams({ ...Object.fromEntries(query), ...next })}`, { replace: true })
  if (error) return <main className="page" role="alert"><p>{error}</p><button type="button" className="btn" onClick={again}>{t('retry')}</button></main> // prettier-ignore
  if (!data) return <main className="page ink2">—</main>
  const areas = [...new Map(data.series.map((one) => [one.area, one.areaName]))]
  return (
    <main>
      <div className="line" style={{ minHeight: 44 }}>
        <p className="crumb"><Link href="/review">‹ {t('today')}</Link> / <span>{t(`domain.${data.domain}`)}</span> / <b>{data.name}</b>{data.demo && <span className="demo">{t('demo')}</span>}</p>
        <span className="push" />
        {areas.length > 1 && <select aria-label={t('tile.area')} value={area} onChange={(event) => look({ area: event.target.value })} style={{ width: 160 }}>{areas.map(([code, name]) => <option key={code} value={code}>{name}</option>)}</select>}
        <Share />
      </div>
      <TileHead head={head} passport={data} onOrder={mayOrder(session) ? () => setOrdering(true) : null} />
      <div className="tile-grid">
        <TileHistory id={id} area={area} passport={data} head={head} chosen={query.get('series')} choose={(series) => look({ series })} />
        <div>
          <Target head={head} />
          <PassportCard passport={data} head={head} />
        </div>
      </div>
      <TileAreas id={id} city={city} choose={(code) => look({ area: code })} />
      <section style={{ padding: '12px 0' }}>
        <p className="section-title">{t('order.thread')}</p>
        {threads.data?.directives.map((directive) => <DirectiveThread key={directive.id} directive={directive} onChanged={threads.again} />)}
        {threads.data?.directives.length === 0 && <p className="q2">{t('order.none')}</p>}
      </section>
      {ordering && <DirectivePanel about={{ kind: 'indicator', id: `${id}@${area}` }} subject={`${data.name} ${head ? figureOf(head) : ''}`} onClose={() => setOrdering(false)} onGiven={threads.again} session={session} />}
    </main>
  ) // prettier-ignore
}

function Share(): ReactElement {
  const [copied, setCopied] = useState(false)
  return <button type="button" className="btn no-print" onClick={() => void navigator.clipboard?.writeText(location.href).then(() => setCopied(true))}>{t(copied ? 'tile.copied' : 'tile.share')}</button> // prettier-ignore
}

function TileHead({
  head,
  passport,
  onOrder,
}: {
  head: IndicatorHead | undefined
  passport: Passport
  onOrder: (() => void) | null
}): ReactElement {
  const basis = passport.priceBasis === 'CONSTANT' ? t('constant') : passport.priceBasis === 'CURRENT_PRICE' ? t('nominal') : ''
  const sentence = useMemo(
    () =>
      head?.why ??
      (head
        ? `${head.name} ${figureOf(head)}${head.comparison ? `，${head.comparison.basis} ${comparisonOf(head)}` : ''}。`
        : t('tile.empty')),
    [head],
  )
  const late = head?.state === 'late' || head?.overdue
  return (
    <header className="tile-head">
      <div><div className={`tile-figure fig${late ? ' stale' : ''}`}>{head ? valueOf(head) : '—'}<small>{head?.figure?.unit ?? passport.unit}</small></div><div className="q2">{head ? periodOf(head) : ''} {head?.comparison?.basis} {head?.comparison?.basis.includes(basis) ? '' : basis}</div></div>
      <h1>{sentence}</h1>
      {onOrder && <button type="button" className="btn primary" onClick={onOrder}>{t('order')}</button>}
    </header>
  ) // prettier-ignore
}

function Target({ head }: { head: IndicatorHead | undefined }): ReactElement {
  return (
    <section style={{ borderBottom: '1px solid var(--rule)', paddingBottom: 12, marginBottom: 12 }}>
      <p className="section-title">{t('tile.target')}</p>
      {head?.target ? <p>{head.target.text}<br /><b className="fig">{head.target.gap > 0 ? '+' : ''}{figureText(head.target.gap)} {head.target.unit}</b></p> : <p className="q2">{t('tile.noTarget')}</p>}
    </section>
  ) // prettier-ignore
}

/** The five attributes and what is promised. */
function PassportCard({ passport, head }: { passport: PassportPage; head: IndicatorHead | undefined }): ReactElement {
  const source = useLive((s) => s.picture.source.get(passport.source))
  return (
    <section>
      <p className="section-title">{t('tile.passport')}</p>
      <dl className="passport">
        <dt>{t('tile.definition')}</dt><dd>{passport.definition}</dd>
        <dt>{t('tile.department')}</dt><dd>{passport.department}</dd>
        <dt>{t('tile.source')}</dt><dd>{source ? `${source.name}：${source.origin}` : passport.source}{head?.byHand ? ` · ${t('byHand', { who: head.byHand })}` : ''}</dd>
        <dt>{t('tile.release')}</dt><dd>{head?.figure ? dateText(head.figure.asOf) : '—'}{passport.next ? `，${t('tile.next', { date: dateText(passport.next.dueAt) })}` : ''}{head?.overdue ? `，${t('story.overdue')}` : ''}</dd>
        <dt>{t('tile.version')}</dt><dd>v{passport.version}{passport.breakAt ? ` · ${passport.breakAt}` : ''}</dd>
      </dl>
    </section>
  ) // prettier-ignore
}
