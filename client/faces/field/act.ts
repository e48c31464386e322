import type { Incident, Photo, StepName } from '../../../shared/incident.ts'
import type { Draft, KeptPhoto } from '../../outbox/action.ts'
import { ARRIVAL_M, isInside } from '../../task/near.ts'
import { arrivalMissing, withPending } from '../../task/pending.ts'
import { taskOf } from '../../task/work.ts'
import { pendingOf, usePhone } from './phone.ts'
import { refresh, send } from './start.ts'

export const UNDO_MS = 10_000

/** Keeps a deed and sends it when it may be; resolves when it is on the phone's disk. */
export async function keep(draft: Omit<Draft, 'offlineSince'>): Promise<string> {
  const { outbox, offlineSince } = usePhone.getState()
  if (!outbox) throw new Error('the outbox is not open')
  const action = await outbox.add({ ...draft, offlineSince })
  void send().then(refresh)
  navigator.vibrate?.(20)
  return action.commandId
}

const about = ({ title, place }: Incident) => ({ title, place })
export const keepStep = (
  incident: Incident,
  step: StepName,
  body: Record<string, unknown>,
  photos: { photo: KeptPhoto; when: Photo['when'] | null }[] = [],
  undoMs = 0,
): Promise<string> =>
  keep({
    deed: { kind: 'step', incident: { id: incident.id }, step, body: withTask(incident, step, body) },
    about: about(incident),
    photos,
    undoMs,
  })

/** Several tasks may be mine: the one meant is named. */
function withTask(incident: Incident, step: StepName, body: Record<string, unknown>): Record<string, unknown> {
  const { owner } = usePhone.getState()
  if (!owner || !['acknowledge', 'arrive', 'return', 'handle', 'extend'].includes(step)) return body
  const mine = taskOf(incident, owner)
  const live = incident.tasks.filter(({ state }) => state === 'ASKED' || state === 'ACCEPTED' || state === 'HANDLING')
  return mine && live.length > 1 ? { ...body, task: mine.id } : body
}

/** Whatever he does first on the case says that he took it, and that he is there: nothing of it is asked of him. Outside the fence the
 *  reason he gave goes along; without a fix (a tunnel) the act itself is the arrival. */
export async function begin(incident: Incident, away: string | null): Promise<void> {
  const { owner, fix } = usePhone.getState()
  if (!owner) return
  const now = () => withPending(incident, owner, pendingOf(usePhone.getState().actions))
  if (taskOf(now(), owner)?.state === 'ASKED') await keepStep(incident, 'acknowledge', {})
  if (!arrivalMissing(now(), owner)) return
  const inside = isInside(fix, incident.position, ARRIVAL_M)
  await keepStep(incident, 'arrive', inside && fix ? { position: fix.position } : {})
  if (away) await keepStep(incident, 'comment', { text: away })
}
