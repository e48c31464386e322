import { z } from 'zod'
import { type Actor, inScope } from '../../shared/actor.ts'
import { Cursor, Instant, Limit, Search } from '../../shared/api.ts'
import { Id, NOWHERE } from '../../shared/area.ts'
import type { Datastream } from '../../shared/sensor.ts'
import type { Writer } from '../fleet-input.ts'
import type { Fleet } from '../fleet.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { type Route, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

const Params = z.strictObject({ id: Id })
const DAY_MS = 86_400_000
/** A raw range is at most 400 days; asked for more, it is answered from rollups all the same. */
const MOST_DAYS = 4_000

export type SensorParts = {
  store: Store
  fleet: Fleet
  now(): Date
  /** Which ids this caller's key may write, and the source its datastreams are of when they name none. */
  writer(actor: Actor): Writer
}

/** Datastreams and their histories. */
export function sensorRoutes({ store, fleet, now, writer }: SensorParts): Route[] {
  const shown = (row: Datastream) => {
    const latest = fleet.latestOf(row.ordinal)
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
    return {
      ...row,
      latest: { ...latest, observedAt: iso(latest.observedAt), receivedAt: iso(latest.receivedAt), late: fleet.isLate(row.ordinal) },
      replay: fleet.replays(row.source),
    }
  }
  return [
    route({
      door: 'GET /api/datastreams', summary: 'Datastreams with their newest value',
      query: z.strictObject({ type: Id.optional(), area: z.string().max(64).optional(), q: Search.optional(), cursor: Cursor.optional(), limit: Limit }),
      async handle({ actor, query }) {
        if (query.cursor !== undefined && !/^\d{1,9}$/.test(query.cursor)) throw new HttpProblem(400, 'malformed', '翻页标记不对')
        const { rows, next } = fleet.list(query, (row) => inScope(actor, row.area))
        return ok({ datastreams: rows.map(shown), next })
      },
    }),
    route({
      door: 'POST /api/datastreams', summary: 'Upsert datastreams', limit: 10 * 1024 * 1024,
      answer: z.strictObject({ created: z.int(), updated: z.int(), unchanged: z.int(), refused: z.array(z.strictObject({ row: z.int(), rule: z.string(), reason: z.string() })) }),
      async handle({ actor, req }) {
        if (!Array.isArray(req.body)) throw new HttpProblem(422, 'body', '须是数组')
        return ok(await fleet.upsert(req.body as unknown[], writer(actor)))
      },
    }),
    route({
      door: 'GET /api/datastreams/:id', summary: 'One datastream', params: Params,
      async handle({ actor, params }) {
        const row = fleet.get(params.id)
        if (!row || !inScope(actor, row.area ?? NOWHERE)) throw notFound()
        return ok(shown(row))
      },
    }),
    route({
      door: 'GET /api/datastreams/:id/observations', summary: 'History: raw, or rollups by the length of the range; minimum and maximum among the points',
      params: Params, query: z.strictObject({ from: Instant.optional(), to: Instant.optional(), points: z.coerce.number().int().min(1).max(5_000).default(1_000) }),
      async handle({ actor, params, query }) {
        const row = fleet.get(params.id)
        if (!row || !inScope(actor, row.area)) throw notFound()
        const newest = fleet.replayClock(row.source) ?? now().getTime()
        const to = query.to ? Date.parse(query.to) : newest
        const from = query.from ? Date.parse(query.from) : to - DAY_MS
        if (from > to) throw new HttpProblem(422, 'body', '起始时间晚于截止时间')
        if (to - from > MOST_DAYS * DAY_MS) throw new HttpProblem(422, 'range', `一次最多查询 ${MOST_DAYS} 天`)
        const { level, points } = await store.read('observations.read', row.ordinal, from, to, query.points)
        return ok({ level, points: points.map((point) => ({ ...point, at: new Date(point.at).toISOString() })) })
      },
    }),
  ] // prettier-ignore
}
