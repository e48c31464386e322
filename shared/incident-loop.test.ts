import { describe, expect, it } from 'vitest'
import { openSteps } from './incident-loop.ts'
import { AFTER, BAD, CAST, GOOD, LEAD, PHONE, aCity, brought, iso, ruleOf } from './loop-cast.ts'

const { operator, operator2, dispatcher, drainer, crew1, crew2, police, grid, inspector } = CAST

describe('handling, inspecting, closing', () => {
  it('L21 handling gives the photos that the closing condition asks for', () => {
    const city = brought('ACCEPTED', { register: { item: 'water', condition: 'shallow' } })
    expect(openSteps(city.get(), crew1, city.context).find(({ step }) => step === 'handle')?.needs).toEqual([
      'opinion',
      'photos',
      'photos:before',
      'photos:after',
    ])
    expect(ruleOf(city.try(crew1, 'handle', { opinion: '', photos: AFTER }))).toBe('photos-missing')
    expect(ruleOf(city.try(crew1, 'handle', { opinion: '', photos: [...AFTER, { id: 'lost', when: 'before' }] }))).toBe('unknown-photo')
    expect(city.take(crew1, 'handle', { opinion: '', photos: [...AFTER, { id: 'p', when: 'before' }] }).state).toBe('HANDLED')
  })
  it('L22 handled on behalf without photos is flagged, and inspected on site with photos', () => {
    const city = brought('ACCEPTED')
    city.take(operator, 'handle', { opinion: '电话告知', photos: [], onBehalfOf: PHONE('drainage') })
    expect(city.get().flags).toContain('PHOTOS_MISSING')
    expect(ruleOf(city.try(inspector, 'inspect', { ...GOOD, method: 'SENSOR' }))).toBe('method-not-allowed')
    expect(ruleOf(city.try(inspector, 'inspect', GOOD))).toBe('photos-missing')
    expect(ruleOf(city.try(operator2, 'inspect', { ...GOOD, photos: AFTER }))).toBe('role-may-not')
    expect(city.take(inspector, 'inspect', { ...GOOD, photos: AFTER }).state).toBe('INSPECTING')
  })
  it('L23 nobody inspects who handled, who recorded the handling, or who is of the handling team', () => {
    const self = brought('HANDLED')
    expect(ruleOf(self.try(crew1, 'inspect', GOOD))).toBe('own-work')
    expect(ruleOf(self.try(crew2, 'inspect', GOOD))).toBe('own-work')
    expect(ruleOf(self.try(grid, 'inspect', GOOD))).toBe('ok')
    const recorded = brought('ACCEPTED')
    recorded.take(operator, 'handle', {
      opinion: '',
      photos: AFTER,
      onBehalfOf: { user: 'crew2', by: 'RADIO', at: '2026-03-11T02:00:00Z' },
    })
    expect(ruleOf(recorded.try(operator, 'inspect', { ...GOOD, method: 'PHOTO' }))).toBe('own-work')
    expect(ruleOf(recorded.try(crew2, 'inspect', GOOD))).toBe('own-work')
    expect(ruleOf(recorded.try(operator2, 'inspect', { ...GOOD, method: 'PHOTO' }))).toBe('ok')
  })
  it('L24 the method is one the item allows, and the desk inspects from afar only', () => {
    const city = brought('HANDLED')
    expect(ruleOf(city.try(inspector, 'inspect', { ...GOOD, method: 'CALLBACK' }))).toBe('method-not-allowed')
    expect(ruleOf(city.try(operator, 'inspect', GOOD))).toBe('role-may-not')
    expect(openSteps(city.get(), operator, city.context).find(({ step }) => step === 'inspect')?.choices).toEqual({
      method: ['SENSOR', 'PHOTO'],
    })
    expect(ruleOf(city.try(police, 'inspect', GOOD))).toBe('role-may-not')
    expect(ruleOf(city.try(operator, 'inspect', { ...GOOD, method: 'SENSOR' }))).toBe('ok')
  })
  it('L25 the newest inspection counts: passed closes, failed goes back for rework with all tasks ended', () => {
    const city = brought('INSPECTING')
    expect(ruleOf(city.try(operator, 'rework', { reason: 'x' }))).toBe('passed')
    city.take(inspector, 'inspect', BAD)
    expect(ruleOf(city.try(operator, 'close', {}))).toBe('not-passed')
    city.take(operator, 'rework', { reason: '还有水' })
    expect(city.get()).toMatchObject({ state: 'REWORK', reworks: 1, handledAt: null, clock: 'handle', due: iso('2026-03-11 12:00') })
    city.take(dispatcher, 'dispatch', LEAD)
    city.now('2026-03-11 13:00')
    city.take(crew1, 'acknowledge')
    expect(city.take(crew1, 'handle', { opinion: '', photos: AFTER })).toMatchObject({
      handledAt: iso('2026-03-11 13:00'),
      inspection: null,
    })
  })
  it('L26 from handled on the light is of closing, which is due an inspection limit after handling', () => {
    const city = brought('HANDLED')
    expect(city.get()).toMatchObject({
      clock: 'inspect',
      closeDue: iso('2026-03-12 12:00'),
      redAt: iso('2026-03-12 12:00'),
      yellowAt: iso('2026-03-12 10:15'),
    })
    expect(brought('CLOSED').get()).toMatchObject({
      clock: null,
      redAt: null,
      closeDue: iso('2026-03-12 12:00'),
      closedAt: iso('2026-03-11 10:00'),
    })
  })
  it('L27 a hotline order closes with a reply', () => {
    const city = aCity()
    city.report('c1', operator, { channel: 'PETITION', source: 'HOTLINE' }, { workOrder: 'W1' })
    city.take(operator, 'register', { item: 'noise', condition: 'complaint' })
    city.take(dispatcher, 'dispatch', { department: 'drainage' })
    city.take(drainer, 'acknowledge')
    city.take(drainer, 'handle', { opinion: '', photos: [] })
    city.take(operator, 'inspect', { passed: true, method: 'CALLBACK', opinion: '诉求人满意' })
    expect(ruleOf(city.try(operator, 'close', {}))).toBe('reply-missing')
    expect(city.take(operator, 'close', { reply: '已整改' }).state).toBe('CLOSED')
  })
  it('L28 reopening begins a round with a clock of its own; the earlier one keeps its result', () => {
    const city = brought('CLOSED')
    city.now('2026-03-20 09:00')
    city.take(operator, 'reopen', { reason: '又积水' })
    expect(city.get()).toMatchObject({
      state: 'REOPENED',
      round: 2,
      due: null,
      clock: 'dispatch',
      rounds: [{ outcome: 'CLOSED', due: iso('2026-03-11 12:00') }],
    })
    city.now('2026-03-20 09:10')
    expect(city.take(dispatcher, 'dispatch', LEAD)).toMatchObject({ due: iso('2026-03-20 11:10'), clock: 'handle' })
    expect(ruleOf(city.try(crew1, 'acknowledge'))).toBe('ok')
  })
})
