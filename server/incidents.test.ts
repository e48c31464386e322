import { afterEach, describe, expect, it } from 'vitest'
import { aLoop } from '../fixtures/a-loop.ts'
import { openHub } from './hub.ts'
import { createIncidentNoun } from './incident-noun.ts'
import { keep } from './register.ts'
import { DEFAULT_LOOP } from '../shared/loop-context.ts'

let loop: Awaited<ReturnType<typeof aLoop>>
afterEach(() => loop.end())
const DEEP = { item: 'water', condition: 'deep' }
const LEAD = { department: 'drainage', team: 'drain-1' }

/** A case closed by three people. */
async function brought(to: 'DISPATCHED' | 'HANDLED' | 'CLOSED'): Promise<string> {
  const { id } = (await loop.report('grid')).body as { id: string }
  const steps: [string, string, object][] = [
    ['operator', 'register', DEEP], ['dispatcher', 'dispatch', LEAD], ['crew1', 'acknowledge', {}],
    ['crew1', 'handle', { opinion: '已抽排', photos: [{ id: await loop.aPhoto('crew1', `p${id.slice(1)}`), when: 'after' }] }],
    ['inspector', 'inspect', { passed: true, method: 'ON_SITE', opinion: '水已退' }], ['operator', 'close', {}],
  ] // prettier-ignore
  for (const [as, step, body] of steps.slice(0, { DISPATCHED: 2, HANDLED: 4, CLOSED: 6 }[to])) {
    const answer = await loop.step(as, id, step, body)
    expect(answer.body, step).toMatchObject({ id })
    expect(answer.status).toBe(200)
  }
  return id
}

