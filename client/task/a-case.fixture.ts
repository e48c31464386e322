import type { Incident } from '../../shared/incident.ts'
import type { Task } from '../../shared/task.ts'

export const aTask = (more: Partial<Task> = {}): Task => ({
  id: 't1', department: 'drainage', team: 'drainage-3', role: 'LEAD', must: true, designated: false, state: 'ASKED', askedAt: '2026-11-22T11:36:00.000Z', askedBy: 'dispatcher',
  acknowledgedAt: null, acknowledgedBy: null, arrivedAt: null, handledAt: null, handledBy: [], endedAt: null, due: '2026-11-22T13:36:00.000Z', acknowledgeDue: null, ...more,
}) // prettier-ignore

export const aCase = (more: Partial<Incident> = {}): Incident => ({
  kind: 'incident', id: 'c1', number: '4404022026112200017', title: '道路积水', description: '下穿通道积水', channel: 'INDUSTRY', source: 'SENSOR', feed: null, state: 'DISPATCHED',
  flags: [], severity: 'RED', item: { id: 'road-flood', version: 1, name: '道路积水', code: '0301' },
  condition: { id: 'c', name: '积水深 15 cm 以上', limit: { value: 2, type: 'URGENT_HOUR', from: 'DISPATCH' }, closing: { text: '消除积水，恢复通行', photos: 'BEFORE_AFTER', checks: ['水深低于 15 cm', '双向车道可通行'] }, methods: ['ON_SITE'], selfHandle: false },
  suggested: null, area: { division: '440402', zone: null }, position: [113.52, 22.26], place: '明珠北路下穿通道', alert: null, workOrder: null, reporter: 'engine',
  reportedAt: '2026-11-22T11:34:00.000Z', registeredAt: null, dispatchedAt: '2026-11-22T11:36:00.000Z', handledAt: null, closedAt: null, endedAt: null, updatedAt: '2026-11-22T11:36:00.000Z',
  tasks: [aTask()], clocks: [], due: '2026-11-22T13:36:00.000Z', closeDue: null, yellowAt: '2026-11-22T13:06:00.000Z', redAt: '2026-11-22T13:36:00.000Z', clock: 'handle', round: 1, rounds: [],
  returns: 0, reworks: 0, level: 'DISTRICT', riseAt: null, ladder: null, attachedTo: null, attached: [], handledBy: [], handledTeams: [], inspection: null, verification: null, extension: null,
  stateBeforePause: null, stateBeforeAttach: null, photos: [], last: { at: '2026-11-22T11:36:00.000Z', step: 'dispatch', by: 'dispatcher', text: '' }, ...more,
}) // prettier-ignore
