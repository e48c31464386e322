import type { IncomingHttpHeaders } from 'node:http'
import type { Request, RequestHandler } from 'express'
import type { Actor } from '../shared/actor.ts'
import type { Welcome } from '../shared/organisation.ts'
import { openAudit } from './audit.ts'
import { openCookies } from './cookies.ts'
import { openHeld } from './held.ts'
import { type GuardParts, type Identity, createGuard, identityOf, openIdentify, whereOf } from './guard.ts'
import { type Keys, openKeys } from './keys.ts'
import { openPasswords } from './passwords.ts'
import { openPeople } from './people.ts'
import { type PersonalBook, openPersonal } from './personal.ts'
import { HttpProblem } from './problem.ts'
import type { RouteContext } from './route.ts'
import { keep } from './register.ts'
import { openRevokedList } from './revoked-list.ts'
import { openSeal } from './seal.ts'
import { type IDLE_MS, openSessions } from './session.ts'
import { type Store, type WriteOp, op } from './store/store.ts'
import { openWalls } from './walls.ts'
import { openWhereabouts } from './whereabouts.ts'

export type IdentityConfig = {
  dataFolder: string
  origin: string | null
  proxies: readonly string[]
  tls: unknown
  sealKey?: string | null
  limits: { requestsPerS: number }
  world?: string
  city: { code: string; name?: string; englishName?: string }
}
/** A proven caller of the live socket. `principal` is told by `onRevoked` when it must leave. */
export type Caller = { actor: Actor; principal: string }
export type House = Awaited<ReturnType<typeof openIdentity>>

/** Machines are held back by their feed, not by this. */
const KEY_REQUESTS_PER_S = 500

export async function openIdentity(options: {
  store: Store
  config: IdentityConfig
  now: () => Date
  cost?: Parameters<typeof openPasswords>[0]
  idleMs?: typeof IDLE_MS
}) {
  const { store, config, now } = options
  const city = config.city.code
  const https = config.tls !== null || (config.origin?.startsWith('https:') ?? false)
  const audit = openAudit({ store, now })
  const passwords = openPasswords(options.cost)
  const people = await openPeople({ store, now, city })
  const keys = await openKeys({ store, now, city })
  const walls = await openWalls({ store, now, city })
  const sessions = await openSessions({ store, people, passwords, audit, now, ...(options.idleMs ? { idleMs: options.idleMs } : {}) })
  const list = openRevokedList(config.dataFolder)
  const personal = openPersonal({
    store,
    now,
    seal: await theSeal(store, config),
    erased: (subject) => list.add('person', subject, now().toISOString()),
  })
  await applyList(store, keys, personal, list)
  const held = await openHeld({ store, personal, now })
  keys.onChange((id, key) => { if (key && key.revokedAt !== null) list.add('key', id, key.revokedAt) }) // prettier-ignore
  const whereabouts = openWhereabouts({ origin: config.origin, proxies: config.proxies, https: config.tls !== null })
  const cookies = openCookies(https)
  const parts: GuardParts = {
    store, people, sessions, keys, walls, audit, cookies, whereabouts, held, now,
    limits: { requestsPerS: config.limits.requestsPerS, keyRequestsPerS: Math.max(KEY_REQUESTS_PER_S, config.limits.requestsPerS) },
  } // prettier-ignore
  const identify = openIdentify(parts)
  const revoked = openRevocations(parts)

  return {
    ...parts, passwords, personal, city, https,
    /** What the sign-in page shows; `openAccounts` puts the demonstration's password in where it may be known. */
    welcome: { city: config.city.name ?? city, englishCity: config.city.englishName ?? city, demo: config.world !== undefined && config.world !== 'none', demoPassword: null } as Welcome,
    guard: createGuard(parts) as readonly RequestHandler[],
    /** Socket.IO's handshake: Host and Origin as for HTTP, then `auth.key`, `auth.face: 'wall'`, or the cookie. Throws HttpProblem. */
    authenticateSocket(handshake: { headers: IncomingHttpHeaders; auth: Record<string, unknown>; address: string }): Caller {
      const { headers, auth, address } = handshake
      if (!whereabouts.isOurHost(headers.host)) throw new HttpProblem(421, 'host', '这个主机名不属于本系统')
      if (!whereabouts.isOurOrigin(headers.origin, headers.host)) throw new HttpProblem(403, 'origin', '不接受来自其他网站的请求')
      const key = typeof auth['key'] === 'string' ? auth['key'].slice(0, 200) : undefined
      const identity = identify({ headers, remote: address, ...(key === undefined ? {} : { key }), ...(auth['face'] === 'wall' ? { face: 'wall' } : {}) })
      if (!identity.actor || identity.principal === null) throw new HttpProblem(401, 'sign-in', '请先登录')
      if (identity.session?.lost) throw new HttpProblem(403, 'phone-lost', '这部手机已报失')
      if (identity.session?.oneTime) throw new HttpProblem(403, 'must-change-password', '请先设置新密码')
      return { actor: identity.actor, principal: identity.principal }
    },
    /** The MQTT password of user `N` is its key. Null: wrong, revoked, over, or another's. */
    authenticateMqtt(user: string, secret: string, address = 'mqtt'): Caller | null {
      const actor = keys.actorOf(secret)
      if (actor && actor.name === user) return { actor, principal: actor.id }
      audit.refused('key.refused', address, null)
      return null
    },
    /** Told at once with the principal of a session, key or wall that has ended or changed: its sockets and connections leave. */
    onRevoked: revoked.on,
    /** The row of a route's deed, for the deed's own write. */
    auditOps(asked: { actor: Actor | null; req: Request }, row: { action: string; object: string; result: string; reason?: string }): WriteOp[] {
      const identity: Identity = identityOf(asked.req.res!)
      return [audit.row({ ...row, actor: asked.actor ?? { id: 'nobody', roles: [] }, where: whereOf(identity), ...(asked.req.body === undefined ? {} : { body: asked.req.body as unknown }) })]
    },
    stop: async () => {
      revoked.stop()
      await keys.stop()
      await audit.stop()
    },
  } // prettier-ignore
}
export const contextOf = (house: House, hub: RouteContext['hub'], store: Store, now: () => Date): RouteContext => ({
  hub,
  store,
  now,
  auditOps: house.auditOps,
})

