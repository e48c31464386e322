import { NOWHERE } from '../shared/area.ts'
import type { Config } from './config.ts'
import type { Hub } from './hub.ts'
import type { House } from './identity.ts'
import { airRoutes } from './routes/air.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { briefRoutes } from './routes/briefs.ts'
import { directiveRoutes } from './routes/directives.ts'
import { heldRoutes } from './routes/held.ts'
import { exportRoutes } from './routes/exports.ts'
import { houseRoutes } from './routes/house.ts'
import { indicatorImportRoutes } from './routes/indicator-imports.ts'
import { indicatorRoutes } from './routes/indicators.ts'
import { keyRoutes } from './routes/keys.ts'
import { observationRoutes } from './routes/observations.ts'
import { personalRoutes } from './routes/personal.ts'
import { ruleRoutes } from './routes/rules.ts'
import { seedRoutes } from './routes/seeds.ts'
import { sensorRoutes } from './routes/sensors.ts'
import { sessionRoutes } from './routes/session.ts'
import { userRoutes } from './routes/users.ts'
import { wallRoutes } from './routes/walls.ts'
import type { Route } from './route.ts'
import type { Store } from './store/store.ts'
import type { Neighbours } from './wiring.ts'

type Parts = { config: Config; store: Store; hub: Hub; identity: House; now(): Date; neighbours: Neighbours }

/** Every route of the house, by noun. */
export function openDoors({ config, store, hub, identity, now, neighbours }: Parts): Route[] {
  const { places, loop, sensing, figures, imports, directives, briefs, week, mappings, producers } = neighbours
  const { fleet, watch, rules } = sensing
  return [
    ...houseRoutes({ hub, store, config }),
    ...sessionRoutes(identity), ...userRoutes(identity), ...keyRoutes(identity), ...wallRoutes(identity), ...auditRoutes(identity), ...seedRoutes({ store }),
    ...loop.routes, ...personalRoutes({ house: identity, hub, incidents: loop.incidents }), ...heldRoutes({ house: identity, incidents: loop.incidents }),
    ...alertRoutes({ hub, store, now }),
    ...ruleRoutes({
      store, rules, statusOf: watch.statusOf, changed: sensing.rulesChanged,
      placeOf: ({ datastream, area }) => (datastream ? (fleet.get(datastream)?.area ?? NOWHERE) : area ? places.named(area) : null),
    }),
    ...sensorRoutes({ store, fleet, now, writer: (actor) => ({ source: actor.name, mayWrite: producers.mayRegister(actor) }) }),
    ...observationRoutes({ producers }), ...airRoutes({ air: sensing.air }),
    ...indicatorRoutes({ figures, hub, store, now }), ...indicatorImportRoutes({ figures, imports, mappings, store, now }),
    ...directiveRoutes({ directives, figures, store }), ...briefRoutes({ briefs, week }),
    ...exportRoutes({ directives, figures, store, briefs, week, now, sourceName: (id) => neighbours.organisation.sources.get(id)?.name ?? id }),
  ] // prettier-ignore
}
