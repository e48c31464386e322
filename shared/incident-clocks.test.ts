import { describe, expect, it } from 'vitest'
import { PEOPLE } from './actor.ts'
import { openSteps } from './incident-loop.ts'
import { LOOP } from './incident-table.ts'
import { StepName } from './incident.ts'
import { AFTER, BAD, CAST, LEAD, PHONE, at, brought, iso, names, ruleOf, type City } from './loop-cast.ts'

const { operator, dispatcher, chief, chief2, crew1, inspector } = CAST

describe('extensions and pauses', () => {
  const until = new Date(at('2026-03-11 14:00')).toISOString()
  const later = { until, reason: '等配件' }
  it('L29 an extension is asked before the deadline, for a later one, once at a time', () => {
    const city = brought('ACCEPTED')
    expect(ruleOf(city.try(crew1, 'extend', { ...later, until: iso('2026-03-11 11:00') }))).toBe('until-not-later')
    city.take(crew1, 'extend', later)
    expect(city.get()).toMatchObject({ flags: ['EXTENSION_PENDING'], state: 'ACCEPTED', due: iso('2026-03-11 12:00') })
    expect(ruleOf(city.try(crew1, 'extend', later))).toBe('extension-pending')
    const late = brought('ACCEPTED')
    late.now('2026-03-11 12:01')
    expect(ruleOf(late.try(crew1, 'extend', later))).toBe('after-due')
  })
  it('L30 an extension is decided by a shift leader who did not ask, also after the deadline; granted, the deadline is what was asked', () => {
    const city = brought('ACCEPTED')
    city.take(chief2, 'extend', { ...later, onBehalfOf: PHONE('drainage') })
    expect(ruleOf(city.try(chief2, 'grant-extension', { opinion: '' }))).toBe('own-extension')
    expect(ruleOf(city.try(operator, 'grant-extension', { opinion: '' }))).toBe('role-may-not')
    city.now('2026-03-11 12:30')
    city.take(chief, 'grant-extension', { opinion: '同意' })
    expect(city.get()).toMatchObject({ flags: [], extension: null, due: until, yellowAt: iso('2026-03-11 13:00'), tasks: [{ due: until }] })
    expect(ruleOf(city.try(chief, 'grant-extension', { opinion: '' }))).toBe('wrong-state')
  })
  it.each([
    ['refused', (city: City) => city.take(chief, 'refuse-extension', { opinion: '不同意' })],
    ['handled', (city: City) => city.take(crew1, 'handle', { opinion: '', photos: AFTER })],
    ['returned', (city: City) => city.take(crew1, 'return', { reason: 'x' })],
    ['paused', (city: City) => city.take(chief, 'defer', { reason: 'x' })],
    ['ended', (city: City) => city.take(chief, 'force-close', { reason: 'x' })],
  ])('L31 the flag falls when the case is %s', (_, end) => {
    const city = brought('ACCEPTED')
    city.take(crew1, 'extend', later)
    expect(end(city)).toMatchObject({ extension: null, flags: [], due: iso('2026-03-11 12:00') })
  })
  it('L32 the flag falls with a recall', () => {
    const city = brought('DISPATCHED')
    city.take(crew1, 'extend', later)
    expect(city.take(dispatcher, 'recall', { reason: 'x' }).flags).toEqual([])
  })
  it('L33 a pause keeps what is left, has no light, and allows only what may be done with a paused case', () => {
    const city = brought('ACCEPTED')
    city.now('2026-03-11 11:00')
    city.take(chief, 'defer', { reason: '等潮水' })
    expect(city.get()).toMatchObject({ state: 'SUSPENDED', redAt: null, clock: null, due: iso('2026-03-11 12:00') })
    expect(names(city, chief)).toEqual(['put-on-account', 'resume', 'force-close', 'supervise', 'comment'])
    for (const actor of [operator, dispatcher, crew1]) expect(names(city, actor)).toEqual(['comment'])
    city.now('2026-03-12 08:00')
    city.take(chief, 'put-on-account', { reason: '无主' })
    city.now('2026-03-13 09:00')
    city.take(chief, 'resume', { reason: '水退' })
    expect(city.get()).toMatchObject({
      state: 'ACCEPTED',
      due: iso('2026-03-13 10:00'),
      redAt: iso('2026-03-13 10:00'),
      tasks: [{ due: iso('2026-03-13 10:00') }],
    })
  })
  it('L34 a pause before dispatch keeps what is left of the stage', () => {
    const city = brought('REPORTED')
    city.now('2026-03-11 10:40')
    city.take(chief, 'defer', { reason: 'x' })
    city.now('2026-03-11 15:00')
    expect(city.take(chief, 'resume', { reason: 'x' })).toMatchObject({
      state: 'REPORTED',
      clock: 'register',
      redAt: iso('2026-03-11 15:20'),
    })
  })
  it('L35 an unanswered receipt keeps what was left of it', () => {
    const city = brought('DISPATCHED')
    city.now('2026-03-11 10:30')
    city.take(chief, 'defer', { reason: 'x' })
    city.now('2026-03-11 15:00')
    expect(city.take(chief, 'resume', { reason: 'x' }).tasks[0]?.acknowledgeDue).toBe(iso('2026-03-11 15:30'))
  })
  it('L36 a pause during inspection moves closing, not whether it was handled on time; rework gets the time back', () => {
    const city = brought('HANDLED')
    city.take(chief, 'defer', { reason: 'x' })
    city.now('2026-03-12 10:00')
    expect(city.take(chief, 'resume', { reason: 'x' })).toMatchObject({
      state: 'HANDLED',
      due: iso('2026-03-11 12:00'),
      closeDue: iso('2026-03-13 12:00'),
    })
    city.take(inspector, 'inspect', BAD)
    expect(city.take(operator, 'rework', { reason: 'x' }).due).toBe(iso('2026-03-12 12:00'))
  })
})

