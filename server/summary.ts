import type { AreaSummary } from '../shared/entity.ts'
import { type Incident, isOpen, lightOf } from '../shared/incident.ts'
import { createDueHeap } from './due-heap.ts'
import type { Hub } from './hub.ts'
import type { Organisation } from './organisation.ts'
import { GATE, type GateName, gatesOf } from './store/incident-words.ts'
import type { Store } from './store/store.ts'

type Stage = keyof AreaSummary['held']
const STAGES: readonly Stage[] = ['register', 'dispatch', 'acknowledge', 'handle', 'inspect', 'close']
const GATES = Object.keys(GATE) as GateName[]
/** Whoever passed a gate passed those before it: a self-handled case passes all in one act. */
const ORDER: readonly GateName[] = ['registered', 'dispatched', 'acknowledged', 'handled', 'inspected', 'closed']

const STAGE_OF: Partial<Record<Incident['state'], Stage>> = {
  REPORTED: 'register', VERIFYING: 'register', PENDING_REGISTRATION: 'register', PENDING_DISPATCH: 'dispatch', RETURNED: 'dispatch', REWORK: 'dispatch', REOPENED: 'dispatch',
  DISPATCHED: 'acknowledge', ACCEPTED: 'handle', HANDLING: 'handle', HANDLED: 'inspect', INSPECTING: 'inspect',
} // prettier-ignore
/** Which stage holds an open case; a paused one is held where it was paused. */
export function stageOf(incident: Incident): Stage | null {
  if (!isOpen(incident)) return null
  const state = incident.stateBeforePause ?? incident.state
  return state === 'INSPECTING' && incident.inspection?.passed ? 'close' : (STAGE_OF[state] ?? null)
}
function passed(incident: Incident, before: number): number {
  const bits = gatesOf(incident) | before
  const furthest = ORDER.findLastIndex((gate) => (bits & GATE[gate]) !== 0)
  return ORDER.slice(0, furthest + 1).reduce((all, gate) => all | GATE[gate], bits)
}

/** What one case adds to the counts of its areas. */
type Part = { areas: readonly string[]; stage: Stage | null; light: 'RED' | 'YELLOW' | 'GREEN' | null; gates: number; river: boolean }
type Counts = { open: number; nearlyDue: number; overdue: number; reported: number; gates: number[]; held: number[]; late: number[] }
const nothing = (): Counts => ({
  open: 0,
  nearlyDue: 0,
  overdue: 0,
  reported: 0,
  gates: GATES.map(() => 0),
  held: STAGES.map(() => 0),
  late: STAGES.map(() => 0),
})

function add(counts: Counts, part: Part, sign: 1 | -1): void {
  if (part.river) {
    counts.reported += sign
    GATES.forEach((gate, i) => { if (part.gates & GATE[gate]) counts.gates[i]! += sign }) // prettier-ignore
  }
  if (part.stage === null) return
  const at = STAGES.indexOf(part.stage)
  counts.open += sign
  counts.held[at]! += sign
  if (part.light === 'YELLOW') counts.nearlyDue += sign
  if (part.light !== 'RED') return
  counts.overdue += sign
  counts.late[at]! += sign
}
const record = <T extends string>(names: readonly T[], values: readonly number[]) =>
  Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<T, number>

export type SummaryParts = {
  hub: Hub
  store: Store
  organisation: Pick<Organisation, 'areas'>
  city: string
  utcOffsetMin: number
  /** Paused cases are in no rate. */
  defersTakenOut?: boolean
  now: () => Date
  sensors?(area: string): { fresh: number; total: number }
  sources?(area: string): { fresh: number; total: number }
  onError(error: unknown): void
}
const DEBOUNCE_MS = 200
/** Rates and sensors change more slowly than they are asked for. */
const SLOW_MS = 1_000
const DAY_MS = 86_400_000

