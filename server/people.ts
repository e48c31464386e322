import { z } from 'zod'
import { ADMINISTRATORS, type Actor, type Role } from '../shared/actor.ts'
import { type Refusal, refuse } from '../shared/decision.ts'
import { User, type UserView } from '../shared/organisation.ts'
import { type Change, openRegister } from './register.ts'
import { digest, newCode, plainCode, same } from './secrets.ts'
import type { Store } from './store/store.ts'

const At = z.iso.datetime({ offset: true })
const StoredUser = User.extend({
  /** scrypt text; null: cannot sign in by password. */
  password: z.string().nullable(),
  code: z.strictObject({ hash: z.string(), until: At }).nullable(),
  /** Browsers that have signed in to this account: their failures are counted apart. */
  known: z.array(z.string()),
  /** What an administrator did to the account; shown once at sign-in. */
  notice: z.string().nullable(),
  lastSignInAt: At.nullable(),
  phoneLostAt: At.nullable(),
})
export type StoredUser = z.infer<typeof StoredUser>
export type People = Awaited<ReturnType<typeof openPeople>>

export const CODE_MS = 24 * 3_600_000
const KNOWN_MOST = 12

export async function openPeople({ store, now, city }: { store: Store; now: () => Date; city: string }) {
  const register = await openRegister(store, 'users', StoredUser)
  let turn: Promise<unknown> = Promise.resolve()
  const until = () => new Date(now().getTime() + CODE_MS).toISOString()

  return {
    all: register.all,
    get: register.get,
    onChange: register.onChange,
    put: register.put,
    /** One change after the other, so that none overwrites what another has just decided. */
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      const done = turn.then(work, work)
      turn = done.catch(() => {})
      return done
    },
    toActor: (user: StoredUser): Actor => ({
      id: user.id, name: user.name, kind: 'person', roles: user.roles, scopes: [], areas: user.areas, domains: user.domains, departments: user.departments, teams: user.teams, city,
    }), // prettier-ignore
    toView: ({ password: _p, code, known: _k, notice: _n, ...user }: StoredUser): UserView => ({ ...user, codeUntil: code?.until ?? null }),
    /** A user who has never been here, with nothing he could sign in with. */
    blank: (user: User): StoredUser => ({
      ...user,
      password: null,
      code: null,
      known: [],
      notice: null,
      lastSignInAt: null,
      phoneLostAt: null,
    }),
    /** A one-time code in place of the password. It is returned once and kept as a hash. */
    withCode(user: StoredUser, notice: string | null): { user: StoredUser; code: string } {
      const code = newCode()
      return { code, user: { ...user, password: null, code: { hash: digest(plainCode(code)), until: until() }, notice } }
    },
    isCode: (user: StoredUser, typed: string): boolean =>
      user.code !== null && Date.parse(user.code.until) > now().getTime() && same(user.code.hash, digest(plainCode(typed))),
    known: (user: StoredUser, browser: string): StoredUser => ({
      ...user,
      known: [...user.known.filter((one) => one !== browser), browser].slice(-KNOWN_MOST),
    }),
    change: (user: StoredUser): Change => register.put(user),
  }
}

/** Would this change leave the house without one of its administrators, or give one person two of them? */
export function mayBecome(before: User, after: User, all: readonly User[]): Refusal | null {
  const kinds = (user: User) => user.roles.filter((role) => ADMINISTRATORS.includes(role))
  if (kinds(after).length > 1) return refuse('two-administrators', '一人不得兼任系统、安全、审计三个管理员中的两个')
  if (after.roles.includes('wall')) return refuse('wall-role', '大屏不是人员岗位')
  const lost = kinds(before).filter((kind) => before.active && !(after.active && after.roles.includes(kind)))
  const isLast = (kind: Role) => !all.some((user) => user.id !== before.id && user.active && user.roles.includes(kind))
  if (lost.some(isLast)) return refuse('last-administrator', '这是该类管理员的最后一人，不能移除')
  return null
}
