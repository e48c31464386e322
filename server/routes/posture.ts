import { z } from 'zod'
import { CommandId } from '../../shared/api.ts'
import { accept } from '../../shared/decision.ts'
import { Posture } from '../../shared/warning.ts'
import type { Hub } from '../hub.ts'
import { type Route, ok, route } from '../route.ts'
import { CALM } from '../warnings.ts'

const SetPosture = z.strictObject({
  commandId: CommandId,
  level: Posture.shape.level,
  mode: Posture.shape.mode,
  reason: z.string().trim().min(1, '须写明理由').max(400),
})

/** Response level and operating mode 平战: one state of the city. */
export function postureRoutes({ hub, now }: { hub: Hub; now(): Date }): Route[] {
  return [
    route({ door: 'GET /api/posture', summary: 'Response level and mode', handle: async () => ok((await hub.find('posture:city')) ?? CALM) }),
    route({
      door: 'PUT /api/posture', summary: 'Set response level and mode, with a reason', body: SetPosture,
      async handle({ actor, body, remember, audit }) {
        const { commandId: _, ...change } = body
        const at = now().toISOString()
        const answer: Posture = { ...CALM, ...change, by: actor.id, at }
        await hub.act('posture:city', () => {
          const ops = [...remember(200, answer), ...audit('posture.set', 'posture:city', 'ok', body.reason)]
          return accept({ actor: actor.id, feed: 'desk', at, events: [{ subject: 'posture:city', type: 'posture.set', data: change }], ops })
        })
        return ok(answer)
      },
    }),
  ] // prettier-ignore
}
