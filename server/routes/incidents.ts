import { z } from 'zod'
import { type Actor, DESK_ROLES, holds } from '../../shared/actor.ts'
import { CommandId } from '../../shared/api.ts'
import { type Position, distanceM } from '../../shared/geo.ts'
import type { Incident } from '../../shared/incident.ts'
import { isAsked } from '../../shared/task.ts'
import { ListQuery, cursorOf, toStoreQuery } from '../incident-query.ts'
import { type Incidents, loopProblem } from '../incidents.ts'
import type { Organisation } from '../organisation.ts'
import { type Route, created, ok, route } from '../route.ts'
import type { Store } from '../store/store.ts'

const Params = z.strictObject({ id: z.string().max(64) })
const NEAR_M = 200
const NEAR_MS = 24 * 3_600_000
const feedOf = (actor: Actor): string => (actor.kind === 'key' ? actor.name : holds(actor, ...DESK_ROLES) ? 'desk' : 'field')

export type IncidentDoors = {
  incidents: Incidents
  organisation: Organisation
  store: Store
  personal: { fieldsOf(subject: string): Promise<string[]> }
  utcOffsetMin: number
  now(): Date
  recommend(incident: Incident, actor: Actor): Promise<unknown[]>
}

/** Cases: report, list, one with its timeline and what the asker may do now, and every step. */
export function incidentRoutes(doors: IncidentDoors): Route[] {
  const { incidents, store, now } = doors
  return [
    route({
      door: 'GET /api/incidents', summary: 'Cases in scope, newest report first; `mine` is what was asked of, handled or reported by the asker', query: ListQuery,
      async handle({ actor, query }) {
        const { incidents: found, next } = await store.read('incidents.list', toStoreQuery(query, actor, now().getTime(), doors.utcOffsetMin))
        return ok({ incidents: found, next: cursorOf(next) })
      },
    }),
    route({
      door: 'POST /api/incidents', summary: 'Report a case; item and condition are asked by `register`', body: z.looseObject({ commandId: CommandId }),
      async handle({ actor, body: { commandId: _, ...body }, remember, audit }) {
        const answerOf = ({ id, number }: Incident) => ({ id, number })
        const ops = (incident: Incident) => [...remember(201, answerOf(incident)), ...audit('incident.report', `incident:${incident.id}`, 'ok')]
        const decision = await incidents.open({ actor, feed: feedOf(actor), body, ops })
        if (!decision.ok) throw loopProblem(decision)
        return created(answerOf(decision.event))
      },
    }),
    route({
      door: 'GET /api/incidents/:id', summary: 'One case: state, flags, tasks, clocks, history, and the steps open to the asker', params: Params,
      handle: async ({ params, actor }) => ok(await detailOf(doors, await incidents.seen(params.id, actor), actor)),
    }),
    route({
      door: 'POST /api/incidents/:id/steps', summary: 'Take a step; 409 says why not and the present state', params: Params, body: z.looseObject({ commandId: CommandId, step: z.string().max(40) }),
      async handle({ params, actor, body: { commandId: _, step, ...body }, remember, audit }) {
        const ops = (incident: Incident) => [...remember(200, incident), ...audit(`incident.${step}`, `incident:${incident.id}`, 'ok', reasonIn(body))]
        const decision = await incidents.step({ id: params.id, step, body, actor, feed: feedOf(actor), ops })
        if (!decision.ok) throw loopProblem(decision, decision.state)
        return ok(decision.event)
      },
    }),
    route({
      door: 'GET /api/incidents/:id/recommendations', summary: 'Departments and teams for a dispatch, with reasons; the first is the advice', params: Params,
      handle: async ({ params, actor }) => ok({ recommendations: await doors.recommend(await incidents.seen(params.id, actor), actor) }),
    }),
    route({
      door: 'GET /api/incidents/:id/near', summary: 'Open cases of a like class within 200 m and 24 h', params: Params, query: z.strictObject({ item: z.string().max(64).optional() }),
      handle: async ({ params, query, actor }) => ok({ incidents: await nearBy(doors, await incidents.seen(params.id, actor), query.item, actor) }),
    }),
  ] // prettier-ignore
}

const reasonIn = (body: Record<string, unknown>): string | undefined =>
  typeof body['reason'] === 'string' ? body['reason'].slice(0, 400) : undefined

/** The case page. Duty phones are for the desk and for whoever was asked; personal data is named here, never given. */
async function detailOf({ incidents, organisation, personal }: IncidentDoors, incident: Incident, actor: Actor) {
  const onDesk = holds(actor, ...DESK_ROLES)
  const asked = incident.tasks.some((task) => isAsked(task, actor))
  const [history, personalFields] = await Promise.all([
    incidents.historyFor(incident.id),
    onDesk || asked ? personal.fieldsOf(`incident:${incident.id}`) : [],
  ])
  const contacts = !onDesk && !asked ? [] : incident.tasks.map(({ id, department, team }) => ({
    task: id, department, team, departmentPhone: organisation.departments.get(department)?.dutyPhone ?? null, teamPhone: team === null ? null : (organisation.teams.get(team)?.dutyPhone ?? null),
  })) // prettier-ignore
  return {
    ...incident,
    light: incidents.lightOf(incident),
    history,
    openSteps: incidents.stepsFor(incident, actor),
    contacts,
    personalFields,
  }
}

/** Of a like class: of the same major class, registered or suggested; a case whose class nobody said may be like any. */
async function nearBy({ organisation, store, now, incidents }: IncidentDoors, incident: Incident, asked: string | undefined, actor: Actor) {
  if (incident.position === null) return []
  const [lon, lat] = incident.position
  const [dLat, dLon] = [NEAR_M / 111_000, NEAR_M / (111_000 * Math.max(0.01, Math.cos((lat * Math.PI) / 180)))]
  const classOf = (id: string | null | undefined) => organisation.items.get(id ?? '')?.code.slice(0, 2)
  const like = classOf(asked ?? incident.item?.id ?? incident.suggested)
  const found = await store.read('incidents.near', {
    city: actor.city, scope: actor.areas, bbox: [lon - dLon, lat - dLat, lon + dLon, lat + dLat], sinceMs: now().getTime() - NEAR_MS, limit: 200,
  }) // prettier-ignore
  const isLike = (one: Incident) => like === undefined || (classOf(one.item?.id ?? one.suggested) ?? like) === like
  const near = found.filter((one) => one.id !== incident.id && one.position !== null && isLike(one) && incidents.maySee(one, actor))
  return near
    .map((one) => ({
      id: one.id,
      number: one.number,
      title: one.title,
      state: one.state,
      item: one.item,
      position: one.position,
      reportedAt: one.reportedAt,
      distanceM: Math.round(distanceM(one.position as Position, incident.position as Position)),
    }))
    .filter((one) => one.distanceM <= NEAR_M)
    .sort((a, b) => a.distanceM - b.distanceM)
}
