import { createHmac } from 'node:crypto'
import { type IncomingMessage, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { aHouse, anActor, serve } from '../fixtures/routes-under-test.ts'
import { CAST, ITEMS } from '../shared/loop-cast.ts'
import calendarData from '../shared/data/calendars.json' with { type: 'json' }
import { Calendar } from '../shared/calendar.ts'
import { FileConfig } from './config.ts'
import { EgressError, createEgress } from './egress.ts'
import { openLoop, prepareLoop } from './loop.ts'
import { openOrganisation } from './organisation.ts'
import { openPersonal } from './personal.ts'
import { keep } from './register.ts'
import { sealWith } from './seal.ts'

type Got = { headers: IncomingMessage['headers']; body: string }
let ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.reverse()) await end()
  ends = []
})
async function aReceiver(answer: (n: number) => { status: number; body?: string }) {
  const got: Got[] = []
  const server: Server = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    req.on('end', () => {
      got.push({ headers: req.headers, body })
      const { status, body: text = '' } = answer(got.length)
      res.writeHead(status).end(text)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  ends.push(() => new Promise((done) => { server.close(done); server.closeAllConnections() })) // prettier-ignore
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}
const hotlineKey = anActor('hotline', [], { kind: 'key', scopes: ['incidents:write'] })

async function aCity(url: string) {
  const hook = {
    id: 'yuesheng',
    url,
    for: ['hotline', 'task'],
    secret: 'a-secret-of-sixteen',
    template: { order: '{workOrder}', status: '{state}', reply: '{reply}', team: '{teamName}', note: '统管 {number}' },
  }
  const config = { ...FileConfig.parse({ webhooks: [hook] }), dataFolder: '' }
  const prepared = prepareLoop(config)
  const house = await aHouse(prepared.nouns, '2026-03-11T02:00:00.000Z')
  const { hub, store, now } = house
  const organisation = await openOrganisation(store)
  await keep(store, [
    organisation.departments.put({ id: 'eco', name: '生态局', short: '生态', dutyPhone: null, areas: [] }),
    organisation.calendars.put(...calendarData.map((calendar) => Calendar.parse(calendar))),
    organisation.items.put(...ITEMS.map((item) => (item.id === 'noise' ? { ...item, words: ['噪声'] } : item)), {
      ...ITEMS[0]!,
      id: 'firm',
      majorClass: '企业诉求',
    }),
  ])
  const actors = [...Object.values(CAST), hotlineKey, anActor('eco', ['handler'], { departments: ['eco'] })]
  const people = { get: (id: string) => { const actor = actors.find((one) => one.id === id); return actor && ({ ...actor, active: true } as never) } } // prettier-ignore
  const personal = openPersonal({ store, now, seal: sealWith(Buffer.alloc(32, 7)), erased: () => {} })
  const loop = await openLoop({ hub, store, organisation, people: people as never, personal, prepared, config: { ...config, dataFolder: house.folder }, now, onError: (error) => { throw error } }) // prettier-ignore
  const http = await serve(house, loop.routes, actors)
  ends.push(async () => {
    await http.close()
    await loop.close()
    await house.close()
  })
  const order = (more: object = {}) =>
    http.ask('hotline', 'POST', '/api/intake/hotline', {
      workOrder: 'W-1',
      kind: 'COMPLAINT',
      title: '夜间噪声',
      description: '楼下施工，电话 13812345678',
      appellant: { name: '张三', phone: '13987654321', gender: '女' },
      ...more,
    })
  const step = async (as: string, id: string, name: string, body: object = {}) =>
    expect(
      (await http.ask(as, 'POST', `/api/incidents/${id}/steps`, { commandId: http.commandId(), step: name, ...body })).status,
      name,
    ).toBe(200)
  return { ...house, loop, http, order, step, personal }
}

describe('intake and outbox', () => {
  it('L130 an order is one case however often it is sent, and of the citizen nothing is in the case', async () => {
    const city = await aCity('http://127.0.0.1:9/')
    const [first, again] = await Promise.all([city.order(), city.order()])
    expect([first.status, again.status].sort()).toEqual([200, 201])
    expect(again.body).toEqual(first.body)
    const kept = (await city.hub.find(`incident:${first.body.id}`))!
    expect(kept).toMatchObject({ channel: 'PETITION', source: 'HOTLINE', workOrder: 'W-1', suggested: 'noise' })
    expect(JSON.stringify([kept, await city.store.read('journal.of', `incident:${kept.id}`)])).not.toMatch(/张三|13987654321|13812345678/)
    expect((await city.personal.of(`incident:${kept.id}`)).map(({ field, value }) => `${field} ${value}`).sort()).toEqual([
      'name 张三',
      'phone 13812345678',
      'phone 13987654321',
      'text {"gender":"女"}',
    ])
  })

  it('L131 enterprise appeals come by a source and items of their own; all six kinds are taken; what is malformed is kept sealed', async () => {
    const city = await aCity('http://127.0.0.1:9/')
    for (const [i, kind] of ['CONSULT', 'HELP', 'COMPLAINT', 'REPORT', 'SUGGESTION', 'ENTERPRISE'].entries())
      expect((await city.order({ workOrder: `W-${i}`, kind })).status).toBe(201)
    const id = (await city.store.read('incidents.byWorkOrder', 'W-5'))!
    expect(await city.hub.find(`incident:${id}`)).toMatchObject({ source: 'ENTERPRISE', suggested: 'firm' })
    expect((await city.order({ kind: 'PRAISE' })).status).toBe(422)
    const [letter] = await city.store.read('letters.newest', 'hotline', 5)
    expect(letter!.payload).not.toContain('张三')
    expect(city.personal.unsealText(letter!.payload)).toContain('张三')
  })

  it('L132 every new state of an order goes back by the webhook, signed, with the fields of its template only, and its receipt is kept', async () => {
    const receiver = await aReceiver((n) => ({ status: 200, body: JSON.stringify({ receipt: `R-${n}` }) }))
    const city = await aCity(receiver.url)
    const { id } = (await city.order()).body
    await city.step('operator', id, 'register', { item: 'noise', condition: 'complaint' })
    await city.step('dispatcher', id, 'dispatch', { department: 'eco' })
    await expect.poll(() => receiver.got.length).toBeGreaterThanOrEqual(4)
    await city.loop.outbox.poke()
    const bodies = receiver.got.map(({ body }) => JSON.parse(body) as Record<string, string>)
    expect(bodies.map(({ event, status }) => `${event} ${status}`)).toEqual([
      'hotline REPORTED',
      'hotline PENDING_DISPATCH',
      'task DISPATCHED',
      'hotline DISPATCHED',
    ])
    expect(Object.keys(bodies[0]!).sort()).toEqual(['at', 'event', 'id', 'note', 'order', 'reply', 'status', 'team'])
    const [t, v1] = String(receiver.got[0]!.headers['x-tongguan-signature'])
      .split(',')
      .map((part) => part.split('=')[1])
    expect(v1).toBe(createHmac('sha256', 'a-secret-of-sixteen').update(`${t}.${receiver.got[0]!.body}`).digest('hex'))
    expect((await city.store.read('outbox.of', `incident:${id}`)).map(({ state }) => state)).toEqual([
      'received',
      'received',
      'received',
      'received',
    ])
  })

  it('L133 what is not received is tried again, later and later, until it is or is dead', async () => {
    const receiver = await aReceiver((n) => ({ status: n < 3 ? 500 : 200 }))
    const city = await aCity(receiver.url)
    const { id } = (await city.order()).body
    const message = async () => (await city.store.read('outbox.of', `incident:${id}`))[0]!
    await expect.poll(async () => (await message()).attempts).toBe(1)
    await city.loop.outbox.poke()
    expect(receiver.got).toHaveLength(1) // not before its time
    for (const waitMs of [5_000, 10_000]) {
      city.pass(waitMs)
      await city.loop.outbox.poke()
    }
    expect(await message()).toMatchObject({ state: 'sent', attempts: 3, error: null })
    const deadCity = await aCity('http://127.0.0.1:9/')
    const dead = (await deadCity.order()).body
    for (let i = 0; i < 8; i++) {
      deadCity.pass(24 * 3_600_000)
      await deadCity.loop.outbox.poke()
    }
    expect((await deadCity.store.read('outbox.of', `incident:${dead.id}`))[0]).toMatchObject({ state: 'dead', nextAt: null, attempts: 8 })
    const { body } = await deadCity.http.ask('chief', 'GET', '/api/outbox')
    expect(body.messages).toMatchObject([{ channel: 'yuesheng', state: 'dead', subject: `incident:${dead.id}` }])
    expect(body.messages[0].body).toBeUndefined()
    const retry = () =>
      deadCity.http.ask('chief', 'POST', `/api/outbox/${body.messages[0].id}/retry`, { commandId: deadCity.http.commandId() })
    expect((await retry()).status).toBe(200)
    expect((await retry()).status).toBe(404)
    expect((await deadCity.http.ask('operator', 'GET', '/api/outbox')).status).toBe(403)
  })

  it('L134 closing an order needs the reply, and whoever reported it too gets it', async () => {
    const receiver = await aReceiver(() => ({ status: 204 }))
    const city = await aCity(receiver.url)
    const [a, b] = [(await city.order()).body.id, (await city.order({ workOrder: 'W-2' })).body.id]
    await city.step('operator', b, 'attach', { to: a })
    await city.step('operator', a, 'register', { item: 'noise', condition: 'complaint' })
    await city.step('dispatcher', a, 'dispatch', { department: 'eco' })
    await city.step('eco', a, 'acknowledge')
    await city.step('eco', a, 'handle', { opinion: '已停工', photos: [] })
    await city.step('operator', a, 'inspect', { passed: true, method: 'CALLBACK', opinion: '已回访' })
    expect(
      (await city.http.ask('operator', 'POST', `/api/incidents/${a}/steps`, { commandId: city.http.commandId(), step: 'close' })).body.rule,
    ).toBe('reply-missing')
    await city.step('operator', a, 'close', { reply: '已要求夜间停工' })
    await expect.poll(() => receiver.got.filter(({ body }) => body.includes('已要求夜间停工')).length).toBe(2)
    expect(
      receiver.got
        .filter(({ body }) => body.includes('已要求夜间停工'))
        .map(({ body }) => (JSON.parse(body) as { order: string }).order)
        .sort(),
    ).toEqual(['W-1', 'W-2'])
  })
})

describe('egress', () => {
  it('X130 only public addresses, those allowed by name or network, or those the configuration set; what a name resolves to counts', async () => {
    const egress = createEgress({
      allow: ['10.1.0.0/16', 'gov.example'],
      resolve: async (host) => [host === 'evil.example' ? '127.0.0.1' : host === 'gov.example' ? '192.168.1.1' : '8.8.8.8'],
    })
    for (const url of [
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://169.254.169.254/',
      'http://10.2.0.1/',
      'http://evil.example/',
      'http://0.0.0.0/',
      'file:///etc/passwd',
    ])
      await expect(egress.check(url), url).rejects.toBeInstanceOf(EgressError)
    for (const url of ['http://10.1.2.3/', 'https://gov.example/', 'http://public.example/'])
      await expect(egress.check(url)).resolves.toBeUndefined()
  })

  it('X131 a redirect is checked again, at most three, and takes no credentials to another host', async () => {
    const inner = await aReceiver(() => ({ status: 200, body: 'secret' }))
    const server = createServer((_req, res) => res.writeHead(302, { location: inner.url }).end())
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    ends.push(() => new Promise((done) => { server.close(done); server.closeAllConnections() })) // prettier-ignore
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    await expect(createEgress({ allow: [] }).call({ url, trusted: true })).rejects.toMatchObject({ rule: 'egress' })
    const answer = await createEgress({ allow: ['127.0.0.1'] }).call({ url, headers: { Authorization: 'Bearer x' } })
    expect(answer.body.toString()).toBe('secret')
    expect(inner.got[0]!.headers.authorization).toBeUndefined()
  })
})
