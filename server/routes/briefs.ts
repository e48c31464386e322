import { z } from 'zod'
import { type Actor, inScope } from '../../shared/actor.ts'
import { EditBrief } from '../../shared/brief.ts'
import { addDays } from '../../shared/period.ts'
import type { Briefs } from '../briefs.ts'
import { HttpProblem, notFound, problemOf } from '../problem.ts'
import { type Route, ok, route } from '../route.ts'
import { type WeekParts, weekOf } from '../week.ts'

const Day = z.iso.date()
export const WeekQuery = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  area: z.string().max(64).optional(),
  department: z.string().max(64).optional(),
})
export const BriefQuery = z.strictObject({ id: z.iso.datetime({ offset: true }).optional(), list: z.enum(['1']).optional() })
const MOST_DAYS = 92

/** The week that runs, Monday to Sunday, where none was asked for; at most a quarter. */
export async function askedWeek(week: WeekParts, actor: Actor, query: z.infer<typeof WeekQuery>) {
  const today = new Date(week.now().getTime() + week.utcOffsetMin * 60_000).toISOString().slice(0, 10)
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7))
  const from = query.from ?? monday
  const to = query.to ?? addDays(from, 6)
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days < 1 || days > MOST_DAYS) throw new HttpProblem(422, 'body', `期间为 1 至 ${MOST_DAYS} 天`)
  const { area, department } = query
  if (area !== undefined && !inScope(actor, area.includes('-') ? { division: 'none', zone: area } : { division: area, zone: null }))
    throw notFound()
  return weekOf(week, { actor, from, to, ...(area ? { area } : {}), ...(department ? { department } : {}) })
}

export function briefRoutes({ briefs, week }: { briefs: Briefs; week: WeekParts }): Route[] {
  return [
    route({
      door: 'GET /api/briefs/duty', summary: 'The duty brief of the shift (or of `id`): the draft, or what was edited and signed', query: BriefQuery,
      async handle({ actor, query }) {
        if (query.list) return ok({ briefs: actor.areas.includes(week.city) ? briefs.list() : [] })
        const brief = briefs.read(actor, query.id)
        if (!brief) throw notFound()
        return ok(brief)
      },
    }),
    route({
      door: 'POST /api/briefs/duty', summary: 'Edit the duty brief, or sign it', body: EditBrief,
      async handle({ actor, body, remember, audit }) {
        const decision = await briefs.edit(body, actor, (brief) => [...remember(200, brief), ...audit(body.sign ? 'brief.sign' : 'brief.edit', `brief:${brief.id}`, 'ok')])
        if (!decision.ok) throw problemOf(decision)
        return ok(decision.event)
      },
    }),
    route({ door: 'GET /api/week', summary: 'The week by department and area: due, on time, overdue now, returned, rework, self-handled, with the counts beside every rate', query: WeekQuery, handle: async ({ actor, query }) => ok(await askedWeek(week, actor, query)) }),
  ] // prettier-ignore
}
