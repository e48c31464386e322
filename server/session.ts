import { z } from 'zod'
import type { Audit } from './audit.ts'
import { weakness, type Passwords } from './passwords.ts'
import type { People, StoredUser } from './people.ts'
import { HttpProblem } from './problem.ts'
import { type Change, keep, openRegister } from './register.ts'
import { digest, newSecret, same } from './secrets.ts'
import type { Store } from './store/store.ts'
import { openFailures } from './throttle.ts'

const At = z.iso.datetime({ offset: true })
const StoredSession = z.strictObject({
  /** Digest of the cookie: the cookie itself is nowhere. */
  id: z.string(),
  /** Stays when the cookie is renewed: open sockets belong to it. */
  family: z.string(),
  user: z.string(),
  csrf: z.string(),
  device: z.enum(['desk', 'phone']),
  createdAt: At,
  until: At,
  /** Signed in with a one-time code: nothing but a new password. */
  oneTime: z.boolean(),
  notice: z.string().nullable(),
  /** The phone was reported lost: what it sends waits for the shift leader. */
  lost: z.boolean(),
})
export type StoredSession = z.infer<typeof StoredSession>
export type Sessions = Awaited<ReturnType<typeof openSessions>>
export type SignIn = { user: string; password: string; device: 'desk' | 'phone'; address: string; browser: string | null }

const HOUR_MS = 3_600_000
export const SESSION_MS = { desk: 12 * HOUR_MS, phone: 7 * 24 * HOUR_MS }
/** A phone locks itself with its own lock; asking for a password every quarter of an hour in the street would only teach short ones. */
export const IDLE_MS = { desk: HOUR_MS / 4, phone: 12 * HOUR_MS }
export const KNOWN_S = 180 * 86_400

/** `session` in an audit row: enough to follow one, too little to be one. */
export const shortOf = (family: string): string => family.slice(0, 12)

