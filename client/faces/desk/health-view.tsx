import { type ReactElement, useState } from 'react'
import type { Feed, Source } from '../../../shared/source.ts'
import { useLive } from '../../live/store.ts'
import { ageText, countText } from '../../ui/age.ts'
import { clockSecondsText, useNow } from '../../ui/clock.ts'
import { t } from './messages-desk.ts'
import { useAsked } from './use-detail.ts'

type Letter = { n: number; at: string; rule: string; reason: string; payload: string }

/** How the doors are doing, what they could not take and why, and the catalogue of sources with its freshness. */
export function HealthView(): ReactElement {
  const feeds = useLive((s) => s.picture.feed)
  const sources = useLive((s) => s.picture.source)
  const [feed, setFeed] = useState<string | null>(null)
  const now = useNow(5_000)
  const order = { late: 0, silent: 0, fresh: 1, 'not-connected': 2 }
  return (
    <main className="desk-main view-gap">
      <section className="desk-col">
        <div className="pane desk-scroll">
          <div className="pane-head"><h2 className="pane-title">{t('health.title')}</h2></div>
          <div className="section"><h3>{t('health.feeds')}</h3><FeedTable feeds={[...feeds.values()]} now={now} chosen={feed} choose={setFeed} /></div>
          <div className="section"><h3>{t('health.sources')}</h3><SourceTable sources={[...sources.values()].sort((a, b) => order[a.state] - order[b.state] || a.name.localeCompare(b.name))} now={now} /></div>
        </div>
      </section>
      <section className="desk-col filled">{feed === null ? <p className="queue-empty">{t('health.choose')}</p> : <Letters feed={feed} version={feeds.get(feed)?.refused ?? 0} />}</section>
    </main>
  ) // prettier-ignore
}

function FeedTable({
  feeds,
  now,
  chosen,
  choose,
}: {
  feeds: readonly Feed[]
  now: number
  chosen: string | null
  choose(id: string): void
}): ReactElement {
  return (
    <table className="sheet">
      <thead><tr>{(['name', 'state', 'rate', 'lag', 'queue', 'accepted', 'duplicates', 'late', 'refused', 'seen'] as const).map((column) => <th key={column} className={['rate', 'lag', 'queue', 'accepted', 'duplicates', 'late', 'refused'].includes(column) ? 'num' : ''}>{t(`health.col.${column}`)}</th>)}</tr></thead>
      <tbody>
        {feeds.map((feed) => (
          <tr key={feed.id} data-feed={feed.id} style={{ cursor: 'pointer', ...(feed.id === chosen ? { background: 'var(--raised)' } : {}) }} onClick={() => choose(feed.id)}>
            <td>{feed.name} <span className="small ink3">{feed.door}</span></td>
            <td className={feed.state === 'ok' ? 'ink2' : ''}>{feed.state === 'ok' ? t('health.ok') : `▲ ${t(`health.${feed.state}`)}`}{feed.error ? ` · ${feed.error}` : ''}</td>
            <td className="num">{feed.rate.toFixed(1)}</td><td className="num">{feed.lagS === null ? '—' : `${feed.lagS.toFixed(1)} s`}</td><td className="num">{countText(feed.queue)}</td><td className="num">{countText(feed.accepted)}</td><td className="num">{countText(feed.duplicates)}</td><td className="num">{countText(feed.late)}</td>
            <td className="num" title={Object.entries(feed.refusedBy).map(([rule, n]) => `${rule} ${n}`).join('\n')}>{countText(feed.refused)}</td>
            <td className="ink2">{feed.lastSeenAt === null ? '—' : ageText(now - Date.parse(feed.lastSeenAt))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ) // prettier-ignore
}

function SourceTable({ sources, now }: { sources: readonly Source[]; now: number }): ReactElement {
  return (
    <table className="sheet">
      <thead><tr>{(['name', 'state', 'fresh', 'seen', 'department'] as const).map((column) => <th key={column}>{t(`health.col.${column}`)}</th>)}</tr></thead>
      <tbody>
        {sources.map((source) => (
          <tr key={source.id} data-source={source.id} data-state={source.state}>
            <td>{source.name}{source.mode === 'replay' ? ' · 重放' : ''}</td>
            <td className={source.state === 'fresh' ? 'ink2' : ''}>{source.state === 'late' || source.state === 'silent' ? <span className="stale">{t(`health.${source.state}`)}</span> : t(`health.${source.state}`)}</td>
            <td className="fig">{source.total === 0 ? '—' : `${countText(source.fresh)}/${countText(source.total)}`}</td>
            <td className="ink2">{source.newestAt === null ? '—' : ageText(now - Date.parse(source.newestAt))}</td>
            <td className="ink2">{source.department}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ) // prettier-ignore
}

function Letters({ feed, version }: { feed: string; version: number }): ReactElement {
  const { data, error } = useAsked<{ letters: Letter[]; counts: Record<string, number> }>(
    `/api/feeds/${encodeURIComponent(feed)}/dead-letters?limit=50`,
    version,
  )
  return (
    <div className="pane desk-scroll">
      <div className="pane-head"><h2 className="pane-title clip">{t('health.letters', { feed })}</h2></div>
      {error && <p className="ink3" role="alert">{error}</p>}
      {data && <p className="small ink2">{Object.entries(data.counts).map(([rule, n]) => `${rule} ${countText(n)}`).join(' · ') || t('health.noLetters')}</p>}
      {data?.letters.map((letter) => (
        <div key={letter.n} className="section">
          <div className="line"><b className="fig">{letter.rule}</b><span className="clip">{letter.reason}</span><span className="push" /><time className="small ink3">{clockSecondsText(Date.parse(letter.at))}</time></div>
          <code className="small ink3" style={{ wordBreak: 'break-all' }}>{letter.payload.slice(0, 400)}</code>
        </div>
      ))}
    </div>
  ) // prettier-ignore
}