describe('cases through the doors', () => {
  it('L100 a matter goes from report to close by three people, and its page tells all of it', async () => {
    loop = await aLoop()
    const id = await brought('CLOSED')
    const { body } = await loop.get('operator', id)
    expect(body).toMatchObject({ state: 'CLOSED', number: '4404022026031100001', area: { division: '440402001', zone: null }, light: null })
    expect(body.history.map((line: { step: string }) => line.step)).toEqual([
      'report',
      'register',
      'dispatch',
      'acknowledge',
      'handle',
      'inspect',
      'close',
    ])
    expect(body.openSteps.map((one: { step: string }) => one.step)).toContain('reopen')
    expect((await loop.get('grid', id)).body.openSteps.map((one: { step: string }) => one.step)).toEqual(['comment'])
    expect((await loop.store.read('audit.list', { limit: 20 })).map((row) => row.action)).toContain('incident.close')
  })

  it('L101 the same command again gives the same answer and happens once; with another body it is refused; of somebody else it says nothing', async () => {
    loop = await aLoop()
    const body = { commandId: 'command-0001', title: '积水', description: '', channel: 'GRASSROOTS', source: 'GRID' }
    const first = await loop.http.ask('grid', 'POST', '/api/incidents', body)
    expect(first.status).toBe(201)
    expect((await loop.http.ask('grid', 'POST', '/api/incidents', body)).body).toEqual(first.body)
    expect((await loop.list('operator')).incidents).toHaveLength(1)
    expect((await loop.http.ask('grid', 'POST', '/api/incidents', { ...body, title: '别的' })).body.rule).toBe('command-body')
    const other = await loop.http.ask('operator', 'POST', '/api/incidents', body)
    expect(other).toMatchObject({ status: 409, body: { rule: 'command-taken' } })
    expect(JSON.stringify(other.body)).not.toContain(first.body.id)
  })

  it('L102 two operators at once: one wins, the other gets the reason and the new state', async () => {
    loop = await aLoop()
    const { id } = (await loop.report('grid')).body
    const both = await Promise.all(['operator', 'operator2'].map((as) => loop.step(as, id, 'register', DEEP)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)!.body).toMatchObject({ rule: 'wrong-state', state: 'PENDING_DISPATCH' })
    expect((await loop.get('operator', id)).body.history).toHaveLength(2)
  })

  it('X100 what the asker may not see is 404, for reading and acting; what his role may not is 403; a wrong body 422', async () => {
    loop = await aLoop()
    const { id } = (await loop.report('grid')).body
    expect((await loop.get('stranger', id)).status).toBe(404)
    expect((await loop.step('stranger', id, 'register', DEEP)).status).toBe(404)
    expect((await loop.http.ask('stranger', 'GET', `/api/incidents/${id}/near`)).status).toBe(404)
    expect((await loop.list('stranger')).incidents).toEqual([])
    expect((await loop.list('stranger', 'q=积水')).incidents).toEqual([])
    expect((await loop.step('dispatcher', id, 'register', DEEP)).status).toBe(403)
    expect((await loop.step('operator', id, 'register', { item: 'water' })).status).toBe(422)
    expect((await loop.step('operator', id, 'fly')).status).toBe(422)
    expect((await loop.get('wall', id)).status).toBe(403)
  })

  it('X101 phone and identity numbers in free text are masked before anything is kept, and lie sealed by case', async () => {
    loop = await aLoop()
    const { id } = (await loop.report('grid', { title: '张先生 13812345678 反映', description: '身份证 440402199001011234' })).body
    await loop.step('operator', id, 'comment', { text: '已回电 0756-2123456' })
    const kept = JSON.stringify([await loop.store.read('journal.of', `incident:${id}`), (await loop.get('operator', id)).body])
    for (const secret of ['13812345678', '440402199001011234', '2123456']) expect(kept).not.toContain(secret)
    expect((await loop.personal.of(`incident:${id}`)).map(({ value }) => value).sort()).toEqual(
      ['07562123456', '13812345678', '440402199001011234'].sort(),
    )
    expect((await loop.get('operator', id)).body.personalFields.sort()).toEqual(['idNumber', 'phone'])
  })

  it('L103 lists answer by state, area, light, department, item, channel, mine and words, in pages', async () => {
    loop = await aLoop()
    for (let i = 0; i < 5; i++) {
      await loop.report('grid', { title: `第${i}件` })
      loop.pass(1_000)
    }
    const id = await brought('HANDLED')
    expect((await loop.list('operator', 'state=open&limit=4')).incidents).toHaveLength(4)
    const first = await loop.list('operator', 'limit=4')
    const second = await loop.list('operator', `limit=4&cursor=${first.next}`)
    expect([...first.incidents, ...second.incidents].map((one: { id: string }) => one.id)).toHaveLength(6)
    expect(second.next).toBeNull()
    for (const query of ['state=HANDLED', 'department=drainage', 'item=water', 'state=HANDLED,CLOSED'])
      expect(
        (await loop.list('operator', query)).incidents.map((one: { id: string }) => one.id),
        query,
      ).toEqual([id])
    expect((await loop.list('operator', 'area=440403')).incidents).toEqual([])
    expect((await loop.list('operator', `q=${encodeURIComponent('第3')}`)).incidents).toHaveLength(1)
    expect((await loop.list('crew1', 'mine=1')).incidents.map((one: { id: string }) => one.id)).toEqual([id])
    expect((await loop.http.ask('operator', 'GET', '/api/incidents?cursor=!!')).status).toBe(400)
    loop.pass(61 * 60_000)
    expect((await loop.list('operator', 'light=RED')).incidents).toHaveLength(5)
  })

  it('L104 registering shows open cases of a like class near by; an attached report moves along and can be taken off again', async () => {
    loop = await aLoop()
    const [a, b, c] = [
      (await loop.report('grid', { item: 'water' })).body.id,
      (await loop.report('crew1', { item: 'water', position: [113.4501, 22.2501] })).body.id,
      (await loop.report('crew2', { item: 'litter', position: [113.47, 22.25] })).body.id,
    ]
    const near = (await loop.http.ask('operator', 'GET', `/api/incidents/${b}/near`)).body.incidents
    expect(near).toMatchObject([{ id: a, distanceM: 15 }])
    expect((await loop.step('operator', c, 'attach', { to: b })).status).toBe(200)
    expect((await loop.step('operator', b, 'attach', { to: a })).status).toBe(200)
    expect((await loop.get('operator', a)).body.attached.sort()).toEqual([b, c].sort())
    expect((await loop.get('operator', c)).body).toMatchObject({ state: 'ATTACHED', attachedTo: a })
    expect((await loop.step('operator', a, 'attach', { to: b })).body.rule).toBe('target-ended')
    expect((await loop.step('operator', c, 'detach', { reason: '不是一件事' })).body.state).toBe('REPORTED')
    expect((await loop.get('operator', a)).body.attached).toEqual([b])
  })

  it('L105 a photo is of one case: another person’s or another case’s is unknown', async () => {
    loop = await aLoop()
    const id = await brought('HANDLED')
    const { id: other } = (await loop.report('grid')).body
    expect((await loop.report('crew2', { photos: [{ id: `p${id.slice(1)}` }] })).body.rule).toBe('unknown-photo')
    await loop.step('operator', other, 'request-verification', { assignee: 'crew1' })
    expect((await loop.step('crew1', other, 'verify', { found: true, opinion: '', photos: [{ id: `p${id.slice(1)}` }] })).body.rule).toBe(
      'unknown-photo',
    )
    expect((await loop.store.read('photos.get', `p${id.slice(1)}`))!.subject).toBe(`incident:${id}`)
  })

  it('L106 the clock reminds, urges, supervises and raises a case, each once a deadline', async () => {
    loop = await aLoop()
    const { id } = (await loop.report('grid')).body
    await loop.step('operator', id, 'register', DEEP)
    const walk = async (min: number) => {
      loop.pass(min * 60_000)
      await loop.clock.turn()
    }
    for (const min of [23, 8, 1, 30, 125]) await walk(min)
    const { body } = await loop.get('operator', id)
    const by = body.history
      .filter((line: { by: string }) => line.by === 'clock')
      .map((line: { step: string; body: { text?: string } }) => `${line.step} ${line.body.text ?? ''}`.trim())
    expect(by.slice(0, 3)).toEqual(['urge 时限将到，提醒', 'rise', 'urge 已超时，催办'])
    expect(by.filter((one: string) => one.startsWith('urge'))).toHaveLength(2)
    expect(by.at(-1)).toContain('supervise')
    expect(body).toMatchObject({ level: 'DISTRICT', flags: ['SUPERVISED'] })
    expect(await loop.clock.turn()).toBe(0)
  })

  it('L107 the counts of city, district and zone are those of a count made anew, at every moment', async () => {
    loop = await aLoop()
    await brought('CLOSED')
    await brought('DISPATCHED')
    await loop.report('grid', { position: [113.55, 22.25] })
    await loop.report('grid', { position: null })
    const { body: last } = await loop.report('grid')
    await loop.step('operator', last.id, 'reject', { reason: '重复' })
    await loop.summary.settled()
    expect(loop.hub.peek('area:440400')).toMatchObject({
      open: 3,
      river: { reported: 5, registered: 2, dispatched: 2, acknowledged: 1, handled: 1, inspected: 1, closed: 1, rejected: 1 },
      held: { register: 2, acknowledge: 1 },
      overdue: 0,
    })
    expect(loop.hub.peek('area:440402')).toMatchObject({ open: 2, river: { reported: 4 } })
    expect(loop.hub.peek('area:440400-HQ')).toMatchObject({ open: 1, river: { reported: 1 } })
    loop.pass(61 * 60_000)
    await loop.summary.settled()
    expect(loop.hub.peek('area:440400')).toMatchObject({ open: 3, overdue: 2, nearlyDue: 0, heldOverdue: { register: 2, acknowledge: 0 } })
    loop.pass(24 * 3_600_000)
    await loop.summary.settled()
    expect(loop.hub.peek('area:440400')).toMatchObject({ open: 3, river: { reported: 0 } })
  })

  it('L108 a deadline that needs a year nobody has loaded says so; when the calendar comes it is counted, with that reason', async () => {
    loop = await aLoop({ startAt: '2027-12-31T02:00:00.000Z' })
    const { id } = (await loop.report('grid')).body
    await loop.step('operator', id, 'register', { item: 'litter', condition: 'bin' })
    await loop.step('dispatcher', id, 'dispatch', { department: 'sanitation' })
    expect((await loop.get('operator', id)).body).toMatchObject({ due: null, flags: ['CALENDAR_MISSING'] })
    expect(loop.clock.calendarMissing()).toEqual([2027])
    const [city] = loop.organisation.calendars.all().filter(({ areas }) => areas.includes('440400'))
    await keep(loop.store, [loop.organisation.calendars.put({ ...city!, years: [...city!.years, 2027, 2028] })])
    await expect.poll(async () => (await loop.get('operator', id)).body.due).not.toBeNull()
    const { body } = await loop.get('operator', id)
    expect(body.flags).not.toContain('CALENDAR_MISSING')
    expect(body.history.at(-1)).toMatchObject({
      step: 'recalculate',
      by: 'clock',
      body: { reason: '日历已更新，重新计算时限' },
      due: { before: null, after: body.due },
    })
    expect(loop.clock.calendarMissing()).toEqual([])
  })

  it('L109 a case closed long ago is read from disk and reopened; advice and near-by of it are as of any', async () => {
    loop = await aLoop()
    const id = await brought('CLOSED')
    const again = await openHub({ store: loop.store, nouns: { incident: createIncidentNoun(loop.loop) }, now: loop.now })
    expect(again.peek(`incident:${id}`)).toBeNull()
    expect(await again.find(`incident:${id}`)).toMatchObject({ state: 'CLOSED' })
    expect((await loop.step('operator', id, 'reopen', { reason: '又积水' })).body).toMatchObject({
      state: 'REOPENED',
      round: 2,
      rounds: [{ outcome: 'CLOSED' }],
    })
  })

  it('L110 self-handled cases close in one act, are counted apart, and the sampled ones are found and inspected by somebody else', async () => {
    loop = await aLoop({ loop: { ...DEFAULT_LOOP, sampleShare: 1 } })
    const { id } = (await loop.report('grid')).body
    const photos = [{ id: await loop.aPhoto('grid', `q${id.slice(1)}`), when: 'after' }]
    expect((await loop.step('grid', id, 'self-handle', { item: 'litter', condition: 'bin', opinion: '已清', photos })).body).toMatchObject({
      state: 'CLOSED',
      flags: ['SELF_HANDLED', 'SAMPLED'],
    })
    expect((await loop.list('inspector', 'flag=SAMPLED&state=CLOSED')).incidents).toMatchObject([{ id }])
    expect((await loop.step('grid', id, 'inspect', { passed: true, method: 'ON_SITE', opinion: '' })).body.rule).toBe('own-work')
    expect((await loop.step('inspector', id, 'inspect', { passed: false, method: 'ON_SITE', opinion: '没有清' })).body.state).toBe('CLOSED')
    expect((await loop.step('operator', id, 'reopen', { reason: '抽查不合格' })).body.state).toBe('REOPENED')
    expect((await loop.list('inspector', 'flag=SAMPLED')).incidents).toEqual([])
  })
})
