import './desk.css'
import { type ReactElement, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { Lens } from '../../../shared/stream.ts'
import { connectLive } from '../../live/connect.ts'
import { loadSession } from '../../live/api.ts'
import { useLive } from '../../live/store.ts'
import { Region } from '../../ui/region.tsx'
import { AlertsView } from './alerts-view.tsx'
import { Asks } from './asks.tsx'
import { CasesView } from './cases-view.tsx'
import { keepQueue } from './desk-store.ts'
import { DutyView } from './duty-view.tsx'
import { FiguresView } from './figures-view.tsx'
import { Foot } from './foot.tsx'
import { GapView } from './gap-view.tsx'
import { HealthView } from './health-view.tsx'
import { HINTS, keepKeys } from './keys.ts'
import { setLink } from './looking.ts'
import { t } from './messages-desk.ts'
import { loadOrganisation } from './organisation.ts'
import { Rail } from './rail.tsx'
import { RulesView } from './rules-view.tsx'
import { SensorsView } from './sensors-view.tsx'
import { keepSound } from './sound.ts'
import { Toast } from './toast.tsx'
import { TopBar } from './top-bar.tsx'

const LENS: Lens = {
  kinds: [
    'alert',
    'warning',
    'posture',
    'incident',
    'source',
    'feed',
    'indicator',
    'import',
    'wall',
    'area',
    'load',
    'presence',
    'duty',
    'system',
    'sensor',
  ],
  map: null,
}
const VIEWS: Record<string, () => ReactElement> = {
  '': CasesView, alerts: AlertsView, sensors: SensorsView, rules: RulesView, health: HealthView, duty: DutyView, figures: FiguresView, gap: GapView,
} // prettier-ignore

/** Opens the live picture for whoever is signed in, and goes to sign in when nobody is. */
function useSeat(): boolean {
  const [seated, setSeated] = useState(false)
  const state = useLive((s) => s.link.state)
  useEffect(() => {
    let undo: (() => void)[] = []
    let stopped = false
    void loadSession().then((session) => {
      if (stopped) return
      if (!session || session.mustChangePassword) return location.replace(`/sign-in?to=${encodeURIComponent(location.pathname)}`)
      const link = connectLive(LENS)
      setLink(link)
      undo = [() => link.stop(), () => setLink(null), keepQueue(), keepSound()]
      void loadOrganisation()
      setSeated(true)
    })
    return () => {
      stopped = true
      for (const step of undo) step()
    }
  }, [])
  useEffect(() => {
    if (seated && state === 'signed-out') location.replace(`/sign-in?to=${encodeURIComponent(location.pathname)}`)
  }, [seated, state])
  return seated
}

/** The duty operator's and dispatcher's working screen. */
export function Desk(): ReactElement | null {
  const [path, go] = useLocation()
  const seated = useSeat()
  const view = path.split('/')[2] ?? ''
  useEffect(() => keepKeys(go), [go])
  const View = VIEWS[view] ?? CasesView
  if (!seated) return <div className="desk" aria-busy />
  return (
    <div className="desk" data-view={view || 'cases'}>
      <div className="desk-brand">{t('brand')}</div>
      <TopBar />
      <Rail path={path} />
      <StoreAlarm />
      <Region title={t('brand')} key={view}>
        <View />
      </Region>
      <Foot hints={HINTS(view)} />
      <Asks />
      <Toast />
    </div>
  )
}

/** A store that cannot write says so on every screen. */
function StoreAlarm(): ReactElement | null {
  const system = useLive((s) => s.picture.system.get('city'))
  if (!system || system.storeWrites) return null
  return <div className="desk-alarm" role="alert">▲ {t('store.full', { why: system.storeError ?? '' })}</div> // prettier-ignore
}
