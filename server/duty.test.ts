import { afterEach, describe, expect, it } from 'vitest'
import { CITY, type House, aHouse, anActor, serve } from '../fixtures/routes-under-test.ts'
import { alertNoun } from './alerts.ts'
import { dutyNoun, openDuty } from './duty.ts'
import { createIncidentNoun } from './incident-noun.ts'
import { openOrganisation } from './organisation.ts'
import { openPresence } from './presence.ts'
import { keep, openRegister } from './register.ts'
import { Suggestion, dutyRoutes } from './routes/duty.ts'
import { anIncident } from '../fixtures/an-incident.ts'

const entry = (id: string, user: string, from: string, to: string) => ({
  id: user,
  shift: id,
  user,
  role: 'operator' as const,
  from,
  to,
  seat: '1',
  team: null,
})
const actors = [anActor('wang', ['operator']), anActor('li', ['operator']), anActor('grid', ['worker']), anActor('chief', ['shift-leader'])]

let house: House
let http: Awaited<ReturnType<typeof serve>>
let duty: ReturnType<typeof openDuty>
afterEach(async () => {
  duty.stop()
  await http.close()
  await house.close()
})
async function open() {
  house = await aHouse(
    { duty: dutyNoun, incident: createIncidentNoun({ superviseAfterMs: 0 }), alert: alertNoun },
    '2026-07-15T02:00:00.000Z',
  )
  const organisation = await openOrganisation(house.store)
  await keep(house.store, [
    organisation.roster.put(
      entry('白班', 'wang', '2026-07-15T00:00:00Z', '2026-07-15T12:00:00Z'),
      entry('夜班', 'li', '2026-07-15T12:00:00Z', '2026-07-16T00:00:00Z'),
    ),
  ])
  duty = openDuty({ hub: house.hub, organisation, people: { get: () => undefined }, city: CITY, now: house.now, onError: (error) => { throw error } }) // prettier-ignore
  const suggestions = await openRegister(house.store, 'suggestions', Suggestion)
  http = await serve(house, dutyRoutes({ duty, suggestions, store: house.store, now: house.now }), actors)
  const put = (...cases: ReturnType<typeof anIncident>[]) =>
    Promise.all(
      cases.map((incident) =>
        house.hub.record({
          actor: 'x',
          feed: 'x',
          events: [{ subject: `incident:${incident.id}`, type: 'incident.reported', data: { by: 'x', byName: 'x', incident } }],
        }),
      ),
    )
  return { put }
}
const post = (as: string, path: string, body: object) => http.ask(as, 'POST', path, { commandId: http.commandId(), ...body })
const late = (id: string, more: object = {}) =>
  anIncident({ id, redAt: '2026-07-15T01:00:00.000Z', yellowAt: '2026-07-15T00:00:00.000Z', ...more })

describe('duty', () => {
  it('L120 who is on duty is the roster at the moment, and turns with it', async () => {
    await open()
    await duty.turn()
    expect(house.hub.peek('duty:city')).toMatchObject({ shift: { name: '白班' }, people: [{ user: 'wang' }] })
    house.goTo('2026-07-15T13:00:00Z')
    await duty.turn()
    expect(house.hub.peek('duty:city')).toMatchObject({ shift: { name: '夜班' }, people: [{ user: 'li' }] })
  })

  it('L121 a handover lists what needs eyes; the next seat answers item by item, with a reason when refusing; the last answer accepts it', async () => {
    const { put } = await open()
    await put(late('a'), late('b', { state: 'RETURNED' }), anIncident({ id: 'c' }))
    expect((await post('wang', '/api/handover', { note: '桥下积水盯着，联系 13812345678' })).status).toBe(200)
    const handover = () => house.hub.peek('duty:city')!.handover!
    expect(
      handover()
        .items.map(({ key }) => key)
        .sort(),
    ).toEqual(['incident:a', 'incident:b'])
    expect(handover().note).not.toContain('13812345678')
    expect((await post('wang', '/api/handover/answers', { key: 'incident:a', answer: 'taken' })).body.rule).toBe('own-handover')
    expect((await post('li', '/api/handover/answers', { key: 'incident:a', answer: 'refused' })).status).toBe(422)
    expect((await post('chief', '/api/handover', { note: '' })).body.rule).toBe('handover-open')
    expect((await post('li', '/api/handover/answers', { key: 'incident:a', answer: 'refused', reason: '由分中心跟' })).status).toBe(200)
    expect((await post('li', '/api/handover/answers', { key: 'incident:a', answer: 'taken' })).body.rule).toBe('answered')
    expect(handover().acceptedAt).toBeNull()
    expect((await post('li', '/api/handover/accept', {})).status).toBe(200)
    expect(handover()).toMatchObject({ acceptedAt: house.now().toISOString(), items: [{ answer: 'refused' }, { answer: 'taken' }] })
    expect((await post('grid', '/api/handover', { note: '' })).status).toBe(403)
    expect((await http.ask('grid', 'GET', '/api/duty')).body.handover).toBeNull()
  })

  it('X120 a complaint without a name keeps none, not even in the audit', async () => {
    await open()
    const { body } = await post('grid', '/api/suggestions', { text: '排班太密', anonymous: true })
    expect((await http.ask('chief', 'GET', '/api/suggestions')).body.suggestions).toEqual([
      { id: body.id, at: house.now().toISOString(), by: null, text: '排班太密' },
    ])
    expect(await house.store.read('audit.list', { limit: 5 })).toEqual([])
    expect((await http.ask('grid', 'GET', '/api/suggestions')).status).toBe(403)
  })

  it('L122 who looks at a case is seen beside it, and gone with him', async () => {
    const { put } = await open()
    await put(anIncident({ id: 'a' }))
    const presence = await openPresence({ hub: house.hub, onError: (error) => { throw error } }) // prettier-ignore
    const shown = (expected: unknown) => expect.poll(() => house.hub.peek('presence:a')?.people ?? null).toEqual(expected)
    presence.looking(actors[0]!, { incident: 'a', writing: true })
    presence.looking(actors[1]!, { incident: 'a', writing: false })
    await shown([
      { id: 'wang', name: 'wang', writing: true },
      { id: 'li', name: 'li', writing: false },
    ])
    presence.left(actors[0]!)
    presence.looking(actors[1]!, null)
    await shown(null)
    presence.looking(anActor('far', ['operator'], { areas: ['440403'] }), { incident: 'a', writing: false })
    await shown(null)
  })
})
