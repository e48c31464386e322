import type { Incident } from '../../shared/incident.ts'
import { isEnded, type Me, workOf } from './work.ts'

/** What the phone knows of its user's cases, and as of when the server said so. */
export type KeptTasks = { user: string; at: number; incidents: Incident[] }
const SEVEN_DAYS_MS = 7 * 86_400_000

/** What may stay on the phone: cases of this user, still open and still his. After seven days without contact nothing stays. */
export function stays(kept: KeptTasks | null, me: Pick<Me, 'user'>, nowMs: number): KeptTasks | null {
  if (!kept || kept.user !== me.user || nowMs - kept.at > SEVEN_DAYS_MS) return null
  return { ...kept, incidents: kept.incidents.filter((incident) => !isEnded(incident)) }
}

/** The server's list replaces what was known: what it no longer names has been closed or given to somebody else, and leaves. */
export const keptFrom = (incidents: readonly Incident[], me: Me, nowMs: number): KeptTasks => ({
  user: me.user,
  at: nowMs,
  incidents: incidents.filter((incident) => !isEnded(incident) && (workOf(incident, me) !== 'follow' || incident.reporter === me.user)),
})
