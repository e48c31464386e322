import { afterAll, beforeAll, expect, test } from 'vitest'
import { CAST } from '../shared/loop-cast.ts'
import type { Incident } from '../shared/incident.ts'
import type { RosterEntry } from '../shared/organisation.ts'
import { aTask, anIncident } from '../fixtures/journeys/an-incident.ts'
import { aHouse, type House, serve } from '../fixtures/routes-under-test.ts'
import { openNews } from './news.ts'
import type { Nouns } from './nouns.ts'
import { openPositions } from './positions.ts'
import { fieldRoutes } from './routes/field.ts'

let house: House
let http: Awaited<ReturnType<typeof serve>>
let news: ReturnType<typeof openNews>
const SHIFT: RosterEntry = {
  id: 'r1',
  shift: '日班',
  user: 'crew1',
  role: 'worker',
  from: '2026-07-15T00:00:00.000Z',
  to: '2026-07-15T12:00:00.000Z',
  seat: null,
  team: 'drain-1',
}
const incident = (id: string, team: string): Incident =>
  anIncident({ id, title: '道路积水', tasks: [aTask({ department: 'drainage', team })], reporter: 'operator' })
const report = (one: Incident) =>
  house.hub.record({
    actor: 'operator',
    feed: 'desk',
    events: [{ subject: `incident:${one.id}`, type: 'incident.reported', data: { by: 'operator', byName: 'operator', incident: one } }],
  })

beforeAll(async () => {
  house = await aHouse({ incident: { evolve: (_, { data }) => (data as { incident: Incident }).incident, inPicture: () => true } } as Nouns)
  news = openNews({ hub: house.hub })
  const positions = await openPositions({ store: house.store, roster: { all: () => [SHIFT] }, now: house.now })
  const seen = async (id: string) => (await house.hub.find(`incident:${id}`)) as Incident
  http = await serve(house, fieldRoutes({ news, positions, seen, utcOffsetMin: 480, now: house.now }), [
    CAST.crew1,
    CAST.grid,
    CAST.operator,
  ])
})
afterAll(async () => {
  news.close()
  await http.close()
  await house.close()
})
const ask = (who: string, path: string) => http.ask(who, 'GET', path)

test("J165 a phone that waits hears of its own case when it changes, and nothing of another's", async () => {
  const first = await ask('crew1', '/api/mine/changes?waitS=0')
  const waiting = ask('crew1', `/api/mine/changes?after=${first.body.mark}&waitS=20`)
  await report(incident('other', 'drain-2'))
  await report(incident('mine', 'drain-1'))
  expect((await waiting).body.changed).toBe(true)
  const grid = await ask('grid', `/api/mine/changes?after=${first.body.mark}&waitS=0`)
  expect(grid.body.changed).toBe(false)
})

test('J166 what changed between two questions is answered at once, and a mark of another run means: look', async () => {
  const { mark } = (await ask('crew1', '/api/mine/changes?after=x.1&waitS=0')).body
  await report(incident('second', 'drain-1'))
  expect((await ask('crew1', `/api/mine/changes?after=${mark}&waitS=20`)).body.changed).toBe(true)
  expect((await ask('crew1', '/api/mine/changes?after=another.7&waitS=20')).body.changed).toBe(true)
})

test('J167 a place is shared on shift only, found only through a case of the person, and every look is told to him', async () => {
  const here = { position: [113.52, 22.26], accuracyM: 6 }
  expect((await http.ask('grid', 'PUT', '/api/positions', here)).body.rule).toBe('off-shift')
  expect((await http.ask('crew1', 'PUT', '/api/positions', here)).body.until).toBe(SHIFT.to)
  const looked = await http.ask('operator', 'POST', '/api/incidents/mine/locate', { commandId: 'look-0001' })
  expect(looked.body.people).toMatchObject([{ user: 'crew1', position: [113.52, 22.26] }])
  expect((await http.ask('operator', 'POST', '/api/incidents/other/locate', { commandId: 'look-0002' })).body.people).toEqual([])
  expect((await ask('crew1', '/api/positions/looks')).body.looks).toMatchObject([{ by: 'operator', incident: 'mine' }])
  expect((await http.ask('crew1', 'POST', '/api/incidents/mine/locate', { commandId: 'look-0003' })).status).toBe(403)
  house.goTo('2026-07-15T12:00:01.000Z')
  expect((await http.ask('operator', 'POST', '/api/incidents/mine/locate', { commandId: 'look-0004' })).body.people).toEqual([])
})
