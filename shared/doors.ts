import { type Actor, type KeyScope, ADMINISTRATORS, DESK_ROLES, PEOPLE, type Role } from './actor.ts'

/** Who may knock: `anyone`, or roles and key scopes. Scope by area, and what only named persons see, is asked of the entity, inside. */
export type Door = { anyone: true } | { roles: readonly Role[]; scopes?: readonly KeyScope[] }

const people: readonly Role[] = PEOPLE
const desk: readonly Role[] = DESK_ROLES
const signedIn: readonly Role[] = [...PEOPLE, ...ADMINISTRATORS]
const watch: readonly Role[] = ['operator', 'shift-leader']
const lead: readonly Role[] = ['shift-leader']
const curate: readonly Role[] = ['operator', 'shift-leader', 'office']
const order: readonly Role[] = ['leader', 'office']
const street: readonly Role[] = ['handler', 'worker']
const shown: readonly Role[] = [...PEOPLE, 'wall']
const read: readonly KeyScope[] = ['read']

/** Every door has a row: a route or socket event without one does not start. One line a door, by noun; append yours to its noun. */
// prettier-ignore
export const DOORS = {
  // the house
  'GET /healthz': { anyone: true },
  'GET /readyz': { anyone: true },
  'GET /metrics': { anyone: true }, // asks inside: loopback or a `read` key
  'GET /api/openapi.json': { anyone: true },
  'GET /api/docs': { anyone: true },
  'GET /api/changes': { roles: people, scopes: read },
  'GET /api/map': { roles: shown, scopes: read },

  // identity
  'GET /api/welcome': { anyone: true },
  'POST /api/session': { anyone: true },
  'GET /api/session': { roles: signedIn },
  'DELETE /api/session': { roles: signedIn },
  'PUT /api/session/password': { roles: signedIn },
  'POST /api/session/unlock': { roles: signedIn },
  'POST /api/session/active': { roles: signedIn },
  'POST /api/wall-session': { anyone: true },
  'GET /api/wall-session': { roles: ['wall'] },
  'GET /api/users': { roles: ['admin', 'security', ...desk, ...order] },
  'POST /api/users': { roles: ['admin'] },
  'PUT /api/users/:id': { roles: ['admin', 'security'] },
  'POST /api/users/:id/code': { roles: ['admin'] },
  'POST /api/users/:id/phone-lost': { roles: ['admin'] },
  'GET /api/held-actions': { roles: lead },
  'POST /api/held-actions/:id/apply': { roles: lead },
  'POST /api/held-actions/:id/discard': { roles: lead },
  'GET /api/keys': { roles: ['admin', 'security'] },
  'POST /api/keys': { roles: ['admin'] },
  'PUT /api/keys/:id': { roles: ['security'] },
  'DELETE /api/keys/:id': { roles: ['admin', 'security'] },
  'GET /api/walls': { roles: ['admin', 'security'] },
  'POST /api/walls': { roles: ['admin'] },
  'DELETE /api/walls/:id': { roles: ['admin', 'security'] },
  'GET /api/audit': { roles: ['auditor'] },
  'GET /api/seeds': { roles: ['admin', 'security'] },

  // the organisation
  'GET /api/areas': { roles: [...shown, 'admin', 'security'], scopes: read },
  'GET /api/departments': { roles: [...shown, 'admin', 'security'], scopes: read },
  'GET /api/resources': { roles: [...people, 'admin'], scopes: read },
  'POST /api/resources/:id/open': { roles: [...desk, ...order] },
  'GET /api/calendars': { roles: [...people, 'admin'], scopes: read },
  'GET /api/items': { roles: [...people, 'admin'], scopes: read },
  'GET /api/sources': { roles: [...shown, 'admin'], scopes: read },
  'POST /api/sources': { roles: curate, scopes: ['datastreams:write', 'indicators:write'] },
  'GET /api/grids': { roles: [...people, 'admin'] },
  'GET /api/roster': { roles: [...people, 'admin'] },
  'GET /api/responsibility': { roles: [...people, 'admin'] },

  // sensors, rules, alerts
  'GET /api/datastreams': { roles: shown, scopes: read },
  'POST /api/datastreams': { roles: curate, scopes: ['datastreams:write'] },
  'GET /api/datastreams/:id': { roles: shown, scopes: read },
  'GET /api/datastreams/:id/observations': { roles: shown, scopes: read },
  'POST /api/observations': { roles: [], scopes: ['observations:write'] },
  'GET /api/rules': { roles: shown, scopes: read },
  'POST /api/rules': { roles: curate },
  'PUT /api/rules/:id': { roles: curate },
  'GET /api/alerts': { roles: people, scopes: read },
  'GET /api/alerts/:id': { roles: people, scopes: read },
  'POST /api/alerts/:id/acknowledge': { roles: watch },
  'POST /api/alerts/:id/shelve': { roles: watch },
  'POST /api/alerts/:id/comment': { roles: people },
  'GET /api/air': { roles: shown, scopes: read },
  'GET /api/feeds': { roles: people, scopes: read },
  'GET /api/feeds/:id/dead-letters': { roles: curate },
  'GET /api/warnings': { roles: shown, scopes: read },
  'POST /api/warnings': { roles: watch, scopes: ['warnings:write'] },
  'PUT /api/warnings/:id': { roles: watch, scopes: ['warnings:write'] },
  'GET /api/posture': { roles: shown, scopes: read },
  'PUT /api/posture': { roles: lead },

  // cases
  'GET /api/incidents': { roles: people, scopes: read },
  'POST /api/incidents': { roles: people, scopes: ['incidents:write'] },
  'GET /api/incidents/:id': { roles: people, scopes: read },
  'POST /api/incidents/:id/steps': { roles: people },
  'GET /api/incidents/:id/recommendations': { roles: desk },
  'GET /api/incidents/:id/near': { roles: desk },
  'POST /api/incidents/:id/reveal': { roles: [...desk, ...street] },
  'POST /api/incidents/:id/redact': { roles: lead },
  'POST /api/intake/hotline': { roles: desk, scopes: ['incidents:write'] },
  'GET /api/outbox': { roles: ['shift-leader', 'office', 'admin'] },
  'POST /api/outbox/:id/retry': { roles: ['shift-leader', 'office'] },
  'GET /api/incident-imports': { roles: curate, scopes: ['incidents:write'] },
  'POST /api/incident-imports': { roles: curate, scopes: ['incidents:write'] },
  'GET /api/incident-imports/:id': { roles: curate, scopes: ['incidents:write'] },
  'DELETE /api/incident-imports/:id': { roles: curate, scopes: ['incidents:write'] },
  'OPTIONS /api/photos': { anyone: true },
  'POST /api/photos': { roles: people },
  'HEAD /api/photos/:id': { roles: people },
  'PATCH /api/photos/:id': { roles: people },
  'DELETE /api/photos/:id': { roles: people },
  'GET /api/photos/:id': { roles: people },
  'GET /api/photos/:id/original': { roles: [...desk, 'inspector', 'office'] },

  'GET /api/duty': { roles: people },
  'POST /api/handover': { roles: desk },
  'POST /api/handover/answers': { roles: desk },
  'POST /api/handover/accept': { roles: desk },
  'POST /api/suggestions': { roles: people },
  'GET /api/mine/changes': { roles: people },
  'PUT /api/positions': { roles: [...street, 'inspector'] },
  'DELETE /api/positions': { roles: [...street, 'inspector'] },
  'GET /api/positions/looks': { roles: people },
  'POST /api/incidents/:id/locate': { roles: desk },
  'GET /api/suggestions': { roles: ['shift-leader', ...order] },

  // figures and directives
  'GET /api/indicators': { roles: shown, scopes: read },
  'GET /api/indicators/:id': { roles: shown, scopes: read },
  'GET /api/indicators/:id/observations': { roles: shown, scopes: read },
  'GET /api/indicators/:id/comparisons': { roles: shown, scopes: read },
  'GET /api/indicators/:id/areas': { roles: shown, scopes: read },
  'POST /api/indicators': { roles: curate, scopes: ['indicators:write'] },
  'GET /api/figure-mappings': { roles: curate, scopes: ['indicators:write'] },
  'POST /api/indicator-observations': { roles: curate, scopes: ['indicators:write'] },
  'GET /api/indicator-imports': { roles: curate, scopes: ['indicators:write'] },
  'POST /api/indicator-imports': { roles: curate, scopes: ['indicators:write'] },
  'GET /api/indicator-imports/:id': { roles: curate, scopes: ['indicators:write'] },
  'DELETE /api/indicator-imports/:id': { roles: curate, scopes: ['indicators:write'] },
  'GET /api/directives': { roles: people },
  'POST /api/directives': { roles: order },
  'GET /api/directives/:id': { roles: people },
  'POST /api/directives/:id/steps': { roles: people },
  'GET /api/briefs/duty': { roles: [...desk, ...order] },
  'POST /api/briefs/duty': { roles: lead },
  'GET /api/week': { roles: [...desk, ...order] },
  'GET /api/exports/:table': { roles: people },

  // live: what a socket may send
  'SOCKET hello': { roles: shown, scopes: read },
  'SOCKET painted': { roles: ['wall'] },
  'SOCKET presence': { roles: people },
} as const satisfies Record<string, Door>
export type DoorName = keyof typeof DOORS
export const DOOR_NAMES = Object.keys(DOORS) as DoorName[]

export function mayPass(name: DoorName, actor: Actor | null): 'yes' | 'no' | 'sign-in' {
  const door = DOORS[name] as Door
  if ('anyone' in door) return 'yes'
  if (!actor) return 'sign-in'
  const byRole = actor.kind !== 'key' && actor.roles.some((role) => door.roles.includes(role))
  const byScope = actor.kind === 'key' && actor.scopes.some((scope) => door.scopes?.includes(scope))
  return byRole || byScope ? 'yes' : 'no'
}
