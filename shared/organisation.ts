import { z } from 'zod'
import { Area, Id } from './area.ts'
import { KeyScope, Role } from './actor.ts'
import { Position } from './geo.ts'

const At = z.iso.datetime({ offset: true })
const Name = z.string().min(1).max(100)
/** Names people sign in with. */
export const UserName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, '1–40 of a–z, 0–9, . _ -')
/** http and https only, so that no other scheme ever reaches an `href`. */
export const WebAddress = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s]+$/i, 'http(s) address')

/** A person as administrators and, of colleagues, desks see him: nothing secret. */
export const User = z.strictObject({
  id: UserName,
  name: Name,
  roles: z.array(Role),
  /** Division codes or zone ids; empty: may see nothing until `security` has given some. */
  areas: z.array(z.string().min(1).max(64)),
  /** Domains of rules, sources, items and imports; empty is all, for the roles that may. */
  domains: z.array(z.string().max(64)),
  departments: z.array(Id),
  teams: z.array(Id),
  active: z.boolean(),
})
/** What administrators see beside it. */
export const UserView = User.extend({
  lastSignInAt: At.nullable(),
  /** A one-time code is out until then. */
  codeUntil: At.nullable(),
  phoneLostAt: At.nullable(),
})
export type UserView = z.infer<typeof UserView>
/** What a desk needs of a colleague: to assign, to address. */
export const Colleague = User.pick({ id: true, name: true, roles: true, departments: true, teams: true })
export type Colleague = z.infer<typeof Colleague>
export type User = z.infer<typeof User>

/** A department 部门 with the phone that is answered day and night. Duty phones: desk roles and the assigned handler only. */
export const Department = z.strictObject({
  id: Id,
  name: Name,
  short: z.string().max(20),
  dutyPhone: z.string().max(40).nullable(),
  /** Divisions or zones it works in; empty: the whole city. */
  areas: z.array(z.string()),
})
export type Department = z.infer<typeof Department>

export const Team = z.strictObject({
  id: Id,
  name: Name,
  department: Id,
  dutyPhone: z.string().max(40).nullable(),
  areas: z.array(z.string()),
  /** Where it stands when nothing is known of its present place. */
  position: Position.nullable(),
})
export type Team = z.infer<typeof Team>

/** A unit grid 单元网格 and the grid workers 网格员 responsible for it. */
export const Grid = z.strictObject({ id: Id, name: Name, area: z.string(), workers: z.array(UserName), center: Position.nullable() })
export type Grid = z.infer<typeof Grid>

/** Who is on duty from when to when, on which seat or in which team. */
export const RosterEntry = z.strictObject({
  id: Id,
  shift: Name,
  user: UserName,
  role: Role,
  from: At,
  to: At,
  seat: z.string().max(40).nullable(),
  team: Id.nullable(),
})
export type RosterEntry = z.infer<typeof RosterEntry>

/** Who is responsible for what, where: zone before division, the longest code and the narrowest item first. */
export const Responsibility = z.strictObject({
  id: Id,
  /** An item's id, or `*`. */
  item: z.string().max(64),
  /** A division code or a zone id. */
  area: z.string().max(64),
  department: Id,
  team: Id.nullable(),
})
export type Responsibility = z.infer<typeof Responsibility>

export const Resource = z.strictObject({
  id: Id,
  kind: z.enum(['TEAM', 'VEHICLE', 'MATERIAL', 'SHELTER', 'HOSPITAL', 'CAMERA']),
  name: Name,
  position: Position.nullable(),
  area: z.string(),
  department: Id.nullable(),
  phone: z.string().max(40).nullable(),
  quantity: z.number().nullable(),
  unit: z.string().max(20).nullable(),
  /** A camera's page or snapshot: a link that the browser opens, never fetched by the server. */
  url: WebAddress.nullable(),
  note: z.string().max(400).nullable(),
})
export type Resource = z.infer<typeof Resource>

const Ring = z.array(z.tuple([z.number(), z.number()]))
/** An area with its outline (WGS-84), when the city has given one. */
export const StoredArea = Area.extend({
  outline: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(Ring) }),
      z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
    ])
    .nullable(),
})
export type StoredArea = z.infer<typeof StoredArea>

/** A machine's key as administrators see it. `scopes` empty: made by `admin`, not working until `security` has given some. */
export const KeyView = z.strictObject({
  id: z.string(),
  /** Also the MQTT user name. */
  name: Id,
  scopes: z.array(KeyScope),
  /** What was asked for when it was made; works when `security` has given it. */
  wanted: z.array(KeyScope),
  areas: z.array(z.string()),
  /** Datastream ids, or beginnings followed by `*`; null: it may write all. */
  datastreams: z.array(z.string()).nullable(),
  until: At.nullable(),
  createdAt: At,
  createdBy: z.string(),
  lastUsedAt: At.nullable(),
  revokedAt: At.nullable(),
})
export type KeyView = z.infer<typeof KeyView>

/** A wall as administrators see it: a link that works once within 24 h, then a cookie for 90 days. */
export const WallView = z.strictObject({
  id: z.string(),
  name: Name,
  area: z.string(),
  createdAt: At,
  createdBy: z.string(),
  linkUntil: At,
  tradedAt: At.nullable(),
  lastSeenAt: At.nullable(),
  endedAt: At.nullable(),
})
export type WallView = z.infer<typeof WallView>

/** What the sign-in page may know before anybody is in. `demoPassword` only where nobody else can reach this server. */
export const Welcome = z.strictObject({ city: z.string(), englishCity: z.string(), demo: z.boolean(), demoPassword: z.string().nullable() })
export type Welcome = z.infer<typeof Welcome>
