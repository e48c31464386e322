import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aHouse, anActor, CITY, type House, serve } from '../fixtures/routes-under-test.ts'
import { aPassport } from '../shared/figures.fixture.ts'
import type { Incident } from '../shared/incident.ts'
import { NOWHERE } from '../shared/area.ts'
import { createDirectives, directiveNoun } from './directives.ts'
import { openFigures } from './figures.ts'
import { keep } from './register.ts'
import { directiveRoutes } from './routes/directives.ts'

let house: House
let http: Awaited<ReturnType<typeof serve>>
let stop: () => Promise<void>
const supervised: { id: string; step: string }[] = []

beforeEach(async () => {
  house = await aHouse({ directive: directiveNoun }, '2026-11-22T11:42:00.000Z')
  supervised.length = 0
  const figures = await openFigures({ store: house.store, hub: house.hub, city: CITY, areas: { all: () => [], get: () => undefined }, now: house.now, onError: (error) => { throw error } }) // prettier-ignore
  stop = figures.stop
  await keep(house.store, figures.passportChange(aPassport({ id: 'gdp', name: '地区生产总值' })))
  const directives = createDirectives({
    hub: house.hub, figures, now: house.now,
    incidents: {
      seen: async (id) => ({ id, title: '积水', area: NOWHERE }) as Incident,
      step: async (asked) => { supervised.push(asked); return { ok: true, event: null } },
    },
    people: { get: (id) => (id === 'zhao' ? { name: '赵', active: true } : undefined) },
    departments: { get: (id) => (id === 'drainage' ? { name: '排水中心' } : undefined) },
    places: { belongs: () => NOWHERE }, photos: { row: async (id) => ({ id, by: 'chen', subject: null }) },
  }) // prettier-ignore
  http = await serve(house, directiveRoutes({ directives, figures, store: house.store }), [
    anActor('zhou', ['leader']), anActor('li', ['office']), anActor('chen', ['handler'], { departments: ['drainage'] }), anActor('wu', ['handler'], { departments: ['greening'] }),
    anActor('op', ['operator']), anActor('wall', ['wall'], { kind: 'wall' }),
  ]) // prettier-ignore
})
afterEach(async () => {
  await stop()
  await http.close()
  await house.close()
})

const body = (over: object = {}) => ({
  commandId: http.commandId(),
  about: { kind: 'indicator', id: `gdp@${CITY}`, view: '/review/gdp?scope=CUMULATIVE' },
  text: '查明原因，电话 13812345678',
  assignee: { department: 'drainage' },
  due: '2026-11-29T17:30:00+08:00',
  ...over,
})
const give = (over: object = {}, as = 'zhou') => http.ask(as, 'POST', '/api/directives', body(over))
const step = (id: string, as: string, name: string, more: object = {}) =>
  http.ask(as, 'POST', `/api/directives/${id}/steps`, { commandId: http.commandId(), step: name, ...more })

describe('directives through the door', () => {
  it('I110 an order is given, worked on with evidence, finished, and its answer stands where it was given', async () => {
    const { status, body: given } = await give()
    expect(status).toBe(201)
    expect((await step(given.id, 'chen', 'acknowledge')).body).toMatchObject({ state: 'ACCEPTED', openSteps: ['progress', 'finish'] })
    expect((await step(given.id, 'chen', 'finish', { text: '已查明', photos: [{ id: 'p1' }] })).body.state).toBe('FINISHED')
    const list = await http.ask('zhou', 'GET', '/api/directives?about=indicator:gdp')
    expect(list.body.directives).toMatchObject([
      {
        id: given.id,
        subject: '珠海市 地区生产总值',
        text: expect.not.stringContaining('13812345678'),
        thread: [{ step: 'acknowledge' }, { step: 'finish', photos: [{ id: 'p1' }] }],
        openSteps: ['confirm', 'refuse'],
      },
    ])
    expect((await step(given.id, 'zhou', 'confirm')).body.state).toBe('CONFIRMED')
    expect(house.hub.peek(`directive:${given.id}`)).toBeNull()
    expect((await http.ask('zhou', 'GET', `/api/directives/${given.id}`)).body.state).toBe('CONFIRMED')
  })
  it('I111 does not exist for those it does not concern: no list, no page, no step, no count', async () => {
    const { body: given } = await give()
    for (const who of ['wu', 'op']) {
      expect((await http.ask(who, 'GET', '/api/directives')).body.directives).toEqual([])
      expect((await http.ask(who, 'GET', `/api/directives/${given.id}`)).status).toBe(404)
      expect((await step(given.id, who, 'acknowledge')).status).toBe(404)
    }
    expect((await http.ask('wall', 'GET', '/api/directives')).status).toBe(403)
    expect((await http.ask('chen', 'GET', '/api/directives')).body.directives).toHaveLength(1)
  })
  it('I112 is given by leader, or by the office that says for whom; nobody else', async () => {
    expect((await give({}, 'li')).body.rule).toBe('body')
    expect((await give({ onBehalfOf: { leader: 'zhou', by: 'PAPER', at: '2026-11-22T09:00:00+08:00' } }, 'li')).status).toBe(201)
    expect((await give({}, 'op')).status).toBe(403)
    expect((await give({ assignee: { user: 'nobody' } })).status).toBe(422)
    expect((await give({ assignee: {} })).status).toBe(422)
    expect((await give({ due: '2026-11-01T00:00:00Z' })).status).toBe(422)
    expect((await give({ about: { kind: 'indicator', id: 'nothing' } })).status).toBe(404)
  })
  it('I113 about a case it also supervises that case', async () => {
    await give({ about: { kind: 'incident', id: 'inc-1' } })
    expect(supervised).toMatchObject([{ id: 'inc-1', step: 'supervise' }])
  })
  it('I114 the same command once; a step out of order is 409 with the state', async () => {
    const same = body()
    const first = await http.ask('zhou', 'POST', '/api/directives', same)
    expect((await http.ask('zhou', 'POST', '/api/directives', same)).body).toEqual(first.body)
    expect((await http.ask('zhou', 'GET', '/api/directives')).body.directives).toHaveLength(1)
    expect(await step(first.body.id, 'chen', 'finish', { text: 'x' })).toMatchObject({
      status: 409,
      body: { rule: 'wrong-state', state: 'GIVEN' },
    })
  })
  it('I115 somebody else’s photo is no evidence', async () => {
    const { body: given } = await give({ assignee: { user: 'zhao' } })
    expect(given.id).toMatch(/^[0-9a-z]{22}$/)
    expect((await give({ photos: [{ id: 'p9' }] })).status).toBe(422)
  })
})
