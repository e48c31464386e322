import { describe, expect, it } from 'vitest'
import { openSteps, statusOf, touches } from './incident-loop.ts'
import { lightOf } from './incident.ts'
import { AFTER, BAD, CAST, DEEP, PHONE, aCity, aPerson, at, brought, iso, names, ruleOf } from './loop-cast.ts'

const { operator, dispatcher, chief, drainer, crew1, grid, inspector, leader, office, stranger } = CAST

describe('reporting', () => {
  it('L1 everybody signed in may report but a wall and the three administrators; a key with the scope may too', () => {
    const city = aCity()
    const by = (actor: typeof operator) => ruleOf(city.report('x', actor))
    for (const actor of [operator, drainer, grid, inspector, leader, CAST.clock]) expect(by(actor)).toBe('ok')
    for (const actor of [CAST.wall, CAST.auditor, CAST.admin]) expect(by(actor)).toBe('role-may-not')
    expect(by(aPerson('k', [], { kind: 'key', scopes: ['incidents:write'] }))).toBe('ok')
    expect(by(aPerson('k', [], { kind: 'key', scopes: ['read'] }))).toBe('role-may-not')
  })
  it('L2 a source belongs to its channel', () => {
    const city = aCity()
    expect(ruleOf(city.report('x', grid, { channel: 'INDUSTRY' }))).toBe('source-channel')
    expect(ruleOf(city.report('x', grid, { source: 'RUMOUR' }))).toBe('unknown-source')
    expect(ruleOf(city.report('x', grid, { title: '' }))).toBe('body')
  })
  it('L3 a report runs against the limit of registration and stands at the level of its channel', () => {
    const city = brought('REPORTED')
    expect(city.get()).toMatchObject({
      clock: 'register',
      redAt: iso('2026-03-11 11:00'),
      yellowAt: iso('2026-03-11 10:45'),
      level: 'GRID',
      due: null,
    })
    expect(lightOf(city.get(), at('2026-03-11 10:30'))).toBe('GREEN')
  })
})

