import { z } from 'zod'
import { CommandId, Text } from '../../shared/api.ts'
import type { Decision } from '../../shared/decision.ts'
import { maskFreeText } from '../../shared/masking.ts'
import { show } from '../../shared/visible.ts'
import type { DutyDesk } from '../duty.ts'
import { newId } from '../id.ts'
import { problemOf } from '../problem.ts'
import type { Register } from '../register.ts'
import { keep } from '../register.ts'
import { type Route, created, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

/** What somebody in the street complains of or suggests: two taps, with or without his name. */
export const Suggestion = z.strictObject({
  id: z.string(),
  at: z.iso.datetime({ offset: true }),
  by: z.string().nullable(),
  text: z.string(),
})
export type Suggestion = z.infer<typeof Suggestion>

export type DutyDoors = { duty: DutyDesk; suggestions: Register<Suggestion>; store: Store; now(): Date }

/** Duty and shift handover; complaints and suggestions. */
export function dutyRoutes({ duty, suggestions, store, now }: DutyDoors): Route[] {
  const must = async (deciding: Promise<Decision<unknown>>) => {
    const decision = await deciding
    if (!decision.ok) throw problemOf(decision)
    return ok({ ok: true })
  }
  return [
    route({ door: 'GET /api/duty', summary: 'Who is on duty now, and the handover', handle: async ({ actor }) => ok(show(await duty.get(), actor)) }),
    route({
      door: 'POST /api/handover', summary: 'Hand the shift over: what is left open becomes a list for the next seat', body: z.strictObject({ commandId: CommandId, note: Text }),
      handle: ({ actor, body, remember, audit }) => must(duty.begin(actor, maskFreeText(body.note).text, [...remember(200, { ok: true }), ...audit('handover.begin', 'duty:city', 'ok')])),
    }),
    route({
      door: 'POST /api/handover/answers', summary: 'Take or refuse one item; the last answer accepts the handover',
      body: z.strictObject({ commandId: CommandId, key: z.string().max(80), answer: z.enum(['taken', 'refused']), reason: z.string().max(400).optional() }),
      handle: ({ actor, body: { key, answer, reason }, remember, audit }) =>
        must(duty.answer(actor, { key, answer, reason: reason ? maskFreeText(reason).text : null }, [...remember(200, { ok: true }), ...audit(`handover.${answer}`, key, 'ok', reason)])),
    }),
    route({
      door: 'POST /api/handover/accept', summary: 'Take everything that is still unanswered', body: z.strictObject({ commandId: CommandId }),
      handle: ({ actor, remember, audit }) => must(duty.takeRest(actor, [...remember(200, { ok: true }), ...audit('handover.accept', 'duty:city', 'ok')])),
    }),
    route({
      door: 'POST /api/suggestions', summary: 'Complain or suggest, with or without a name', body: z.strictObject({ commandId: CommandId, text: Text.min(1), anonymous: z.boolean() }),
      async handle({ actor, body, remember }) {
        const row: Suggestion = { id: newId(), at: now().toISOString(), by: body.anonymous ? null : actor.id, text: maskFreeText(body.text).text }
        await keep(store, [suggestions.put(row)], remember(201, { id: row.id })) // no audit row: it would name who wanted no name
        return created({ id: row.id })
      },
    }),
    route({ door: 'GET /api/suggestions', summary: 'Complaints and suggestions, newest first', handle: async () => ok({ suggestions: suggestions.all().sort((a, b) => b.at.localeCompare(a.at)).slice(0, 500) }) }),
  ] // prettier-ignore
}