/** A key of our own making is made once: a restored store must not get another one by mistake and leave its people unreadable. */
async function theSeal(store: Store, config: IdentityConfig) {
  const known = (await store.read('meta.all'))['sealKeyId']
  const seal = openSeal(config.dataFolder, config.sealKey ?? null, known !== undefined)
  if (config.sealKey == null && known !== seal.keyId) await store.write({ subjects: [], ops: [op('meta.put', 'sealKeyId', seal.keyId)] })
  return seal
}

/** What was revoked or erased after the backup that this store comes from. */
async function applyList(store: Store, keys: Keys, personal: PersonalBook, list: ReturnType<typeof openRevokedList>): Promise<void> {
  const again = list.all('key').filter((id) => keys.get(id)?.revokedAt === null)
  const erased = list.all('person').flatMap(personal.eraseOps)
  if (again.length + erased.length > 0) await keep(store, again.map(keys.revoke), erased)
}

/** What ends by a deed is told at once; what ends by its time within five seconds. */
function openRevocations({ sessions, keys, walls }: GuardParts) {
  const listeners = new Set<(principal: string) => void>()
  const tell = (principal: string) => { for (const listener of listeners) listener(principal) } // prettier-ignore
  const undo = [
    sessions.onEnded((family) => tell(`session:${family}`)),
    keys.onChange((id) => tell(`key:${id}`)),
    walls.onChange((id) => { if (!walls.works(id)) tell(`wall:${id}`) }),
  ] // prettier-ignore
  const living = new Set<string>()
  const timer = setInterval(() => {
    void sessions.sweep()
    for (const { id } of keys.list()) {
      if (keys.works(id)) living.add(id)
      else if (living.delete(id)) tell(`key:${id}`)
    }
  }, 5_000)
  timer.unref()
  return {
    on(listener: (principal: string) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: () => {
      clearInterval(timer)
      for (const end of undo) end()
    },
  }
}
