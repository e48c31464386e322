import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, aHouse, anActor, serve } from '../../fixtures/routes-under-test.ts'
import { type Organisation, openOrganisation } from '../organisation.ts'
import { keep } from '../register.ts'
import { postureNoun, warningNoun } from '../warnings.ts'
import { organisationRoutes } from './organisation.ts'
import { postureRoutes } from './posture.ts'
import { warningRoutes } from './warnings.ts'

const area = (id: string, name: string) => ({
  id,
  name,
  kind: 'DISTRICT' as const,
  parent: '440400',
  center: null,
  schematic: false,
  outline: null,
})
const camera = {
  id: 'cam-1',
  kind: 'CAMERA' as const,
  name: '立交',
  position: [113.54, 22.27] as [number, number],
  area: '440402',
  department: null,
  phone: '0756-1',
  quantity: null,
  unit: null,
  url: 'https://cams.example/1',
  note: null,
}

describe('warnings, posture, organisation', () => {
  let house: House
  let http: Awaited<ReturnType<typeof serve>>
  let organisation: Organisation
  const actors = [
    anActor('op', ['operator']),
    anActor('chief', ['shift-leader']),
    anActor('worker', ['worker']),
    anActor('doumen', ['operator'], { areas: ['440403'] }),
  ]
  beforeAll(async () => {
    house = await aHouse({ warning: warningNoun, posture: postureNoun })
    organisation = await openOrganisation(house.store)
    await keep(house.store, [
      organisation.areas.put(area('440402', '香洲区'), area('440403', '斗门区')),
      organisation.resources.put(camera),
    ])
    const routes = [
      ...warningRoutes({ hub: house.hub, organisation, tell: () => [] }),
      ...postureRoutes({ hub: house.hub, now: house.now }),
      ...organisationRoutes({ organisation, store: house.store }),
    ]
    http = await serve(house, routes, actors)
  })
  afterAll(async () => {
    await http.close()
    await house.close()
  })
  const aWarning = (more: object = {}) => ({
    commandId: http.commandId(),
    type: 'rainstorm',
    colour: 'ORANGE',
    issuer: '珠海市气象台',
    areas: ['440402'],
    issuedAt: '2026-07-15T09:00:00+08:00',
    text: '暴雨',
    ...more,
  })

  it('A80 a signal has the colours of its type: a rainstorm of Guangdong has no blue, a typhoon begins at white', async () => {
    expect((await http.ask('op', 'POST', '/api/warnings', aWarning({ colour: 'BLUE' }))).body.rule).toBe('warning-colour')
    expect((await http.ask('op', 'POST', '/api/warnings', aWarning({ type: 'typhoon', colour: 'WHITE' }))).status).toBe(201)
    expect((await http.ask('op', 'POST', '/api/warnings', aWarning({ type: 'hail', colour: 'WHITE' }))).status).toBe(422)
  })

  it('A81 a warning is in force until lifted, lifted once, and the same command twice is one', async () => {
    const body = aWarning()
    const first = await http.ask('op', 'POST', '/api/warnings', body)
    expect((await http.ask('op', 'POST', '/api/warnings', body)).body).toEqual(first.body)
    expect((await http.ask('op', 'GET', '/api/warnings')).body.warnings.filter((w: { id: string }) => w.id === first.body.id)).toHaveLength(
      1,
    )
    const lift = () =>
      http.ask('op', 'PUT', `/api/warnings/${first.body.id}`, { commandId: http.commandId(), liftedAt: '2026-07-15T12:00:00+08:00' })
    expect((await lift()).status).toBe(200)
    expect((await lift()).body.rule).toBe('already-lifted')
    expect((await http.ask('op', 'GET', '/api/warnings')).body.warnings.some((w: { id: string }) => w.id === first.body.id)).toBe(false)
  })

  it('X81 nobody warns or lifts outside his area, nor a role that may not', async () => {
    const { body } = await http.ask('op', 'POST', '/api/warnings', aWarning())
    expect((await http.ask('doumen', 'POST', '/api/warnings', aWarning())).body.rule).toBe('out-of-scope')
    expect(
      (await http.ask('doumen', 'PUT', `/api/warnings/${body.id}`, { commandId: http.commandId(), liftedAt: '2026-07-15T12:00:00+08:00' }))
        .status,
    ).toBe(404)
    expect((await http.ask('worker', 'POST', '/api/warnings', aWarning())).status).toBe(403)
  })

  it('A82 level and mode are set by the shift leader, with a reason', async () => {
    const put = (as: string, reason: string) =>
      http.ask(as, 'PUT', '/api/posture', { commandId: http.commandId(), level: 'III', mode: 'EMERGENCY', reason })
    expect((await put('op', '暴雨')).status).toBe(403)
    expect((await put('chief', ' ')).status).toBe(422)
    expect((await put('chief', '暴雨橙色')).status).toBe(200)
    expect((await http.ask('worker', 'GET', '/api/posture')).body).toMatchObject({ level: 'III', mode: 'EMERGENCY', by: 'chief' })
  })

  it('X82 a camera is in no list with its address; it is opened by permission and audited', async () => {
    expect((await http.ask('op', 'GET', '/api/resources?near=113.541,22.271&withinM=3000')).body.resources[0]).toMatchObject({
      id: 'cam-1',
      url: null,
      phone: '0756-1',
    })
    expect((await http.ask('worker', 'GET', '/api/resources')).body.resources[0].phone).toBeNull()
    expect((await http.ask('doumen', 'POST', '/api/resources/cam-1/open', {})).status).toBe(404)
    expect((await http.ask('op', 'POST', '/api/resources/cam-1/open', { reason: '积水' })).body.url).toBe(camera.url)
    expect((await house.store.read('audit.list', { limit: 1 }))[0]).toMatchObject({ action: 'camera.open', actor: 'op', reason: '积水' })
  })
})
