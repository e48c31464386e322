import { z } from 'zod'
import { type Actor, inScope } from '../../shared/actor.ts'
import { PushFigures, PushPassports, type TakenFigures } from '../../shared/figures-api.ts'
import { headOf } from '../../shared/figures-head.ts'
import { nextRelease, newestPeriod } from '../../shared/figures-release.ts'
import { DOMAINS, FigureScope, Measure, type Passport, Period, PeriodKind } from '../../shared/indicator.ts'
import { labelOf } from '../../shared/period-words.ts'
import { rankedAreas } from '../figures-areas.ts'
import { comparisonsOf } from '../figures-comparisons.ts'
import type { Figures } from '../figures.ts'
import { judge } from '../figures-intake.ts'
import { readsArea, withinActor } from '../figures-scope.ts'
import type { Hub } from '../hub.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { keep } from '../register.ts'
import { type Route, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

export type IndicatorParts = { figures: Figures; hub: Hub; store: Store; now(): Date }
const AreaId = z.string().min(1).max(64)
const IndicatorId = z.strictObject({ id: z.string().max(64) })
const Flag = z.enum(['0', '1']).default('0').transform((flag) => flag === '1') // prettier-ignore
const Day = z.iso.date()

export const Series = z.strictObject({
  area: AreaId.optional(), measure: Measure.optional(), scope: FigureScope.optional(), from: Day.optional(), to: Day.optional(), asOf: z.iso.datetime({ offset: true }).optional(),
  /** Every revision, oldest first within a period. */
  revisions: Flag, limit: z.coerce.number().int().min(1).max(10_000).default(2_000),
}) // prettier-ignore
export const ByArea = z.strictObject({
  parent: AreaId.optional(), measure: Measure.default('LEVEL'), scope: FigureScope.optional(), kind: PeriodKind.optional(), end: Day.optional(), asOf: z.iso.datetime({ offset: true }).optional(),
}) // prettier-ignore
const Spot = z.strictObject({
  area: AreaId.optional(),
  kind: PeriodKind.optional(),
  end: Day.optional(),
  scope: FigureScope.optional(),
  of: AreaId.optional(),
})

export const utcOf = (instant: string | undefined): { asOf?: string } =>
  instant === undefined ? {} : { asOf: new Date(instant).toISOString() }

export function indicatorRoutes({ figures, hub, store, now }: IndicatorParts): Route[] {
  const found = (id: string): Passport => figures.passports.get(id) ?? (() => { throw notFound() })() // prettier-ignore
  const seen = (actor: Actor, area: string): string => {
    if (!readsArea(actor, area)) throw notFound()
    return area
  }
  /** Who did not say where, means the city, or the first area of his own. */
  const areaOf = (actor: Actor, area: string | undefined) =>
    seen(actor, area ?? (readsArea(actor, figures.city) ? figures.city : (actor.areas[0] ?? figures.city)))
  /** The live head where the picture has one; of another area it is made now, from figures only where there are any. */
  const headAt = (passport: Passport, area: string, known: ReadonlySet<string>) => {
    const shown = hub.peek(`indicator:${passport.id}@${area}`)
    if (shown) return shown
    return known.has(passport.id) ? figures.head(passport, area) : headOf(passport, [], { area, nowMs: now().getTime() })
  }

  return [
    route({
      door: 'GET /api/indicators', summary: 'Passports of indicators with their head in an area', query: z.strictObject({ domain: z.enum(DOMAINS).optional(), area: AreaId.optional() }),
      async handle({ actor, query }) {
        const area = areaOf(actor, query.area)
        const wanted = figures.passports.all().filter(({ domain }) => query.domain === undefined || domain === query.domain)
        const known = figures.inPicture(area) ? new Set<string>() : new Set(await store.read('figures.indicatorsIn', area))
        return ok({ area, indicators: await Promise.all(wanted.map(async (passport) => ({ ...passport, head: await headAt(passport, area, known) }))) })
      },
    }),
    route({
      door: 'POST /api/indicators', summary: 'Create passports or give a new version of a definition', body: PushPassports, limit: 1_000_000,
      async handle({ actor, body, remember, audit }) {
        const list = Array.isArray(body) ? body : body.indicators
        for (const next of list) checkPassport(actor, figures, next)
        const changes = list.flatMap(figures.passportChange)
        const answer = { accepted: list.length }
        await keep(store, changes, [...remember(200, answer), ...audit('indicator.put', list.map(({ id }) => id).join(',').slice(0, 200), 'ok')]) // prettier-ignore
        await figures.refresh(list.map(({ id }) => `${id}@${figures.city}`))
        return ok(answer)
      },
    }),
    route({
      door: 'GET /api/indicators/:id', summary: 'The passport, its earlier versions, which series there are, and when the next value is due', params: IndicatorId,
      async handle({ actor, params }) {
        const passport = found(params.id)
        const series = (await store.read('figures.series', passport.id)).filter(({ area }) => readsArea(actor, area)).map(({ indicator: _, ...one }) => ({ ...one, areaName: figures.nameOf(one.area) }))
        const versions = figures.versions.all().filter(({ passport: one }) => one.id === passport.id).map(({ passport: one }) => one) // prettier-ignore
        const area = areaOf(actor, undefined)
        const newest = newestPeriod(await store.read('figures.read', { indicator: passport.id, area, limit: 4 }))
        const next = passport.operational ? null : nextRelease(passport, newest, now().getTime())
        return ok({ ...passport, versions, series, next: next && { ...next, label: labelOf(next.period, 'CUMULATIVE') } })
      },
    }),
    route({
      door: 'GET /api/indicators/:id/observations', summary: 'Figures of an indicator, oldest first; `asOf` as they were known then; `revisions=1` every revision', params: IndicatorId, query: Series,
      async handle({ actor, params, query }) {
        const passport = found(params.id)
        const { area, asOf, revisions, ...rest } = query
        if (area !== undefined) seen(actor, area)
        const asked = Object.fromEntries(Object.entries({ ...rest, area }).filter(([, value]) => value !== undefined)) as { limit: number }
        const read = await store.read('figures.read', { indicator: passport.id, ...asked, ...utcOf(asOf), revisions })
        const rows = read.filter((row) => area !== undefined || readsArea(actor, row.area))
        rows.sort((a, b) => (a.area < b.area ? -1 : a.area > b.area ? 1 : a.period.end < b.period.end ? -1 : a.period.end > b.period.end ? 1 : a.definition - b.definition || a.revision - b.revision))
        return ok({ observations: rows.map((row) => ({ ...row, label: labelOf(row.period, row.scope) })), breakAt: passport.breakAt })
      },
    }),
    route({
      door: 'GET /api/indicators/:id/comparisons', summary: 'Year on year, period on period, since the year’s end, share, contribution, target: each a value or the rule that forbids it', params: IndicatorId, query: Spot,
      async handle({ actor, params, query }) {
        const passport = found(params.id)
        const area = areaOf(actor, query.area)
        if (query.of !== undefined) seen(actor, query.of)
        return ok(await comparisonsOf({ figures, store, passport, area, whole: query.of ?? figures.areas.get(area)?.parent ?? null, spot: spotOf(query) }))
      },
    }),
    route({
      door: 'GET /api/indicators/:id/areas', summary: 'One period across the areas under a parent: ranking, shares, the sum against the whole', params: IndicatorId, query: ByArea,
      async handle({ actor, params, query }) {
        const passport = found(params.id)
        return ok(await rankedAreas({ figures, store, passport, parent: query.parent ?? figures.city, query: { ...query, ...utcOf(query.asOf) }, sees: (area) => readsArea(actor, area) }))
      },
    }),
    route({
      door: 'POST /api/indicator-observations', summary: 'Take figures; each row is judged by itself, the accepted are kept together', body: PushFigures, limit: 20_000_000,
      async handle({ actor, body, remember, audit }) {
        const rows = Array.isArray(body) ? body : body.rows
        const byHand = actor.kind === 'person' ? actor.name : null
        const judged = judge(rows.map((row, at) => ({ where: { row: at }, row })), { actor, byHand, today: figures.localDay(), at: now().toISOString(), knowsArea: figures.knowsArea, passport: (id) => figures.passports.get(id) }) // prettier-ignore
        const what = await store.read('figures.preview', judged.accepted)
        const count = (kind: number) => what.reduce((sum, one) => sum + (one === kind ? 1 : 0), 0)
        const answer: TakenFigures & { next: unknown[] } = { accepted: judged.accepted.length, taken: count(0), repaired: 0, revised: count(1), unchanged: count(2), refused: judged.refused, next: nextOf(judged.accepted.map(({ indicator }) => indicator)) }
        const ops = [...remember(200, answer), ...audit('figures.take', 'figures', judged.refused.length === 0 ? 'ok' : `${judged.refused.length} refused`)]
        await figures.take(judged.accepted, { actor: actor.id, feed: actor.kind === 'key' ? actor.name : 'desk' }, { ops })
        return ok({ ...answer, next: nextOf(judged.accepted.map(({ indicator }) => indicator)) })
      },
    }),
  ] // prettier-ignore

  /** When the next value of each is due, for the form that was just filled in. */
  function nextOf(ids: readonly string[]) {
    return [...new Set(ids)].slice(0, 50).flatMap((id) => {
      const head = hub.peek(`indicator:${id}@${figures.city}`)
      return head?.nextReleaseAt ? [{ indicator: id, dueAt: head.nextReleaseAt }] : []
    })
  }
}

function spotOf({ kind, end, scope }: z.infer<typeof Spot>) {
  return { ...(kind && end ? { period: Period.parse({ kind, end }) } : {}), ...(scope ? { scope } : {}) }
}

/** A definition is changed by a new version with the date it begins; a version never goes back. */
function checkPassport(actor: Actor, figures: Figures, next: Passport): void {
  const before = figures.passports.get(next.id)
  if (!withinActor(actor, figures.city, next.domain) || !inScope(actor, { division: figures.city, zone: figures.city }))
    throw new HttpProblem(403, 'out-of-scope', '区域或领域超出您的范围')
  if (before?.operational || next.operational) throw new HttpProblem(409, 'I-operational', '这是本系统自己的实时指标')
  if (before && next.version < before.version) throw new HttpProblem(409, 'I-definition', `已经是第 ${before.version} 版口径`)
  const redefined =
    before !== undefined && next.version === before.version && (next.definition !== before.definition || next.unit !== before.unit)
  if (redefined) throw new HttpProblem(409, 'I-definition', '口径或单位改变须升版本，并给出起始期')
  if (next.version > 1 && next.breakAt === null) throw new HttpProblem(422, 'I-definition', '新版口径须给出起始期 breakAt')
}
