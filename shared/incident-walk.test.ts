import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockOf } from './clock.ts'
import { isPaused } from './incident-clocks.ts'
import { type OpenStep, openSteps } from './incident-loop.ts'
import { Incident, StepName, isOpen } from './incident.ts'
import { AFTER, CAST, type CastName, type City, PHONE, aCity } from './loop-cast.ts'
import { leadOf, presentTasks } from './task.ts'

const MINUTE = 60_000
const IDS = ['a', 'b', 'c'] as const
type Command = { by: CastName; step: StepName; id: (typeof IDS)[number]; pick: number; minutes: number; flip: boolean }

const command = fc.record<Command>({
  by: fc.constantFrom(...(Object.keys(CAST) as CastName[])),
  step: fc.constantFrom(...StepName.options),
  id: fc.constantFrom(...IDS, 'a' as const, 'a' as const, 'a' as const),
  pick: fc.nat(9),
  minutes: fc.oneof(fc.nat(10), fc.nat(90), fc.nat(4_000)),
  flip: fc.boolean(),
})

const oneOf = <T>(values: readonly T[], pick: number): T => values[pick % values.length] as T
const photos = [...AFTER, { id: 'p-before', when: 'before' }]

/** A body that gives what the step needs; where the rules leave a choice, chance takes it. */
function bodyFor(city: City, { step, id, pick, flip, by }: Command, open?: OpenStep): unknown {
  const incident = city.get(id)
  const reason = '因故'
  const [item, condition] = oneOf([['water', 'deep'], ['water', 'shallow'], ['noise', 'complaint'], ['litter', 'heap'], ['litter', 'bin']] as const, pick) // prettier-ignore
  const task = open?.choices?.['task'] ? oneOf(open.choices['task'], pick) : undefined
  const department = incident.tasks.find((known) => known.id === task)?.department ?? 'drainage'
  const needsBehalf = open ? open.needs.includes('onBehalfOf') : flip
  const onTask = { ...(task ? { task } : {}), ...(needsBehalf ? { onBehalfOf: PHONE(department) } : {}) }
  const bodies: Partial<Record<StepName, unknown>> = {
    'request-verification': { assignee: incident.verification?.assignee === 'grid' ? 'inspector' : 'grid' },
    verify: { found: flip, opinion: '', photos: [] },
    register: { item, condition },
    attach: {
      to:
        oneOf(
          IDS.filter((other) => other !== id && (isOpen(city.get(other)) || city.get(other).state === 'CLOSED')),
          pick,
        ) ?? id,
    },
    'self-handle': { item: 'litter', condition: 'bin', opinion: '', photos },
    dispatch: {
      department: oneOf(['drainage', 'sanitation'], pick),
      ...(flip ? { assist: [{ department: 'traffic-police', must: pick % 2 === 0 }] } : {}),
      ...(pick > 6 ? { department: 'drainage', team: 'drain-1' } : {}),
    },
    designate: { department: 'drainage', reason },
    acknowledge: onTask,
    arrive: onTask,
    return: { reason, ...onTask },
    handle: { opinion: '', photos: needsBehalf && flip ? [] : photos, ...onTask },
    extend: { reason, until: new Date(Date.parse(incident.due ?? incident.reportedAt) + 5 * 60 * MINUTE).toISOString(), ...onTask },
    correct: { changes: flip ? { item, condition } : {}, opinion: '' },
    inspect: {
      passed: flip,
      method: oneOf(open?.choices?.['method'] ?? ['ON_SITE', 'SENSOR', 'PHOTO', 'CALLBACK'], pick),
      opinion: '',
      photos,
    },
    close: { reply: '已办结' },
    'grant-extension': { opinion: by },
    'refuse-extension': { opinion: by },
    urge: { text: reason },
    supervise: { text: reason },
    comment: { text: reason },
  }
  return bodies[step] ?? { reason }
}

/** What must hold of a case at any moment. */
function check(incident: Incident) {
  const { state, clocks, round, tasks } = incident
  Incident.parse(incident)
  const open = isOpen(incident)
  const running = clocks.filter((clock) => clock.stoppedAt === null)
  const handle = clockOf(clocks, 'handle', round)
  const live = tasks.filter((task) => ['ASKED', 'ACCEPTED', 'HANDLING'].includes(task.state))
  // no lost clock
  expect(open || running.length === 0).toBe(true)
  expect(!open || running.length > 0).toBe(true)
  expect(running.every((clock) => (clock.paused !== null) === isPaused(incident))).toBe(true)
  expect(clocks.filter((clock) => clock.name === 'handle' && clock.round === round).length).toBeLessThanOrEqual(1)
  if (['DISPATCHED', 'ACCEPTED', 'HANDLING', 'RETURNED', 'REWORK'].includes(state)) expect(handle?.stoppedAt).toBeNull()
  if (['HANDLED', 'INSPECTING'].includes(state)) expect(handle?.stoppedAt).not.toBeNull()
  expect(incident.due).toBe(handle?.due ?? null)
  // light
  expect(incident.redAt === null || (open && !isPaused(incident))).toBe(true)
  if (open && !isPaused(incident)) expect(incident.redAt).not.toBeNull()
  if (incident.redAt !== null && incident.yellowAt !== null) expect(incident.yellowAt <= incident.redAt).toBe(true)
  // somebody has it
  const owner = isPaused(incident) ? incident.stateBeforePause : state
  if (owner === 'DISPATCHED' || owner === 'ACCEPTED' || owner === 'HANDLING') expect(live.length).toBeGreaterThan(0)
  else expect(live).toEqual([])
  if (owner === 'DISPATCHED') expect(leadOf(tasks)?.state).toBe('ASKED')
  if (owner === 'ACCEPTED') expect(leadOf(tasks)?.state).toBe('ACCEPTED')
  if (owner === 'HANDLED' || owner === 'INSPECTING')
    expect(presentTasks(tasks).some((task) => task.role === 'LEAD' && task.state === 'HANDLED')).toBe(true)
  // flags
  expect(incident.flags.includes('EXTENSION_PENDING')).toBe(incident.extension !== null)
  expect((incident.attachedTo !== null) === (state === 'ATTACHED')).toBe(true)
  expect((incident.stateBeforePause !== null) === isPaused(incident) || state === 'FORCE_CLOSED').toBe(true)
  expect(state === 'CLOSED').toBe(incident.closedAt !== null)
  expect(open).toBe(incident.endedAt === null)
  expect(incident.rounds.length).toBe(round - 1)
  if (incident.inspection) expect(incident.handledBy).not.toContain(incident.inspection.by)
}

