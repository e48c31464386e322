import { z } from 'zod'
import { WallView } from '../../shared/organisation.ts'
import type { House } from '../identity.ts'
import { notFound } from '../problem.ts'
import { keep } from '../register.ts'
import { type Route, created, noContent, ok, route } from '../route.ts'

/** Walls: links are made here, and a wall is ended at once. */
export function wallRoutes(house: House): Route[] {
  const { walls, store, city } = house
  return [
    route({
      door: 'GET /api/walls',
      summary: 'All walls.',
      answer: z.strictObject({ walls: z.array(WallView) }),
      handle: () => Promise.resolve(ok({ walls: walls.list() })),
    }),
    route({
      door: 'POST /api/walls',
      summary: 'A new wall; its link is answered once, works once, within 24 h.',
      body: z.object({ name: z.string().min(1).max(100), area: z.string().min(1).max(64).default(city) }),
      answer: z.strictObject({ id: z.string(), link: z.string() }),
      async handle({ actor, body, audit }) {
        const { id, token, change } = walls.make({ ...body, by: actor.id })
        await keep(store, [change], audit('wall.create', `wall:${id}`, 'done', body.name))
        return created({ id, link: `/wall#${token}` })
      },
    }),
    route({
      door: 'DELETE /api/walls/:id',
      summary: 'Ends a wall at once.',
      params: z.object({ id: z.string().max(40) }),
      async handle({ params, audit }) {
        if (!walls.get(params.id)) throw notFound()
        await keep(store, [walls.end(params.id)], audit('wall.end', `wall:${params.id}`, 'done'))
        return noContent
      },
    }),
  ]
}
