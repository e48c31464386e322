import { join } from 'node:path'
import type { Actor } from '../shared/actor.ts'
import { isLive } from '../shared/task.ts'
import type { Incident } from '../shared/incident.ts'
import { openAdvice } from './advice.ts'
import { createEgress } from './egress.ts'
import { openClock } from './clock.ts'
import { dutyNoun, openDuty } from './duty.ts'
import type { Config } from './config.ts'
import type { Hub } from './hub.ts'
import { createIncidentNoun } from './incident-noun.ts'
import { openCaseImports } from './incident-imports.ts'
import { openIncidents } from './incidents.ts'
import { openNews } from './news.ts'
import { openPositions } from './positions.ts'
import { loopConfigOf } from './loop-config.ts'
import type { Nouns } from './nouns.ts'
import type { Organisation } from './organisation.ts'
import { openOutbox } from './outbox.ts'
import type { People } from './people.ts'
import type { PersonalBook } from './personal.ts'
import { type Photos, openPhotos } from './photos.ts'
import { type Places, openPlaces } from './places.ts'
import { openPresence } from './presence.ts'
import { openRegister } from './register.ts'
import type { Route } from './route.ts'
import { Suggestion, dutyRoutes } from './routes/duty.ts'
import { SHIPPED_CASES, readCaseMappings } from './feeds/cases/mapping.ts'
import { openHotline } from './feeds/hotline.ts'
import { fieldRoutes } from './routes/field.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { incidentImportRoutes } from './routes/incident-imports.ts'
import { intakeRoutes } from './routes/intake.ts'
import { organisationRoutes } from './routes/organisation.ts'
import { photoRoutes } from './routes/photos.ts'
import { postureRoutes } from './routes/posture.ts'
import { warningRoutes } from './routes/warnings.ts'
import { type Store, type WriteOp } from './store/store.ts'
import { openSummary } from './summary.ts'
import { CALM, postureNoun, warningNoun } from './warnings.ts'

/** Days and numbers of cases are the city's: China has one time and no summer time. */
export const CITY_OFFSET_MIN = 480
const SWEEP_MS = 3_600_000

/** What the loop must bring before the hub opens: its nouns, and how the city runs it. */
export function prepareLoop(config: Pick<Config, 'loop'>) {
  const loop = loopConfigOf(config.loop)
  const nouns: Nouns = { incident: createIncidentNoun(loop), warning: warningNoun, posture: postureNoun, duty: dutyNoun }
  return { loop, nouns }
}
export type LoopParts = {
  hub: Hub
  store: Store
  organisation: Organisation
  people: People
  personal: PersonalBook
  prepared: ReturnType<typeof prepareLoop>
  config: Pick<Config, 'city' | 'dataFolder' | 'webhooks' | 'egress'>
  now: () => Date
  onError(error: unknown): void
  places?: Places
  photos?: Photos
  /** Freshness by area, of the fleet and the catalogue. */
  sensors?(area: string): { fresh: number; total: number }
  sources?(area: string): { fresh: number; total: number }
}
export type Loop = Awaited<ReturnType<typeof openLoop>>

