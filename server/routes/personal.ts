import { z } from 'zod'
import { type Actor, DESK_ROLES, holds } from '../../shared/actor.ts'
import { CommandId } from '../../shared/api.ts'
import { Incident, isOpen } from '../../shared/incident.ts'
import { isAsked } from '../../shared/task.ts'
import { type Hub } from '../hub.ts'
import type { House } from '../identity.ts'
import { HttpProblem } from '../problem.ts'
import { replaceDeep } from '../redaction.ts'
import { type Route, ok, route } from '../route.ts'
import { type WriteOp, op } from '../store/store.ts'

type Parts = {
  house: Pick<House, 'store' | 'personal' | 'now'>
  hub: Hub
  incidents: { seen(id: string, actor: Actor): Promise<Incident> }
}
const Params = z.object({ id: z.string().max(64) })
const Reason = z.string().min(2).max(400)
/** What stands where a person's data stood. */
export const REDACTED = '〔已删除〕'
const SHOWN_MS = 60_000

/** A desk in scope; in the street only whoever was asked, and only while the case is open. */
const mayReveal = (incident: Incident, actor: Actor): boolean =>
  holds(actor, ...DESK_ROLES) || (isOpen(incident) && incident.tasks.some((task) => isAsked(task, actor)))

/** One field of a citizen, with a reason; and the only rewriting there is. */
export function personalRoutes({ house, hub, incidents }: Parts): Route[] {
  const { store, personal, now } = house
  /** The journal's rows of a case that hold the text, rewritten. */
  async function rewritten(subject: string, text: string): Promise<WriteOp[]> {
    const ops: WriteOp[] = []
    for (let after = 0; ;) {
      const rows = await store.read('journal.of', subject, after, 1_000)
      for (const { id, data } of rows) {
        const clean = replaceDeep(data, text, REDACTED)
        if (clean.count > 0) ops.push(op('journal.redact', id, clean.value))
      }
      if (rows.length < 1_000) return ops
      after = rows.at(-1)!.jid
    }
  }
  return [
    route({
      door: 'POST /api/incidents/:id/reveal',
      summary: 'One personal field in the clear, with a reason; audited; to be masked again after 60 s and kept nowhere.',
      params: Params,
      body: z.object({ commandId: CommandId, field: z.enum(['name', 'phone', 'address', 'idNumber', 'text']), reason: Reason }),
      answer: z.strictObject({ field: z.string(), value: z.string(), values: z.array(z.string()), maskAt: z.string() }),
      async handle({ params, body, actor, audit }) {
        const incident = await incidents.seen(params.id, actor)
        if (!mayReveal(incident, actor)) throw new HttpProblem(403, 'role-may-not', '只有值守席，或在办案件的处置人，可以查看')
        const values = (await personal.of(`incident:${incident.id}`)).filter(({ field }) => field === body.field).map(({ value }) => value)
        await store.write({
          subjects: [],
          ops: audit('personal.reveal', `incident:${incident.id}#${body.field}`, values.length > 0 ? 'done' : 'nothing', body.reason),
        })
        if (values.length === 0) throw new HttpProblem(409, 'nothing-kept', '没有保存这一项')
        return ok(
          { field: body.field, value: values.join('；'), values, maskAt: new Date(now().getTime() + SHOWN_MS).toISOString() },
          { 'Cache-Control': 'no-store' },
        )
      },
    }),
    route({
      door: 'POST /api/incidents/:id/redact',
      summary:
        'Takes a text out of the case, its journal, lists and remembered answers, for ever; the personal fields of the case too with `personal`.',
      params: Params,
      body: z.object({ commandId: CommandId, text: z.string().min(2).max(400), reason: Reason, personal: z.boolean().default(false) }),
      answer: z.strictObject({ replaced: z.int() }),
      async handle({ params, body, actor, audit, remember }) {
        const { id } = await incidents.seen(params.id, actor)
        const key = `incident:${id}` as const
        const rows = await rewritten(key, body.text)
        const answer = { replaced: rows.length }
        const erased = body.personal ? personal.eraseOps(key) : []
        const rest = [
          op('commands.redact', body.text, REDACTED),
          ...erased,
          ...audit('incident.redact', key, 'done', body.reason),
          ...remember(200, answer),
        ]
        await hub.act(key, (incident) => {
          const clean = Incident.parse(replaceDeep(incident, body.text, REDACTED).value)
          return {
            ok: true,
            event: {
              actor: actor.id,
              feed: 'desk',
              events: [{ subject: key, type: 'record.redacted', data: { entity: clean } }],
              ops: [...rows, ...rest],
            },
          }
        })
        if (body.personal) personal.remember(key)
        return ok(answer)
      },
    }),
  ]
}
