import { type Actor, type KeyScope, PEOPLE, type Role } from './actor.ts'

/** Who may knock: `anyone`, or roles and key scopes. Scope by area is asked of the entity, inside. */
type Door = { anyone: true } | { roles: readonly Role[]; scopes?: readonly KeyScope[] }
const people: readonly Role[] = PEOPLE

/** Every door has a row: a route or socket event without one does not start. */
export const DOORS = {
  'GET /healthz': { anyone: true },
  'GET /readyz': { anyone: true },
  'GET /api/changes': { roles: people, scopes: ['read'] },
} as const satisfies Record<string, Door>
export type DoorName = keyof typeof DOORS

export function mayPass(name: DoorName, actor: Actor | null): 'yes' | 'no' | 'sign-in' {
  const door = DOORS[name] as Door
  if ('anyone' in door) return 'yes'
  if (!actor) return 'sign-in'
  const byRole = actor.roles.some((role) => door.roles.includes(role))
  const byScope = actor.kind === 'key' && actor.scopes.some((scope) => door.scopes?.includes(scope))
  return byRole || byScope ? 'yes' : 'no'
}