function checkLinks(city: City) {
  for (const incident of city.cases.values()) {
    for (const id of incident.attached) expect(city.get(id).attachedTo).toBe(incident.id)
    if (incident.attachedTo !== null) {
      expect(city.get(incident.attachedTo).attached).toContain(incident.id)
      expect(city.get(incident.attachedTo).state).not.toBe('ATTACHED')
    }
  }
}

/** Somebody of the cast can take the case on: no open case is stuck. */
function somebodyCanMove(city: City, id: string) {
  const idle = ['comment', 'urge', 'supervise', 'rise', 'recalculate', 'force-close', 'defer', 'put-on-account', 'extend']
  const people = (Object.keys(CAST) as CastName[]).filter((name) => !['import', 'clock', 'stranger'].includes(name))
  return people.some((name) => openSteps(city.get(id), CAST[name], city.context).some(({ step }) => !idle.includes(step)))
}

function start(): City {
  const city = aCity()
  city.report('a', CAST.grid)
  city.report('b', CAST.operator, { channel: 'PETITION', source: 'HOTLINE' }, { workOrder: 'W1' })
  city.report('c', CAST.clock, { channel: 'INDUSTRY', source: 'SENSOR' })
  return city
}

/** Walks towards the deep states: each command tries what it says, else some step that is open to somebody. */
function walk(city: City, commands: readonly Command[], visit: (command: Command) => void) {
  for (const drawn of commands) {
    city.context.nowMs += drawn.minutes * MINUTE
    visit(drawn)
  }
}

const RARE: readonly StepName[] = [
  'extend',
  'grant-extension',
  'refuse-extension',
  'acknowledge',
  'handle',
  'inspect',
  'close',
  'resume',
  'return',
  'designate',
]
function advance(city: City, drawn: Command) {
  const people = (Object.keys(CAST) as CastName[]).filter((name) => name !== 'import')
  const possible = people.flatMap((by) => openSteps(city.get(drawn.id), CAST[by], city.context).map((open) => ({ by, open })))
  const useful = possible.filter(
    ({ open }) => !['comment', 'urge', 'supervise', 'force-close', 'reject', 'attach'].includes(open.step) || drawn.pick === 9,
  )
  useful.push(...useful.filter(({ open }) => RARE.includes(open.step)), ...useful.filter(({ open }) => RARE.includes(open.step)))
  const chosen = oneOf(useful.length > 0 ? useful : possible, drawn.pick * 7 + drawn.minutes)
  const command = { ...drawn, by: chosen.by, step: chosen.open.step }
  return { command, decision: city.try(CAST[chosen.by], chosen.open.step, bodyFor(city, command, chosen.open), drawn.id) }
}

/** Shrinking a long walk takes minutes: the failed one is told as it was. */
const RUNS = { seed: 20_261_122, numRuns: 25, endOnFailure: true }
const commands = fc.array(command, { minLength: 60, maxLength: 120 })

describe('random walks', () => {
  it('L47 no walk of commands by anybody reaches an illegal state, a lost clock, or a case that nobody can take on', () => {
    fc.assert(
      fc.property(commands, (drawn) => {
        const city = start()
        walk(city, drawn, (next) => {
          const decision = next.flip ? city.try(CAST[next.by], next.step, bodyFor(city, next), next.id) : advance(city, next).decision
          if (!decision.ok) return
          check(city.get(next.id))
          checkLinks(city)
          for (const id of IDS) expect(!isOpen(city.get(id)) || somebodyCanMove(city, id)).toBe(true)
        })
      }),
      RUNS,
    )
  })
  it('L48 every open step is accepted when its needs are given', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(commands, (drawn) => {
        const city = start()
        walk(city, drawn, (next) => {
          const { command: taken, decision } = advance(city, next)
          seen.add(taken.step)
          // Whether another case can take a report is not the case's own to say.
          if (taken.step === 'attach' && !decision.ok) return
          expect(decision.ok ? 'ok' : `${taken.step} by ${taken.by}: ${decision.rule} ${decision.reason}`).toBe('ok')
        })
      }),
      { ...RUNS, numRuns: 60 },
    )
    expect(StepName.options.filter((step) => !seen.has(step))).toEqual(['recalculate'])
  })
  it('L49 what is not open is never accepted, whatever it brings', () => {
    fc.assert(
      fc.property(commands, (drawn) => {
        const city = start()
        walk(city, drawn, (next) => {
          for (const by of Object.keys(CAST) as CastName[]) {
            const open = openSteps(city.get(next.id), CAST[by], city.context).map(({ step }) => step)
            if (open.includes(next.step)) continue
            for (const flip of [true, false])
              expect(city.try(CAST[by], next.step, bodyFor(city, { ...next, by, flip }), next.id).ok).toBe(false)
          }
          advance(city, next)
        })
      }),
      RUNS,
    )
  })
})
