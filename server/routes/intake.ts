import { z } from 'zod'
import { maskDeep } from '../../shared/masking.ts'
import type { openHotline } from '../feeds/hotline.ts'
import { loopProblem } from '../incidents.ts'
import { type Route, route } from '../route.ts'

/** Where other systems hand matters in. */
export function intakeRoutes({ hotline }: { hotline: ReturnType<typeof openHotline> }): Route[] {
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
  ]
}
