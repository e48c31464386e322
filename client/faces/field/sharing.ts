import { api, ApiError } from '../../live/api.ts'
import { usePhone } from './phone.ts'

export type Look = { id: string; by: string; byName: string; role: string; incident: string; title: string; at: string }
const EVERY_MS = 60_000

async function once(): Promise<void> {
  const { owner, session, online, fix, gps } = usePhone.getState()
  if (!session || !online || document.visibilityState === 'hidden') return
  if (!owner?.roles.some((role) => role === 'handler' || role === 'worker' || role === 'inspector')) return
  try {
    const { until, looks } = await api<{ until: string | null; looks: Look[] }>('/api/positions/looks')
    usePhone.setState(({ share }) => ({ share: { until, looks, wasOn: share.wasOn || until !== null } }))
    // On shift alone, while he looks at the phone: nothing is sent from a pocket.
    if (until !== null && gps === 'on' && fix)
      await api('/api/positions', { method: 'PUT', body: { position: fix.position, accuracyM: fix.accuracyM } })
  } catch (error) {
    if (error instanceof ApiError && error.rule === 'off-shift') usePhone.setState(({ share }) => ({ share: { ...share, until: null } }))
  }
}

/** Shares the place once a minute while on shift, and asks who looked. Returns the undo. */
export function startSharing(): () => void {
  const first = setTimeout(() => void once(), 3_000)
  const timer = setInterval(() => void once(), EVERY_MS)
  return () => {
    clearTimeout(first)
    clearInterval(timer)
  }
}
