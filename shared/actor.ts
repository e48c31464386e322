import { z } from 'zod'
import { type Belongs, withinAny } from './area.ts'

export const Role = z.enum([
  'operator',
  'dispatcher',
  'shift-leader',
  'handler',
  'worker',
  'inspector',
  'leader',
  'office',
  'admin',
  'security',
  'auditor',
  'wall',
])
export type Role = z.infer<typeof Role>
export const KeyScope = z.enum(['read', 'observations:write', 'datastreams:write', 'incidents:write', 'indicators:write', 'warnings:write'])
export type KeyScope = z.infer<typeof KeyScope>

export const DESK_ROLES: readonly Role[] = ['operator', 'dispatcher', 'shift-leader']
export const ADMINISTRATORS: readonly Role[] = ['admin', 'security', 'auditor']
/** "Everybody signed in" never means a wall or one of the three administrators. */
export const PEOPLE: readonly Role[] = ['operator', 'dispatcher', 'shift-leader', 'handler', 'worker', 'inspector', 'leader', 'office']

/** Who asks: a person in a session, a key, a wall, or the product itself (`clock`, `import`, `console`, `engine`). */
export const Actor = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'key', 'wall', 'system']),
  roles: z.array(Role),
  scopes: z.array(KeyScope),
  /** Area ids (division codes or zone ids) he may see and act in. */
  areas: z.array(z.string()),
  /** Domains of rules, sources, items and imports he may change; empty is all, for the roles that may. */
  domains: z.array(z.string()),
  departments: z.array(z.string()),
  teams: z.array(z.string()),
  /** The whole city's code, so that a scope can be asked without a catalogue. */
  city: z.string(),
  /** A key's datastreams: ids, or beginnings followed by `*`. Absent: all that its areas hold. */
  datastreams: z.array(z.string()).optional(),
})
export type Actor = z.infer<typeof Actor>

export const systemActor = (id: 'clock' | 'import' | 'console' | 'engine', city: string): Actor => ({
  id, name: id, kind: 'system', roles: [], scopes: [], areas: [city], domains: [], departments: [], teams: [], city,
}) // prettier-ignore

export const holds = (actor: Actor, ...roles: readonly Role[]): boolean => actor.roles.some((role) => roles.includes(role))
export const isPerson = (actor: Actor): boolean => holds(actor, ...PEOPLE)
export const inScope = (actor: Actor, belongs: Belongs): boolean => actor.kind === 'system' || withinAny(belongs, actor.areas, actor.city)

/** May this key write that datastream (rule `O-foreign`)? */
export const mayWriteDatastream = (actor: Actor, datastream: string): boolean =>
  actor.datastreams === undefined ||
  actor.datastreams.some((one) => (one.endsWith('*') ? datastream.startsWith(one.slice(0, -1)) : one === datastream))
