import { z } from 'zod'
import { newId } from './id.ts'
import type { PersonalBook } from './personal.ts'
import { type Change, openRegister } from './register.ts'
import type { Store } from './store/store.ts'

const HeldAction = z.strictObject({
  id: z.string(),
  at: z.iso.datetime({ offset: true }),
  user: z.string(),
  method: z.string(),
  path: z.string(),
  /** What was sent, sealed: nobody has looked at it yet. */
  sealed: z.string(),
})
export type HeldAction = z.infer<typeof HeldAction>
export type Held = Awaited<ReturnType<typeof openHeld>>

/** What a phone that was reported lost sends: neither applied nor lost, it waits for the shift leader. */
export async function openHeld({ store, personal, now }: { store: Store; personal: PersonalBook; now: () => Date }) {
  const register = await openRegister(store, 'held', HeldAction)
  return {
    all: register.all,
    get: register.get,
    bodyOf: (action: HeldAction): Record<string, unknown> => JSON.parse(personal.unsealText(action.sealed)) as Record<string, unknown>,
    /** The same command sent again is the same action. */
    put({ user, method, path, body }: { user: string; method: string; path: string; body: unknown }): { id: string; change: Change } {
      const commandId = (body as { commandId?: unknown } | null)?.commandId
      const id =
        typeof commandId === 'string' && /^[A-Za-z0-9._:-]{8,64}$/.test(commandId) ? `${user}:${commandId}` : newId(now().getTime())
      return {
        id,
        change: register.put({ id, at: now().toISOString(), user, method, path, sealed: personal.sealText(JSON.stringify(body ?? null)) }),
      }
    },
    drop: (id: string): Change => register.remove(id),
  }
}
