import { z } from 'zod'
import type { Actor } from '../../shared/actor.ts'
import { CommandId } from '../../shared/api.ts'
import { Position } from '../../shared/geo.ts'
import type { Incident } from '../../shared/incident.ts'
import type { News } from '../news.ts'
import type { Positions } from '../positions.ts'
import { problemOf } from '../problem.ts'
import { type Route, noContent, ok, route } from '../route.ts'

const DAY_MS = 86_400_000
const WAIT_MAX_S = 55
type FieldDoors = { news: News; positions: Positions; seen(id: string, actor: Actor): Promise<Incident>; utcOffsetMin: number; now(): Date }

/** What phones need beside the loop: a quiet wait for news of one's own cases, and sharing a place on shift. */
export function fieldRoutes({ news, positions, seen, utcOffsetMin, now }: FieldDoors): Route[] {
  const dayStart = () => Math.floor((now().getTime() + utcOffsetMin * 60_000) / DAY_MS) * DAY_MS - utcOffsetMin * 60_000
  return [
    route({
      door: 'GET /api/mine/changes', summary: 'Waits until a case of the asker changes: `changed` with a new mark, or false after the time; then ask the list',
      query: z.strictObject({ after: z.string().max(64).default(''), waitS: z.coerce.number().int().min(0).max(WAIT_MAX_S).default(25) }),
      async handle({ actor, query, res }) {
        const waiting = news.wait(actor, query.after, query.waitS * 1000)
        res.on('close', waiting.stop)
        const mark = await waiting.answer
        return ok({ changed: mark !== null, mark: mark ?? news.mark() })
      },
    }),
    route({
      door: 'PUT /api/positions', summary: 'Share the own place while on shift (409 off-shift otherwise): the last one alone, never written', body: z.strictObject({ position: Position, accuracyM: z.number().min(0).max(1e6) }),
      async handle({ actor, body }) {
        const shared = positions.share(actor, body.position, body.accuracyM)
        if (!shared.ok) throw problemOf(shared)
        return ok(shared.event)
      },
    }),
    route({
      door: 'DELETE /api/positions', summary: 'Stop sharing the own place now',
      async handle({ actor }) {
        positions.hide(actor.id)
        return noContent
      },
    }),
    route({
      door: 'GET /api/positions/looks', summary: 'Who looked today where I was, and until when I share',
      handle: async ({ actor }) => ok({ until: positions.shiftEnd(actor.id), looks: positions.looksAt(actor.id, dayStart()).map(({ user: _, ...look }) => look) }),
    }),
    route({
      door: 'POST /api/incidents/:id/locate', summary: 'Where the people asked for this case are now; each of them is told who looked; audited', params: z.strictObject({ id: z.string().max(64) }), body: z.strictObject({ commandId: CommandId }),
      async handle({ actor, params, audit }) {
        const incident = await seen(params.id, actor)
        return ok({ people: await positions.locate(incident, actor, audit('position.look', `incident:${incident.id}`, 'ok')) })
      },
    }),
  ] // prettier-ignore
}
