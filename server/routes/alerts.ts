import { z } from 'zod'
import { type AlertCommand, decideAlert } from '../../shared/alert-life.ts'
import { AlertState, Severity } from '../../shared/alert.ts'
import { CommandId, Cursor, Instant, Limit, Text } from '../../shared/api.ts'
import { accept } from '../../shared/decision.ts'
import { show } from '../../shared/visible.ts'
import type { Alert } from '../../shared/alert.ts'
import type { Hub } from '../hub.ts'
import { notFound, problemOf } from '../problem.ts'
import { type Asked, type Route, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

const Params = z.strictObject({ id: z.string().max(64) })
const Query = z.strictObject({
  state: AlertState.optional(),
  severity: Severity.optional(),
  area: z.string().max(64).optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
const at = (n: number | null) => (n === null ? null : n.toString(36))

/** Alerts 告警: what rules raised, and what people do about them. */
export function alertRoutes({ hub, store, now }: { hub: Hub; store: Store; now(): Date }): Route[] {
  async function act(asked: Asked<{ params: typeof Params; body: z.ZodType<{ commandId: string }> }>, command: AlertCommand) {
    const { actor, params, remember, audit } = asked
    const key = `alert:${params.id}` as const
    const seen = await hub.find(key)
    if (!seen || !show(seen, actor)) throw notFound()
    let answer: Alert = seen
    const decision = await hub.act(key, (alert) => {
      if (!alert) return { ok: false, rule: 'not-found', reason: '没有这条告警' }
      const decided = decideAlert(alert, command, actor, now().getTime())
      if (!decided.ok) return decided
      answer = alert
      const ops = [
        ...remember(200, { id: alert.id, state: stateAfter(alert, command) }),
        ...audit(`alert.${command.step}`, key, 'ok', 'reason' in command ? command.reason : undefined),
      ]
      return accept({ actor: actor.id, feed: 'desk', events: [{ subject: key, ...decided.event }], ops })
    })
    if (!decision.ok) throw problemOf(decision, answer.state)
    return ok({ id: answer.id, state: stateAfter(answer, command) })
  }
  return [
    route({
      door: 'GET /api/alerts', summary: 'Alerts, newest first', query: Query,
      async handle({ actor, query }) {
        const { alerts, next } = await store.read('alerts.list', {
          limit: query.limit, city: actor.city, scope: actor.areas,
          ...(query.cursor ? { before: parseInt(query.cursor, 36) } : {}), ...(query.area ? { area: query.area } : {}),
          ...(query.state ? { state: [query.state] } : {}), ...(query.severity ? { severity: [query.severity] } : {}),
        }) // prettier-ignore
        return ok({ alerts: alerts.flatMap((alert) => show(alert, actor) ?? []), next: at(next) })
      },
    }),
    route({
      door: 'GET /api/alerts/:id', summary: 'One alert, its history, and the source it came from', params: Params,
      async handle({ actor, params }) {
        const alert = await hub.find(`alert:${params.id}`)
        if (!alert || !show(alert, actor)) throw notFound()
        const history = await store.read('journal.of', `alert:${params.id}`, 0, 200)
        return ok({ ...alert, history: history.map(({ at, type, actor: by, data }) => ({ at, type, by, data: type === 'alert.raised' ? null : data })) })
      },
    }),
    route({
      door: 'POST /api/alerts/:id/acknowledge', summary: 'Acknowledge an alert', params: Params, body: z.strictObject({ commandId: CommandId, text: Text.optional() }),
      handle: (asked) => act(asked, { step: 'acknowledge', ...(asked.body.text ? { text: asked.body.text } : {}) }),
    }),
    route({
      door: 'POST /api/alerts/:id/shelve', summary: 'Shelve an alert until an instant, with a reason', params: Params, body: z.strictObject({ commandId: CommandId, until: Instant, reason: Text.min(1) }),
      handle: (asked) => act(asked, { step: 'shelve', until: asked.body.until, reason: asked.body.reason }),
    }),
    route({
      door: 'POST /api/alerts/:id/comment', summary: 'Comment on an alert', params: Params, body: z.strictObject({ commandId: CommandId, text: Text.min(1) }),
      handle: (asked) => act(asked, { step: 'comment', text: asked.body.text }),
    }),
  ] // prettier-ignore
}
const stateAfter = (alert: Alert, command: AlertCommand) =>
  command.step === 'acknowledge' ? 'ACKNOWLEDGED' : command.step === 'shelve' ? 'SHELVED' : alert.state
