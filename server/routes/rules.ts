import { z } from 'zod'
import { type Actor, inScope } from '../../shared/actor.ts'
import { Rule } from '../../shared/alert.ts'
import type { Belongs } from '../../shared/area.ts'
import { CommandId } from '../../shared/api.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { type Change, type Register, keep } from '../register.ts'
import { type Route, created, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

export type RulesParts = {
  store: Store
  rules: Register<Rule>
  /** Where a rule's scope lies: its datastream's place, or its area; null: the whole city. */
  placeOf(scope: Rule['scope']): Belongs | null
  /** Inputs fresh of total and whether its word can be trusted. */
  statusOf(id: string): unknown
  changed(): void
}
const Body = Rule.extend({ commandId: CommandId.optional() })

/** Rules as data: whoever curates changes them within his areas; the watch follows at once. */
export function ruleRoutes({ store, rules, placeOf, statusOf, changed }: RulesParts): Route[] {
  const check = (actor: Actor, scope: Rule['scope']) => {
    const place = placeOf(scope)
    const allowed = place ? inScope(actor, place) : actor.areas.includes(actor.city)
    if (!allowed) throw new HttpProblem(403, 'out-of-scope', '规则的适用范围超出您的辖区')
  }
  const put = async (rule: Rule, ops: Change['ops']) => {
    await keep(store, [rules.put(rule)], ops)
    changed()
  }
  return [
    route({
      door: 'GET /api/rules', summary: 'Rules with how many of their inputs are fresh',
      handle: async () => ok({ rules: rules.all().map((rule) => ({ ...rule, status: statusOf(rule.id) })) }),
    }),
    route({
      door: 'POST /api/rules', summary: 'A new rule', body: Body,
      async handle({ actor, body, remember, audit }) {
        const { commandId: _, ...rule } = body
        if (rules.has(rule.id)) throw new HttpProblem(409, 'rule-exists', `规则 ${rule.id} 已存在，请用修改`)
        check(actor, rule.scope)
        await put(rule, [...remember(201, rule), ...audit('rule.create', `rule:${rule.id}`, 'ok')])
        return created(rule)
      },
    }),
    route({
      door: 'PUT /api/rules/:id', summary: 'Change a rule', params: z.strictObject({ id: z.string().max(64) }), body: Body,
      async handle({ actor, params, body, remember, audit }) {
        const { commandId: _, ...rule } = body
        const before = rules.get(params.id)
        if (!before) throw notFound()
        if (rule.id !== params.id) throw new HttpProblem(422, 'body', '规则编号不能改')
        check(actor, before.scope)
        check(actor, rule.scope)
        await put(rule, [...remember(200, rule), ...audit('rule.change', `rule:${rule.id}`, 'ok')])
        return ok(rule)
      },
    }),
  ] // prettier-ignore
}
