import { z } from 'zod'
import { type Actor, holds as holdsRole, isPerson } from './actor.ts'
import type { Alert, Severity } from './alert.ts'
import { accept, type Decision, refuse } from './decision.ts'
import type { Envelope } from './envelope.ts'
import { rankOf } from './scale.ts'

/** The life of an alert after it was raised: acknowledged, shelved until (wakes), commented, escalated, cleared. Commands are decided here,
 *  the engine's own events (severity, repeats, clear, wake, escalation, case) are only applied here. */
const At = z.iso.datetime({ offset: true })
const Text = z.string().trim().min(1).max(4000)
export const AlertCommand = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('acknowledge'), text: Text.optional() }),
  z.strictObject({ step: z.literal('shelve'), until: At, reason: Text }),
  z.strictObject({ step: z.literal('comment'), text: Text }),
])
export type AlertCommand = z.infer<typeof AlertCommand>

export type AlertEvent =
  | { type: 'alert.raised'; data: Alert }
  | { type: 'alert.severity'; data: { severity: Severity; observedAt: string; value: number | null } }
  | { type: 'alert.repeated'; data: { times: number; observedAt: string; value: number | null } }
  | { type: 'alert.cleared'; data: { observedAt: string; value: number | null; why: 'condition' | 'rule' } }
  | { type: 'alert.acknowledged'; data: { by: string; text: string | null } }
  | { type: 'alert.shelved'; data: { by: string; until: string; reason: string } }
  | { type: 'alert.commented'; data: { by: string; text: string } }
  | { type: 'alert.woken' | 'alert.escalated'; data: null }
  | { type: 'alert.linked'; data: { incident: string } }

/** Seconds until an alert that nobody acknowledged is escalated, where its rule does not say. */
export const ESCALATE_S: Record<Severity, number> = { RED: 120, ORANGE: 300, YELLOW: 900, BLUE: 3600 }
/** Longest shelving: a shift or two; what is to be silent longer is a matter of the rule. */
export const SHELVE_AT_MOST_S = 24 * 3600

/** Acknowledge, shelve: operator, shift-leader. Comment: every person who sees it. `now` in ms. */
export function decideAlert(alert: Alert, command: AlertCommand, actor: Actor, now: number): Decision<AlertEvent> {
  if (command.step === 'comment') {
    if (!isPerson(actor)) return refuse('role-may-not', '您的岗位不能评论告警')
    return accept({ type: 'alert.commented', data: { by: actor.name, text: command.text } })
  }
  if (!holdsRole(actor, 'operator', 'shift-leader')) return refuse('role-may-not', '只有值守受理员和值班长可以确认或搁置告警')
  if (alert.state === 'CLEARED') return refuse('wrong-state', '告警已解除')
  if (command.step === 'acknowledge') {
    if (alert.state === 'ACKNOWLEDGED') return refuse('wrong-state', `告警已由${alert.acknowledgedBy ?? '他人'}确认`)
    return accept({ type: 'alert.acknowledged', data: { by: actor.name, text: command.text ?? null } })
  }
  const forMs = Date.parse(command.until) - now
  if (forMs <= 0) return refuse('body', '搁置的截止时间须在将来')
  if (forMs > SHELVE_AT_MOST_S * 1000) return refuse('body', '搁置最长 24 小时')
  return accept({ type: 'alert.shelved', data: { by: actor.name, until: command.until, reason: command.reason } })
}

const toAlertEvent = ({ type, data }: Envelope) => ({ type, data }) as AlertEvent

/** The alert after the event. A worse severity asks for a person again: what was acknowledged or shelved is RAISED once more. */
export function evolveAlert(before: Alert | null, envelope: Envelope): Alert | null {
  const event = toAlertEvent(envelope)
  if (event.type === 'alert.raised') return event.data
  if (!before) return null
  const { at } = envelope
  const said = (by: string, text: string) => ({ comments: [...before.comments, { at, by, text }] })
  switch (event.type) {
    case 'alert.severity': {
      const worse = rankOf('severity', event.data.severity) < rankOf('severity', before.severity)
      const again = worse
        ? ({ state: 'RAISED', acknowledgedAt: null, acknowledgedBy: null, shelvedUntil: null, escalatedAt: null } as const)
        : {}
      return { ...before, ...event.data, ...again, severityAt: at, count: before.count + 1 }
    }
    case 'alert.repeated':
      return { ...before, count: before.count + event.data.times, observedAt: event.data.observedAt, value: event.data.value }
    case 'alert.cleared':
      return { ...before, state: 'CLEARED', clearedAt: at, shelvedUntil: null, observedAt: event.data.observedAt, value: event.data.value }
    case 'alert.acknowledged':
      return {
        ...before, state: 'ACKNOWLEDGED', acknowledgedAt: at, acknowledgedBy: event.data.by, shelvedUntil: null,
        ...(event.data.text === null ? {} : said(event.data.by, event.data.text)),
      } // prettier-ignore
    case 'alert.shelved':
      return { ...before, state: 'SHELVED', shelvedUntil: event.data.until, ...said(event.data.by, event.data.reason) }
    case 'alert.commented':
      return { ...before, ...said(event.data.by, event.data.text) }
    case 'alert.woken':
      // `shelvedUntil` stays: since then it waits for a person again.
      return before.state === 'SHELVED'
        ? { ...before, state: 'RAISED', acknowledgedAt: null, acknowledgedBy: null, escalatedAt: null }
        : before
    case 'alert.escalated':
      return { ...before, escalatedAt: at }
    case 'alert.linked':
      return { ...before, incident: event.data.incident }
  }
}

/** The next instant (ms) at which the engine must look at an alert by itself, and why; null when nothing is waiting. */
export function alertDue(alert: Alert, rule: { escalateS?: number | undefined; incident?: { from: Severity; afterS: number } | undefined } | null): { at: number; why: 'wake' | 'escalate' | 'incident' } | null {
  const due: { at: number; why: 'wake' | 'escalate' | 'incident' }[] = []
  if (alert.state === 'CLEARED') return null
  if (alert.state === 'SHELVED' && alert.shelvedUntil !== null) due.push({ at: Date.parse(alert.shelvedUntil), why: 'wake' })
  if (alert.replay) return due[0] ?? null // a recording calls nobody and opens no case
  const severityAt = Date.parse(alert.severityAt)
  const waitingSince = Math.max(severityAt, alert.shelvedUntil === null ? 0 : Date.parse(alert.shelvedUntil))
  if (alert.state === 'RAISED' && alert.escalatedAt === null) due.push({ at: waitingSince + (rule?.escalateS ?? ESCALATE_S[alert.severity]) * 1000, why: 'escalate' })
  if (rule?.incident && alert.incident === null && rankOf('severity', alert.severity) <= rankOf('severity', rule.incident.from)) due.push({ at: severityAt + rule.incident.afterS * 1000, why: 'incident' })
  return due.sort((a, b) => a.at - b.at)[0] ?? null
} // prettier-ignore
