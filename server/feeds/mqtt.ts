import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Actor } from '../../shared/actor.ts'
import { refuseRow } from '../../shared/observation-row.ts'
import type { Parcel } from '../feed-queue.ts'
import type { OpenFeed } from '../gather.ts'
import { AFTER_CONNECT_BYTES, BEFORE_CONNECT_BYTES, guardPackets } from './mqtt-guard.ts'
import { readResults } from './observation-text.ts'
import type { Producers } from './producer.ts'

/** MQTT 3.1.1, embedded, so that a device needs nothing else. It only takes in: topic `v1.1/Datastreams(ID)/Observations`, or one of a mapping.
 *  QoS 1 is acknowledged after commit (a refused one after its dead letter is on disk); over the feed's rate the acknowledgement waits, and
 *  QoS 0 is counted and let go. SUBSCRIBE is answered 128, nothing is forwarded, retain, will and stored sessions are ignored. */
export type MqttOptions = {
  producers: Producers
  /** Whose key this is, when it works and `user` is its name. */
  authenticate(user: string, secret: string): Actor | null
  /** Calls back with the principal (`key:ID`) whose right ended; returns the undo. */
  onRevoked(tell: (principal: string) => void): () => void
  /** Rows of a topic that is not ours, by a mapping file; null when none is for it. */
  mapped?(topic: string, payload: Uint8Array): Pick<Parcel, 'rows' | 'refused'> | null
  say(level: 'info' | 'warn', what: string, more?: object): void
}
export type MqttDoor = Awaited<ReturnType<typeof openMqtt>>
type Device = Client & { actor?: Actor; feed?: OpenFeed; conn: Socket }

const TOPIC = /^v1\.1\/Datastreams\((?:'([^']{1,64})'|"([^"]{1,64})"|([^'")]{1,64}))\)\/Observations$/
const REJECTED = { identifier: 2, login: 4, rights: 5 } as const
const OWNERS = 100_000

export async function openMqtt(options: MqttOptions) {
  const { producers, say } = options
  /** A client id belongs to the user who brought it first; another user does not take it over. */
  const owners = new Map<string, string>()
  const devices = new Set<Device>()
  const broker = new Aedes({
    concurrency: 1_000, connectTimeout: 10_000, heartbeatInterval: 3_600_000, maxInflightInbound: 100,
    preConnect: (client, packet, done) => {
      if (packet.protocolVersion === 5) say('warn', 'MQTT 5 client refused: only 3.1.1 is spoken', { clientId: String(packet.clientId).slice(0, 64) })
      delete (packet as { will?: unknown }).will
      packet.clean = true
      done(null, true)
    },
    authenticate: (client, user, password, done) => {
      const reject = (returnCode: number, message: string) => done(Object.assign(new Error(message), { returnCode }) as AuthenticateError, false)
      const actor = user === undefined || password === undefined ? null : options.authenticate(user, password.toString('utf8'))
      if (!actor) return reject(REJECTED.login, 'bad user name or password')
      if (!actor.scopes.includes('observations:write')) return reject(REJECTED.rights, 'not authorized')
      if ((owners.get(client.id) ?? actor.name) !== actor.name) return reject(REJECTED.identifier, 'identifier rejected')
      own(client.id, actor.name)
      Object.assign(client, { actor, feed: producers.feedOf(actor, 'mqtt') })
      done(null, true)
    },
    authorizeSubscribe: (_client, _subscription, done) => done(null, null),
    authorizeForward: () => null,
    authorizePublish: (client, packet, done) => void take(client as Device, packet).then(() => done(null), (error: Error) => done(error)),
  }) // prettier-ignore
  await broker.listen()
  // Nothing is ever forwarded, so nothing is stored, queued or announced either.
  broker.publish = ((_packet: unknown, client: unknown, done?: (error?: Error) => void) => {
    const end = typeof client === 'function' ? (client as (error?: Error) => void) : done
    if (end) setImmediate(end)
  }) as never

  function own(clientId: string, user: string) {
    owners.delete(clientId)
    owners.set(clientId, user)
    if (owners.size > OWNERS) owners.delete(owners.keys().next().value as string)
  }
  async function take(device: Device, packet: PublishPacket): Promise<void> {
    const { actor, feed } = device
    if (!actor || !feed) throw new Error('not authenticated')
    packet.retain = false
    const certain = packet.qos > 0
    if (!certain && (feed.overRate() || feed.room() <= 0)) return feed.count('O-rate')
    const parcel = { ...read(packet.topic, packet.payload as Buffer), mayWrite: producers.mayWrite(actor) }
    while (feed.room() <= 0) await feed.whenRoom()
    const taken = feed.offer(parcel)
    // Without a promise to the device nobody waits, and a store that cannot write must not end the connection.
    if (certain) await taken
    else taken.catch(() => feed.health.drop())
  }
  function read(topic: string, payload: Buffer): Pick<Parcel, 'rows' | 'refused'> {
    const found = TOPIC.exec(topic)
    if (found) return readResults((found[1] ?? found[2] ?? found[3]) as string, payload)
    const mapped = options.mapped?.(topic, payload)
    if (mapped) return mapped
    const { rule, reason } = refuseRow('O-topic', topic.slice(0, 200))
    return { rows: [], refused: [{ row: 0, rule, reason, raw: payload.subarray(0, 2_000).toString('utf8') }] }
  }

  function serve(socket: Socket) {
    socket.setNoDelay(true)
    const device = { current: null as Device | null }
    const limit = () => (device.current?.connected ? AFTER_CONNECT_BYTES : BEFORE_CONNECT_BYTES)
    guardPackets(socket, limit, (bytes) => {
      const { rule, reason } = refuseRow('O-size', `${bytes} 字节`)
      say('warn', 'MQTT packet too large: connection ended', { bytes })
      void device.current?.feed
        ?.offer({ rows: [], refused: [{ row: 0, rule, reason, raw: '' }], mayWrite: () => false })
        .catch(() => undefined)
    })
    device.current = broker.handle(socket) as Device
    devices.add(device.current)
    socket.once('close', () => void devices.delete(device.current as Device))
  }
  broker.on('clientError', (client, error) => say('info', 'MQTT connection ended', { client: client.id?.slice(0, 64), why: error.message }))
  broker.on('connectionError', (_client, error) => say('info', 'MQTT connection refused', { why: error.message }))
  const stopHearing = options.onRevoked((principal) => {
    for (const device of devices) if (device.actor?.id === principal) device.conn.destroy()
  })

  const servers: Server[] = []
  return {
    /** Resolves the real port; rejects with EADDRINUSE as the server says it. `tls` serves MQTTS. */
    listen(port: number, host: string, tls?: { cert: Buffer | string; key: Buffer | string }): Promise<number> {
      const server = tls ? (createTlsServer(tls, (socket) => serve(socket)) as Server) : createServer(serve)
      servers.push(server)
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => resolve((server.address() as { port: number }).port))
      })
    },
    connections: () => devices.size,
    async stop() {
      stopHearing()
      for (const server of servers) server.close()
      for (const device of devices) device.conn.destroy()
      await new Promise<void>((resolve) => broker.close(() => resolve()))
    },
  }
}
