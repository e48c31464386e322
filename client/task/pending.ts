import type { Incident, StepName } from '../../shared/incident.ts'
import { type Me, taskOf } from './work.ts'

/** A step of mine that the server has not answered yet. */
export type Pending = { incident: string; step: StepName; at: string }

const AFTER: Partial<Record<StepName, { task: 'ACCEPTED' | 'HANDLING' | 'HANDLED' | 'RETURNED'; state: Incident['state'] }>> = {
  acknowledge: { task: 'ACCEPTED', state: 'ACCEPTED' },
  arrive: { task: 'HANDLING', state: 'HANDLING' },
  handle: { task: 'HANDLED', state: 'HANDLED' },
  return: { task: 'RETURNED', state: 'RETURNED' },
}

/** The case as it will stand once my waiting steps are accepted: what the phone shows, marked as waiting, until the server has decided. */
export function withPending(incident: Incident, me: Me, pending: readonly Pending[]): Incident {
  return pending
    .filter((step) => step.incident === incident.id)
    .reduce<Incident>((shown, { step, at }) => {
      const after = AFTER[step]
      const mine = taskOf(shown, me)
      if (step === 'verify') return { ...shown, state: 'PENDING_REGISTRATION' }
      if (step === 'inspect') return { ...shown, state: 'INSPECTING' }
      if (!after || !mine) return shown
      const task = {
        ...mine,
        state: after.task,
        ...(step === 'acknowledge' ? { acknowledgedAt: at } : step === 'arrive' ? { arrivedAt: at } : {}),
      }
      const tasks = shown.tasks.map((known) => (known.id === mine.id ? task : known))
      // Whoever handled does not inspect: already true of the waiting step.
      const doers =
        step === 'handle' ? { handledBy: [...shown.handledBy, me.user], handledTeams: [...shown.handledTeams, ...me.teams] } : {}
      return { ...shown, ...doers, tasks, state: mine.role === 'LEAD' ? after.state : shown.state }
    }, incident)
}

/** Arrival is noted by the phone, once, when he acts on the case; nobody has to check in. */
export const arrivalMissing = (incident: Incident, me: Me): boolean => taskOf(incident, me)?.state === 'ACCEPTED'
