import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../shared/alert.ts'
import type { Incident } from '../../../shared/incident.ts'
import { compare, createQueue } from './queue.ts'

const now = Date.parse('2026-11-22T11:42:00Z')
const iso = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
const anIncident = (id: string, more: Partial<Incident>): Incident =>
  ({ kind: 'incident', id, severity: 'YELLOW', state: 'HANDLING', flags: [], redAt: iso(30), yellowAt: iso(10), ...more }) as Incident
const anAlert = (id: string, more: Partial<Alert>): Alert =>
  ({ kind: 'alert', id, severity: 'RED', state: 'RAISED', raisedAt: iso(-1), incident: null, ...more }) as Alert
const ids = (queue: ReturnType<typeof createQueue>, section: 'mine' | 'others' | 'late') =>
  queue.section(section).map((row) => row.entity.id)

describe('the queue', () => {
  it('E1 begins with what is your move, the most severe and longest waiting first', () => {
    const queue = createQueue()
    queue.reset([
      anIncident('yellow', { state: 'PENDING_DISPATCH' }), anIncident('waits', {}), anAlert('orange', { severity: 'ORANGE' }), anAlert('red', {}), anIncident('redcase', { severity: 'RED', state: 'RETURNED' }),
    ], now) // prettier-ignore
    expect(ids(queue, 'mine')).toEqual(['red', 'redcase', 'orange', 'yellow'])
    expect(ids(queue, 'others')).toEqual(['waits'])
  })
  it('E2 what is overdue at others becomes your move when its clock runs out', () => {
    const queue = createQueue()
    queue.reset([anIncident('soon', { redAt: iso(1) }), anIncident('later', { redAt: iso(5) })], now)
    queue.tick(now + 2 * 60_000)
    expect(ids(queue, 'mine')).toEqual(['soon'])
    expect(ids(queue, 'others')).toEqual(['later'])
  })
  it('E3 a late source never sorts as normal, and an alert seen through its case is not shown twice', () => {
    const queue = createQueue()
    queue.reset(
      [anAlert('a', { state: 'ACKNOWLEDGED', incident: 'i1' }), { kind: 'source', id: 's', state: 'late', newestAt: iso(-12) } as never],
      now,
    )
    expect([ids(queue, 'mine'), ids(queue, 'others'), ids(queue, 'late')]).toEqual([[], [], ['s']])
  })
  it('E4 kept row by row it is the same queue as made from nothing, over 2,000 seeded changes', () => {
    let seed = 7
    const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    const states = ['PENDING_DISPATCH', 'HANDLING', 'RETURNED', 'DISPATCHED', 'CLOSED', 'SUSPENDED'] as const
    const open = new Map<string, Incident>()
    const queue = createQueue()
    for (let turn = 0; turn < 2_000; turn++) {
      const id = `i${Math.floor(chance() * 120)}`
      const entity = anIncident(id, {
        state: states[Math.floor(chance() * 6)]!,
        severity: (['RED', 'ORANGE', 'YELLOW', 'BLUE'] as const)[Math.floor(chance() * 4)]!,
        redAt: chance() < 0.1 ? null : iso(Math.floor(chance() * 90) - 20),
      })
      if (entity.state === 'CLOSED') {
        open.delete(id)
        queue.apply({ put: [], gone: [`incident:${id}`] }, now)
      } else {
        open.set(id, entity)
        queue.apply({ put: [entity], gone: [] }, now)
      }
    }
    const anew = createQueue()
    anew.reset(open.values(), now)
    for (const section of ['mine', 'others'] as const) {
      expect(queue.section(section).map((r) => r.key)).toEqual(anew.section(section).map((r) => r.key))
      expect([...queue.section(section)].sort(compare)).toEqual(queue.section(section))
    }
  })
})
