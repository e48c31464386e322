import { z } from 'zod'
import type { Actor } from '../shared/actor.ts'
import { type Decision, accept, refuse } from '../shared/decision.ts'
import type { Position } from '../shared/geo.ts'
import type { Incident } from '../shared/incident.ts'
import type { RosterEntry } from '../shared/organisation.ts'
import { isAsked, isLive } from '../shared/task.ts'
import { newId } from './id.ts'
import { type Register, keep, openRegister } from './register.ts'
import type { Store, WriteOp } from './store/store.ts'

/** That somebody looked where a person was: told to that person. */
export const Look = z.strictObject({
  id: z.string(),
  user: z.string(),
  by: z.string(),
  byName: z.string(),
  role: z.string(),
  incident: z.string(),
  title: z.string(),
  at: z.iso.datetime({ offset: true }),
})
export type Look = z.infer<typeof Look>
export type Located = { user: string; name: string; position: Position; accuracyM: number; at: string }

/** Older than this a place says nothing about now. */
const KEPT_MS = 10 * 60_000
const LOOKS_KEPT_MS = 7 * 86_400_000
/** The same person looking at the same case again within a minute is one look. */
const SAME_LOOK_MS = 60_000

type Parts = { store: Store; roster: { all(): RosterEntry[] }; now: () => Date }

/** Where people on shift are: the last place alone, in memory alone, never written, gone with the shift. Who looks is kept and told. */
export async function openPositions({ store, roster, now }: Parts) {
  const looks: Register<Look> = await openRegister(store, 'position-looks', Look)
  const last = new Map<string, { actor: Actor; position: Position; accuracyM: number; ms: number }>()
  const shiftEnd = (user: string): string | null => {
    const ms = now().getTime()
    return roster.all().find((entry) => entry.user === user && Date.parse(entry.from) <= ms && ms < Date.parse(entry.to))?.to ?? null
  }
  const current = (user: string) => {
    const found = last.get(user)
    if (!found) return null
    if (shiftEnd(user) !== null && now().getTime() - found.ms <= KEPT_MS) return found
    last.delete(user)
    return null
  }

  return {
    shiftEnd,
    share(actor: Actor, position: Position, accuracyM: number): Decision<{ until: string }> {
      const until = shiftEnd(actor.id)
      if (until === null) {
        last.delete(actor.id)
        return refuse('off-shift', '不在班上，不共享位置')
      }
      last.set(actor.id, { actor, position, accuracyM, ms: now().getTime() })
      return accept({ until })
    },
    hide: (user: string): void => void last.delete(user),
    /** Of a case: the people of the asked departments and teams who share. Each found person is told who looked, in the same write as the
     *  answer's own rows. */
    async locate(incident: Incident, actor: Actor, ops: readonly WriteOp[]): Promise<Located[]> {
      const at = now()
      const asked = [...last.keys()].flatMap((user) => {
        const found = current(user)
        return found && incident.tasks.some((task) => isLive(task) && isAsked(task, found.actor)) ? [found] : []
      })
      const isSame = (look: Look, user: string) =>
        look.user === user && look.by === actor.id && look.incident === incident.id && at.getTime() - Date.parse(look.at) < SAME_LOOK_MS
      const fresh = asked
        .filter(({ actor: { id } }) => !looks.all().some((look) => isSame(look, id)))
        .map(({ actor: { id } }): Look => ({
          id: newId(),
          user: id,
          by: actor.id,
          byName: actor.name,
          role: actor.roles[0] ?? '',
          incident: incident.id,
          title: incident.place || incident.title,
          at: at.toISOString(),
        }))
      const old = looks.all().filter((look) => at.getTime() - Date.parse(look.at) > LOOKS_KEPT_MS).map(({ id }) => id) // prettier-ignore
      await keep(store, [looks.put(...fresh), looks.remove(...old)], ops)
      return asked.map(({ actor: { id, name }, position, accuracyM, ms }) => ({
        user: id,
        name,
        position,
        accuracyM,
        at: new Date(ms).toISOString(),
      }))
    },
    looksAt: (user: string, sinceMs: number): Look[] =>
      looks
        .all()
        .filter((look) => look.user === user && Date.parse(look.at) >= sinceMs)
        .sort((a, b) => b.at.localeCompare(a.at)),
  }
}
export type Positions = Awaited<ReturnType<typeof openPositions>>
