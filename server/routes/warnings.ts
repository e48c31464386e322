import { z } from 'zod'
import type { Actor } from '../../shared/actor.ts'
import { inScope } from '../../shared/actor.ts'
import { Id } from '../../shared/area.ts'
import { CommandId, Instant, Text } from '../../shared/api.ts'
import { accept, refuse } from '../../shared/decision.ts'
import { show, visible } from '../../shared/visible.ts'
import { type Warning, WarningColour } from '../../shared/warning.ts'
import type { Hub } from '../hub.ts'
import { newId } from '../id.ts'
import type { Organisation } from '../organisation.ts'
import { HttpProblem, notFound, problemOf } from '../problem.ts'
import { type Route, created, ok, route } from '../route.ts'
import type { WriteOp } from '../store/store.ts'
import { coloursOf } from '../warnings.ts'
import { belongsTo } from './organisation.ts'

const Issue = z.strictObject({
  commandId: CommandId, type: Id, colour: WarningColour, issuer: z.string().min(1).max(100), areas: z.array(z.string().max(64)).min(1).max(100),
  issuedAt: Instant, liftedAt: Instant.optional(), text: Text,
}) // prettier-ignore

/** Official warnings. `tell` puts notices of a new one into the same write. */
export function warningRoutes({
  hub,
  organisation,
  tell,
}: {
  hub: Hub
  organisation: Organisation
  tell(warning: Warning): WriteOp[]
}): Route[] {
  const feedOf = (actor: Actor) => (actor.kind === 'key' ? actor.name : 'desk')
  function check(body: z.infer<typeof Issue>, actor: Actor): void {
    const unknown = body.areas.filter((area) => area !== actor.city && !organisation.areas.has(area))
    if (unknown.length) throw new HttpProblem(422, 'area-unknown', `没有这些区域：${unknown.join('、')}`)
    if (!body.areas.every((area) => inScope(actor, belongsTo(area)))) throw new HttpProblem(403, 'out-of-scope', '预警范围超出您的辖区')
    if (!coloursOf(body.type).includes(body.colour))
      throw new HttpProblem(422, 'warning-colour', `此类预警没有这种颜色（可用：${coloursOf(body.type).join('、')}）`)
    if (body.liftedAt !== undefined && Date.parse(body.liftedAt) < Date.parse(body.issuedAt))
      throw new HttpProblem(422, 'warning-order', '解除时间早于发布时间')
  }
  return [
    route({
      door: 'GET /api/warnings', summary: 'Official warnings in force',
      handle: async ({ actor }) => ok({ warnings: [...hub.ofKind('warning')].flatMap((warning) => show(warning, actor) ?? []) }),
    }),
    route({
      door: 'POST /api/warnings', summary: 'Enter an official warning', body: Issue,
      async handle({ actor, body, remember, audit }) {
        check(body, actor)
        const { commandId: _, liftedAt = null, ...rest } = body
        const warning: Warning = { kind: 'warning', id: newId(), ...rest, liftedAt }
        const ops = [...remember(201, { id: warning.id }), ...audit('warning.issue', `warning:${warning.id}`, 'ok'), ...tell(warning)]
        await hub.record({ actor: actor.id, feed: feedOf(actor), events: [{ subject: `warning:${warning.id}`, type: 'warning.issued', data: warning }], ops })
        return created({ id: warning.id })
      },
    }),
    route({
      door: 'PUT /api/warnings/:id', summary: 'Lift an official warning', params: z.strictObject({ id: z.string().max(64) }), body: z.strictObject({ commandId: CommandId, liftedAt: Instant }),
      async handle({ actor, params, body, remember, audit }) {
        const key = `warning:${params.id}` as const
        const found = await hub.find(key)
        if (!found || !visible(found, actor) || !found.areas.every((area) => inScope(actor, belongsTo(area)))) throw notFound()
        const decision = await hub.act(key, (warning) => {
          if (!warning) return refuse('not-found', '没有这个预警')
          if (warning.liftedAt !== null) return refuse('already-lifted', '预警已经解除')
          if (Date.parse(body.liftedAt) < Date.parse(warning.issuedAt)) return refuse('warning-order', '解除时间早于发布时间')
          const answer = { ...warning, liftedAt: body.liftedAt }
          const ops = [...remember(200, answer), ...audit('warning.lift', key, 'ok')]
          return accept({ actor: actor.id, feed: feedOf(actor), events: [{ subject: key, type: 'warning.lifted', data: { liftedAt: body.liftedAt } }], ops })
        })
        if (!decision.ok) throw problemOf(decision)
        return ok({ ...found, liftedAt: body.liftedAt })
      },
    }),
  ] // prettier-ignore
}
