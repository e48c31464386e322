import { alertNoun } from './alerts.ts'
import type { Config } from './config.ts'
import { openBriefs } from './briefs.ts'
import { createDirectives, directiveNoun } from './directives.ts'
import { openCityFeeds } from './feeds/city-feeds.ts'
import { openProducers } from './feeds/producer.ts'
import { createEgress } from './egress.ts'
import { startFigurePolling } from './feeds/figure-polling.ts'
import { listMappings } from './feeds/tables/mappings.ts'
import { readOwnMappings } from './feeds/tables/own-mappings.ts'
import { createImports } from './figures-import.ts'
import { openFigures } from './figures.ts'
import { openOperational } from './figures-live.ts'
import type { Hub } from './hub.ts'
import type { House } from './identity.ts'
import { CITY_OFFSET_MIN, openLoop, prepareLoop } from './loop.ts'
import { openOrganisation } from './organisation.ts'
import { openPlaces } from './places.ts'
import { openSensing } from './sensing.ts'
import type { Store } from './store/store.ts'

/** Nouns of the journal, before the hub opens. */
export function openNouns(config: Config) {
  const prepared = prepareLoop(config)
  return { prepared, nouns: { ...prepared.nouns, alert: alertNoun, directive: directiveNoun } }
}

type Base = { config: Config; store: Store; hub: Hub; identity: House; now(): Date; fail(error: unknown): void }
/** The fleet is tallied once a second however many areas ask. */
const TALLY_MS = 900

/** The three nouns and what serves them, each given what it needs and nothing more. */
export async function openNeighbours({ config, store, hub, identity, now, fail }: Base, { prepared }: ReturnType<typeof openNouns>) {
  const city = config.city.code
  const organisation = await openOrganisation(store)
  const places = openPlaces(organisation.areas, city)
  const seatsAt = () => {
    const seats = [...(hub.peek('duty:city')?.people ?? [])].filter((person) => person.seat !== null)
    return seats.length
      ? seats.map((person) => ({ id: person.seat!, name: person.seat!, person: person.name }))
      : [{ id: 'desk', name: '值守', person: null }]
  }
  /** Our own counts, where the catalogue has them; told by the minute. */
  const engineSource = () => {
    const minute = Math.floor(Date.now() / 60_000) * 60_000
    return organisation.sources.has('tongguan-engine') ? [{ id: 'tongguan-engine', observedAt: minute, receivedAt: minute }] : []
  }
  let figureSources = (): { id: string; observedAt: number; receivedAt: number }[] => []
  const sensing = await openSensing({
    store, hub, city, places, sources: organisation.sources, now: Date.now, limits: { ratePerS: config.limits.observationsPerS, queue: config.limits.feedQueue },
    seatsAt, keepDays: { raw: config.retention.rawDays, minute: config.retention.minuteDays }, onIncident: (alert) => loop.incidents.fromAlert(alert, sensing.rules.get(alert.rule)?.incident?.item), onError: fail,
    elsewhere: () => [...figureSources(), ...engineSource()],
  }) // prettier-ignore
  const feeds = openCityFeeds({ config, sensing, now: Date.now })
  let tally = { at: 0, value: sensing.fleet.tally() }
  const tallied = () => {
    if (Date.now() - tally.at > TALLY_MS) tally = { at: Date.now(), value: sensing.fleet.tally() }
    return tally.value
  }
  const connected = () => [...hub.ofKind('source')].filter((source) => source.state !== 'not-connected')
  const loop = await openLoop({
    hub, store, organisation, people: identity.people, personal: identity.personal, prepared, config, now, onError: fail, places,
    sensors: (area) => tallied().ofArea(area), sources: () => ({ fresh: connected().filter((source) => source.state === 'fresh').length, total: connected().length }),
  }) // prettier-ignore
  const figures = await openFigures({ store, hub, city, areas: organisation.areas, now, utcOffsetMin: CITY_OFFSET_MIN, onError: fail })
  figureSources = figures.sources
  const operational = await openOperational({ hub, store, figures, air: sensing.air, now, utcOffsetMin: CITY_OFFSET_MIN, onError: fail })
  const imports = createImports({ figures, hub, store, now })
  const mappings = listMappings(readOwnMappings(config.dataFolder))
  const egress = createEgress({ allow: config.egress.allow })
  // An address of the configuration file is the office's own: it may lie inside.
  const stopPolling = startFigurePolling(config.figurePolling, {
    hub,
    imports,
    mappings,
    city,
    now,
    call: (request) => egress.call({ ...request, trusted: true }),
  })
  const directives = createDirectives({
    hub,
    figures,
    incidents: loop.incidents,
    people: identity.people,
    departments: organisation.departments,
    places,
    photos: loop.photos,
    now,
  })
  const briefs = await openBriefs({ hub, store, city, utcOffsetMin: CITY_OFFSET_MIN, now })
  const week = {
    hub,
    store,
    departments: organisation.departments,
    areas: organisation.areas,
    city,
    cityName: config.city.name,
    utcOffsetMin: CITY_OFFSET_MIN,
    defersTakenOut: config.loop.defersTakenOut,
    now,
  }
  return {
    organisation, places, sensing, loop, figures, directives, imports, briefs, week, mappings, feeds, producers: openProducers(sensing.gather, sensing.fleet),
    async stop() {
      await loop.close()
      stopPolling()
      await operational.stop()
      await figures.stop()
      await feeds.stop()
      await sensing.stop()
    },
  } // prettier-ignore
}
export type Neighbours = Awaited<ReturnType<typeof openNeighbours>>
