import type { Request, RequestHandler, Response } from 'express'
import type { Actor } from '../shared/actor.ts'
import type { Audit, Where } from './audit.ts'
import type { Cookies } from './cookies.ts'
import { readBytes, parseJson, BODY_LIMIT } from './body.ts'
import type { Held } from './held.ts'
import type { Keys } from './keys.ts'
import type { People } from './people.ts'
import { HttpProblem } from './problem.ts'
import { keep } from './register.ts'
import { type Sessions, type StoredSession, shortOf } from './session.ts'
import type { Store } from './store/store.ts'
import { openRates } from './throttle.ts'
import { WALL_COOKIE_S, type Walls } from './walls.ts'
import type { Whereabouts } from './whereabouts.ts'

/** Who stands behind a request. `principal` is what can be revoked: `session:FAMILY`, `key:ID`, `wall:ID`. */
export type Identity = { actor: Actor | null; principal: string | null; session: StoredSession | null; address: string }
export type GuardParts = {
  store: Store; people: People; sessions: Sessions; keys: Keys; walls: Walls; audit: Audit; cookies: Cookies; whereabouts: Whereabouts; held: Held; now: () => Date
  limits: { requestsPerS: number; keyRequestsPerS: number }
} // prettier-ignore
type Asking = { headers: Request['headers']; remote: string | undefined; key?: string; face?: string }

export const identityOf = (res: Response): Identity => res.locals['identity'] as Identity
export const whereOf = ({ address, session, principal }: Identity): Where => ({
  address,
  session: session ? shortOf(session.family) : principal,
})

const SAFE = ['GET', 'HEAD', 'OPTIONS']
/** Doors that a session with a one-time code may use. */
const ONE_TIME = ['GET /api/session', 'DELETE /api/session', 'PUT /api/session/password', 'POST /api/session']
/** Changing requests without a token: nothing stands behind them yet. */
const NO_TOKEN = ['POST /api/session', 'POST /api/wall-session']
const UNLOCKED = [...NO_TOKEN, 'POST /api/session/unlock', 'DELETE /api/session']

/** From headers to who asks. A key ignores cookies; the wall's face uses the wall's cookie only; else a person's cookie comes first. */
export function openIdentify({ sessions, people, keys, walls, cookies, whereabouts, audit }: GuardParts) {
  return ({ headers, remote, key, face }: Asking): Identity => {
    const address = whereabouts.addressOf(remote, headers)
    const nobody: Identity = { actor: null, principal: null, session: null, address }
    const bearer = key ?? /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (bearer !== undefined) {
      const actor = keys.actorOf(bearer)
      if (!actor) audit.refused('key.refused', address, null)
      if (!actor) throw new HttpProblem(401, 'key', '密钥无效、已到期或已撤销')
      return { ...nobody, actor, principal: actor.id }
    }
    const cookie = face === 'wall' ? null : cookies.read(headers.cookie, 'tg_session')
    const found = cookie === null ? null : sessions.of(cookie)
    if (found) return { actor: people.toActor(found.user), principal: `session:${found.session.family}`, session: found.session, address }
    const wall = walls.actorOf(cookies.read(headers.cookie, 'tg_wall') ?? '')
    return wall && cookie === null ? { ...nobody, actor: wall.actor, principal: wall.actor.id } : nobody
  }
}

/** Host, Origin, who asks, how often, and whether this session may act: before any route. */
export function createGuard(parts: GuardParts): RequestHandler[] {
  const { whereabouts, sessions, limits, now } = parts
  const identify = openIdentify(parts)
  const rates = openRates(() => now().getTime())

  const place: RequestHandler = (req, _res, next) => {
    if (!whereabouts.isOurHost(req.headers.host)) throw new HttpProblem(421, 'host', '这个主机名不属于本系统')
    if (!whereabouts.isOurOrigin(req.headers.origin, req.headers.host)) throw new HttpProblem(403, 'origin', '不接受来自其他网站的请求')
    next()
  }
  const who: RequestHandler = (req, res, next) => {
    if (!req.path.startsWith('/api') && req.path !== '/metrics') return next()
    const face = req.headers['x-face']
    const identity = identify({ headers: req.headers, remote: req.socket.remoteAddress, ...(typeof face === 'string' ? { face } : {}) })
    res.locals['identity'] = identity
    if (identity.actor) res.locals['actor'] = identity.actor
    const perS = identity.actor?.kind === 'key' ? limits.keyRequestsPerS : limits.requestsPerS
    if (!rates.take(identity.principal ?? identity.address, perS))
      throw new HttpProblem(429, 'rate', `每秒最多 ${perS} 个请求`, { retryAfterS: 1 })
    if (identity.actor?.kind === 'wall') renew(parts, identity, req, res)
    next()
  }
  const session: RequestHandler = async (req, res, next) => {
    const identity = res.locals['identity'] as Identity | undefined
    if (!identity?.session) return next()
    const door = `${req.method} ${req.path.replace(/\/$/, '')}`
    if (identity.session.oneTime && !ONE_TIME.includes(door)) throw new HttpProblem(403, 'must-change-password', '请先设置新密码')
    if (identity.session.lost && SAFE.includes(req.method) && door !== 'GET /api/session')
      throw new HttpProblem(403, 'phone-lost', '这部手机已报失')
    if (SAFE.includes(req.method) || NO_TOKEN.includes(door)) return next()
    const token = req.headers['x-csrf-token']
    if (typeof token !== 'string' || !sessions.isCsrf(identity.session, token))
      throw new HttpProblem(403, 'csrf', '缺少或错误的 X-CSRF-Token')
    if (!UNLOCKED.includes(door) && sessions.isLocked(identity.session))
      throw new HttpProblem(403, 'locked', '长时间未操作，请输入密码解锁')
    if (identity.session.lost && !UNLOCKED.includes(door) && !req.path.startsWith('/api/photos'))
      return hold(parts, identity.session, req, res)
    sessions.touch(identity.session)
    next()
  }
  return [place, who, session]
}

/** Another 90 days, once a day of use. */
function renew({ walls, cookies, store }: GuardParts, identity: Identity, req: Request, res: Response): void {
  const wall = walls.get(identity.actor!.id.slice('wall:'.length))
  const change = wall && walls.renew(wall)
  const cookie = cookies.read(req.headers.cookie, 'tg_wall')
  if (!change || cookie === null) return
  res.append('Set-Cookie', cookies.write('tg_wall', cookie, WALL_COOKIE_S))
  void keep(store, [change]).catch(() => {})
}

/** A lost phone's deed is kept, unread, for the shift leader. */
async function hold({ held, store, audit, people }: GuardParts, session: StoredSession, req: Request, res: Response): Promise<void> {
  const bytes = await readBytes(req, BODY_LIMIT)
  const { id, change } = held.put({
    user: session.user,
    method: req.method,
    path: req.path,
    body: bytes.length === 0 ? null : parseJson(bytes),
  })
  const where = whereOf(res.locals['identity'] as Identity)
  await keep(
    store,
    [change],
    [
      audit.row({
        actor: people.get(session.user) ?? { id: session.user, roles: [] },
        where,
        action: 'held.keep',
        object: `user:${session.user}`,
        result: 'held',
      }),
    ],
  )
  res.status(202).json({ held: id })
}