describe('before registration', () => {
  it('L4 verification is asked of a worker or inspector, again only of another, and answered by that one alone', () => {
    const city = brought('REPORTED')
    expect(ruleOf(city.try(operator, 'request-verification', { assignee: 'leader' }))).toBe('unknown-person')
    city.take(operator, 'request-verification', { assignee: 'inspector' })
    expect(ruleOf(city.try(operator, 'request-verification', { assignee: 'inspector' }))).toBe('same-assignee')
    city.take(operator, 'request-verification', { assignee: 'crew1' })
    const found = { found: true, opinion: '属实', photos: [] }
    expect(ruleOf(city.try(inspector, 'verify', found))).toBe('role-may-not')
    expect(city.take(crew1, 'verify', found)).toMatchObject({
      state: 'PENDING_REGISTRATION',
      verification: { assignee: 'crew1', found: true },
    })
  })
  it('L5 registering keeps item, version and condition, and REGISTERED stands in the history', () => {
    const city = brought('REPORTED')
    const decision = city.try(operator, 'register', DEEP)
    expect(decision.ok && decision.event.history).toMatchObject({ through: 'REGISTERED', to: 'PENDING_DISPATCH' })
    expect(city.get()).toMatchObject({
      item: { id: 'water', version: 1 },
      condition: { id: 'deep' },
      severity: 'ORANGE',
      clock: 'dispatch',
      due: null,
    })
    expect(ruleOf(city.try(operator, 'register', DEEP))).toBe('wrong-state')
    const other = brought('REPORTED')
    expect(ruleOf(other.try(operator, 'register', { item: 'water', condition: 'none' }))).toBe('unknown-condition')
    expect(ruleOf(other.try(dispatcher, 'register', DEEP))).toBe('role-may-not')
  })
  it('L6 a rejected report ends, and reopened waits for registration again', () => {
    const city = brought('REPORTED')
    expect(ruleOf(city.try(operator, 'reject', { reason: '' }))).toBe('body')
    expect(city.take(operator, 'reject', { reason: '重复' })).toMatchObject({
      state: 'REJECTED',
      redAt: null,
      endedAt: iso('2026-03-11 10:00'),
    })
    expect(city.take(operator, 'reopen', { reason: '误判' })).toMatchObject({
      state: 'PENDING_REGISTRATION',
      round: 1,
      rounds: [],
      clock: 'register',
      endedAt: null,
    })
  })
  it('L7 attaching moves what was attached along, and detaching brings one back where it was', () => {
    const city = brought('PENDING_DISPATCH')
    for (const id of ['a', 'b', 'c']) city.report(id)
    city.take(operator, 'attach', { to: 'a' }, 'b')
    expect(touches(city.get('a'), 'attach', { to: 'c1' })).toEqual(['c1', 'b'])
    city.take(operator, 'attach', { to: 'c1' }, 'a')
    expect([city.get('a').attachedTo, city.get('b').attachedTo, city.get().attached, city.get('a').attached]).toEqual([
      'c1',
      'c1',
      ['a', 'b'],
      [],
    ])
    expect(ruleOf(city.try(operator, 'attach', { to: 'b' }, 'c'))).toBe('target-ended')
    expect(ruleOf(city.try(operator, 'attach', { to: 'c' }, 'c'))).toBe('unknown-incident')
    expect(city.take(operator, 'detach', { reason: '不是一处' }, 'b')).toMatchObject({
      state: 'REPORTED',
      attachedTo: null,
      clock: 'register',
    })
    expect(city.get().attached).toEqual(['a'])
  })
  it('L8 a report may be attached to a closed case for its answer, not to one that was rejected', () => {
    const city = brought('CLOSED')
    city.report('a')
    city.report('r')
    city.take(operator, 'reject', { reason: '无此事' }, 'r')
    expect(ruleOf(city.try(operator, 'attach', { to: 'r' }, 'a'))).toBe('target-ended')
    expect(city.take(operator, 'attach', { to: 'c1' }, 'a').state).toBe('ATTACHED')
  })
  it('L9 only the reporting worker handles himself, where the item allows it, with its photos; no deadline runs', () => {
    const city = brought('REPORTED')
    const bin = { item: 'litter', condition: 'bin', opinion: '已清', photos: AFTER }
    expect(ruleOf(city.try(crew1, 'self-handle', bin))).toBe('role-may-not')
    expect(ruleOf(city.try(grid, 'self-handle', { ...bin, photos: [] }))).toBe('photos-missing')
    expect(ruleOf(city.try(grid, 'self-handle', { ...bin, ...DEEP }))).toBe('not-self-handled')
    expect(city.take(grid, 'self-handle', bin)).toMatchObject({ state: 'CLOSED', due: null, closeDue: null, redAt: null })
    expect(city.get().flags).toContain('SELF_HANDLED')
  })
  it('L10 a sampled self-handled case is inspected where it stands; failed, it is reopened into a round of its own', () => {
    const city = brought('REPORTED')
    city.context.config = { ...city.context.config, sampleShare: 1 }
    city.take(grid, 'self-handle', { item: 'litter', condition: 'bin', opinion: '已清', photos: AFTER })
    expect(city.get().flags).toContain('SAMPLED')
    expect(ruleOf(city.try(grid, 'inspect', BAD))).toBe('own-work')
    expect(city.take(inspector, 'inspect', BAD)).toMatchObject({ state: 'CLOSED', inspection: { passed: false } })
    expect(city.take(operator, 'reopen', { reason: '没有清干净' })).toMatchObject({
      state: 'REOPENED',
      round: 2,
      rounds: [{ outcome: 'SELF_HANDLED', due: null }],
      flags: [],
    })
    const unsampled = brought('REPORTED')
    unsampled.context.config = { ...unsampled.context.config, sampleShare: 0 }
    unsampled.take(grid, 'self-handle', { item: 'litter', condition: 'bin', opinion: '已清', photos: AFTER })
    expect(ruleOf(unsampled.try(inspector, 'inspect', BAD))).toBe('wrong-state')
  })
})