describe('clocks of a case', () => {
  it('L43 a limit from the report runs from registration on, but before dispatch the light is the stage’s', () => {
    const city = brought('REPORTED')
    city.now('2026-03-11 10:20')
    city.take(operator, 'register', { item: 'litter', condition: 'heap' })
    expect(city.get()).toMatchObject({ due: iso('2026-03-11 16:00'), clock: 'dispatch', redAt: iso('2026-03-11 10:50') })
    expect(city.take(dispatcher, 'dispatch', LEAD)).toMatchObject({ due: iso('2026-03-11 16:00'), clock: 'handle' })
  })
  it('L44 a year without calendar gives no deadline and says so; loaded later it is counted from the same start', () => {
    const city = brought('REPORTED')
    city.now('2026-12-31 16:00')
    city.take(operator, 'register', { item: 'water', condition: 'shallow' })
    city.take(dispatcher, 'dispatch', LEAD)
    expect(city.get()).toMatchObject({ due: null, redAt: null })
    expect(city.get().flags).toContain('CALENDAR_MISSING')
    expect(ruleOf(city.try(CAST.clock, 'recalculate', { reason: '日历' }))).toBe('nothing-to-count')
    city.context.calendars = city.context.calendars.map((calendar) => ({ ...calendar, years: [...calendar.years, 2027] }))
    city.take(CAST.clock, 'recalculate', { reason: '已载入 2027 年日历' })
    expect(city.get()).toMatchObject({ due: iso('2027-01-01 16:00'), flags: [], redAt: iso('2027-01-01 16:00') })
  })
  it('L45 a later change of the configuration or a calendar changes nothing of what was recorded', () => {
    const city = brought('INSPECTING')
    const decision = city.try(operator, 'close', {})
    expect(decision.ok && decision.event.events[0]?.data).toMatchObject({
      step: 'close',
      changed: { closedAt: iso('2026-03-11 10:00'), redAt: null },
    })
    expect(decision.ok && decision.event.incident).toEqual(city.get())
  })
  it('L50 the clock’s urge before the deadline is a reminder, past it an urge, then it supervises; another deadline begins anew', () => {
    const city = brought('ACCEPTED')
    const urge = () => city.take(CAST.clock, 'urge', { text: '时限' }).ladder
    city.now('2026-03-11 11:30')
    expect(urge()).toEqual({ of: iso('2026-03-11 12:00'), rung: 'REMINDED' })
    city.now('2026-03-11 12:01')
    expect(urge()).toEqual({ of: iso('2026-03-11 12:00'), rung: 'URGED' })
    expect(city.take(CAST.clock, 'supervise', { text: '超期' })).toMatchObject({ flags: ['SUPERVISED'], ladder: { rung: 'SUPERVISED' } })
    city.take(dispatcher, 'urge', { text: '请快' })
    expect(city.get().ladder?.rung).toBe('SUPERVISED')
    city.take(CAST.crew1, 'handle', { opinion: '', photos: AFTER })
    expect(city.get().ladder?.of).not.toBe(city.get().redAt)
  })
  it('L51 a case that nobody takes in time rises a level, again after as long, and stays at the top', () => {
    const city = brought('DISPATCHED')
    expect(city.get()).toMatchObject({ level: 'GRID', riseAt: iso('2026-03-11 10:30') })
    for (const [time, level] of [
      ['10:30', 'COMMUNITY'],
      ['11:05', 'TOWN'],
      ['11:35', 'DISTRICT'],
      ['12:05', 'CITY'],
    ] as const) {
      city.now(`2026-03-11 ${time}`)
      expect(city.take(CAST.clock, 'rise', { reason: '超时' })).toMatchObject({ level, state: 'DISPATCHED' })
    }
    expect(city.get().riseAt).toBeNull()
    expect(ruleOf(city.try(CAST.clock, 'rise', { reason: '超时' }))).toBe('at-the-top')
    expect(ruleOf(city.try(chief, 'rise', { reason: '超时' }))).toBe('role-may-not')
  })
  it('L52 what waits for dispatch rises too; what waits for registration or has been taken does not', () => {
    expect(brought('REPORTED').get().riseAt).toBeNull()
    expect(brought('PENDING_DISPATCH').get().riseAt).toBe(iso('2026-03-11 10:30'))
    expect(brought('ACCEPTED').get().riseAt).toBeNull()
  })
  it('L46 the table gives each step to the roles of the contract', () => {
    const desk = ['operator', 'shift-leader']
    const senders = ['dispatcher', 'shift-leader']
    const chiefs = ['shift-leader']
    const asked = ['handler', 'worker', 'operator', 'dispatcher']
    const who: Record<StepName, string[]> = {
      register: desk, reject: desk, 'request-verification': desk, attach: desk, detach: desk, rework: desk, close: desk, reopen: desk,
      dispatch: senders, correct: senders, urge: senders, recall: senders,
      'grant-extension': chiefs, 'refuse-extension': chiefs, defer: chiefs, 'put-on-account': chiefs, resume: chiefs, 'force-close': chiefs, designate: chiefs,
      acknowledge: asked, arrive: asked, return: asked, handle: asked, extend: asked,
      'self-handle': ['worker'], verify: ['worker', 'inspector'], inspect: ['worker', 'inspector', 'operator', 'shift-leader'],
      supervise: ['shift-leader', 'leader', 'office'], comment: [...PEOPLE], rise: [], recalculate: [],
    } // prettier-ignore
    expect(Object.fromEntries(Object.entries(LOOP).map(([step, row]) => [step, row.who]))).toEqual(who)
    expect(
      StepName.options.filter((step) =>
        openSteps(brought('DISPATCHED').get(), CAST.clock, brought('DISPATCHED').context).some((open) => open.step === step),
      ),
    ).toEqual(['urge', 'supervise', 'rise'])
  })
})