type Parts = { store: Store; people: People; passwords: Passwords; audit: Audit; now: () => Date; idleMs?: typeof IDLE_MS }
export async function openSessions({ store, people, passwords, audit, now, idleMs = IDLE_MS }: Parts) {
  const register = await openRegister(store, 'sessions', StoredSession)
  /** When somebody last acted, by family. Kept on disk once a minute: a restart must not unlock anything. */
  const kept = await openRegister(store, 'session-seen', z.strictObject({ id: z.string(), at: At }))
  const seen = new Map(kept.all().map(({ id, at }) => [id, Date.parse(at)]))
  const stale = kept.all().filter(({ id }) => !register.all().some((one) => one.family === id)) // prettier-ignore
  if (stale.length) await keep(store, [kept.remove(...stale.map(({ id }) => id))])
  function touch({ family }: StoredSession): void {
    const at = now()
    seen.set(family, at.getTime())
    if (at.getTime() - Date.parse(kept.get(family)?.at ?? '1970-01-01T00:00:00Z') < 60_000) return
    const row = { id: family, at: at.toISOString() }
    kept.touch(row)
    void store.write({ subjects: [], ops: kept.put(row).ops }).catch(() => {})
  }
  const failures = openFailures(() => now().getTime())
  const isOver = (session: StoredSession) => Date.parse(session.until) <= now().getTime()
  const after = (ms: number) => new Date(now().getTime() + ms).toISOString()
  const who = (user: StoredUser) => ({ id: user.id, roles: user.roles })

  const born = (user: StoredUser, device: 'desk' | 'phone', oneTime: boolean): { token: string; session: StoredSession } => {
    const token = newSecret()
    const at = now().toISOString()
    const session = {
      id: digest(token),
      family: newSecret(),
      user: user.id,
      csrf: newSecret(),
      device,
      createdAt: at,
      until: after(SESSION_MS[device]),
      oneTime,
      notice: user.notice,
      lost: false,
    }
    return { token, session }
  }
  const wrong = () => new HttpProblem(401, 'wrong-password', '用户名或密码不对')

  /** Checks a password as a sign-in does: slowed down by failures, equally costly for everybody. `true`: by a one-time code. */
  async function check({ user: name, password, address, browser }: Omit<SignIn, 'device'>): Promise<{ user: StoredUser; byCode: boolean }> {
    const found = people.get(name)
    const isKnown = browser !== null && found !== undefined && found.known.includes(digest(browser + name))
    const counter = isKnown ? `${name}|browser ${browser}` : `${name}|${address}`
    const waitMs = failures.wait(counter)
    if (waitMs > 0) throw new HttpProblem(429, 'slow-down', '失败次数过多，请稍后再试', { retryAfterS: waitMs / 1000 })
    const byPassword = await passwords.verify(password, found?.password ?? null)
    const byCode = found !== undefined && people.isCode(found, password)
    if (found === undefined || !found.active || !(byPassword || byCode)) {
      failures.failed(counter)
      audit.refused('session.refused', address, found?.id ?? null)
      throw wrong()
    }
    failures.succeeded(counter)
    return { user: found, byCode: byCode && !byPassword }
  }

  async function signIn(asked: SignIn): Promise<{ token: string; session: StoredSession; browser: string }> {
    const { byCode } = await check(asked)
    return people.inTurn(async () => {
      const user = people.get(asked.user)
      if (!user?.active) throw wrong()
      const browser = asked.browser ?? newSecret()
      const { token, session } = born(user, asked.device, byCode)
      const seen = people.known(
        { ...user, notice: byCode ? user.notice : null, lastSignInAt: now().toISOString() },
        digest(browser + user.id),
      )
      const row = audit.row({
        actor: who(user),
        where: { address: asked.address, session: shortOf(session.family) },
        action: 'session.start',
        object: `user:${user.id}`,
        result: byCode ? 'one-time' : 'done',
      })
      await keep(store, [people.change(seen), register.put(session)], [row])
      return { token, session, browser }
    })
  }

  /** A new cookie for the same session: after unlocking. The csrf token is as old as the session, so that other windows go on. */
  async function unlock(
    session: StoredSession,
    password: string,
    address: string,
    browser: string | null,
  ): Promise<{ token: string; session: StoredSession }> {
    const { user } = await check({ user: session.user, password, address, browser })
    const token = newSecret()
    const fresh = { ...session, id: digest(token) }
    const row = audit.row({
      actor: who(user),
      where: { address, session: shortOf(fresh.family) },
      action: 'session.unlock',
      object: `user:${user.id}`,
      result: 'done',
    })
    await keep(store, [register.put(fresh), register.remove(session.id)], [row])
    touch(fresh)
    return { token, session: fresh }
  }
  /** The other sessions of the user end; this one goes on under a new cookie. */
  async function changePassword(
    session: StoredSession,
    old: string,
    next: string,
    address: string,
    browser: string | null,
  ): Promise<{ token: string; session: StoredSession }> {
    const { user: before } = await check({ user: session.user, password: old, address, browser })
    const weak = weakness(next, before.id)
    if (weak !== null) throw new HttpProblem(422, 'weak-password', weak)
    if (next === old) throw new HttpProblem(422, 'same-password', '新密码与旧的相同')
    const password = await passwords.hash(next)
    return people.inTurn(async () => {
      const user = people.get(session.user)
      if (!user?.active) throw wrong()
      const fresh = born(user, session.device, false)
      const others = register.all().filter((one) => one.user === user.id)
      const row = audit.row({
        actor: who(user),
        where: { address, session: shortOf(session.family) },
        action: 'user.password',
        object: `user:${user.id}`,
        result: 'done',
      })
      const going = { ...fresh.session, family: session.family, csrf: session.csrf, notice: null }
      await keep(
        store,
        [
          people.change({ ...user, password, code: null, notice: null }),
          register.put(going),
          register.remove(...others.map((one) => one.id)),
        ],
        [row],
      )
      return { token: fresh.token, session: going }
    })
  }

  return {
    signIn, unlock, changePassword,
    all: register.all,
    /** The living session of a cookie. */
    of(cookie: string): { session: StoredSession; user: StoredUser } | null {
      const session = register.get(digest(cookie))
      const user = session && people.get(session.user)
      return !session || isOver(session) || !user?.active ? null : { session, user }
    },
    alive: (family: string): boolean => register.all().some((one) => one.family === family && !isOver(one) && people.get(one.user)?.active === true),
    isLocked: (session: StoredSession): boolean => now().getTime() - (seen.get(session.family) ?? Date.parse(session.createdAt)) > idleMs[session.device],
    isCsrf: (session: StoredSession, token: string): boolean => same(session.csrf, token),
    touch,
    end: (...ids: readonly string[]): Change => register.remove(...ids),
    endOf: (user: string): Change => register.remove(...register.all().filter((one) => one.user === user).map((one) => one.id)), // prettier-ignore
    endAll: (): Change => register.remove(...register.all().map((one) => one.id)),
    put: register.put,
    /** Sessions whose time is over leave the store; returns their ids. */
    async sweep(): Promise<void> {
      const over = register.all().filter(isOver).map((one) => one.id) // prettier-ignore
      if (over.length) await keep(store, [register.remove(...over)]).catch(() => {})
    },
    /** Told with the family of a session that has ended. */
    onEnded: (tell: (family: string) => void): (() => void) => {
      const families = new Map(register.all().map((one) => [one.id, one.family]))
      return register.onChange((id, session) => {
        if (session) families.set(id, session.family)
        if (session?.lost) tell(session.family) // its sockets leave, what it sends is still taken
        if (session) return
        const family = families.get(id)
        families.delete(id)
        if (family !== undefined && ![...families.values()].includes(family)) tell(family)
      })
    },
  } // prettier-ignore
}
