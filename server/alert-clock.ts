import type { Alert, Rule } from '../shared/alert.ts'
import { alertDue } from '../shared/alert-life.ts'
import { createDueHeap } from './due-heap.ts'
import type { Happened } from './hub.ts'

/** What an alert does by itself: wakes when its shelving ends, is escalated when nobody acknowledged, becomes a case when its rule says so.
 *  `touched` after each commit; `turn` returns events to record, and calls back for cases, whose answer is linked. */
export function createAlertClock(options: {
  find(id: string): Alert | null
  ruleOf(id: string): Rule | undefined
  /** Opens a case for the alert; resolves its id, or null when the loop refused. */
  onIncident(alert: Alert): Promise<string | null>
  onEscalated(alert: Alert): void
  record(events: readonly Happened[]): Promise<unknown>
  onError(error: unknown): void
}) {
  const heap = createDueHeap<string>()
  /** Asked once whether it becomes a case; whatever the loop answered, it is not asked again. */
  const asked = new Set<string>()

  function dueOf(alert: Alert | null) {
    const rule = alert && options.ruleOf(alert.rule)
    if (!alert) return null
    return alertDue(alert, rule && asked.has(alert.id) ? { escalateS: rule.escalateS } : (rule ?? null))
  }
  function touched(id: string) {
    const alert = options.find(id)
    if (!alert) asked.delete(id)
    const due = dueOf(alert)
    if (due) heap.push(id, due.at)
  }
  async function open(alert: Alert) {
    asked.add(alert.id)
    touched(alert.id)
    const incident = await options.onIncident(alert)
    if (incident !== null && options.find(alert.id))
      await options.record([{ subject: `alert:${alert.id}`, type: 'alert.linked', data: { incident } }])
  }
  return {
    touched,
    turn(now: number): Happened[] {
      return heap.take(now).flatMap((id): Happened[] => {
        const alert = options.find(id)
        const due = dueOf(alert)
        if (!alert || !due) return []
        if (due.at > now) return (heap.push(id, due.at), [])
        if (due.why === 'incident') {
          void open(alert).catch(options.onError)
          return []
        }
        if (due.why === 'escalate') options.onEscalated(alert)
        return [{ subject: `alert:${id}`, type: due.why === 'wake' ? 'alert.woken' : 'alert.escalated', data: null }]
      })
    },
    waiting: () => heap.size(),
  }
}
