import { type Role } from '../shared/actor.ts'
import { randomBytes } from 'node:crypto'
import type { House } from './identity.ts'
import { weakness } from './passwords.ts'
import { keep } from './register.ts'
import { shortOf } from './session.ts'
import { type Store, op } from './store/store.ts'
import { isLoopback } from './whereabouts.ts'

/** The start cannot go on; the message says why and what to do. */
export class StartRefused extends Error {}

export const DEMO_PASSWORD = 'tongguan-demo'
const DEMO: readonly (readonly [id: string, name: string, role: Role])[] = [
  ['operator', '演示值守员', 'operator'],
  ['dispatcher', '演示派遣员', 'dispatcher'],
  ['shiftleader', '演示值班长', 'shift-leader'],
  ['handler', '演示处置员', 'handler'],
  ['worker', '演示网格员', 'worker'],
  ['inspector', '演示核查员', 'inspector'],
  ['leader', '演示领导', 'leader'],
  ['office', '演示办公室', 'office'],
  ['admin', '演示系统管理员', 'admin'],
  ['security', '演示安全管理员', 'security'],
  ['auditor', '演示审计员', 'auditor'],
]
type Start = {
  house: House
  store: Store
  config: { world: string; host: string; origin: string | null; adminPassword: string | null }
  say(line: string): void
}

/** Answers the password that the sign-in page may show. A store remembers its world; the accounts of a first start; the demonstration's password, known only where nobody else can reach it. */
export async function openAccounts(start: Start): Promise<{ demoPassword: string | null }> {
  const { store, config, house } = start
  const meta = await store.read('meta.all')
  const world = meta['world']
  if (world !== undefined && world !== config.world)
    throw new StartRefused(
      `this store belongs to the world "${world}" and TONGGUAN_WORLD is "${config.world}": choose another TONGGUAN_DATA or the same world`,
    )
  if (world === undefined) await store.write({ subjects: [], ops: [op('meta.put', 'world', config.world)] })
  if (config.world === 'none') {
    await firstAdmin(start)
    return { demoPassword: null }
  }
  const isOpen = config.origin !== null || !(isLoopback(config.host) || config.host === 'localhost')
  const known = meta['demoPassword'] === 'known'
  if (house.people.get('operator') === undefined || isOpen || !known) await demoAccounts(start, isOpen)
  house.welcome.demoPassword = isOpen ? null : DEMO_PASSWORD
  return { demoPassword: house.welcome.demoPassword }
}

async function firstAdmin({ house, store, config }: Start): Promise<void> {
  if (house.people.all().length > 0) return
  if (config.adminPassword === null) throw new StartRefused('the first start of an empty city needs TONGGUAN_ADMIN_PASSWORD (user admin)')
  const weak = weakness(config.adminPassword, 'admin')
  if (weak !== null)
    throw new StartRefused(
      `TONGGUAN_ADMIN_PASSWORD is weak: ${weak} (at least 10 characters, not common, not a variation of the user's name)`,
    )
  const admin = house.people.blank({
    id: 'admin',
    name: '系统管理员',
    roles: ['admin'],
    areas: [house.city],
    domains: [],
    departments: [],
    teams: [],
    active: true,
  })
  const password = await house.passwords.hash(config.adminPassword)
  const row = house.audit.row({
    actor: { id: 'console', roles: [] },
    where: { address: null, session: null },
    action: 'user.create',
    object: 'user:admin',
    result: 'done',
    reason: '首次启动',
  })
  await keep(store, [house.people.change({ ...admin, password })], [row])
}

/** One password for all demonstration accounts, hashed once: it is no secret of any of them. */
async function demoAccounts({ house, store, say }: Start, isOpen: boolean): Promise<void> {
  const text = isOpen ? randomBytes(12).toString('base64url') : DEMO_PASSWORD
  const password = await house.passwords.hash(text)
  const users = DEMO.map(([id, name, role]) => {
    const user =
      house.people.get(id) ??
      house.people.blank({ id, name, roles: [role], areas: [house.city], domains: [], departments: [], teams: [], active: true })
    return { ...user, password, code: null }
  })
  const sessions = house.sessions.all().filter(({ user }) => users.some(({ id }) => id === user))
  const row = house.audit.row({
    actor: { id: 'console', roles: [] }, where: { address: null, session: null }, action: 'demo.password', object: 'users:demo', result: 'done',
    reason: `${isOpen ? '随机' : '公开'}密码；结束会话 ${sessions.map(({ family }) => shortOf(family)).join(' ') || '无'}`,
  }) // prettier-ignore
  await keep(
    store,
    [...users.map(house.people.change), house.sessions.end(...sessions.map(({ id }) => id))],
    [row, op('meta.put', 'demoPassword', isOpen ? 'random' : 'known')],
  )
  if (isOpen)
    say(
      `Demonstration accounts (${DEMO.map(([id]) => id).join(' ')}) have the password ${text} until the next start: this server can be reached from elsewhere.`,
    )
}
