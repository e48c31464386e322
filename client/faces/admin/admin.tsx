import './admin.css'
import { type ReactElement, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { SessionInfo } from '../../../shared/api.ts'
import { loadSession, signOut } from '../../live/api.ts'
import { setLanguage, useLanguage } from '../../ui/messages.ts'
import { Region } from '../../ui/region.tsx'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { HeldActions } from './held.tsx'
import { Keys } from './keys.tsx'
import { Areas, Calendars, Departments, Grids, Items, Resources, Responsibilities, Roster, Sources } from './lists.tsx'
import { type AdminWord, roleWord, t } from './messages-admin.ts'
import { People } from './people.tsx'
import { Audit, Seeds } from './traces.tsx'
import { Unlock } from './unlock.tsx'
import { Walls } from './walls.tsx'

type Page = {
  id: string
  group: 'access' | 'city' | 'trace'
  roles: readonly string[]
  view: (props: { session: SessionInfo }) => ReactElement
}
const both = ['admin', 'security']
const PAGES: readonly Page[] = [
  { id: 'people', group: 'access', roles: both, view: People },
  { id: 'keys', group: 'access', roles: both, view: Keys },
  { id: 'walls', group: 'access', roles: both, view: Walls },
  { id: 'sources', group: 'city', roles: ['admin'], view: Sources },
  { id: 'departments', group: 'city', roles: both, view: Departments },
  { id: 'items', group: 'city', roles: ['admin'], view: Items },
  { id: 'calendars', group: 'city', roles: ['admin'], view: Calendars },
  { id: 'areas', group: 'city', roles: both, view: Areas },
  { id: 'grids', group: 'city', roles: ['admin'], view: Grids },
  { id: 'roster', group: 'city', roles: ['admin'], view: Roster },
  { id: 'responsibility', group: 'city', roles: ['admin'], view: Responsibilities },
  { id: 'resources', group: 'city', roles: ['admin'], view: Resources },
  { id: 'held', group: 'trace', roles: ['shift-leader'], view: HeldActions },
  { id: 'seeds', group: 'trace', roles: both, view: Seeds },
  { id: 'audit', group: 'trace', roles: ['auditor'], view: Audit },
]

export function Admin(): ReactElement | null {
  const [session, setSession] = useState<SessionInfo | null>(null)
  const [path] = useLocation()
  useEffect(() => {
    void loadSession().then((now) => {
      if (now && !now.mustChangePassword) setSession(now)
      else location.replace(`/sign-in?to=${encodeURIComponent(location.pathname)}`)
    })
  }, [])
  if (!session) return null
  const pages = PAGES.filter(({ roles }) => roles.some((role) => session.roles.includes(role)))
  const page = pages.find(({ id }) => path === `/admin/${id}`) ?? pages[0]
  return (
    <div className="admin">
      <Nav session={session} pages={pages} current={page?.id} />
      <main className="admin-main">
        {page ? (
          <Region key={page.id} title={t(`nav.${page.id}` as AdminWord)}>
            <page.view session={session} />
          </Region>
        ) : (
          <p className="admin-state">{t('forbidden')}</p>
        )}
      </main>
      <Unlock />
    </div>
  )
}

function Nav({ session, pages, current }: { session: SessionInfo; pages: readonly Page[]; current: string | undefined }): ReactElement {
  const language = useLanguage((s) => s.language)
  const theme = useTheme((s) => s.theme)
  const leave = () => void signOut().finally(() => location.replace('/sign-in?to=/admin'))
  return (
    <nav className="admin-nav" aria-label={t('title')}>
      <div className="admin-brand">{t('title')}</div>
      {(['access', 'city', 'trace'] as const).map((group) => {
        const own = pages.filter((page) => page.group === group)
        return (
          own.length > 0 && (
            <div key={group} className="admin-group">
              <h2>{t(`group.${group}`)}</h2>
              <ul>
                {own.map(({ id }) => (
                  <li key={id}>
                    <Link href={`/admin/${id}`} aria-current={id === current ? 'page' : undefined}>
                      {t(`nav.${id}` as AdminWord)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )
        )
      })}
      <footer className="admin-who">
        <div>{session.name}</div>
        <small>{session.roles.map(roleWord).join('、')}</small>
        <div className="admin-tools">
          <button type="button" className="quiet-button" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>
            {t('language')}
          </button>
          <button type="button" className="quiet-button" onClick={() => setTheme(theme === 'night' ? 'day' : 'night', 'admin')}>
            {t('theme')}
          </button>
          <button type="button" className="quiet-button" onClick={leave}>
            {t('signOut')}
          </button>
        </div>
      </footer>
    </nav>
  )
}
