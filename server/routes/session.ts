import type { Request, Response } from 'express'
import { z } from 'zod'
import { SessionInfo } from '../../shared/api.ts'
import { Welcome } from '../../shared/organisation.ts'
import { type Identity, identityOf, whereOf } from '../guard.ts'
import type { House } from '../identity.ts'
import { HttpProblem } from '../problem.ts'
import { keep } from '../register.ts'
import { type Route, noContent, ok, route } from '../route.ts'
import { KNOWN_S, SESSION_MS, type StoredSession } from '../session.ts'
import { WALL_COOKIE_S } from '../walls.ts'

const Password = z.string().min(1).max(200)
const SignInBody = z.object({
  user: z.string().min(1).max(64),
  password: Password,
  /** A phone's session lives 7 days and is locked by the phone's own lock. */
  device: z.enum(['desk', 'phone']).default('desk'),
})

/** Signing in and out, unlocking, the password; and the wall's link. */
export function sessionRoutes(house: House): Route[] {
  const { sessions, people, cookies } = house
  const browserOf = (req: Request): string | null => {
    const browser = cookies.read(req.headers.cookie, 'tg_known')
    return browser !== null && /^[A-Za-z0-9_-]{43}$/.test(browser) ? browser : null
  }
  const give = (res: Response, token: string, session: StoredSession) =>
    res.append('Set-Cookie', cookies.write('tg_session', token, SESSION_MS[session.device] / 1000))
  const mine = (res: Response): StoredSession => {
    const { session } = identityOf(res)
    if (!session) throw new HttpProblem(401, 'sign-in', '请先登录')
    return session
  }
  const end = async (identity: Identity) => {
    const actor = identity.actor!
    const row = house.audit.row({ actor, where: whereOf(identity), action: 'session.end', object: `user:${actor.id}`, result: 'done' })
    await keep(house.store, [sessions.end(identity.session!.id)], [row])
  }

  return [
    route({
      door: 'GET /api/welcome',
      summary: 'What the sign-in page shows before anybody is in.',
      answer: Welcome,
      handle: () => Promise.resolve(ok(house.welcome)),
    }),
    route({
      door: 'POST /api/session',
      summary: 'Sign in: sets the session cookie. 401 for a wrong user or password alike; 429 with Retry-After when it failed too often.',
      body: SignInBody,
      async handle({ body, req, res }) {
        const { token, session, browser } = await sessions.signIn({ ...body, address: identityOf(res).address, browser: browserOf(req) })
        give(res, token, session)
        res.append('Set-Cookie', cookies.write('tg_known', browser, KNOWN_S))
        return noContent
      },
    }),
    route({
      door: 'GET /api/session',
      summary: 'Who I am, and the token that changing requests carry as X-CSRF-Token.',
      answer: SessionInfo,
      async handle({ res }) {
        const session = mine(res)
        const user = people.get(session.user)!
        const info: SessionInfo = {
          user: user.id, name: user.name, roles: user.roles, areas: user.areas, departments: user.departments, teams: user.teams, domains: user.domains,
          csrf: session.csrf, locked: sessions.isLocked(session), mustChangePassword: session.oneTime, notice: session.notice,
        } // prettier-ignore
        return ok(info)
      },
    }),
    route({
      door: 'DELETE /api/session',
      summary: 'Sign out.',
      async handle({ res }) {
        mine(res)
        await end(identityOf(res))
        res.append('Set-Cookie', cookies.clear('tg_session'))
        return noContent
      },
    }),
    route({
      door: 'PUT /api/session/password',
      summary: 'A new password, or the first one by a one-time code; ends the other sessions. 422 rule weak-password.',
      body: z.object({ old: Password, new: Password }),
      async handle({ body, req, res }) {
        const { token, session } = await sessions.changePassword(mine(res), body.old, body.new, identityOf(res).address, browserOf(req))
        give(res, token, session)
        return noContent
      },
    }),
    route({
      door: 'POST /api/session/unlock',
      summary: 'Unlock after idling; the cookie is renewed.',
      body: z.object({ password: Password }),
      async handle({ body, req, res }) {
        const { token, session } = await sessions.unlock(mine(res), body.password, identityOf(res).address, browserOf(req))
        give(res, token, session)
        return noContent
      },
    }),
    route({
      door: 'POST /api/session/active',
      summary: 'A person moved or typed: keeps the session unlocked. The page sends it at most once a minute.',
      handle: () => Promise.resolve(noContent),
    }),
    route({
      door: 'POST /api/wall-session',
      summary: 'Trade a wall link (works once within 24 h) for the wall cookie.',
      body: z.object({ token: z.string().min(1).max(200) }),
      async handle({ body, res }) {
        const traded = house.walls.trade(body.token)
        if (!traded) house.audit.refused('wall.refused', identityOf(res).address, null)
        if (!traded) throw new HttpProblem(401, 'wall-link', '这个大屏链接已用过、已过期或不存在，请管理员重新生成')
        const row = house.audit.row({
          actor: { id: `wall:${traded.id}`, roles: ['wall'] },
          where: whereOf(identityOf(res)),
          action: 'wall.trade',
          object: `wall:${traded.id}`,
          result: 'done',
        })
        await keep(house.store, [traded.change], [row])
        res.append('Set-Cookie', cookies.write('tg_wall', traded.cookie, WALL_COOKIE_S))
        return noContent
      },
    }),
    route({
      door: 'GET /api/wall-session',
      summary: 'Which wall this is.',
      answer: z.strictObject({ id: z.string(), name: z.string(), area: z.string() }),
      async handle({ actor }) {
        return ok({ id: actor.id.slice('wall:'.length), name: actor.name, area: actor.areas[0] })
      },
    }),
  ]
}
