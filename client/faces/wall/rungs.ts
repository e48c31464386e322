import { type Incident } from '../../../shared/incident.ts'
import { leadOf } from '../../../shared/task.ts'
import { spanText } from '../../ui/age.ts'
import { clockText } from '../../ui/clock.ts'
import { t } from '../../ui/messages-wall.ts'
import type { Rung } from '../../ui/receipt-ladder.tsx'

const clock = (at: string | null) => (at === null ? '—' : clockText(Date.parse(at)))

/** Who was asked, who answered, when: the five rungs from registration on; the one that waits shows how long. */
export function rungsOf(incident: Incident, nowMs: number): Rung[] {
  const task = leadOf(incident.tasks)
  const since = (at: string | null | undefined) => (at ? spanText(nowMs - Date.parse(at)) : '')
  const rung = (name: string, at: string | null): Rung => ({ name, time: clock(at), state: at ? 'done' : 'open' })
  const rungs = [
    rung(t('rung.registered'), incident.registeredAt),
    rung(t('rung.dispatched'), task ? incident.dispatchedAt : null),
    rung(t('rung.acknowledged'), task?.acknowledgedAt ?? null),
  ]
  if (task && !task.acknowledgedAt && incident.state === 'DISPATCHED') {
    const late = task.acknowledgeDue !== null && Date.parse(task.acknowledgeDue) < nowMs
    rungs[2] = { name: t('rung.acknowledged'), time: since(task.askedAt), state: late ? 'late' : 'now' }
  }
  if (task?.acknowledgedAt && !task.arrivedAt && !task.handledAt)
    return [
      ...rungs,
      { name: t('rung.onTheWay'), time: since(task.acknowledgedAt), state: 'now' },
      { name: t('rung.arrived'), time: '—', state: 'open' },
    ]
  const handled = incident.handledAt
  const working = task?.arrivedAt && !handled
  return [
    ...rungs,
    rung(t('rung.arrived'), task?.arrivedAt ?? handled),
    handled
      ? rung(t('rung.handled'), handled)
      : working
        ? { name: t('rung.handling'), time: since(task.arrivedAt), state: 'now' }
        : rung(t('rung.handling'), null),
  ]
}
