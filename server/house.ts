import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { mayWriteDatastream } from '../shared/actor.ts'
import { NOWHERE } from '../shared/area.ts'
import type { System } from '../shared/entity.ts'
import { StartRefused, openAccounts } from './accounts.ts'
import { alertNoun } from './alerts.ts'
import { createApp } from './app.ts'
import { readBodies } from './body.ts'
import type { Config } from './config.ts'
import { createCommands } from './console-commands.ts'
import { openConsole } from './console.ts'
import { openHub } from './hub.ts'
import { contextOf, openIdentity } from './identity.ts'
import { openLive } from './live.ts'
import type { Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import type { Nouns } from './nouns.ts'
import { apiPages } from './openapi.ts'
import { openOrganisation } from './organisation.ts'
import { openPhotos } from './photos.ts'
import { openPlaces } from './places.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { houseRoutes } from './routes/house.ts'
import { keyRoutes } from './routes/keys.ts'
import { organisationRoutes } from './routes/organisation.ts'
import { photoRoutes } from './routes/photos.ts'
import { postureRoutes } from './routes/posture.ts'
import { ruleRoutes } from './routes/rules.ts'
import { sensorRoutes } from './routes/sensors.ts'
import { sessionRoutes } from './routes/session.ts'
import { userRoutes } from './routes/users.ts'
import { wallRoutes } from './routes/walls.ts'
import { warningRoutes } from './routes/warnings.ts'
import type { Route } from './route.ts'
import { openSensing } from './sensing.ts'
import { openStore } from './store/open-store.ts'
import { openWallWatch } from './wall-watch.ts'
import { postureNoun, warningNoun } from './warnings.ts'

export { StartRefused }
/** Alerts wait no longer than this for the next tick. */
const URGENT_MS = 50
const TICK_MS = 250

/** Opens the whole house in the order its parts need each other, and closes it in the other. */
export async function openHouse({ config, log, clientFolder }: { config: Config; log: Log; clientFolder: string }) {
  const now = () => new Date()
  const fail = (error: unknown) => log.error({ err: error }, 'unexpected')
  const store = await openStore({ folder: config.dataFolder })
  const identity = await openIdentity({ store, config, now })
  await openAccounts({ house: identity, store, config, say: (line) => process.stderr.write(`${line}\n`) })
  const nouns: Nouns = { alert: alertNoun, warning: warningNoun, posture: postureNoun }
  const hub = await openHub({ store, nouns, now })
  const organisation = await openOrganisation(store)
  const places = openPlaces(organisation.areas, config.city.code)
  const photos = await openPhotos({ folder: config.dataFolder, store, now })
  const sensing = await openSensing({
    store, hub, city: config.city.code, places, sources: organisation.sources, now: Date.now,
    limits: { ratePerS: config.limits.observationsPerS, queue: config.limits.feedQueue },
    seatsAt: () => [{ id: 'desk', name: '值守', person: null }], onIncident: async () => null, onError: fail,
  }) // prettier-ignore
  const walls = openWallWatch({ hub, walls: identity.walls, now: Date.now })

  const context = contextOf(identity, hub, store, now)
  const routes: Route[] = [
    ...houseRoutes({ hub, store, config }), ...sessionRoutes(identity), ...userRoutes(identity), ...keyRoutes(identity), ...wallRoutes(identity), ...auditRoutes(identity),
    ...organisationRoutes({ organisation, store }), ...photoRoutes({ photos, hub }), ...postureRoutes({ hub, now }), ...warningRoutes({ hub, organisation, tell: () => [] }),
    ...alertRoutes({ hub, store, now }),
    ...ruleRoutes({ store, rules: sensing.rules, statusOf: sensing.watch.statusOf, changed: sensing.rulesChanged, placeOf: (scope) => (scope.datastream ? (sensing.fleet.get(scope.datastream)?.area ?? NOWHERE) : scope.area ? places.named(scope.area) : null) }),
    ...sensorRoutes({ store, fleet: sensing.fleet, now, writer: (actor) => ({ source: actor.name, mayWrite: (id) => mayWriteDatastream(actor, id) }) }),
  ] // prettier-ignore
  let isReady = false
  const metrics = openMetrics({ store, hub, sensing, identity })
  const app = createApp({
    config, log, context, routes: [...routes, ...apiPages(routes)], guard: identity.guard, bodies: readBodies(routes), clientFolder, ready: () => isReady, metrics: metrics.handler,
  }) // prettier-ignore
  const http: Server = config.tls ? createHttps({ cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key) }, app) : createHttp(app)
  const live = openLive({
    http, hub, fleet: sensing.fleet, tickMs: TICK_MS, urgentMs: URGENT_MS, socketsPerSession: config.limits.socketsPerSession,
    allowRequest: () => true, // Host and Origin are judged with the caller
    authenticate: async (handshake) => { const { actor, principal } = identity.authenticateSocket(handshake as never); return { actor, session: principal } },
    onRevoked: identity.onRevoked, onPainted: walls.painted, onConnection: walls.connection, onLooking: () => undefined,
  }) // prettier-ignore
  metrics.watch(live)
  const showSystem = (failing: string | null) => hub.show([systemOf(config, failing)])
  await showSystem(null)
  const stopHealth = store.onHealth((failing) => void showSystem(failing).catch(fail))

  await listen(http, config.port, config.host, 'TONGGUAN_PORT')
  const { port } = http.address() as AddressInfo
  const scheme = config.tls ? 'https' : 'http'
  const url = `${scheme}://${config.host}:${port}`
  const console = await openConsole({ dataFolder: config.dataFolder, commands: createCommands({ house: identity, store, organisation, dataFolder: config.dataFolder, address: () => config.origin ?? url }) })
  isReady = true
  return {
    url, mqttPort: 0,
    async close() {
      isReady = false
      await live.close()
      await new Promise<void>((done) => { http.close(() => done()); http.closeAllConnections() })
      await console.stop()
      stopHealth()
      walls.stop()
      await sensing.stop()
      await identity.stop()
      await hub.close()
      await store.close()
    },
  } // prettier-ignore
}

const systemOf = (config: Config, failing: string | null): System => ({
  kind: 'system', id: 'city', city: config.city.code, cityName: config.city.name, demo: config.world !== 'none', storeWrites: failing === null, storeError: failing, calendarMissing: [],
}) // prettier-ignore

/** A busy port ends the start with its number and its variable. */
export function listen(server: { listen(port: number, host: string, done: () => void): unknown; once(event: 'error', fail: (error: NodeJS.ErrnoException) => void): unknown }, port: number, host: string, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(error.code === 'EADDRINUSE' ? new StartRefused(`port ${port} (${variable}) is in use: choose another or stop what holds it`) : error))
    server.listen(port, host, resolve)
  })
}
