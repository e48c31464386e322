import type { Actor } from '../shared/actor.ts'
import type { Presence } from '../shared/entity.ts'
import { visible } from '../shared/visible.ts'
import type { Hub } from './hub.ts'

type Look = { incident: string; name: string; writing: boolean }
export type PresenceDesk = Awaited<ReturnType<typeof openPresence>>

/** Who is looking at a case now, or writing on it: shown to the desk, kept nowhere, gone with the connection. */
export async function openPresence({ hub, onError }: { hub: Hub; onError(error: unknown): void }) {
  const looks = new Map<string, Look>()
  await hub.show(
    [],
    [...hub.ofKind('presence')].map(({ id }) => `presence:${id}` as const),
  )

  async function tell(incident: string): Promise<void> {
    const people = [...looks].filter(([, look]) => look.incident === incident).map(([id, { name, writing }]) => ({ id, name, writing }))
    const area = hub.peek(`incident:${incident}`)?.area
    if (people.length === 0 || !area) return hub.show([], hub.peek(`presence:${incident}`) ? [`presence:${incident}`] : [])
    await hub.show([{ kind: 'presence', id: incident, area, people } satisfies Presence])
  }
  const telling = (...incidents: (string | undefined)[]) => { for (const incident of new Set(incidents)) if (incident !== undefined) void tell(incident).catch(onError) } // prettier-ignore
  return {
    looking(actor: Actor, at: { incident: string; writing: boolean } | null): void {
      const before = looks.get(actor.id)?.incident
      const incident = at && hub.peek(`incident:${at.incident}`)
      if (at && incident && visible(incident, actor))
        looks.set(actor.id, { incident: at.incident, name: actor.name, writing: at.writing === true })
      else looks.delete(actor.id)
      telling(before, looks.get(actor.id)?.incident)
    },
    left(actor: Actor): void {
      const before = looks.get(actor.id)?.incident
      if (looks.delete(actor.id)) telling(before)
    },
  }
}
