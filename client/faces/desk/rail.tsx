import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useLive } from '../../live/store.ts'
import { currentSession } from '../../live/api.ts'
import { askFor } from './desk-store.ts'
import { t } from './messages-desk.ts'

/** Strokes of the rail's signs, 24 × 24. */
const SIGNS = {
  wall: 'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM8 21h8M12 17v4',
  cases: 'M4 20h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-8l-2-3H4a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2zM8 11v5M12 11v3M16 11v5',
  alerts: 'M6 9a6 6 0 0 1 12 0c0 6 2.5 8 2.5 8h-17S6 15 6 9zM10 21h4',
  sensors:
    'M5 19a9.5 9.5 0 0 1 0-13.5M8 16a5.3 5.3 0 0 1 0-7.5M16 8.500a5.3 5.3 0 0 1 0 7.5M19 5.5A9.5 9.5 0 0 1 19 19M12 13v8M12 11.2a1 1 0 1 0 .01 0z',
  figures: 'M3 3v18h18M7 15l4-5 4 3 5-7',
  rules: 'M4 6h10M18 6h2M4 12h3M11 12h9M4 18h9M17 18h3M14 4v4M7 10v4M13 16v4',
  health: 'M3 12h4l3-9 4 18 3-9h4',
  duty: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21a7 7 0 0 1 14 0M17 3.500a4 4 0 0 1 0 7M18.500 14.500a7 7 0 0 1 3.5 6.500',
} as const
const ENTRIES: { id: keyof typeof SIGNS; to: string }[] = [
  { id: 'wall', to: '~/wall' }, { id: 'cases', to: '/desk' }, { id: 'alerts', to: '/desk/alerts' }, { id: 'sensors', to: '/desk/sensors' },
  { id: 'figures', to: '/desk/figures' }, { id: 'rules', to: '/desk/rules' }, { id: 'health', to: '/desk/health' }, { id: 'duty', to: '/desk/duty' },
] // prettier-ignore

const countOf = {
  useAlerts: () => useLive((s) => [...s.picture.alert.values()].filter((alert) => alert.state === 'RAISED').length),
  useHealth: () =>
    useLive((s) => [...s.picture.source.values()].filter((source) => source.state === 'late' || source.state === 'silent').length),
}

/** Where the desk can be; G and a letter goes there too. */
export function Rail({ path }: { path: string }): ReactElement {
  const alerts = countOf.useAlerts()
  const late = countOf.useHealth()
  const session = currentSession()
  return (
    <nav className="desk-rail" aria-label={t('brand')}>
      {ENTRIES.map(({ id, to }) => {
        const on = to === '/desk' ? path === '/desk' : path.startsWith(to)
        const badge = id === 'alerts' ? alerts : id === 'health' ? late : 0
        return (
          <Link key={id} href={to} className={on ? 'on' : ''} aria-current={on ? 'page' : undefined} {...(id === 'wall' ? { target: '_blank' } : {})}>
            <svg viewBox="0 0 24 24" aria-hidden><path d={SIGNS[id]} /></svg>
            {t(`rail.${id}`)}
            {badge > 0 && <b>{badge}</b>}
          </Link>
        )
      })}
      <button type="button" className="desk-seat" onClick={() => askFor({ kind: 'palette' })}>
        <span className="avatar">{session?.name.slice(0, 1) ?? '?'}</span>
        {session?.name}
      </button>
    </nav>
  ) // prettier-ignore
}
