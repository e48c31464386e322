import { type Actor, holds, inScope } from '../shared/actor.ts'
import { splitKey, type Key } from '../shared/entity.ts'
import type { Incident } from '../shared/incident.ts'
import { isAsked } from '../shared/task.ts'
import type { Hub } from './hub.ts'
import { newId } from './id.ts'

/** Does a change of this case concern the phone of this person: asked of him, to be verified or inspected by him, or reported by him? */
export const concerns = (incident: Incident, actor: Actor): boolean =>
  incident.reporter === actor.id ||
  incident.verification?.assignee === actor.id ||
  incident.tasks.some((task) => isAsked(task, actor)) ||
  (incident.state === 'HANDLED' && holds(actor, 'inspector', 'worker') && inScope(actor, incident.area))

type Waiter = { actor: Actor; answer(mark: string): void }
/** Changes looked through for a phone that was away between two questions; beyond that it is simply told to look. */
const REMEMBERED = 500
const WAITERS = 20_000

/** Lets a phone wait for news of its own cases with one quiet request: no socket, no stream of other people's cases, a few bytes on 2G. */
export function openNews({ hub }: { hub: Pick<Hub, 'find' | 'onChange'> }) {
  const epoch = newId()
  const waiters = new Set<Waiter>()
  const recent: { n: number; incident: Incident }[] = []
  let n = 0
  const mark = () => `${epoch}.${n}`

  async function changed(key: Key): Promise<void> {
    const incident = (await hub.find(key)) as Incident | null
    if (!incident) return
    n += 1
    recent.push({ n, incident })
    if (recent.length > REMEMBERED) recent.shift()
    for (const waiter of [...waiters]) if (concerns(incident, waiter.actor)) waiter.answer(mark())
  }
  const undo = hub.onChange((keys) => {
    for (const key of keys) if (splitKey(key)[0] === 'incident') void changed(key).catch(() => undefined)
  })

  /** Has anything of his changed since the mark? A mark of another run, or too old to tell, counts as yes. */
  function missed(actor: Actor, after: string): boolean {
    const [of, at] = after.split('.')
    const since = Number(at)
    if (of !== epoch || !Number.isInteger(since)) return true
    if (n - since > recent.length) return true
    return recent.some((change) => change.n > since && concerns(change.incident, actor))
  }

  return {
    mark,
    /** Resolves with a new mark as soon as something of his changed, or with null after `waitMs`. */
    wait(actor: Actor, after: string, waitMs: number): { answer: Promise<string | null>; stop(): void } {
      if (missed(actor, after) || waiters.size >= WAITERS) return { answer: Promise.resolve(mark()), stop: () => undefined }
      let stop = () => undefined as void
      const answer = new Promise<string | null>((resolve) => {
        const waiter: Waiter = { actor, answer: (found) => { done(); resolve(found) } } // prettier-ignore
        const timer = setTimeout(() => { done(); resolve(null) }, waitMs) // prettier-ignore
        const done = () => {
          clearTimeout(timer)
          waiters.delete(waiter)
        }
        stop = () => { done(); resolve(null) } // prettier-ignore
        waiters.add(waiter)
      })
      return { answer, stop: () => stop() }
    },
    close(): void {
      undo()
      for (const waiter of [...waiters]) waiter.answer(mark())
    },
  }
}
export type News = ReturnType<typeof openNews>
