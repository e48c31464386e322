import { z } from 'zod'
import type { Actor } from '../shared/actor.ts'
import { WallView } from '../shared/organisation.ts'
import { randomId } from './id.ts'
import { type Change, openRegister } from './register.ts'
import { digest, newSecret } from './secrets.ts'
import type { Store } from './store/store.ts'

const StoredWall = WallView.extend({
  linkHash: z.string().nullable(),
  cookieHash: z.string().nullable(),
  cookieUntil: z.iso.datetime({ offset: true }).nullable(),
})
type StoredWall = z.infer<typeof StoredWall>
export type Walls = Awaited<ReturnType<typeof openWalls>>

const LINK_MS = 24 * 3_600_000
export const WALL_COOKIE_S = 90 * 86_400

/** Walls: a link that works once within 24 h, then a cookie for 90 days that each day of use renews. A wall sees its area and sends nothing. */
export async function openWalls({ store, now, city }: { store: Store; now: () => Date; city: string }) {
  const register = await openRegister(store, 'walls', StoredWall)
  const byCookie = new Map<string, string>()
  const index = (id: string, wall: StoredWall | undefined) => {
    for (const [hash, of] of byCookie) if (of === id) byCookie.delete(hash)
    if (wall?.cookieHash) byCookie.set(wall.cookieHash, id)
  }
  for (const wall of register.all()) index(wall.id, wall)
  register.onChange(index)
  const after = (ms: number) => new Date(now().getTime() + ms).toISOString()
  const isPast = (at: string | null) => at === null || Date.parse(at) <= now().getTime()

  return {
    list: (): WallView[] => register.all().map(({ linkHash: _l, cookieHash: _c, cookieUntil: _u, ...wall }) => wall),
    get: register.get,
    works: (id: string): boolean => { const wall = register.get(id); return wall !== undefined && wall.endedAt === null && !isPast(wall.cookieUntil) }, // prettier-ignore
    make(asked: { name: string; area: string; by: string }): { id: string; token: string; change: Change } {
      const token = newSecret()
      const id = randomId(10)
      const wall: StoredWall = {
        id, name: asked.name, area: asked.area, createdAt: now().toISOString(), createdBy: asked.by, linkUntil: after(LINK_MS), tradedAt: null, lastSeenAt: null,
        endedAt: null, linkHash: digest(token), cookieHash: null, cookieUntil: null,
      } // prettier-ignore
      return { id, token, change: register.put(wall) }
    },
    /** The link's token for a cookie, once. */
    trade(token: string): { id: string; cookie: string; change: Change } | null {
      const hash = digest(token)
      const wall = register.all().find((one) => one.linkHash === hash)
      if (!wall || wall.endedAt !== null || isPast(wall.linkUntil)) return null
      const cookie = newSecret()
      const traded = {
        ...wall,
        linkHash: null,
        cookieHash: digest(cookie),
        cookieUntil: after(WALL_COOKIE_S * 1000),
        tradedAt: now().toISOString(),
      }
      register.touch({ ...wall, linkHash: null }) // a second trade in the same moment finds nothing
      return { id: wall.id, cookie, change: register.put(traded) }
    },
    actorOf(cookie: string): { actor: Actor; wall: StoredWall } | null {
      const wall = register.get(byCookie.get(digest(cookie)) ?? '')
      if (!wall || wall.endedAt !== null || isPast(wall.cookieUntil)) return null
      return {
        wall,
        actor: {
          id: `wall:${wall.id}`,
          name: wall.name,
          kind: 'wall',
          roles: ['wall'],
          scopes: [],
          areas: [wall.area],
          domains: [],
          departments: [],
          teams: [],
          city,
        },
      }
    },
    /** Once a day of use: another 90 days. */
    renew(wall: StoredWall): Change | null {
      const day = 86_400_000
      if (wall.lastSeenAt !== null && now().getTime() - Date.parse(wall.lastSeenAt) < day) return null
      const renewed = { ...wall, lastSeenAt: now().toISOString(), cookieUntil: after(WALL_COOKIE_S * 1000) }
      register.touch(renewed)
      return register.put(renewed)
    },
    end: (id: string): Change => register.put({ ...register.get(id)!, endedAt: now().toISOString(), linkHash: null, cookieHash: null }),
    endAll: (): Change =>
      register.put(
        ...register.all().map((wall) => ({ ...wall, endedAt: wall.endedAt ?? now().toISOString(), linkHash: null, cookieHash: null })),
      ),
    onChange: register.onChange,
  }
}
