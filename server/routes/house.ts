import { z } from 'zod'
import { Limit } from '../../shared/api.ts'
import type { Config } from '../config.ts'
import type { Hub } from '../hub.ts'
import { type Route, ok, route } from '../route.ts'
import type { Kind } from '../../shared/entity.ts'
import { changesSince } from '../../shared/stream.ts'
import { show } from '../../shared/visible.ts'
import type { Store } from '../store/store.ts'

/** The house itself: the same deltas for machines, what the map is made of, and the doors' own dead letters. */
export function houseRoutes({ hub, store, config }: { hub: Hub; store: Store; config: Config }): Route[] {
  return [
    route({
      door: 'GET /api/changes', summary: 'What changed after a seq, as the live stream tells it; from nothing without one',
      query: z.strictObject({ after: z.coerce.number().int().nonnegative().default(0), epoch: z.string().max(64).optional(), kinds: z.string().max(200).optional() }),
      async handle({ actor, query }) {
        const log = hub.log()
        const kinds = query.kinds ? new Set(query.kinds.split(',') as Kind[]) : undefined
        const cursor = query.after > 0 ? { epoch: query.epoch ?? log.epoch, seq: query.after } : null
        return ok(changesSince(cursor, log, (entity) => show(entity, actor), kinds))
      },
    }),
    route({
      door: 'GET /api/map', summary: 'What the map is made of: centre, base, attribution, approval number',
      handle: async () => ok({ ...config.map, hosts: undefined, city: config.city }),
    }),
    route({
      door: 'GET /api/feeds', summary: 'Health of every feed', handle: async () => ok({ feeds: [...hub.ofKind('feed')] }),
    }),
    route({
      door: 'GET /api/feeds/:id/dead-letters', summary: 'What a feed could not take, newest first, with the exact counts by rule',
      params: z.strictObject({ id: z.string().max(64) }), query: z.strictObject({ before: z.coerce.number().int().optional(), limit: Limit }),
      async handle({ params, query }) {
        const letters = await store.read('letters.newest', params.id, query.limit, query.before)
        const counts = (await store.read('letters.counts')).filter((row) => row.feed === params.id)
        return ok({ letters, counts: Object.fromEntries(counts.map(({ rule, count }) => [rule, count])) })
      },
    }),
  ] // prettier-ignore
}