/** Counts of the city, its districts and zones, kept by adding and taking away what one case is, never by counting all of them. */
export async function openSummary(parts: SummaryParts) {
  const { hub, store, city, now } = parts
  const held = new Map<string, Part>()
  const counts = new Map<string, Counts>()
  const rates = new Map<string, AreaSummary['onTimeClosure']>()
  const flips = createDueHeap<string>()
  const dirty = new Set<string>()
  const slow = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let working: Promise<void> = Promise.resolve()
  let reload = false
  const dayStart = (ms: number) => Math.floor((ms + parts.utcOffsetMin * 60_000) / DAY_MS) * DAY_MS - parts.utcOffsetMin * 60_000
  let today = dayStart(now().getTime())

  const summarised = () => [
    city,
    ...parts.organisation.areas
      .all()
      .filter(({ kind }) => kind === 'DISTRICT' || kind === 'ZONE')
      .map(({ id }) => id),
  ]
  function areasOf({ area }: Incident): string[] {
    return summarised().filter(
      (id) => id === city || id === area.zone || (area.division !== 'none' && !id.includes('-') && area.division.startsWith(id)),
    )
  }
  function partOf(incident: Incident, before: Part | undefined): Part | null {
    const reported = Date.parse(incident.reportedAt)
    const river = reported >= today && reported < today + DAY_MS && incident.state !== 'ATTACHED'
    const stage = stageOf(incident)
    if (!river && stage === null) return null
    const nowMs = now().getTime()
    const light = lightOf(incident, nowMs)
    for (const at of incident.judgedAt === undefined && stage !== null ? [incident.yellowAt, incident.redAt] : [])
      if (at !== null && Date.parse(at) >= nowMs) flips.push(incident.id, Date.parse(at) + 1)
    return { areas: areasOf(incident), stage, light, gates: passed(incident, before?.gates ?? 0), river }
  }
  function put(id: string, incident: Incident | null): void {
    const before = held.get(id)
    const after = incident === null ? null : partOf(incident, before)
    if (before) for (const area of before.areas) add(of(area), before, -1)
    if (after) for (const area of after.areas) add(of(area), after, 1)
    if (after) held.set(id, after)
    else held.delete(id)
    for (const area of [...(before?.areas ?? []), ...(after?.areas ?? [])]) slow.add(area)
  }
  function of(area: string): Counts {
    let found = counts.get(area)
    if (!found) counts.set(area, (found = nothing()))
    return found
  }
  function entityOf(area: string): AreaSummary {
    const c = of(area)
    const none = { fresh: 0, total: 0 }
    return {
      kind: 'area', id: area, at: now().toISOString(), open: c.open, nearlyDue: c.nearlyDue, overdue: c.overdue,
      river: { reported: c.reported, ...record(GATES, c.gates) }, held: record(STAGES, c.held), heldOverdue: record(STAGES, c.late),
      onTimeClosure: rates.get(area) ?? { due: 0, closed: 0, onTime: 0 }, sensors: parts.sensors?.(area) ?? none, sources: parts.sources?.(area) ?? none,
    } // prettier-ignore
  }
  /** Today's: cases whose closing deadline lies in this local day and has passed. */
  async function rate(area: string): Promise<void> {
    const [row] = await store.read('incidents.rates', {
      city,
      area,
      basis: 'closeDue',
      fromMs: today,
      toMs: today + DAY_MS,
      asOfMs: now().getTime(),
      defersTakenOut: parts.defersTakenOut ?? false,
      by: 'all',
    })
    rates.set(area, { due: row?.due ?? 0, closed: row?.closed ?? 0, onTime: row?.onTime ?? 0 })
  }
  const told = new Map<string, string>()
  /** Shows what changed; `at` alone is no change. */
  async function tell(areas: Iterable<string>): Promise<void> {
    const changed = [...new Set(areas)].map(entityOf).filter((entity) => {
      const text = JSON.stringify({ ...entity, at: null })
      return told.get(entity.id) !== text && told.set(entity.id, text)
    })
    if (changed.length) await hub.show(changed)
  }
  async function flush(): Promise<void> {
    if (reload || dayStart(now().getTime()) !== today) return load()
    for (const id of flips.take(now().getTime())) dirty.add(id)
    const ids = [...dirty]
    dirty.clear()
    const touched = new Set<string>()
    for (const id of ids) {
      for (const area of held.get(id)?.areas ?? []) touched.add(area)
      put(id, await hub.find(`incident:${id}`))
      for (const area of held.get(id)?.areas ?? []) touched.add(area)
    }
    await tell(touched)
  }
  let slowAt = 0
  async function flushSlowly(): Promise<void> {
    const areas = parts.sensors || parts.sources ? summarised() : [...slow]
    slow.clear()
    await Promise.all(areas.map(rate))
    await tell(areas)
  }
  function run(work: () => Promise<void>): Promise<void> {
    return (working = working.then(work).catch(parts.onError))
  }
  function wake(): void {
    timer ??= setTimeout(() => {
      timer = null
      void run(flush)
    }, DEBOUNCE_MS)
  }
  /** From what is: the open cases of the picture and those reported today. */
  async function load(): Promise<void> {
    reload = false
    today = dayStart(now().getTime())
    for (const map of [held, counts, rates]) map.clear()
    for (const incident of hub.ofKind('incident')) put(incident.id, incident)
    for (let before: number | undefined; ;) {
      const page = await store.read('incidents.list', {
        city,
        nowMs: now().getTime(),
        fromMs: today,
        limit: 500,
        ...(before === undefined ? {} : { before }),
      })
      for (const incident of page.incidents) if (!held.has(incident.id)) put(incident.id, incident)
      if (page.next === null) break
      before = page.next
    }
    await Promise.all(summarised().map(rate))
    await tell(summarised())
  }
  await load()
  const undo = [
    hub.onChange((keys) => {
      const before = dirty.size
      for (const key of keys) if (key.startsWith('incident:')) dirty.add(key.slice(9))
      if (dirty.size > before) wake()
    }),
    parts.organisation.areas.onChange(() => {
      reload = true
      wake()
    }),
  ]
  const ticker = setInterval(() => {
    if (flips.nextAt() <= now().getTime() || dayStart(now().getTime()) !== today) wake()
    if (now().getTime() - slowAt < SLOW_MS || (slow.size === 0 && !parts.sensors)) return
    slowAt = now().getTime()
    void run(flushSlowly)
  }, 500)
  ticker.unref()
  return {
    of: entityOf,
    /** Everything changed so far, counted and shown. */
    settled: () => run(flush).then(() => run(flushSlowly)),
    async stop(): Promise<void> {
      if (timer) clearTimeout(timer)
      clearInterval(ticker)
      for (const end of undo) end()
      await working
    },
  } // prettier-ignore
}
