import type { Actor, Role } from './actor.ts'
import { NOWHERE } from './area.ts'
import { Calendar } from './calendar.ts'
import calendarData from './data/calendars.json' with { type: 'json' }
import type { Decision } from './decision.ts'
import { evolve } from './incident-event.ts'
import { type Recorded, decide, openSteps, report } from './incident-loop.ts'
import type { Incident, StepName } from './incident.ts'
import { Item } from './item.ts'
import { DEFAULT_LOOP, type LoopContext } from './loop-context.ts'

/** A small city for the tests of the loop: a few people, items and calendars, and a clock that the test sets. */
export const CITY = '440400'
export const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`)

export function aPerson(id: string, roles: Role[], more: Partial<Actor> = {}): Actor {
  return { id, name: id, kind: 'person', roles, scopes: [], areas: [CITY], domains: [], departments: [], teams: [], city: CITY, ...more }
}
const system = (id: string): Actor => aPerson(id, [], { kind: 'system' })

export const CAST = {
  operator: aPerson('operator', ['operator']),
  operator2: aPerson('operator2', ['operator']),
  dispatcher: aPerson('dispatcher', ['dispatcher']),
  chief: aPerson('chief', ['shift-leader']),
  chief2: aPerson('chief2', ['shift-leader', 'operator']),
  drainer: aPerson('drainer', ['handler'], { departments: ['drainage'] }),
  crew1: aPerson('crew1', ['worker'], { teams: ['drain-1'] }),
  crew2: aPerson('crew2', ['worker'], { teams: ['drain-1'] }),
  police: aPerson('police', ['handler'], { departments: ['traffic-police'] }),
  grid: aPerson('grid', ['worker'], { teams: ['grid-1'] }),
  inspector: aPerson('inspector', ['inspector']),
  leader: aPerson('leader', ['leader']),
  office: aPerson('office', ['office']),
  stranger: aPerson('stranger', ['operator', 'shift-leader'], { areas: ['440403'] }),
  admin: aPerson('admin', ['admin']),
  auditor: aPerson('auditor', ['auditor']),
  wall: aPerson('wall', ['wall'], { kind: 'wall' }),
  clock: system('clock'),
  import: system('import'),
} as const
export type CastName = keyof typeof CAST

const condition = (id: string, value: number, type: string, photos: string, methods: string[], more = {}) => ({
  id, name: id, limit: { value, type, from: 'DISPATCH' }, closing: { text: '', photos, checks: [] }, methods, selfHandle: false, ...more,
}) // prettier-ignore
const item = (id: string, department: string, conditions: unknown[], version = 1) =>
  Item.parse({
    id,
    version,
    code: id,
    name: id,
    majorClass: '',
    caseKind: 'EVENT',
    department,
    pinyin: id,
    words: [],
    severity: 'ORANGE',
    conditions,
  })

export const ITEMS: readonly Item[] = [
  item('water', 'drainage', [
    condition('deep', 2, 'URGENT_HOUR', 'AFTER', ['ON_SITE', 'SENSOR', 'PHOTO']),
    condition('shallow', 1, 'WORK_DAY', 'BEFORE_AFTER', ['ON_SITE']),
  ]),
  item('noise', 'eco', [
    condition('complaint', 3, 'WORK_DAY', 'NONE', ['CALLBACK'], { limit: { value: 3, type: 'WORK_DAY', from: 'NEXT_WORKING_DAY' } }),
  ]),
  item('litter', 'sanitation', [
    condition('bin', 4, 'WORK_HOUR', 'AFTER', ['PHOTO', 'ON_SITE'], { selfHandle: true }),
    condition('heap', 4, 'WORK_HOUR', 'NONE', ['ON_SITE'], { limit: { value: 4, type: 'WORK_HOUR', from: 'REPORT' } }),
  ]),
]

const TEAMS: Record<string, string> = { 'drain-1': 'drainage', 'drain-2': 'drainage', 'police-1': 'traffic-police' }
const DEPARTMENTS = ['drainage', 'traffic-police', 'sanitation', 'eco']

export function aCity(start = '2026-03-11 10:00') {
  const cases = new Map<string, Incident>()
  const context: LoopContext = {
    nowMs: at(start),
    city: CITY,
    config: DEFAULT_LOOP,
    calendars: calendarData.map((calendar) => Calendar.parse(calendar)),
    item: (id) => ITEMS.find((known) => known.id === id),
    incident: (id) => cases.get(id),
    hasDepartment: (id) => DEPARTMENTS.includes(id),
    departmentOf: (team) => TEAMS[team],
    person: (id) => CAST[id as CastName],
    hasPhoto: (id) => !id.startsWith('lost'),
    belongs: (area) =>
      area === null
        ? { division: '440402001', zone: null }
        : area.startsWith('4404')
          ? { division: '440402001', zone: area.includes('-') ? area : null }
          : null,
    recommended: null,
  }
  const keep = (decision: Decision<Recorded>): Decision<Recorded> => {
    if (!decision.ok) return decision
    for (const { subject, ...event } of decision.event.events) {
      const id = subject.slice('incident:'.length)
      // As the journal does: only JSON survives.
      cases.set(id, evolve(cases.get(id) ?? null, JSON.parse(JSON.stringify(event))))
    }
    return decision
  }
  return {
    cases,
    context,
    now(local: string) {
      context.nowMs = at(local)
    },
    get: (id = 'c1') => cases.get(id) as Incident,
    report: (id = 'c1', actor: Actor = CAST.grid, body = {}, origin = {}) =>
      keep(
        report(
          { id, number: '4404022026031100001', ...origin },
          { title: '积水', description: '路口积水', channel: 'GRASSROOTS', source: 'GRID', ...body },
          actor,
          context,
        ),
      ),
    try: (actor: Actor, step: StepName, body: unknown = {}, id = 'c1') => keep(decide(cases.get(id) ?? NEVER, step, body, actor, context)),
    /** Takes the step, or throws why not. */
    take(actor: Actor, step: StepName, body: unknown = {}, id = 'c1'): Incident {
      const decision = this.try(actor, step, body, id)
      if (!decision.ok) throw new Error(`${step} by ${actor.id}: ${decision.rule} ${decision.reason}`)
      return this.get(id)
    },
  }
}
const NEVER = { area: NOWHERE, state: 'REPORTED', tasks: [] } as unknown as Incident

export const PHONE = (department: string) => ({ department, by: 'PHONE', at: '2026-03-11T02:00:00.000Z' })
export const AFTER = [{ id: 'p-after', when: 'after' }]

export type City = ReturnType<typeof aCity>
export const DEEP = { item: 'water', condition: 'deep' }
export const LEAD = { department: 'drainage', team: 'drain-1' }
export const GOOD = { passed: true, method: 'ON_SITE', opinion: '水已退' }
export const BAD = { ...GOOD, passed: false, opinion: '还有水' }
export const iso = (local: string): string => new Date(at(local)).toISOString()
export const ruleOf = (decision: Decision<unknown>): string => (decision.ok ? 'ok' : decision.rule)
export const names = (city: City, actor: Actor = CAST.operator, id = 'c1'): StepName[] =>
  openSteps(city.get(id), actor, city.context).map(({ step }) => step)

const ORDER = ['REPORTED', 'PENDING_DISPATCH', 'DISPATCHED', 'ACCEPTED', 'HANDLED', 'INSPECTING', 'CLOSED'] as const
/** A case brought so far, at 10:00 on a working Wednesday. */
export function brought(to: (typeof ORDER)[number], given: { dispatch?: object; register?: object; report?: object } = {}): City {
  const city = aCity()
  const steps: (() => unknown)[] = [
    () => city.report('c1', CAST.grid, given.report),
    () => city.take(CAST.operator, 'register', given.register ?? DEEP),
    () => city.take(CAST.dispatcher, 'dispatch', given.dispatch ?? LEAD),
    () => city.take(CAST.crew1, 'acknowledge'),
    () => city.take(CAST.crew1, 'handle', { opinion: '已抽排', photos: AFTER }),
    () => city.take(CAST.inspector, 'inspect', GOOD),
    () => city.take(CAST.operator, 'close', {}),
  ]
  for (const step of steps.slice(0, ORDER.indexOf(to) + 1)) step()
  if (city.get().state !== to) throw new Error(`brought to ${city.get().state}, not ${to}`)
  return city
}
