import './review.css'
import { type ReactElement, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { SessionInfo } from '../../../shared/api.ts'
import type { Lens } from '../../../shared/stream.ts'
import { connectLive } from '../../live/connect.ts'
import { loadSession } from '../../live/api.ts'
import { useLive } from '../../live/store.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { DirectivesPage } from './directives-page.tsx'
import { DutyBriefPage } from './duty-brief.tsx'
import { Home } from './home.tsx'
import { t } from './messages-review.ts'
import { Tile } from './tile.tsx'
import { WeekPage } from './week-page.tsx'

const LENS: Lens = { kinds: ['alert', 'warning', 'posture', 'source', 'indicator', 'directive', 'area', 'system', 'duty'], map: null }

function useReader(): SessionInfo | null {
  const [session, setSession] = useState<SessionInfo | null>(null)
  const state = useLive((s) => s.link.state)
  const leave = () => location.replace(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`)
  useEffect(() => {
    let stop = () => {}
    let stopped = false
    void loadSession().then((found) => {
      if (stopped) return
      if (!found || found.mustChangePassword) return leave()
      stop = connectLive(LENS).stop
      setSession(found)
    })
    return () => {
      stopped = true
      stop()
    }
  }, [])
  useEffect(() => {
    if (session && state === 'signed-out') leave()
  }, [session, state])
  return session
}

/** The leader's three minutes: what to look at, why, the proof, and a place to answer. */
export function Review(): ReactElement {
  const session = useReader()
  const [path] = useLocation()
  const page = path.split('/')[2] ?? ''
  if (!session) return <div className="review" aria-busy />
  return (
    <div className="review">
      <Top session={session} path={path} />
      <Offline />
      {page === 'indicator' ? <Tile id={decodeURIComponent(path.split('/')[3] ?? '')} session={session} /> : page === 'directives' ? <DirectivesPage session={session} /> : page === 'brief' ? <DutyBriefPage session={session} /> : page === 'week' ? <WeekPage session={session} /> : <Home session={session} />}
      <nav className="tabs" aria-label={t('brand')}><Links path={path} /></nav>
    </div>
  ) // prettier-ignore
}

const LINKS = [['/review', 'today'], ['/review/directives', 'directives'], ['/review/brief', 'brief'], ['/review/week', 'week']] as const // prettier-ignore
function Links({ path }: { path: string }): ReactElement {
  const waiting = useLive((s) => [...s.picture.directive.values()].filter((one) => one.state === 'FINISHED').length)
  return (
    <>
      {LINKS.map(([to, word]) => (
        <Link
          key={to}
          href={to}
          aria-current={path === to || (to === '/review' && path.startsWith('/review/indicator')) ? 'page' : undefined}
        >
          {t(word)} {word === 'directives' && waiting > 0 && <span className="q fig">{waiting}</span>}
        </Link>
      ))}
    </>
  )
}

function Top({ session, path }: { session: SessionInfo; path: string }): ReactElement {
  const now = useNow(60_000)
  const theme = useTheme((s) => s.theme)
  const sources = useLive((s) => s.picture.source)
  const connected = [...sources.values()].filter((source) => source.state !== 'not-connected')
  const fresh = connected.filter((source) => source.state === 'fresh').length
  return (
    <header className="review-top">
      <Link href="/review" className="review-brand" style={{ textDecoration: 'none' }}>{t('brand')}</Link>
      <nav aria-label={t('brand')}><Links path={path} /></nav>
      <span className="push" />
      <span className="line who ink2"><FreshnessRing of={{ fraction: connected.length ? fresh / connected.length : 0, late: connected.length === 0, ageMs: 0 }} size={14} />{t('sources')} {fresh}/{connected.length}</span>
      <button type="button" className="fig" style={{ background: 'none', border: 0, fontWeight: 600, minHeight: 44 }} aria-label={clockText(now)} onClick={() => setTheme(theme === 'day' ? 'night' : 'day')}>{clockText(now)}</button>
      <span className="who ink2">{session.name}</span>
    </header>
  ) // prettier-ignore
}

function Offline(): ReactElement | null {
  const link = useLive((s) => s.link)
  if (link.state !== 'offline') return null
  return <div className="review-offline" role="status">{t('offline', { time: clockText(link.receivedAt || link.since) })}</div> // prettier-ignore
}
