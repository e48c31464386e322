import { z } from 'zod'
import { Alert } from './alert.ts'
import { Directive } from './directive.ts'
import { Incident } from './incident.ts'
import { IndicatorHead } from './indicator.ts'
import { Feed, Source } from './source.ts'
import { Posture, Warning } from './warning.ts'

const At = z.iso.datetime({ offset: true })

/** Progress of a long import: `import:ID`. Seen by whoever started it and the roles that may import. */
export const ImportProgress = z.strictObject({
  kind: z.literal('import'),
  id: z.string(),
  mapping: z.string(),
  fileName: z.string(),
  by: z.string(),
  dryRun: z.boolean(),
  state: z.enum(['running', 'done', 'failed', 'undone']),
  done: z.int(),
  total: z.int().nullable(),
  taken: z.int(),
  refused: z.int(),
  error: z.string().nullable(),
  at: At,
})
export type ImportProgress = z.infer<typeof ImportProgress>

/** A wall's liveness: the seq it painted last. The desk says within 5 s which one stands still. */
export const Wall = z.strictObject({
  kind: z.literal('wall'),
  id: z.string(),
  name: z.string(),
  connected: z.boolean(),
  paintedSeq: z.int().nullable(),
  paintedAt: At.nullable(),
  state: z.enum(['painting', 'still', 'off']),
})
export type Wall = z.infer<typeof Wall>

/** Counts of one area (the city, a district, a zone), by our own engine: what the river, the map labels and the sentence are made of.
 *  River counts are of cases reported today (local day). */
export const AreaSummary = z.strictObject({
  kind: z.literal('area'),
  id: z.string(),
  at: At,
  open: z.int(),
  nearlyDue: z.int(),
  overdue: z.int(),
  /** Cases that ever passed each gate, of those reported today. */
  river: z.strictObject({
    reported: z.int(),
    registered: z.int(),
    dispatched: z.int(),
    acknowledged: z.int(),
    handled: z.int(),
    inspected: z.int(),
    closed: z.int(),
    rejected: z.int(),
    rework: z.int(),
  }),
  /** What each stage holds now, with its overdue. */
  held: z.strictObject({ register: z.int(), dispatch: z.int(), acknowledge: z.int(), handle: z.int(), inspect: z.int(), close: z.int() }),
  heldOverdue: z.strictObject({
    register: z.int(),
    dispatch: z.int(),
    acknowledge: z.int(),
    handle: z.int(),
    inspect: z.int(),
    close: z.int(),
  }),
  onTimeClosure: z.strictObject({ due: z.int(), closed: z.int(), onTime: z.int() }),
  sensors: z.strictObject({ fresh: z.int(), total: z.int() }),
  sources: z.strictObject({ fresh: z.int(), total: z.int() }),
})
export type AreaSummary = z.infer<typeof AreaSummary>

/** Alerts raised in the last ten minutes per seat: marks at 1, 2 and 10. */
export const AlarmLoad = z.strictObject({
  kind: z.literal('load'),
  id: z.string(),
  seats: z.array(z.strictObject({ id: z.string(), name: z.string(), person: z.string().nullable(), alerts: z.int() })),
  perSeat: z.number(),
  topRules: z.array(z.strictObject({ rule: z.string(), name: z.string(), count: z.int() })),
  at: At,
})
export type AlarmLoad = z.infer<typeof AlarmLoad>

/** Who is looking at or writing on a case. */
export const Presence = z.strictObject({
  kind: z.literal('presence'),
  /** The incident's id. */
  id: z.string(),
  area: z.strictObject({ division: z.string(), zone: z.string().nullable() }),
  people: z.array(z.strictObject({ id: z.string(), name: z.string(), writing: z.boolean() })),
})
export type Presence = z.infer<typeof Presence>

/** Who is on duty, and the shift handover: the outgoing seat's open items, each taken or refused by the next. */
export const Duty = z.strictObject({
  kind: z.literal('duty'),
  id: z.literal('city'),
  shift: z.strictObject({ name: z.string(), from: At, to: At }).nullable(),
  people: z.array(z.strictObject({ user: z.string(), name: z.string(), role: z.string(), seat: z.string().nullable(), phone: z.string().nullable() })),
  handover: z.strictObject({
    by: z.string(), byName: z.string(), at: At, note: z.string(),
    items: z.array(z.strictObject({ key: z.string(), title: z.string(), state: z.string(), answer: z.enum(['taken', 'refused']).nullable(), reason: z.string().nullable(), by: z.string().nullable() })),
    acceptedAt: At.nullable(),
  }).nullable(),
}) // prettier-ignore
export type Duty = z.infer<typeof Duty>

/** State of the house itself, on every screen: can the store write, is the world a demonstration. */
export const System = z.strictObject({
  kind: z.literal('system'),
  id: z.literal('city'),
  city: z.string(),
  cityName: z.string(),
  demo: z.boolean(),
  storeWrites: z.boolean(),
  storeError: z.string().nullable(),
  calendarMissing: z.array(z.int()),
})
export type System = z.infer<typeof System>

/** What is: everything of the bounded picture that a screen can show, by kind and id. Sensors travel as frames. */
export const Entity = z.discriminatedUnion('kind', [
  Alert, Warning, Posture, Incident, Source, Feed, IndicatorHead, Directive, ImportProgress, Wall, AreaSummary, AlarmLoad, Presence, Duty, System,
]) // prettier-ignore
export type Entity = z.infer<typeof Entity>
export type Kind = Entity['kind']
export type EntityOf<K extends Kind> = Extract<Entity, { kind: K }>

export const KINDS = [
  'alert',
  'warning',
  'posture',
  'incident',
  'source',
  'feed',
  'indicator',
  'directive',
  'import',
  'wall',
  'area',
  'load',
  'presence',
  'duty',
  'system',
] as const satisfies readonly Kind[]
export const KindName = z.enum(KINDS)
/** `kind:id`. Private kinds (directive) have random ids, so that a key tells nothing. */
export type Key = `${Kind}:${string}`
export const keyOf = (entity: Pick<Entity, 'kind' | 'id'>): Key => `${entity.kind}:${entity.id}`
export const splitKey = (key: Key): [Kind, string] => [key.slice(0, key.indexOf(':')) as Kind, key.slice(key.indexOf(':') + 1)]
