import type { Alert } from '../../../shared/alert.ts'
import type { Key } from '../../../shared/entity.ts'
import type { Incident, StepName } from '../../../shared/incident.ts'
import { ApiError, OfflineError, api, newCommandId } from '../../live/api.ts'
import { askFor, say } from './desk-store.ts'
import { t, word } from './messages-desk.ts'

export type OpenStep = { step: StepName; needs: readonly string[] }
export type CaseDetail = Incident & {
  history: {
    at: string
    step: string
    by: string
    byName: string
    body: Record<string, unknown>
    onBehalfOf: { answer?: string } | null
    from: string | null
    to: string
  }[]
  openSteps: OpenStep[]
  /** Kinds of personal data that lie sealed beside the case. */ personalFields?: readonly string[]
}

/** Says why something was not done. A locked seat is asked for its password and the act goes on by itself. */
export function explain(error: unknown, again: () => void): void {
  if (error instanceof ApiError && error.rule === 'locked') return askFor({ kind: 'unlock', again })
  if (error instanceof OfflineError) return say(t('step.offline'))
  say(t('step.failed', { why: error instanceof Error ? error.message : String(error) }))
}

/** Sends one command once: the same commandId when it has to be sent again. Null when it was refused (and said so). */
export async function send<T>(path: string, body: Record<string, unknown>, method = 'POST'): Promise<T | null> {
  const commandId = newCommandId()
  const once = async (): Promise<T | null> => {
    try {
      return (await api<T>(path, { method, body: { commandId, ...body } })) ?? ({} as T)
    } catch (error) {
      explain(error, () => void once())
      return null
    }
  }
  return once()
}

export const acknowledge = (alert: Alert): Promise<unknown> => send(`/api/alerts/${alert.id}/acknowledge`, {})
export const shelve = (id: string, minutes: number, reason: string, nowMs: number): Promise<unknown> =>
  send(`/api/alerts/${id}/shelve`, { until: new Date(nowMs + minutes * 60_000).toISOString(), reason })
export const takeStep = (incident: string, step: StepName, body: Record<string, unknown>): Promise<CaseDetail | null> =>
  send<CaseDetail>(`/api/incidents/${incident}/steps`, { step, ...body })

/** A report made from an alert, and when it may be registered at once. */
export const reportAlert = (alert: Alert): Promise<{ id: string; number: string } | null> =>
  send('/api/incidents', {
    title: `${alert.name} ${alert.ruleName}`.slice(0, 200),
    description: '',
    channel: 'INDUSTRY',
    source: 'SENSOR',
    position: alert.position,
    place: alert.name,
    alert: alert.id,
  })

/** Many alerts at once; says how many were taken. */
export async function acknowledgeAll(alerts: readonly Alert[]): Promise<void> {
  let done = 0
  for (const alert of alerts) if (await acknowledge(alert)) done++
  say(`${word('acknowledge')} ${done}/${alerts.length}`)
}
export const keyOfId = (kind: 'incident' | 'alert' | 'source', id: string): Key => `${kind}:${id}`
