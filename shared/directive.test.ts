import { describe, expect, it } from 'vitest'
import { type Actor, type Role, systemActor } from './actor.ts'
import { type Directive, type DirectiveStep, decideDirective, evolveDirective, openDirectiveSteps, seesDirective } from './directive.ts'

const person = (id: string, role: Role, departments: string[] = []): Actor => ({
  ...systemActor('clock', '440400'),
  id,
  name: id,
  kind: 'person',
  roles: [role],
  departments,
})
const leader = person('zhou', 'leader')
const office = person('li', 'office')
const bureau = person('chen', 'handler', ['drainage'])
const other = person('wu', 'handler', ['greening'])
const at = '2026-11-22T11:42:00.000Z'
const given: Directive = {
  kind: 'directive', id: 'd1', about: { kind: 'indicator', id: 'gdp@440400' }, subject: '地区生产总值', text: '查明原因', by: 'zhou', byName: '周副市长', onBehalfOf: null, photos: [],
  assignee: { department: 'drainage' }, assigneeName: '排水', area: { division: '440400', zone: null }, due: '2026-11-29T09:30:00.000Z', state: 'GIVEN', givenAt: at, thread: [], finishedBy: null, updatedAt: at,
} // prettier-ignore

const after = (directive: Directive, ...steps: [DirectiveStep, Actor][]) =>
  steps.reduce((now, [step, actor]) => {
    const decision = decideDirective(now, { step, text: '…', reason: '…' }, actor)
    if (!decision.ok) throw new Error(`${step}: ${decision.reason}`)
    return evolveDirective(now, decision.event, at)
  }, directive)
const rule = (
  directive: Directive,
  step: DirectiveStep,
  actor: Actor,
  words: { text?: string; reason?: string } = { text: '…', reason: '…' },
) => {
  const decision = decideDirective(directive, { step, ...words }, actor)
  return decision.ok ? 'ok' : decision.rule
}
const finished = after(given, ['acknowledge', bureau], ['progress', bureau], ['finish', bureau])

describe('a directive', () => {
  it('I80 goes given → accepted → finished → confirmed, and its thread keeps every step', () => {
    expect(finished.state).toBe('FINISHED')
    expect(after(finished, ['confirm', leader])).toMatchObject({
      state: 'CONFIRMED',
      thread: [{ step: 'acknowledge' }, { step: 'progress' }, { step: 'finish' }, { step: 'confirm' }],
    })
  })
  it('I81 is confirmed or refused by leader or office only, never by who finished it', () => {
    expect(rule(finished, 'confirm', bureau)).toBe('role-may-not')
    expect(rule(finished, 'confirm', office)).toBe('ok')
    const toOffice = after({ ...given, assignee: { user: 'li' } }, ['acknowledge', office], ['finish', office])
    expect(rule(toOffice, 'confirm', office)).toBe('own-work')
    expect(rule(toOffice, 'refuse', office)).toBe('own-work')
    expect(rule(toOffice, 'confirm', leader)).toBe('ok')
  })
  it('I82 that is refused goes back to work with a reason, and may be finished by another', () => {
    expect(rule(finished, 'refuse', leader, {})).toBe('body')
    expect(after(finished, ['refuse', leader])).toMatchObject({ state: 'ACCEPTED', finishedBy: null })
  })
  it('I83 is seen by leader, office and those addressed; for others it does not exist, nor for a wall or a key', () => {
    expect([leader, office, bureau].every((actor) => seesDirective(given, actor))).toBe(true)
    const blind = [
      other,
      person('op', 'operator'),
      person('ad', 'admin'),
      { ...leader, kind: 'wall' as const, roles: ['wall' as const] },
      { ...leader, kind: 'key' as const, roles: [], scopes: ['read' as const] },
    ]
    expect(blind.map((actor) => seesDirective(given, actor))).toEqual([false, false, false, false, false])
    expect(rule(given, 'acknowledge', other)).toBe('not-found')
  })
  it('I84 takes no step out of order', () => {
    expect(rule(given, 'finish', bureau)).toBe('wrong-state')
    expect(rule(given, 'acknowledge', leader)).toBe('role-may-not')
    expect(rule(after(finished, ['confirm', leader]), 'progress', bureau)).toBe('wrong-state')
  })
  it('I85 needs words where somebody reports, and may be urged', () => {
    expect(rule(after(given, ['acknowledge', bureau]), 'finish', bureau, {})).toBe('body')
    expect(rule(given, 'urge', office, {})).toBe('ok')
  })
  it('I86 offers the buttons of the same table', () => {
    expect(openDirectiveSteps(given, bureau)).toEqual(['acknowledge'])
    expect(openDirectiveSteps(finished, leader)).toEqual(['confirm', 'refuse'])
    expect(openDirectiveSteps(finished, bureau)).toEqual([])
  })
})
