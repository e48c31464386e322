import { describe, expect, it } from 'vitest'
import { openSteps } from './incident-loop.ts'
import { AFTER, CAST, LEAD, PHONE, aPerson, brought, iso, names, ruleOf } from './loop-cast.ts'

const { operator, dispatcher, chief, drainer, crew1, crew2, police, grid } = CAST

describe('dispatch and tasks', () => {
  it('L11 not following the advice asks why; unknown departments and teams are refused', () => {
    const city = brought('PENDING_DISPATCH')
    city.context.recommended = { department: 'sanitation', team: null }
    expect(ruleOf(city.try(dispatcher, 'dispatch', LEAD))).toBe('reason-needed')
    expect(ruleOf(city.try(dispatcher, 'dispatch', { department: 'nobody', reason: 'x' }))).toBe('unknown-department')
    expect(ruleOf(city.try(dispatcher, 'dispatch', { department: 'eco', team: 'drain-1', reason: 'x' }))).toBe('unknown-team')
    expect(ruleOf(city.try(dispatcher, 'dispatch', { ...LEAD, assist: [{ ...LEAD, must: true }], reason: 'x' }))).toBe('asked-twice')
    expect(city.take(dispatcher, 'dispatch', { ...LEAD, reason: '就近' })).toMatchObject({
      state: 'DISPATCHED',
      clock: 'handle',
      due: iso('2026-03-11 12:00'),
    })
  })
  it('L12 the handling clock begins at the first dispatch; recall and return neither stop nor restart it', () => {
    const city = brought('DISPATCHED')
    city.now('2026-03-11 10:30')
    city.take(dispatcher, 'recall', { reason: '派错' })
    expect(city.get()).toMatchObject({
      state: 'PENDING_DISPATCH',
      due: iso('2026-03-11 12:00'),
      clock: 'handle',
      tasks: [{ state: 'RECALLED' }],
    })
    city.now('2026-03-11 11:00')
    city.take(dispatcher, 'dispatch', LEAD)
    city.take(crew1, 'return', { reason: '不属本部门' })
    expect(city.get()).toMatchObject({ state: 'RETURNED', due: iso('2026-03-11 12:00'), returns: 1, dispatchedAt: iso('2026-03-11 10:00') })
    expect(city.get().clocks.filter(({ name }) => name === 'handle')).toHaveLength(1)
  })
  it('L13 a dispatch can be recalled until it is acknowledged', () => {
    expect(ruleOf(brought('ACCEPTED').try(dispatcher, 'recall', { reason: '派错' }))).toBe('wrong-state')
  })
  it('L14 only the asked department or team acts on a task; its department may act for a team', () => {
    const city = brought('DISPATCHED')
    expect(ruleOf(city.try(police, 'acknowledge'))).toBe('role-may-not')
    expect(ruleOf(city.try(grid, 'acknowledge'))).toBe('role-may-not')
    expect(city.take(drainer, 'acknowledge').state).toBe('ACCEPTED')
    expect(ruleOf(city.try(crew1, 'acknowledge'))).toBe('wrong-state')
    expect(city.take(crew2, 'arrive', { position: [113.5, 22.2] }).state).toBe('HANDLING')
  })
  it('L15 on behalf: operator and dispatcher only, saying who was asked, when and how, and it stays marked', () => {
    const city = brought('DISPATCHED')
    expect(ruleOf(city.try(operator, 'acknowledge'))).toBe('role-may-not')
    expect(ruleOf(city.try(operator, 'acknowledge', { onBehalfOf: { by: 'PHONE', at: '2026-03-11T02:00:00Z' } }))).toBe('body')
    expect(ruleOf(city.try(chief, 'acknowledge', { onBehalfOf: PHONE('drainage') }))).toBe('role-may-not')
    expect(ruleOf(city.try(crew1, 'acknowledge', { onBehalfOf: PHONE('drainage') }))).toBe('role-may-not')
    expect(ruleOf(city.try(operator, 'acknowledge', { onBehalfOf: PHONE('eco') }))).toBe('unknown-task')
    const decision = city.try(operator, 'acknowledge', { onBehalfOf: PHONE('drainage') })
    expect(decision.ok && decision.event.history.onBehalfOf).toMatchObject({ department: 'drainage', by: 'PHONE' })
    expect(city.get()).toMatchObject({ state: 'ACCEPTED', tasks: [{ acknowledgedBy: 'operator' }] })
  })
  it('L16 the case follows the lead and is handled when the lead and every must are', () => {
    const assist = [
      { department: 'traffic-police', must: true },
      { department: 'eco', must: false },
    ]
    const city = brought('DISPATCHED', { dispatch: { ...LEAD, assist } })
    city.take(police, 'acknowledge')
    expect(city.get().state).toBe('DISPATCHED')
    city.take(crew1, 'acknowledge')
    city.take(crew1, 'handle', { opinion: '', photos: AFTER })
    expect(city.get()).toMatchObject({ state: 'HANDLING', handledAt: null })
    city.now('2026-03-11 11:00')
    city.take(police, 'handle', { opinion: '', photos: [] })
    expect(city.get()).toMatchObject({ state: 'HANDLED', handledAt: iso('2026-03-11 11:00') })
    expect(city.get().tasks.map(({ state }) => state)).toEqual(['HANDLED', 'HANDLED', 'ENDED'])
  })
  it('L53 an assistant need not wait for the lead’s receipt, and handling needs one’s own', () => {
    const city = brought('DISPATCHED', { dispatch: { ...LEAD, assist: [{ department: 'traffic-police', must: true }] } })
    expect(ruleOf(city.try(crew1, 'handle', { opinion: '', photos: AFTER }))).toBe('wrong-state')
    city.take(police, 'acknowledge')
    expect(city.take(police, 'handle', { opinion: '', photos: [] })).toMatchObject({ state: 'DISPATCHED', handledAt: null })
    city.take(crew1, 'acknowledge')
    expect(city.take(crew1, 'handle', { opinion: '', photos: AFTER }).state).toBe('HANDLED')
  })
  it('L17 an assistant returns only his own task, and a case that waited for nothing else is then handled', () => {
    const city = brought('DISPATCHED', { dispatch: { ...LEAD, assist: [{ department: 'traffic-police', must: true }] } })
    city.take(crew1, 'acknowledge')
    city.take(crew1, 'handle', { opinion: '', photos: AFTER })
    expect(city.take(police, 'return', { reason: '无须封路' })).toMatchObject({ state: 'HANDLED', returns: 0 })
  })
  it('L18 who has several tasks says which', () => {
    const city = brought('DISPATCHED', { dispatch: { ...LEAD, assist: [{ department: 'traffic-police', must: true }] } })
    const both = aPerson('both', ['handler'], { departments: ['drainage', 'traffic-police'] })
    expect(openSteps(city.get(), both, city.context).find(({ step }) => step === 'acknowledge')).toEqual({
      step: 'acknowledge',
      needs: ['task'],
      choices: { task: ['t1', 't2'] },
    })
    expect(ruleOf(city.try(both, 'acknowledge'))).toBe('task-needed')
    expect(city.take(both, 'acknowledge', { task: 't2' })).toMatchObject({ state: 'DISPATCHED' })
    expect(city.take(both, 'acknowledge', {})).toMatchObject({ state: 'ACCEPTED' })
  })
  it('L19 a returned case is corrected or dispatched again; from the second return on designated, and the designated may not return', () => {
    const city = brought('DISPATCHED')
    city.take(crew1, 'return', { reason: '不属本部门' })
    expect(ruleOf(city.try(chief, 'designate', { department: 'drainage', reason: '属地' }))).toBe('first-return')
    expect(names(city, dispatcher)).toEqual(['dispatch', 'correct', 'urge', 'comment'])
    city.take(dispatcher, 'dispatch', LEAD)
    city.take(drainer, 'return', { reason: '仍不属' })
    expect(ruleOf(city.try(dispatcher, 'designate', { department: 'drainage', reason: '属地' }))).toBe('role-may-not')
    city.take(chief, 'designate', { department: 'drainage', reason: '属地' })
    expect(ruleOf(city.try(drainer, 'return', { reason: '不办' }))).toBe('designated-may-not-return')
    expect(names(city, drainer)).not.toContain('return')
  })
  it('L20 a correction may be empty; a changed condition counts from the same start; the calendar stays', () => {
    const city = brought('DISPATCHED')
    city.now('2026-03-11 11:00')
    city.take(crew1, 'return', { reason: '水不深' })
    city.take(dispatcher, 'correct', { changes: {}, opinion: '' })
    expect(city.get()).toMatchObject({ state: 'PENDING_DISPATCH', due: iso('2026-03-11 12:00') })
    const decision = city.try(dispatcher, 'correct', { changes: { condition: 'shallow', area: '440400-HQ' }, opinion: '' })
    expect(decision.ok && decision.event.history.due).toEqual({ before: iso('2026-03-11 12:00'), after: iso('2026-03-12 10:00') })
    expect(city.get().area.zone).toBe('440400-HQ')
    expect(ruleOf(city.try(dispatcher, 'correct', { changes: { item: 'litter' }, opinion: '' }))).toBe('unknown-condition')
    expect(ruleOf(city.try(dispatcher, 'correct', { changes: { area: 'moon' }, opinion: '' }))).toBe('unknown-area')
  })
})