describe('who and where', () => {
  it('L37 what lies outside the asker’s area does not exist for him, unless he was asked', () => {
    const city = brought('DISPATCHED')
    expect(ruleOf(city.try(stranger, 'comment', { text: 'x' }))).toBe('out-of-scope')
    expect(openSteps(city.get(), stranger, city.context)).toEqual([])
    expect(statusOf('out-of-scope')).toBe(404)
    const afar = { ...crew1, areas: ['440403'] }
    expect(ruleOf(city.try(afar, 'acknowledge'))).toBe('ok')
  })
  it('L38 a wall, the administrators and keys take no step', () => {
    for (const state of ['REPORTED', 'DISPATCHED', 'INSPECTING', 'CLOSED'] as const) {
      const city = brought(state)
      for (const actor of [CAST.wall, CAST.admin, CAST.auditor, aPerson('k', [], { kind: 'key', scopes: ['incidents:write'] })])
        expect(names(city, actor)).toEqual([])
    }
  })
  it('L39 supervise marks the case; leader, office and shift leader may; a comment is everybody’s, at any time', () => {
    const city = brought('CLOSED')
    expect(ruleOf(city.try(office, 'supervise', { text: '尽快' }))).toBe('wrong-state')
    expect(city.take(leader, 'comment', { text: '好' }).last.text).toBe('好')
    const open = brought('ACCEPTED')
    expect(open.take(leader, 'supervise', { text: '尽快' }).flags).toEqual(['SUPERVISED'])
    expect(ruleOf(open.try(operator, 'supervise', { text: 'x' }))).toBe('role-may-not')
    expect(ruleOf(open.try(operator, 'comment', { text: '已电话', onBehalfOf: PHONE('drainage') }))).toBe('ok')
  })
  it('L40 the first reason counts: who, then state, then body, then rules', () => {
    const city = brought('REPORTED')
    expect([
      ruleOf(city.try(dispatcher, 'close', { no: 1 })),
      ruleOf(city.try(operator, 'close', { no: 1 })),
      ruleOf(city.try(operator, 'register', {})),
    ]).toEqual(['role-may-not', 'wrong-state', 'body'])
    expect(['role-may-not', 'wrong-state', 'body', 'own-work'].map(statusOf)).toEqual([403, 409, 422, 409])
  })
  it('L41 force-close ends any open case, paused ones too, with all its tasks', () => {
    const city = brought('ACCEPTED')
    city.take(chief, 'defer', { reason: 'x' })
    expect(city.take(chief, 'force-close', { reason: '无法解决' })).toMatchObject({
      state: 'FORCE_CLOSED',
      closedAt: null,
      tasks: [{ state: 'ENDED' }],
    })
    expect(city.take(operator, 'reopen', { reason: '有办法了' })).toMatchObject({
      state: 'REOPENED',
      rounds: [{ outcome: 'FORCE_CLOSED' }],
      stateBeforePause: null,
    })
  })
  it('L42 an imported case ends as the other system says, with its own limits', () => {
    const city = aCity()
    city.context.config = { ...city.context.config, register: null, dispatch: null, inspect: null }
    city.report('c1', CAST.import, {}, { feed: 'la311' })
    city.take(CAST.import, 'register', { item: 'litter', condition: 'heap' })
    expect(city.get()).toMatchObject({ due: iso('2026-03-11 16:00'), closeDue: iso('2026-03-11 16:00'), redAt: iso('2026-03-11 16:00') })
    city.now('2026-03-12 10:00')
    expect(city.take(CAST.import, 'close', {})).toMatchObject({
      state: 'CLOSED',
      closedAt: iso('2026-03-12 10:00'),
      handledAt: iso('2026-03-12 10:00'),
    })
  })
})
