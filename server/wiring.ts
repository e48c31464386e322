import type { Alert } from '../shared/alert.ts'
import { systemActor } from '../shared/actor.ts'
import { alertNoun } from './alerts.ts'
import { openClock } from './clock.ts'
import type { Config } from './config.ts'
import { createImports } from './figures-import.ts'
import { openFigures } from './figures.ts'
import { listMappings } from './feeds/tables/mappings.ts'
import { openProducers } from './feeds/producer.ts'
import type { Hub } from './hub.ts'
import type { House } from './identity.ts'
import { createIncidentNoun } from './incident-noun.ts'
import { openIncidents } from './incidents.ts'
import { loopConfigOf } from './loop-config.ts'
import type { Nouns } from './nouns.ts'
import { openOrganisation } from './organisation.ts'
import { openPhotos } from './photos.ts'
import { openPlaces } from './places.ts'
import { openSensing } from './sensing.ts'
import type { Store } from './store/store.ts'
import { openSummary } from './summary.ts'
import { postureNoun, warningNoun } from './warnings.ts'

/** China has one time, without summer time. */
const UTC_OFFSET_MIN = 480

/** Nouns of the journal, before the hub opens. `standing` are clocks of replayed intakes. */
export function openNouns(config: Config) {
  const loop = loopConfigOf(config.loop)
  const standing = new Map<string, number>()
  const nouns: Nouns = { alert: alertNoun, warning: warningNoun, posture: postureNoun, incident: createIncidentNoun(loop, standing) }
  return { loop, standing, nouns }
}

type Base = { config: Config; store: Store; hub: Hub; identity: House; now(): Date; fail(error: unknown): void }

/** The three nouns and what serves them, each given what it needs and nothing more. */
export async function openNeighbours({ config, store, hub, identity, now, fail }: Base, { loop, standing }: ReturnType<typeof openNouns>) {
  const city = config.city.code
  const organisation = await openOrganisation(store)
  const places = openPlaces(organisation.areas, city)
  const photos = await openPhotos({ folder: config.dataFolder, store, now })
  const incidents = openIncidents({
    hub, store, organisation, people: identity.people, personal: identity.personal, places, photos, loop, standing, city, utcOffsetMin: UTC_OFFSET_MIN, now,
  }) // prettier-ignore
  const clock = openClock({ hub, store, incidents, organisation, loop, standing, city, now, onError: fail })
  const sensing = await openSensing({
    store, hub, city, places, sources: organisation.sources, now: Date.now, limits: { ratePerS: config.limits.observationsPerS, queue: config.limits.feedQueue },
    seatsAt: () => [{ id: 'desk', name: '值守', person: null }], onIncident: (alert) => caseOf(alert), onError: fail,
  }) // prettier-ignore
  async function caseOf(alert: Alert): Promise<string | null> {
    const item = sensing.rules.get(alert.rule)?.incident?.item
    const body = {
      title: `${alert.name} ${alert.ruleName}`.slice(0, 200),
      description: '',
      channel: 'INDUSTRY',
      source: 'SENSOR',
      alert: alert.id,
      ...(item ? { item } : {}),
    }
    const opened = await incidents.open({ actor: systemActor('engine', city), feed: 'watch', body })
    return opened.ok ? opened.event.id : null
  }
  let tally = { at: 0, value: sensing.fleet.tally() }
  const tallied = () => {
    if (Date.now() - tally.at > 900) tally = { at: Date.now(), value: sensing.fleet.tally() }
    return tally.value
  }
  const connected = () => [...hub.ofKind('source')].filter((source) => source.state !== 'not-connected')
  const summary = await openSummary({
    hub, store, organisation, standing, city, utcOffsetMin: UTC_OFFSET_MIN, now, onError: fail,
    sensors: (area) => tallied().ofArea(area), sources: () => ({ fresh: connected().filter((source) => source.state === 'fresh').length, total: connected().length }),
  }) // prettier-ignore
  const figures = await openFigures({ store, hub, city, areas: organisation.areas, now, utcOffsetMin: UTC_OFFSET_MIN, onError: fail })
  const imports = createImports({ figures, hub, store, now })
  return {
    organisation, places, photos, incidents, clock, sensing, summary, figures, imports, mappings: listMappings(), producers: openProducers(sensing.gather, sensing.fleet), utcOffsetMin: UTC_OFFSET_MIN,
    async stop() {
      clock.stop()
      summary.stop()
      figures.stop()
      await sensing.stop()
    },
  } // prettier-ignore
}
export type Neighbours = Awaited<ReturnType<typeof openNeighbours>>
