import { z } from 'zod'
import { type Actor, DESK_ROLES, holds, inScope } from '../../shared/actor.ts'
import { type Belongs, NO_AREA } from '../../shared/area.ts'
import { type Position, distanceM } from '../../shared/geo.ts'
import type { Resource } from '../../shared/organisation.ts'
import { SourcePassport } from '../../shared/source.ts'
import { notFound } from '../problem.ts'
import type { Organisation } from '../organisation.ts'
import { keep } from '../register.ts'
import { type Route, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

/** A place named by one id: a zone has a hyphen, a division is a number. */
export const belongsTo = (area: string): Belongs =>
  area.includes('-') ? { division: NO_AREA, zone: area } : { division: area, zone: null }
const onDesk = (actor: Actor) => holds(actor, ...DESK_ROLES)
/** Duty phones are for the desk; a handler finds his own on his case. */
const withPhone = <T extends { dutyPhone: string | null }>(row: T, actor: Actor): T => (onDesk(actor) ? row : { ...row, dutyPhone: null })
/** A camera's address is given by asking for it, never in a list. */
const listed = (resource: Resource, actor: Actor): Resource => ({ ...resource, phone: onDesk(actor) ? resource.phone : null, url: null })

const Near = z.string().transform((text) => text.split(',').map(Number)).pipe(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])) // prettier-ignore

/** What a city brought, as lists that screens and scripts need ids from. */
export function organisationRoutes({ organisation, store }: { organisation: Organisation; store: Store }): Route[] {
  const list = (
    door:
      | 'GET /api/areas'
      | 'GET /api/items'
      | 'GET /api/calendars'
      | 'GET /api/sources'
      | 'GET /api/grids'
      | 'GET /api/roster'
      | 'GET /api/responsibility',
    summary: string,
    rows: () => unknown[],
  ) => route({ door, summary, handle: async () => ok({ [door.split('/').at(-1)!]: rows() }) })
  return [
    list('GET /api/areas', 'Divisions and zones, with outlines where the city gave them', () => organisation.areas.all()),
    list('GET /api/items', 'Governance items with their registration conditions', () => organisation.items.all()),
    list('GET /api/calendars', 'Working calendars', () => organisation.calendars.all()),
    list('GET /api/sources', 'The data catalogue', () => organisation.sources.all()),
    list('GET /api/grids', 'Unit grids and their workers', () => organisation.grids.all()),
    list('GET /api/roster', 'Who is on duty when', () => organisation.roster.all()),
    list('GET /api/responsibility', 'Who is responsible for what, where', () => organisation.responsibility.all()),
    route({
      door: 'GET /api/departments', summary: 'Departments with their teams; duty phones for the desk',
      async handle({ actor }) {
        const teams = organisation.teams.all().map((team) => withPhone(team, actor))
        return ok({ departments: organisation.departments.all().map((row) => ({ ...withPhone(row, actor), teams: teams.filter((team) => team.department === row.id) })) })
      },
    }),
    route({
      door: 'GET /api/resources', summary: 'Teams, vehicles, materials, shelters, hospitals, cameras in scope; `near=lon,lat&withinM=3000` sorts by distance',
      query: z.strictObject({ kind: z.enum(['TEAM', 'VEHICLE', 'MATERIAL', 'SHELTER', 'HOSPITAL', 'CAMERA']).optional(), near: Near.optional(), withinM: z.coerce.number().positive().max(50_000).default(3_000) }),
      async handle({ actor, query: { kind, near, withinM } }) {
        const rows = organisation.resources.all().filter((row) => (kind === undefined || row.kind === kind) && inScope(actor, belongsTo(row.area)))
        if (!near) return ok({ resources: rows.map((row) => listed(row, actor)) })
        const close = rows.flatMap((row) => (row.position ? [{ ...listed(row, actor), distanceM: Math.round(distanceM(row.position, near as Position)) }] : []))
        return ok({ resources: close.filter((row) => row.distanceM <= withinM).sort((a, b) => a.distanceM - b.distanceM) })
      },
    }),
    route({
      door: 'POST /api/resources/:id/open', summary: 'The address of a camera, for this person now; audited', params: z.strictObject({ id: z.string().max(64) }), body: z.strictObject({ reason: z.string().max(400).optional() }),
      async handle({ actor, params, body, audit }) {
        const resource = organisation.resources.get(params.id)
        if (!resource?.url || !inScope(actor, belongsTo(resource.area))) throw notFound()
        await store.write({ subjects: [], ops: audit('camera.open', `resource:${resource.id}`, 'ok', body.reason) })
        return ok({ url: resource.url })
      },
    }),
    route({
      door: 'POST /api/sources', summary: 'Put rows of the data catalogue', body: z.strictObject({ sources: z.array(SourcePassport).min(1).max(500) }),
      async handle({ body, audit }) {
        const before = new Set(organisation.sources.all().map(({ id }) => id))
        await keep(store, [organisation.sources.put(...body.sources)], audit('sources.put', body.sources.map(({ id }) => id).slice(0, 20).join(','), 'ok'))
        const updated = body.sources.filter(({ id }) => before.has(id)).length
        return ok({ created: body.sources.length - updated, updated })
      },
    }),
  ] // prettier-ignore
}
