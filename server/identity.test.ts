import { mkdtempSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../shared/actor.ts'
import { createApp } from './app.ts'
import { readBodies } from './body.ts'
import { readConfig } from './config.ts'
import { openHub } from './hub.ts'
import { type House, contextOf, openIdentity } from './identity.ts'
import { openLog } from './log.ts'
import { keep } from './register.ts'
import { auditRoutes } from './routes/audit.ts'
import { heldRoutes } from './routes/held.ts'
import { keyRoutes } from './routes/keys.ts'
import { sessionRoutes } from './routes/session.ts'
import { userRoutes } from './routes/users.ts'
import { wallRoutes } from './routes/walls.ts'
import { openLocalStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'

const PASSWORD = 'a long enough one'
let clockMs: number
let house: House
let store: Store
let server: Server
let base: string
/** The loop's door, which only notes what was asked of it. */
let applied: object[] = []
const loop = {
  step: ({ id, step, body, actor }: { id: string; step: string; body: unknown; actor: { id: string } }) => {
    applied.push({ id, step, body, as: actor.id })
    return Promise.resolve({ ok: true, event: {} })
  },
} as unknown as Parameters<typeof heldRoutes>[0]['incidents']

async function person(id: string, roles: Role[], areas = ['440400']) {
  const user = {
    ...house.people.blank({ id, name: id, roles, areas, domains: [], departments: [], teams: [], active: true }),
    password: await house.passwords.hash(PASSWORD),
  }
  await keep(store, [house.people.change(user)])
}

beforeEach(async () => {
  applied = []
  clockMs = Date.parse('2026-07-01T08:00:00Z')
  const now = () => new Date(clockMs)
  const folder = mkdtempSync(join(tmpdir(), 'tongguan-identity-'))
  const config = { ...readConfig({ TONGGUAN_DATA: folder }), origin: 'https://city.example' }
  store = await openLocalStore(folder)
  const hub = await openHub({ store, nouns: {}, now })
  house = await openIdentity({ store, config: { ...config, tls: null, origin: null }, now, cost: { N: 1024, r: 8, p: 1 } })
  const routes = [
    ...[sessionRoutes, userRoutes, keyRoutes, wallRoutes, auditRoutes].flatMap((make) => make(house)),
    ...heldRoutes({ house, incidents: loop }),
  ]
  const app = createApp({
    config, log: openLog('silent'), routes, context: contextOf(house, hub, store, now), guard: house.guard, bodies: readBodies(routes), clientFolder: folder,
    ready: () => true, metrics: (_req, res) => void res.end(),
  }) // prettier-ignore
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await house.stop()
  await store.close()
})

type Asked = { method?: string; body?: unknown; headers?: Record<string, string>; raw?: BodyInit }
/** A browser: keeps its cookies and sends the token. */
function aBrowser() {
  const jar = new Map<string, string>()
  let csrf: string | undefined
  const ask = async (path: string, { method = 'GET', body, headers = {}, raw }: Asked = {}) => {
    const response = await fetch(base + path, {
      method,
      headers: {
        cookie: [...jar].map(([n, v]) => `${n}=${v}`).join('; '),
        ...(csrf ? { 'x-csrf-token': csrf } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    const text = await response.text()
    return {
      status: response.status,
      body: (text.startsWith('{') ? JSON.parse(text) : text) as Record<string, unknown>,
      headers: response.headers,
    }
  }
  return {
    jar, ask,
    forgetToken: () => void (csrf = undefined),
    async signIn(user: string, password = PASSWORD, device = 'desk') {
      const answer = await ask('/api/session', { method: 'POST', body: { user, password, device } })
      if (answer.status === 204) csrf = (await ask('/api/session')).body['csrf'] as string
      return answer
    },
  } // prettier-ignore
}
const raw = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    void import('node:http').then(({ request }) => {
      const sent = request(base + path, { method, headers }, (answer) => { answer.resume(); resolve(answer.statusCode!) }) // prettier-ignore
      sent.on('error', reject)
      sent.end()
    })
  })

describe('sessions', () => {
  it('X1 a sign-in gives an HttpOnly cookie, kept hashed, and a wrong password or user gets the same answer', async () => {
    await person('ann', ['operator'])
    const browser = aBrowser()
    const answer = await browser.signIn('ann')
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie().find((line) => line.startsWith('tg_session='))).toMatch(
      /Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    )
    const kept = JSON.stringify(await store.read('documents.all', 'sessions'))
    expect(kept).not.toContain(browser.jar.get('tg_session'))
    expect((await browser.ask('/api/session')).body).toMatchObject({
      user: 'ann',
      roles: ['operator'],
      locked: false,
      mustChangePassword: false,
    })
    const [wrong, nobody] = [await aBrowser().signIn('ann', 'wrong'), await aBrowser().signIn('nobody', 'wrong')]
    expect([wrong.status, wrong.body]).toEqual([401, nobody.body])
    expect((await aBrowser().ask('/api/session')).status).toBe(401)
  })
  it('X2 a changing request without the token is refused by rule csrf, and nothing of it happens', async () => {
    await person('ann', ['operator'])
    const browser = aBrowser()
    await browser.signIn('ann')
    browser.forgetToken()
    const answer = await browser.ask('/api/session', { method: 'DELETE' })
    expect([answer.status, answer.body['rule']]).toEqual([403, 'csrf'])
    expect((await browser.ask('/api/session')).status).toBe(200)
  })
  it('X3 a foreign Origin never passes, a missing one does, and another Host is misdirected', async () => {
    expect(await raw('/api/session', { origin: 'https://evil.example' })).toBe(403)
    expect(await raw('/api/session', { origin: 'null' })).toBe(403)
    expect(await raw('/api/session', {})).toBe(401)
    expect(await raw('/api/session', { origin: base })).toBe(401)
    expect(await raw('/api/session', { host: 'rebound.example' })).toBe(421)
    expect(await raw('/', { host: 'rebound.example' })).toBe(421)
  })
  it('X4 a session idle for a quarter of an hour reads on and acts only after unlocking, under a new cookie', async () => {
    await person('ann', ['operator'])
    const browser = aBrowser()
    await browser.signIn('ann')
    const before = browser.jar.get('tg_session')
    clockMs += 16 * 60_000
    expect((await browser.ask('/api/session')).body['locked']).toBe(true)
    const refused = await browser.ask('/api/session/active', { method: 'POST' })
    expect([refused.status, refused.body['rule']]).toEqual([403, 'locked'])
    expect((await browser.ask('/api/session/unlock', { method: 'POST', body: { password: 'wrong' } })).status).toBe(401)
    expect((await browser.ask('/api/session/unlock', { method: 'POST', body: { password: PASSWORD } })).status).toBe(204)
    expect(browser.jar.get('tg_session')).not.toBe(before)
    expect((await browser.ask('/api/session/active', { method: 'POST' })).status).toBe(204)
    clockMs += 12 * 3_600_000
    expect((await browser.ask('/api/session')).status).toBe(401)
  })
  it('X5 failures slow down the account at that address, and a browser that was here before goes on', async () => {
    await person('ann', ['operator'])
    const known = aBrowser()
    await known.signIn('ann')
    const stranger = aBrowser()
    for (let i = 0; i < 4; i++) await stranger.signIn('ann', 'wrong')
    const slowed = await stranger.signIn('ann')
    expect([slowed.status, slowed.body['rule']]).toEqual([429, 'slow-down'])
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await known.signIn('ann')).status).toBe(204)
    for (let i = 0; i < 30; i++) { await stranger.signIn('ann', 'wrong'); clockMs += 16 * 60_000 } // prettier-ignore
    clockMs += 16 * 60_000
    expect((await stranger.signIn('ann')).status).toBe(204)
  })
  it('X6 a new password ends the other sessions and tells their sockets', async () => {
    await person('ann', ['operator'])
    const [one, other] = [aBrowser(), aBrowser()]
    await one.signIn('ann')
    await other.signIn('ann')
    const told: string[] = []
    house.onRevoked((principal) => told.push(principal))
    expect((await one.ask('/api/session/password', { method: 'PUT', body: { old: PASSWORD, new: '12345' } })).body['rule']).toBe(
      'weak-password',
    )
    expect((await one.ask('/api/session/password', { method: 'PUT', body: { old: PASSWORD, new: 'another long one' } })).status).toBe(204)
    expect((await one.ask('/api/session')).status).toBe(200)
    expect((await other.ask('/api/session')).status).toBe(401)
    expect(told).toHaveLength(1)
  })
  it('X7 more than fifty requests a second of one session are told to come back', async () => {
    await person('ann', ['operator'])
    const browser = aBrowser()
    await browser.signIn('ann')
    const answers = await Promise.all(Array.from({ length: 70 }, () => browser.ask('/api/session')))
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(15)
    clockMs += 1000
    expect((await browser.ask('/api/session')).status).toBe(200)
  })
})

describe('administrators', () => {
  it('X8 admin makes, security gives, the one-time code allows nothing but a password', async () => {
    await person('boss', ['admin'])
    await person('guard', ['security'])
    const [admin, security, fresh] = [aBrowser(), aBrowser(), aBrowser()]
    await admin.signIn('boss')
    await security.signIn('guard')
    expect((await admin.ask('/api/users', { method: 'POST', body: { id: 'new', name: '新', roles: ['operator'] } })).status).toBe(422)
    const made = await admin.ask('/api/users', { method: 'POST', body: { id: 'new', name: '新人' } })
    expect(made.status).toBe(201)
    expect((await admin.ask('/api/users/new', { method: 'PUT', body: { roles: ['operator'] } })).status).toBe(403)
    expect((await security.ask('/api/users/new', { method: 'PUT', body: { roles: ['operator'], areas: ['440402'] } })).status).toBe(200)
    expect((await fresh.signIn('new', made.body['code'] as string)).status).toBe(204)
    const refused = await fresh.ask('/api/users')
    expect([refused.status, refused.body['rule']]).toEqual([403, 'must-change-password'])
    expect(
      (await fresh.ask('/api/session/password', { method: 'PUT', body: { old: made.body['code'], new: 'my own long one' } })).status,
    ).toBe(204)
    expect((await fresh.ask('/api/users')).status).toBe(200)
    expect((await aBrowser().signIn('new', made.body['code'] as string)).status).toBe(401)
  })
  it('X9 nobody changes his own roles, the last of a kind stays, admin resets no other administrator, nobody holds two of them', async () => {
    await person('boss', ['admin'])
    await person('guard', ['security'])
    await person('eye', ['auditor'])
    const [admin, security] = [aBrowser(), aBrowser()]
    await admin.signIn('boss')
    await security.signIn('guard')
    const put = async (who: typeof admin, id: string, body: unknown) =>
      (await who.ask(`/api/users/${id}`, { method: 'PUT', body })).body['rule']
    expect(await put(security, 'guard', { roles: ['security', 'operator'] })).toBe('own-account')
    expect(await put(security, 'boss', { roles: [] })).toBe('last-administrator')
    expect(await put(security, 'eye', { roles: ['auditor', 'admin'] })).toBe('two-administrators')
    expect(await put(admin, 'eye', { active: false })).toBe('other-administrator')
    expect((await admin.ask('/api/users/guard/code', { method: 'POST' })).body['rule']).toBe('other-administrator')
  })
  it('X10 every change is a row of the chained audit, written with it; reading it is a row too; refused sign-ins fold', async () => {
    await person('boss', ['admin'])
    await person('eye', ['auditor'])
    const [admin, auditor] = [aBrowser(), aBrowser()]
    for (let i = 0; i < 3; i++) await aBrowser().signIn('boss', 'my secret typed wrong')
    await admin.signIn('boss')
    await admin.ask('/api/users', { method: 'POST', body: { id: 'new', name: '新人' } })
    await house.audit.flush()
    expect((await admin.ask('/api/audit')).status).toBe(403)
    await auditor.signIn('eye')
    const { rows } = (await auditor.ask('/api/audit?limit=10')).body as {
      rows: { action: string; actor: string; reason: string | null; object: string }[]
    }
    expect(rows.map((row) => row.action)).toEqual(['audit.read', 'session.start', 'session.refused', 'user.create', 'session.start'])
    expect(rows[2]).toMatchObject({ actor: 'nobody', object: 'boss', reason: '一分钟内 3 次' })
    expect(JSON.stringify(rows)).not.toContain('secret')
    expect(await store.read('audit.verify')).toMatchObject({ brokenAt: null })
    const page = (await auditor.ask('/api/audit?limit=2')).body as { next: string }
    expect((await auditor.ask(`/api/audit?limit=2&cursor=${page.next}`)).status).toBe(200)
    expect((await auditor.ask('/api/audit?cursor=zzzz')).status).toBe(400)
  })
})

describe('keys and walls', () => {
  it('X11 a key made by admin works when security gave its scopes, from Authorization only, until it is revoked', async () => {
    await person('boss', ['admin'])
    await person('guard', ['security'])
    const [admin, security] = [aBrowser(), aBrowser()]
    await admin.signIn('boss')
    await security.signIn('guard')
    const { id, key } = (
      await admin.ask('/api/keys', {
        method: 'POST',
        body: { name: 'gateway-1', scopes: ['observations:write'], datastreams: ['a', 'b*'] },
      })
    ).body as { id: string; key: string }
    expect(key).toMatch(/^tg_[0-9a-z]{12}_[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify(await store.read('documents.all', 'keys'))).not.toContain(key.slice(-43))
    expect(house.authenticateMqtt('gateway-1', key)).toBeNull()
    await security.ask(`/api/keys/${id}`, { method: 'PUT', body: { scopes: ['observations:write'] } })
    expect(house.authenticateMqtt('gateway-1', key)?.actor).toMatchObject({
      name: 'gateway-1',
      scopes: ['observations:write'],
      datastreams: ['a', 'b*'],
    })
    expect(house.authenticateMqtt('another', key)).toBeNull()
    expect(await raw('/api/session', { authorization: `Bearer ${key}` })).toBe(403)
    expect(await raw('/api/session', { authorization: `Bearer ${key}x` })).toBe(401)
    expect(await raw(`/api/session?key=${key}`, {})).toBe(401)
    const told: string[] = []
    house.onRevoked((principal) => told.push(principal))
    await admin.ask(`/api/keys/${id}`, { method: 'DELETE' })
    expect(told).toEqual([`key:${id}`])
    expect(house.authenticateMqtt('gateway-1', key)).toBeNull()
  })
  it('X12 a wall link works once within a day; the wall then has no right but its own and ends at once', async () => {
    await person('boss', ['admin'])
    await person('ann', ['operator'])
    const [admin, screen] = [aBrowser(), aBrowser()]
    await admin.signIn('boss')
    await screen.signIn('ann')
    const { id, link } = (await admin.ask('/api/walls', { method: 'POST', body: { name: '大厅', area: '440402' } })).body as {
      id: string
      link: string
    }
    const token = link.split('#')[1]
    expect((await screen.ask('/api/wall-session', { method: 'POST', body: { token } })).status).toBe(204)
    expect((await aBrowser().ask('/api/wall-session', { method: 'POST', body: { token } })).status).toBe(401)
    const face = { 'x-face': 'wall' }
    expect((await screen.ask('/api/wall-session', { headers: face })).body).toMatchObject({ id, area: '440402' })
    expect((await screen.ask('/api/users', { headers: face })).status).toBe(403)
    expect((await screen.ask('/api/users')).status).toBe(200)
    const caller = house.authenticateSocket({
      headers: { host: 'localhost', cookie: [...screen.jar].map(([n, v]) => `${n}=${v}`).join('; ') },
      auth: { face: 'wall' },
      address: '127.0.0.1',
    })
    expect(caller).toMatchObject({ principal: `wall:${id}`, actor: { roles: ['wall'], areas: ['440402'] } })
    const told: string[] = []
    house.onRevoked((principal) => told.push(principal))
    await admin.ask(`/api/walls/${id}`, { method: 'DELETE' })
    expect(told).toEqual([`wall:${id}`])
    expect((await screen.ask('/api/wall-session', { headers: face })).status).toBe(401)
  })
})
describe('a lost phone', () => {
  it('X36 what it sends is neither applied nor lost: it waits for the shift leader, sealed, and the phone reads nothing more', async () => {
    await person('boss', ['admin'])
    await person('wang', ['worker'])
    await person('chief', ['shift-leader'])
    const [admin, phone, chief] = [aBrowser(), aBrowser(), aBrowser()]
    await admin.signIn('boss')
    await phone.signIn('wang', PASSWORD, 'phone')
    await chief.signIn('chief')
    const told: string[] = []
    house.onRevoked((principal) => told.push(principal))
    expect((await admin.ask('/api/users/wang/phone-lost', { method: 'POST' })).body).toEqual({ sessions: 1 })
    expect(told).toHaveLength(1)
    const deed = { method: 'POST', body: { commandId: 'command-1', step: 'comment', text: '电话 13812345678' } }
    expect((await phone.ask('/api/incidents/1/steps', deed)).status).toBe(202)
    expect((await phone.ask('/api/incidents/1/steps', deed)).status).toBe(202)
    expect((await phone.ask('/api/held-actions')).body['rule']).toBe('phone-lost')
    expect(JSON.stringify(await store.read('documents.all', 'held'))).not.toContain('13812345678')
    const { actions } = (await chief.ask('/api/held-actions')).body as { actions: { id: string; body: object }[] }
    expect(actions).toMatchObject([{ id: 'wang:command-1', user: 'wang', body: { step: 'comment', text: '电话 138****5678' } }])
    expect((await chief.ask('/api/held-actions/wang:command-1/apply', { method: 'POST', body: { reason: '确认是本人' } })).status).toBe(200)
    expect(applied).toEqual([{ id: '1', step: 'comment', body: { text: '电话 13812345678' }, as: 'wang' }])
    expect((await chief.ask('/api/held-actions')).body).toEqual({ actions: [] })
  })
})

describe('bodies', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${base}/api/session`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
  it('X13 a body over its limit, inflated or not, nested too deep, broken or of another type is refused before it is parsed', async () => {
    expect((await post('x'.repeat(300_000))).status).toBe(413)
    expect((await post(gzipSync(Buffer.alloc(5_000_000, 32)), { 'content-encoding': 'gzip' })).status).toBe(413)
    const deep = await post(`${'['.repeat(17)}${']'.repeat(17)}`)
    expect([deep.status, ((await deep.json()) as { rule: string }).rule]).toEqual([400, 'too-deep'])
    expect((await post(`${'['.repeat(16)}${']'.repeat(16)}`)).status).toBe(422)
    expect((await post('{"user":')).status).toBe(400)
    expect((await post('not gzip', { 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415)
    expect((await post('{}')).status).toBe(422)
  })
})
