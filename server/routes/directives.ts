import { z } from 'zod'
import { type Actor, holds } from '../../shared/actor.ts'
import { Cursor } from '../../shared/api.ts'
import { DirectiveState, GiveDirective, StepDirective } from '../../shared/directive.ts'
import type { Directives } from '../directives.ts'
import type { Figures } from '../figures.ts'
import { HttpProblem, notFound, problemOf } from '../problem.ts'
import { type Route, created, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

const Id = z.strictObject({ id: z.string().max(64) })
export const DirectiveQuery = z.strictObject({
  /** `indicator:gdp@440400`, `indicator:gdp`, `incident:ID`. */
  about: z.string().max(200).regex(/^(indicator|incident|place):.+$/).optional(),
  state: DirectiveState.optional(), mine: z.enum(['0', '1']).optional(), cursor: Cursor.optional(), limit: z.coerce.number().int().min(1).max(500).default(100),
}) // prettier-ignore
type Query = z.infer<typeof DirectiveQuery>
export type DirectiveDoors = { directives: Directives; figures: Figures; store: Store }

const cursorOf = (seq: number | null) => (seq === null ? null : Buffer.from(String(seq)).toString('base64url'))
function seqOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined || cursor === '') return undefined
  const seq = Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isSafeInteger(seq)) throw new HttpProblem(400, 'malformed', '游标无效')
  return seq
}

/** Every directive that this actor may see, newest first; asked by the list page, the exports and the brief alike. */
export async function listDirectives({ directives, figures, store }: DirectiveDoors, actor: Actor, query: Query) {
  const seenBy = holds(actor, 'leader', 'office') && query.mine !== '1' ? null : { user: actor.id, departments: actor.departments }
  const before = seqOf(query.cursor)
  const page = (about: { kind: string; id: string } | undefined) =>
    store.read('directives.list', {
      seenBy,
      limit: query.limit,
      ...(query.state ? { state: [query.state] } : {}),
      ...(before === undefined ? {} : { before }),
      ...(about ? { about } : {}),
    })
  const [kind = '', id = ''] = query.about
    ? [query.about.slice(0, query.about.indexOf(':')), query.about.slice(query.about.indexOf(':') + 1)]
    : []
  const wholeCity = kind === 'indicator' && !id.includes('@')
  const pages =
    query.about === undefined
      ? [await page(undefined)]
      : await Promise.all([id, ...(wholeCity ? heads(figures, id) : [])].map((one) => page({ kind, id: one })))
  const found = pages.flatMap((one) => one.directives).sort((a, b) => (a.givenAt < b.givenAt ? 1 : -1)) // prettier-ignore
  return {
    directives: found.flatMap((one) => directives.shown(one, actor) ?? []),
    next: pages.length === 1 ? cursorOf(pages[0]!.next) : null,
  }
}
/** A directive on an indicator says in which area; all of them are about it. */
const heads = (figures: Figures, id: string): string[] => [figures.city, ...figures.areas.all().filter(({ kind }) => kind === 'DISTRICT' || kind === 'ZONE').map((area) => area.id)].map((area) => `${id}@${area}`) // prettier-ignore

export function directiveRoutes(doors: DirectiveDoors): Route[] {
  const { directives } = doors
  return [
    route({ door: 'GET /api/directives', summary: 'Directives that concern me; all of them for leader and office', query: DirectiveQuery, handle: async ({ actor, query }) => ok(await listDirectives(doors, actor, query)) }),
    route({
      door: 'POST /api/directives', summary: 'Order something done, on a tile, a map spot or a case', body: GiveDirective,
      async handle({ actor, body, remember, audit }) {
        const decision = await directives.give(body, actor, ({ id }) => [...remember(201, { id }), ...audit('directive.give', `directive:${id}`, 'ok')])
        if (!decision.ok) throw problemOf(decision)
        return created({ id: decision.event.id })
      },
    }),
    route({
      door: 'GET /api/directives/:id', summary: 'One directive with its thread and what may be done now', params: Id,
      async handle({ actor, params }) {
        const shown = directives.shown(await directives.find(params.id), actor)
        if (!shown) throw notFound()
        return ok(shown)
      },
    }),
    route({
      door: 'POST /api/directives/:id/steps', summary: 'acknowledge, progress, finish by those addressed; confirm, refuse, urge by leader or office', params: Id, body: StepDirective,
      async handle({ actor, params, body, remember, audit }) {
        const decision = await directives.step(params.id, body, actor, (after) => [...remember(200, directives.shown(after, actor)), ...audit(`directive.${body.step}`, `directive:${params.id}`, 'ok')])
        if (!decision.ok) throw problemOf(decision, (await directives.find(params.id))?.state)
        return ok(directives.shown(decision.event, actor))
      },
    }),
  ] // prettier-ignore
}
