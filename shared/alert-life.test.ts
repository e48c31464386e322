import { expect, it } from 'vitest'
import type { Actor, Role } from './actor.ts'
import { Alert } from './alert.ts'
import { type AlertEvent, alertDue, decideAlert, evolveAlert } from './alert-life.ts'

const T = Date.parse('2026-06-01T08:00:00.000Z')
const at = (second: number) => new Date(T + second * 1000).toISOString()
const person = (...roles: Role[]): Actor => ({
  id: 'u',
  name: '李敏',
  kind: 'person',
  roles,
  scopes: [],
  areas: ['4404'],
  domains: [],
  departments: [],
  teams: [],
  city: '4404',
})
const anAlert = (more: Partial<Alert> = {}): Alert =>
  Alert.parse({
    kind: 'alert', id: 'a1', rule: 'r', ruleName: '积水', datastream: 'd', name: '人民路下穿', type: 'ponding', unit: 'cm', source: 's', area: { division: '440402', zone: null },
    position: [113.5, 22.2], severity: 'ORANGE', state: 'RAISED', count: 1, value: 16, observedAt: at(0), raisedAt: at(0), severityAt: at(0), acknowledgedAt: null,
    acknowledgedBy: null, shelvedUntil: null, clearedAt: null, escalatedAt: null, incident: null, replay: false, comments: [], ...more,
  }) // prettier-ignore
const after = (alert: Alert, event: AlertEvent, second = 60) =>
  evolveAlert(alert, { id: 'e', at: at(second), feed: 'desk', actor: 'u', subject: 'alert:a1', ...event }) as Alert
const decided = (alert: Alert, command: Parameters<typeof decideAlert>[1], actor = person('operator')) => {
  const decision = decideAlert(alert, command, actor, T)
  return decision.ok ? after(alert, decision.event) : decision
}

it('A120 is acknowledged once, with who and when', () => {
  const acknowledged = decided(anAlert(), { step: 'acknowledge', text: '已派人' }) as Alert
  expect(acknowledged).toMatchObject({
    state: 'ACKNOWLEDGED',
    acknowledgedBy: '李敏',
    acknowledgedAt: at(60),
    comments: [{ by: '李敏', text: '已派人' }],
  })
  expect(decided(acknowledged, { step: 'acknowledge' })).toMatchObject({ ok: false, rule: 'wrong-state' })
  expect(decided(anAlert({ state: 'CLEARED' }), { step: 'acknowledge' })).toMatchObject({ ok: false, rule: 'wrong-state' })
})

it.each<[Role, boolean, boolean]>([
  ['operator', true, true], ['shift-leader', true, true], ['dispatcher', false, true], ['worker', false, true], ['leader', false, true],
  ['wall', false, false], ['auditor', false, false], ['admin', false, false],
])('A121 lets %s acknowledge: %s, comment: %s', (role, mayAcknowledge, mayComment) => {
  expect(decideAlert(anAlert(), { step: 'acknowledge' }, person(role), T).ok).toBe(mayAcknowledge)
  expect(decideAlert(anAlert(), { step: 'shelve', until: at(600), reason: '检修' }, person(role), T).ok).toBe(mayAcknowledge)
  expect(decideAlert(anAlert(), { step: 'comment', text: '看到' }, person(role), T).ok).toBe(mayComment)
}) // prettier-ignore

it('A122 is shelved until an instant in the future and wakes for a person', () => {
  const shelved = decided(anAlert({ state: 'ACKNOWLEDGED', acknowledgedBy: '王' }), {
    step: 'shelve',
    until: at(600),
    reason: '检修',
  }) as Alert
  expect(shelved).toMatchObject({ state: 'SHELVED', shelvedUntil: at(600) })
  expect(alertDue(shelved, null)).toEqual({ at: T + 600_000, why: 'wake' })
  expect(after(shelved, { type: 'alert.woken', data: null })).toMatchObject({ state: 'RAISED', acknowledgedBy: null, escalatedAt: null })
  const woken = after(shelved, { type: 'alert.woken', data: null }, 600)
  expect(alertDue(woken, { escalateS: 90 })).toEqual({ at: T + 690_000, why: 'escalate' })
  expect(decided(anAlert(), { step: 'shelve', until: at(-1), reason: 'x' })).toMatchObject({ ok: false, rule: 'body' })
  expect(decided(anAlert(), { step: 'shelve', until: at(90_000), reason: 'x' })).toMatchObject({ ok: false, rule: 'body' })
})

it('A123 asks for a person again when it gets worse, and not when it gets better', () => {
  const acknowledged = anAlert({ state: 'ACKNOWLEDGED', acknowledgedBy: '李敏', acknowledgedAt: at(5) })
  expect(after(acknowledged, { type: 'alert.severity', data: { severity: 'RED', observedAt: at(60), value: 40 } })).toMatchObject({ state: 'RAISED', severity: 'RED', acknowledgedBy: null, severityAt: at(60), count: 2 })
  expect(after(acknowledged, { type: 'alert.severity', data: { severity: 'YELLOW', observedAt: at(60), value: 16 } })).toMatchObject({ state: 'ACKNOWLEDGED', severity: 'YELLOW' })
}) // prettier-ignore

it('A124 is escalated when nobody acknowledged in time, and calls nobody for a recording', () => {
  expect(alertDue(anAlert(), { escalateS: 90 })).toEqual({ at: T + 90_000, why: 'escalate' })
  expect(alertDue(anAlert({ severity: 'RED' }), null)).toEqual({ at: T + 120_000, why: 'escalate' })
  expect(alertDue(anAlert({ state: 'ACKNOWLEDGED' }), null)).toBeNull()
  expect(alertDue(anAlert({ escalatedAt: at(90) }), null)).toBeNull()
  expect(alertDue(anAlert({ replay: true }), { escalateS: 1 })).toBeNull()
})

it('A125 becomes a case by itself only from the severity that its rule names, once', () => {
  const incident = { from: 'ORANGE', afterS: 30 } as const
  expect(alertDue(anAlert(), { incident })).toEqual({ at: T + 30_000, why: 'incident' })
  expect(alertDue(anAlert({ severity: 'YELLOW' }), { incident, escalateS: 9e4 })?.why).toBe('escalate')
  expect(alertDue(anAlert({ incident: 'i1' }), { incident, escalateS: 9e4 })?.why).toBe('escalate')
})

it('A126 folds repeats into its count and keeps the newest value', () => {
  expect(after(anAlert(), { type: 'alert.repeated', data: { times: 3, observedAt: at(90), value: 18 } })).toMatchObject({
    count: 4,
    value: 18,
    observedAt: at(90),
    raisedAt: at(0),
  })
})
