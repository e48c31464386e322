import { z } from 'zod'
import { Cursor, Limit, Search } from '../shared/api.ts'
import type { Actor } from '../shared/actor.ts'
import { Channel, IncidentFlag, IncidentState } from '../shared/incident.ts'
import { HttpProblem } from './problem.ts'
import type { IncidentQuery } from './store/incidents.ts'

const At = z.union([z.iso.datetime({ offset: true }), z.iso.date()])
const States = z.string().transform((text) => text.split(',').map((one) => one.trim().toUpperCase())).pipe(z.array(z.union([IncidentState, z.literal('OPEN')])).min(1).max(18)) // prettier-ignore

export const ListQuery = z.strictObject({
  /** One or several with commas; `open` is every open one. */
  state: States.optional(),
  area: z.string().max(64).optional(),
  light: z.enum(['RED', 'YELLOW', 'GREEN']).optional(),
  department: z.string().max(64).optional(),
  item: z.string().max(64).optional(),
  channel: Channel.optional(),
  /** `SAMPLED`: self-handled cases that wait for an inspection; `SUPERVISED`, `CALENDAR_MISSING`, … */
  flag: IncidentFlag.optional(),
  /** Reported between, both inclusive: instants, or days of the city. */
  from: At.optional(),
  to: At.optional(),
  mine: z.enum(['', '1', 'true', '0', 'false']).optional(),
  q: Search.optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type ListQuery = z.infer<typeof ListQuery>

export const cursorOf = (seq: number | null): string | null => (seq === null ? null : Buffer.from(String(seq)).toString('base64url'))
export function seqOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  if (!/^\d{1,16}$/.test(text)) throw new HttpProblem(400, 'cursor', '翻页标记无效，请从头查询')
  return Number(text)
}

const DAY_MS = 86_400_000
const msOf = (at: string, utcOffsetMin: number, end: boolean): number =>
  at.length > 10 ? Date.parse(at) : Date.parse(`${at}T00:00:00Z`) - utcOffsetMin * 60_000 + (end ? DAY_MS - 1 : 0)

/** What the store is asked: the asker's scope always among it, so that nothing is counted that he may not see. */
export function toStoreQuery(query: ListQuery, actor: Actor, nowMs: number, utcOffsetMin: number): IncidentQuery {
  const { from, to, mine, cursor, state, area, light, department, item, channel, flag, q, limit } = query
  const own = mine === '' || mine === '1' || mine === 'true'
  return {
    city: actor.city, nowMs, limit,
    // What was asked of him is his, wherever it lies.
    ...(own ? { mine: { user: actor.id, teams: actor.teams, departments: actor.departments } } : { scope: actor.areas }),
    ...(state === undefined ? {} : { state }), ...(area === undefined ? {} : { area }), ...(light === undefined ? {} : { light }),
    ...(department === undefined ? {} : { department }), ...(item === undefined ? {} : { item }), ...(channel === undefined ? {} : { channel }), ...(flag === undefined ? {} : { flag }),
    ...(from === undefined ? {} : { fromMs: msOf(from, utcOffsetMin, false) }), ...(to === undefined ? {} : { toMs: msOf(to, utcOffsetMin, true) }),
    ...(q === undefined || q.trim() === '' ? {} : { q: q.trim() }), ...(cursor === undefined ? {} : { before: seqOf(cursor) }),
  } // prettier-ignore
}
