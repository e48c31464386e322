import { z } from 'zod'
import { ADMINISTRATORS, type Actor, Role, holds } from '../../shared/actor.ts'
import { Id } from '../../shared/area.ts'
import { CommandId } from '../../shared/api.ts'
import { Colleague, User, UserName, UserView } from '../../shared/organisation.ts'
import type { House } from '../identity.ts'
import { type StoredUser, mayBecome } from '../people.ts'
import { HttpProblem, notFound, problemOf } from '../problem.ts'
import { keep } from '../register.ts'
import { type Route, created, ok, route } from '../route.ts'

const CodeGiven = z.strictObject({ id: UserName, code: z.string(), until: z.string() })
const NewUser = z.object({
  commandId: CommandId.optional(),
  id: UserName,
  name: z.string().min(1).max(100),
  departments: z.array(Id).default([]),
  teams: z.array(Id).default([]),
  roles: z.array(Role).max(0, '岗位由安全管理员授予').default([]),
  areas: z.array(z.string()).max(0, '范围由安全管理员授予').default([]),
})
const UserChange = z.object({ commandId: CommandId.optional(), ...User.omit({ id: true }).partial().shape })
/** What `security` gives; the rest is `admin`'s. */
const GIVEN = ['roles', 'areas', 'domains'] as const

const reach = (one: string, other: string) =>
  one === other || (!one.includes('-') && !other.includes('-') && (one.startsWith(other) || other.startsWith(one)))
/** Colleagues whose areas touch the asker's. */
const seesColleague = (asker: Actor, user: User): boolean =>
  asker.areas.includes(asker.city) ||
  user.areas.includes(asker.city) ||
  user.areas.some((area) => asker.areas.some((mine) => reach(area, mine)))

/** Accounts: made by `admin`, given roles and scope by `security`; desks see colleagues. */
export function userRoutes(house: House): Route[] {
  const { people, sessions, store } = house
  const find = (id: string): StoredUser => {
    const user = people.get(id)
    if (!user) throw notFound()
    return user
  }
  const notOwn = (actor: Actor, id: string) => {
    if (actor.id === id) throw new HttpProblem(409, 'own-account', '不得修改自己的账户、岗位或范围')
  }
  /** `admin` resets or stops nobody who holds another administrator's role. */
  const notOfAnother = (user: StoredUser) => {
    if (user.roles.some((role) => ADMINISTRATORS.includes(role) && role !== 'admin'))
      throw new HttpProblem(409, 'other-administrator', '系统管理员不得重置或停用其他管理员的账户')
  }
  return [
    route({
      door: 'GET /api/users',
      summary: 'Accounts for administrators; for desks the colleagues in scope.',
      answer: z.strictObject({ users: z.array(z.union([UserView, Colleague])) }),
      async handle({ actor }) {
        if (holds(actor, 'admin', 'security')) return ok({ users: people.all().map(people.toView) })
        const users = people.all().filter((user) => user.active && user.roles.length > 0 && seesColleague(actor, user))
        return ok({ users: users.map(({ id, name, roles, departments, teams }) => ({ id, name, roles, departments, teams })) })
      },
    }),
    route({
      door: 'POST /api/users',
      summary: 'A new account without roles; answers a one-time code (24 h), once.',
      body: NewUser,
      answer: CodeGiven,
      async handle({ body: { commandId: _, ...body }, audit }) {
        return people.inTurn(async () => {
          if (people.get(body.id)) throw new HttpProblem(409, 'user-exists', '已有这个用户名')
          const { user, code } = people.withCode(people.blank({ ...body, domains: [], active: true }), null)
          await keep(store, [people.change(user)], audit('user.create', `user:${user.id}`, 'done'))
          return created({ id: user.id, code, until: user.code!.until })
        })
      },
    }),
    route({
      door: 'PUT /api/users/:id',
      summary:
        '`admin`: name, departments, teams, active. `security`: roles, areas, domains. Ends the sessions of whoever lost or gained something.',
      params: z.object({ id: UserName }),
      body: UserChange,
      answer: UserView,
      async handle({ actor, params, body: { commandId: _, ...body }, audit }) {
        return people.inTurn(async () => {
          const before = find(params.id)
          notOwn(actor, before.id)
          const given = Object.keys(body).filter((name) => (GIVEN as readonly string[]).includes(name))
          const kept = Object.keys(body).filter((name) => !(GIVEN as readonly string[]).includes(name))
          if (given.length > 0 && !holds(actor, 'security')) throw new HttpProblem(403, 'role-may-not', '岗位与范围由安全管理员授予')
          if (kept.length > 0 && !holds(actor, 'admin'))
            throw new HttpProblem(403, 'role-may-not', '姓名、部门、班组、停用由系统管理员办理')
          const after: StoredUser = { ...before, ...(body as Partial<User>) }
          if (!after.active && before.active) notOfAnother(before)
          const refusal = mayBecome(before, after, people.all())
          if (refusal) throw problemOf(refusal)
          const isScope = given.length > 0 || after.active !== before.active || body.departments !== undefined || body.teams !== undefined
          const noticed = isScope ? { ...after, notice: `您的账户由 ${actor.name} 更改` } : after
          await keep(
            store,
            [people.change(noticed), ...(isScope ? [sessions.endOf(after.id)] : [])],
            audit('user.change', `user:${after.id}`, 'done', Object.keys(body).join(' ')),
          )
          return ok(people.toView(noticed))
        })
      },
    }),
    route({
      door: 'POST /api/users/:id/code',
      summary: 'Reset: the password and the sessions end, a one-time code (24 h) is answered once and named to the user at sign-in.',
      params: z.object({ id: UserName }),
      answer: CodeGiven,
      async handle({ actor, params, audit }) {
        return people.inTurn(async () => {
          const before = find(params.id)
          notOwn(actor, before.id)
          notOfAnother(before)
          const { user, code } = people.withCode(before, `您的密码由 ${actor.name} 重置`)
          await keep(store, [people.change(user), sessions.endOf(user.id)], audit('user.reset', `user:${user.id}`, 'done'))
          return ok({ id: user.id, code, until: user.code!.until })
        })
      },
    }),
    route({
      door: 'POST /api/users/:id/phone-lost',
      summary: 'The phone is lost: what its sessions send from now on waits for the shift leader instead of being applied or lost.',
      params: z.object({ id: UserName }),
      async handle({ params, audit }) {
        return people.inTurn(async () => {
          const user = find(params.id)
          const phones = sessions.all().filter((session) => session.user === user.id && session.device === 'phone')
          const lost = { ...user, phoneLostAt: house.now().toISOString() }
          await keep(
            store,
            [people.change(lost), sessions.put(...phones.map((session) => ({ ...session, lost: true })))],
            audit('user.phone-lost', `user:${user.id}`, 'done', `${phones.length} 个会话`),
          )
          return ok({ sessions: phones.length })
        })
      },
    }),
  ]
}
