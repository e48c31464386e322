import { z } from 'zod'
import { maskDeep } from '../../shared/masking.ts'
import type { Actor } from '../../shared/actor.ts'
import type { HeldAction } from '../held.ts'
import type { House } from '../identity.ts'
import type { Incidents } from '../incidents.ts'
import { HttpProblem, notFound, problemOf } from '../problem.ts'
import { keep } from '../register.ts'
import { type Route, ok, route } from '../route.ts'

const Params = z.object({ id: z.string().max(140) })
const Reason = z.object({ reason: z.string().min(2).max(400) })

/** Actions of lost phones: the shift leader reads them and has each applied in its owner's name, or discards it. */
export function heldRoutes({ house, incidents }: { house: House; incidents: Pick<Incidents, 'step' | 'open' | 'seen'> }): Route[] {
  const { held, people, store } = house
  const find = (id: string): HeldAction => {
    const action = held.get(id)
    if (!action) throw notFound()
    return action
  }
  /** The step or report as it was sent, by the rules as they are now. */
  async function apply(action: HeldAction): Promise<void> {
    const { commandId: _, step, ...body } = held.bodyOf(action)
    const user = people.get(action.user)
    if (!user?.active) throw new HttpProblem(409, 'user-stopped', '此人已停用')
    const actor = people.toActor(user)
    const [, id] = /^\/api\/incidents\/([^/]+)\/steps$/.exec(action.path) ?? []
    if (id === undefined && action.path !== '/api/incidents') throw new HttpProblem(409, 'by-hand', '这类操作请手工补办')
    const decision =
      id === undefined
        ? await incidents.open({ actor, feed: 'field', body })
        : await incidents.step({ id, step: String(step), body, actor, feed: 'field' })
    if (!decision.ok) throw problemOf(decision)
  }
  const settle = async (action: HeldAction, ops: Parameters<typeof keep>[2]) => {
    await keep(store, [held.drop(action.id)], ops)
    return ok({ id: action.id })
  }
  const view = (action: HeldAction, asker: Actor) => ({
    id: action.id, at: action.at, user: action.user, name: people.get(action.user)?.name ?? action.user, path: action.path, body: maskDeep(held.bodyOf(action)).value, by: asker.id,
  }) // prettier-ignore
  return [
    route({
      door: 'GET /api/held-actions',
      summary: 'What phones that were reported lost have sent since.',
      handle: ({ actor }) => Promise.resolve(ok({ actions: held.all().map((action) => view(action, actor)) })),
    }),
    route({
      door: 'POST /api/held-actions/:id/apply',
      summary: 'Applies it in its owner’s name, by the rules as they are now.',
      params: Params,
      body: Reason,
      async handle({ params, body, audit }) {
        const action = find(params.id)
        await apply(action)
        return settle(action, audit('held.apply', `user:${action.user}`, 'done', body.reason))
      },
    }),
    route({
      door: 'POST /api/held-actions/:id/discard',
      summary: 'Discards it.',
      params: Params,
      body: Reason,
      async handle({ params, body, audit }) {
        const action = find(params.id)
        return settle(action, audit('held.discard', `user:${action.user}`, 'done', body.reason))
      },
    }),
  ]
}
