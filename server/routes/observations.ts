import { z } from 'zod'
import { readBytes } from '../body.ts'
import { BODY_BYTES, receiveObservations, refuseSize } from '../feeds/http.ts'
import type { Producers } from '../feeds/producer.ts'
import { HttpProblem } from '../problem.ts'
import { type Route, ok, route } from '../route.ts'

/** Observations by HTTP push; the answer comes when they are on disk. */
export function observationRoutes({ producers }: { producers: Producers }): Route[] {
  return [
    route({
      door: 'POST /api/observations', summary: 'Observations: a JSON array or NDJSON of {datastream, observedAt, value}, gzip allowed, at most 10 MB inflated', raw: true,
      answer: z.strictObject({ accepted: z.int(), duplicates: z.int(), refused: z.array(z.strictObject({ row: z.int(), rule: z.string(), reason: z.string() })) }),
      async handle({ actor, req }) {
        const body = await readBytes(req, BODY_BYTES).catch(async (error: unknown) => {
          if (error instanceof HttpProblem && error.status === 413) await refuseSize(actor, producers)
          throw error
        })
        const pushed = await receiveObservations(actor, body, req, producers)
        if (pushed.status === 200) return ok(pushed.receipt)
        throw new HttpProblem(pushed.status, pushed.rule, pushed.reason, pushed.status === 429 ? { retryAfterS: 1 } : {})
      },
    }),
  ] // prettier-ignore
}