/** Cases, photos, warnings, posture, the clock, the counts, and what goes out. */
export async function openLoop(parts: LoopParts) {
  const { hub, store, organisation, personal, now, prepared, onError } = parts
  const { loop } = prepared
  const shared = { hub, store, organisation, now, onError, city: parts.config.city.code, utcOffsetMin: CITY_OFFSET_MIN, loop }
  const places = parts.places ?? openPlaces(organisation.areas, shared.city)
  const photos = parts.photos ?? (await openPhotos({ folder: parts.config.dataFolder, store, now }))
  const outbox = openOutbox({
    store,
    webhooks: parts.config.webhooks,
    egress: createEgress({ allow: parts.config.egress.allow }),
    seal: personal.sealText,
    unseal: personal.unsealText,
    now,
    onError,
  })
  const duty = openDuty({ ...shared, people: parts.people })
  const advice = openAdvice({ hub, organisation, city: shared.city, onShift: duty.onShift })
  const advise = async (incident: Incident, actor: Actor) => advice.for(incident, actor)[0] ?? null
  const incidents = openIncidents({
    ...shared,
    people: parts.people,
    personal,
    places,
    photos,
    advise,
    tell: createNotices({ outbox, organisation }),
  })
  const clock = openClock({ ...shared, incidents })
  const summary = await openSummary({
    ...shared,
    ...(parts.sensors ? { sensors: parts.sensors } : {}),
    ...(parts.sources ? { sources: parts.sources } : {}),
  })
  const imports = await openCaseImports({ hub, store, contextOf: incidents.contextOf, numberFor: incidents.numberFor, now })
  const caseMappings = readCaseMappings([SHIPPED_CASES, join(parts.config.dataFolder, 'case-mappings')])
  const presence = await openPresence({ hub, onError })
  const suggestions = await openRegister(store, 'suggestions', Suggestion)
  const news = openNews({ hub })
  const positions = await openPositions({ store, roster: organisation.roster, now })
  if (!hub.peek('posture:city')) await hub.show([(await hub.find('posture:city')) ?? CALM])

  const routes: Route[] = [
    ...photoRoutes({ photos, hub }),
    ...incidentRoutes({
      incidents,
      organisation,
      store,
      personal,
      utcOffsetMin: CITY_OFFSET_MIN,
      now,
      recommend: async (incident, actor) => advice.for(incident, actor),
    }),
    ...intakeRoutes({ hotline: openHotline({ store, incidents, personal, items: organisation.items.all, now }), outbox }),
    ...incidentImportRoutes({ imports, mappings: caseMappings, store, now }),
    ...organisationRoutes({ organisation, store }),
    ...warningRoutes({
      hub,
      organisation,
      tell: ({ id, type, colour, issuer, text, issuedAt }) =>
        outbox.ops('warning', `warning:${id}`, { type, colour, issuer, text, issuedAt }),
    }),
    ...postureRoutes({ hub, now }),
    ...dutyRoutes({ duty, suggestions, store, now }),
    ...fieldRoutes({ news, positions, seen: incidents.seen, utcOffsetMin: CITY_OFFSET_MIN, now }),
  ]
  const undo = hub.onChange((keys) => { if (keys.some((key) => key.startsWith('incident:') || key.startsWith('warning:'))) void outbox.poke() }) // prettier-ignore
  const sweeper = setInterval(() => void photos.sweep().catch(onError), SWEEP_MS)
  sweeper.unref()
  return {
    routes, incidents, photos, places, outbox, clock, summary, duty, presence,
    start(): void {
      void photos.sweep().catch(onError)
      clock.start()
      outbox.start()
      void duty.turn().catch(onError)
    },
    async close(): Promise<void> {
      clearInterval(sweeper)
      undo()
      news.close()
      advice.close()
      duty.stop()
      await clock.stop()
      await summary.stop()
      await outbox.close()
    },
  } // prettier-ignore
}

/** Who is told what by which step: the asked of a new task, rework and deadlines; the hotline of every new state of its order. */
function createNotices({ outbox, organisation }: { outbox: Pick<ReturnType<typeof openOutbox>, 'ops'>; organisation: Organisation }) {
  const nameOf = (department: string, team: string | null) => ({
    department, departmentName: organisation.departments.get(department)?.name ?? department, team: team ?? '', teamName: team === null ? '' : (organisation.teams.get(team)?.name ?? team),
  }) // prettier-ignore
  return (
    before: Incident | null,
    after: Incident,
    step: string,
    body: Record<string, unknown>,
    attached: readonly Incident[] = [],
  ): WriteOp[] => {
    const text = [body['reply'], body['opinion'], body['reason'], body['text']].find((one) => typeof one === 'string') ?? ''
    const fields = {
      number: after.number,
      title: after.title,
      place: after.place,
      state: after.state,
      step,
      due: after.due ?? '',
      text: String(text),
      workOrder: after.workOrder ?? '',
    }
    const live = after.tasks.filter(isLive)
    const asked = live.filter((task) => before !== null && !before.tasks.some(({ id }) => id === task.id))
    const subject = `incident:${after.id}`
    const toEach = (occasion: 'task' | 'rework' | 'deadline', tasks: Incident['tasks']) =>
      tasks.flatMap((task) => outbox.ops(occasion, subject, { ...fields, ...nameOf(task.department, task.team) }))
    const reworked = step === 'rework' && before !== null ? before.tasks.filter(({ state }) => state === 'HANDLED') : []
    const reply = typeof body['reply'] === 'string' ? body['reply'] : ''
    const status = (order: string, about: string, more: object) =>
      outbox.ops('hotline', about, { ...fields, reply, workOrder: order, ...more })
    return [
      ...toEach('task', asked),
      ...toEach('rework', reworked),
      ...(step === 'urge' || step === 'supervise' ? toEach('deadline', live) : []),
      ...(after.workOrder !== null && before?.state !== after.state ? status(after.workOrder, subject, {}) : []),
      ...attached.flatMap((one) => (one.workOrder === null ? [] : status(one.workOrder, `incident:${one.id}`, { number: one.number }))),
    ]
  }
}
