import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { StartRefused, openAccounts } from './accounts.ts'
import type { System } from '../shared/entity.ts'
import { createApp } from './app.ts'
import { readBodies } from './body.ts'
import type { Config } from './config.ts'
import { createCommands } from './console-commands.ts'
import { openConsole } from './console.ts'
import { openDoors } from './doors.ts'
import { openMqtt } from './feeds/mqtt.ts'
import { openHub } from './hub.ts'
import { contextOf, openIdentity } from './identity.ts'
import { openLive } from './live.ts'
import type { Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import { apiPages } from './openapi.ts'
import { keepStore } from './store/keeping.ts'
import { openStore } from './store/open-store.ts'
import { openWallWatch } from './wall-watch.ts'
import { openNeighbours, openNouns } from './wiring.ts'

export { StartRefused }
/** Alerts wait no longer than this for the next tick. */
const URGENT_MS = 50
const TICK_MS = 250
/** What is too old leaves every so often, not at the start: a start is quick. */
const KEEPING_MS = 3_600_000
/** A case that needs a year nobody has loaded says so on every screen within this. */
const YEARS_MS = 10_000

/** Opens the whole house in the order its parts need each other, and closes it in the other. */
export async function openHouse({ config, log, clientFolder }: { config: Config; log: Log; clientFolder: string }) {
  const now = () => new Date()
  const fail = (error: unknown) => log.error({ err: error }, 'unexpected')
  const store = await openStore({ folder: config.dataFolder })
  const identity = await openIdentity({ store, config, now })
  await openAccounts({ house: identity, store, config, say: (line) => process.stderr.write(`${line}\n`) })
  const nouns = openNouns(config)
  const hub = await openHub({ store, nouns: nouns.nouns, now })
  const neighbours = await openNeighbours({ config, store, hub, identity, now, fail }, nouns)
  const { organisation, sensing, loop } = neighbours
  const walls = openWallWatch({ hub, walls: identity.walls, now: Date.now })
  const routes = openDoors({ config, store, hub, identity, now, neighbours })
  const metrics = openMetrics({ store, hub, sensing, identity })
  let isReady = false
  const app = createApp({
    config, log, context: contextOf(identity, hub, store, now), routes: [...routes, ...apiPages(routes)], guard: identity.guard, bodies: readBodies(routes), clientFolder, ready: () => isReady, metrics: metrics.handler,
  }) // prettier-ignore
  const http: Server = config.tls
    ? createHttps({ cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key) }, app)
    : createHttp(app)
  const live = openLive({
    http, hub, fleet: sensing.fleet, tickMs: TICK_MS, urgentMs: URGENT_MS, socketsPerSession: config.limits.socketsPerSession,
    allowRequest: () => true, // Host and Origin are judged with the caller
    authenticate: async (handshake) => { const { actor, principal } = identity.authenticateSocket(handshake as never); return { actor, session: principal } },
    onRevoked: identity.onRevoked, onPainted: walls.painted, onLooking: loop.presence.looking,
    onConnection: (actor, connected) => { walls.connection(actor, connected); if (!connected) loop.presence.left(actor) },
  }) // prettier-ignore
  metrics.watch(live)
  let failing: string | null = null
  const showSystem = (now = failing) => hub.show([systemOf(config, (failing = now), loop.clock.calendarMissing())])
  await showSystem()
  const years = setInterval(() => void showSystem().catch(fail), YEARS_MS)
  years.unref()
  const keeping = setInterval(() => void keepStore(store, config.retention, Date.now()).then(hub.forget).catch(fail), KEEPING_MS)
  keeping.unref()
  const stopHealth = store.onHealth((failing) => void showSystem(failing).catch(fail))

  const mqtt = await openMqtt({
    producers: neighbours.producers,
    mapped: neighbours.feeds.mapped,
    authenticate: (user, secret) => identity.authenticateMqtt(user, secret)?.actor ?? null,
    onRevoked: identity.onRevoked,
    say: (level, what, more = {}) => log[level](more, what),
  })
  loop.start()
  await listen(http, config.port, config.host, 'TONGGUAN_PORT')
  const { port } = http.address() as AddressInfo
  const mqttPort = await mqtt
    .listen(config.mqttPort, config.host)
    .catch((error: NodeJS.ErrnoException) => Promise.reject(inUse(error, config.mqttPort, 'TONGGUAN_MQTT_PORT')))
  if (config.mqttsPort !== null && config.tls)
    await mqtt.listen(config.mqttsPort, config.host, { cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key) })
  const scheme = config.tls ? 'https' : 'http'
  const url = `${scheme}://${config.host}:${port}`
  const console = await openConsole({
    dataFolder: config.dataFolder,
    commands: createCommands({ house: identity, store, organisation, dataFolder: config.dataFolder, address: () => config.origin ?? url }),
  })
  isReady = true
  return {
    url, mqttPort,
    async close() {
      isReady = false
      await live.close()
      await new Promise<void>((done) => { http.close(() => done()); http.closeAllConnections() })
      await console.stop()
      stopHealth()
      clearInterval(years)
      clearInterval(keeping)
      walls.stop()
      await mqtt.stop()
      await neighbours.stop()
      await identity.stop()
      await hub.close()
      await store.close()
    },
  } // prettier-ignore
}

const systemOf = (config: Config, failing: string | null, calendarMissing: number[]): System => ({
  kind: 'system', id: 'city', city: config.city.code, cityName: config.city.name, demo: config.world !== 'none', storeWrites: failing === null, storeError: failing, calendarMissing,
}) // prettier-ignore

/** A busy port ends the start with its number and its variable. */
export function listen(
  server: {
    listen(port: number, host: string, done: () => void): unknown
    once(event: 'error', fail: (error: NodeJS.ErrnoException) => void): unknown
  },
  port: number,
  host: string,
  variable: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(inUse(error, port, variable)))
    server.listen(port, host, resolve)
  })
}
const inUse = (error: NodeJS.ErrnoException, port: number, variable: string): Error =>
  error.code === 'EADDRINUSE' ? new StartRefused(`port ${port} (${variable}) is in use: choose another or stop what holds it`) : error
