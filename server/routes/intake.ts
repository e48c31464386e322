import { z } from 'zod'
import { CommandId, Limit } from '../../shared/api.ts'
import { maskDeep } from '../../shared/masking.ts'
import type { openHotline } from '../feeds/hotline.ts'
import type { Outbox } from '../outbox.ts'
import { notFound } from '../problem.ts'
import { loopProblem } from '../incidents.ts'
import { type Route, ok, route } from '../route.ts'

/** Where other systems hand matters in, and how far what goes out to them has come. */
export function intakeRoutes({ hotline, outbox }: { hotline: ReturnType<typeof openHotline>; outbox: Outbox }): Route[] {
  return [
    route({
      door: 'POST /api/intake/hotline',
      summary: 'A work order of the 12345 hotline; the same order again is answered with its case',
      body: z.looseObject({}),
      async handle({ actor, body: { commandId: _, ...order }, remember, audit }) {
        const answerOf = ({ id, number }: { id: string; number: string }) => ({ id, number })
        const decision = await hotline.receive(order, actor, (incident) => [
          ...remember(201, answerOf(incident)),
          ...audit('intake.hotline', `incident:${incident.id}`, 'ok'),
        ])
        if (!decision.ok) throw loopProblem({ ...decision, reason: maskDeep({ reason: decision.reason }).value.reason })
        return { status: decision.event.isNew ? 201 : 200, body: answerOf(decision.event) }
      },
    }),
    route({
      door: 'GET /api/outbox',
      summary: 'What goes out by webhooks: counts by channel, and the newest in a state; never their bodies',
      query: z.strictObject({ state: z.enum(['waiting', 'sent', 'received', 'dead']).default('dead'), limit: Limit }),
      handle: async ({ query }) => ok({ counts: await outbox.counts(), messages: await outbox.inState(query.state, query.limit) }),
    }),
    route({
      door: 'POST /api/outbox/:id/retry',
      summary: 'Send a dead message once more',
      params: z.strictObject({ id: z.string().max(64) }),
      body: z.strictObject({ commandId: CommandId }),
      async handle({ params, remember, audit }) {
        const answer = { id: params.id, state: 'waiting' }
        if (!(await outbox.retry(params.id, [...remember(200, answer), ...audit('outbox.retry', `outbox:${params.id}`, 'ok')])))
          throw notFound()
        return ok(answer)
      },
    }),
  ]
}
