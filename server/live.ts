import type { Server as HttpServer } from 'node:http'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import type { Actor } from '../shared/actor.ts'
import { mayPass } from '../shared/doors.ts'
import { type ClientToServer, type Cursor, Hello, type ServerToClient, changesSince, knows } from '../shared/stream.ts'
import { show } from '../shared/visible.ts'
import { type FrameSource, createFrameDesk } from './frame-desk.ts'
import type { Hub } from './hub.ts'
import { type FleetView, type LensClass, classKey, lensClass } from './lens-class.ts'

export type LiveOptions = {
  http: HttpServer
  hub: Hub
  fleet: FrameSource
  tickMs: number
  /** Alerts do not wait for the tick: they are told within this. */
  urgentMs: number
  allowRequest(req: { headers: Record<string, unknown> }): boolean
  authenticate(handshake: {
    headers: Record<string, string | string[] | undefined>
    auth: Record<string, unknown>
    address: string
  }): Promise<{ actor: Actor; session: string } | null>
  onRevoked(tell: (session: string) => void): () => void
  socketsPerSession: number
  onPainted(wall: Actor, seq: number): void
  onConnection(actor: Actor, connected: boolean): void
  onLooking(actor: Actor, at: { incident: string; writing: boolean } | null): void
}
/** All that a reader costs: who it is, what it looks at, and two numbers. */
type Reader = { actor: Actor; session: string; lens?: LensClass; cursor: Cursor | null; frames: number; hellos: number[]; fresh: boolean }
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Reader>

const HELLO_PER_S = 5
const MESSAGE_LIMIT = 64 * 1024

/** A reader is a cursor, not a queue: on each tick whoever is behind, and can take more, is told what it lacks, encoded once for all who
 *  have the same rights, lens and cursor. */
export function openLive(options: LiveOptions) {
  const { hub, fleet } = options
  const io = new Server<ClientToServer, ServerToClient, DefaultEventsMap, Reader>(options.http, {
    maxHttpBufferSize: MESSAGE_LIMIT, serveClient: false, transports: ['websocket', 'polling'],
    allowRequest: (req, answer) => answer(null, options.allowRequest(req as never)),
  }) // prettier-ignore
  const readers = new Map<string, LiveSocket>()
  const classes = new Map<string, { lens: LensClass; readers: number }>()
  const desk = createFrameDesk(fleet)

  io.use((socket, next) => {
    const { headers, auth, address } = socket.handshake
    void options.authenticate({ headers, auth: auth as Record<string, unknown>, address }).then((found) => {
      if (!found) return next(new Error('sign-in'))
      if (countOf(found.session) >= options.socketsPerSession) return next(new Error('too-many'))
      Object.assign(socket.data, { ...found, cursor: null, frames: 0, hellos: [], fresh: false } satisfies Reader)
      next()
    }, next)
  })
  const countOf = (session: string) => [...readers.values()].filter((s) => s.data.session === session).length

  io.on('connection', (socket) => {
    readers.set(socket.id, socket)
    options.onConnection(socket.data.actor, true)
    socket.on('hello', (input) => hello(socket, input))
    socket.on('painted', (seq) => {
      if (mayPass('SOCKET painted', socket.data.actor) === 'yes' && Number.isSafeInteger(seq)) options.onPainted(socket.data.actor, seq)
    })
    socket.on('looking', (at) => {
      if (mayPass('SOCKET presence', socket.data.actor) === 'yes' && (at === null || typeof at?.incident === 'string'))
        options.onLooking(socket.data.actor, at)
    })
    socket.on('disconnect', () => {
      readers.delete(socket.id)
      release(socket.data.lens)
      options.onConnection(socket.data.actor, false)
    })
  })

  function hello(socket: LiveSocket, input: unknown) {
    const parsed = Hello.safeParse(input)
    const now = performance.now()
    socket.data.hellos = [...socket.data.hellos.filter((at) => now - at < 1_000), now]
    if (!parsed.success || socket.data.hellos.length > HELLO_PER_S || mayPass('SOCKET hello', socket.data.actor) !== 'yes')
      return void socket.disconnect(true)
    const { cursor, lens } = parsed.data
    const before = socket.data.lens?.key
    release(socket.data.lens)
    socket.data.lens = hold(socket.data.actor, lens)
    // The answer starts from nothing when sight or lens is not the one the cursor was told under.
    const sameSight = before === undefined || before === socket.data.lens.key
    socket.data.cursor = cursor && sameSight && knows(hub.log(), cursor) ? cursor : null
    socket.data.fresh = true
    socket.data.frames = -1
    schedule(0)
  }
  function hold(actor: Actor, lens: Hello['lens']): LensClass {
    const key = classKey(actor, lens)
    const held = classes.get(key) ?? { lens: lensClass(actor, lens, fleet as FleetView), readers: 0 }
    held.readers++
    classes.set(key, held)
    return held.lens
  }
  function release(lens: LensClass | undefined) {
    const held = lens && classes.get(lens.key)
    if (held && --held.readers === 0) classes.delete(held.lens.key)
  }

  function tick() {
    const log = hub.log()
    const groups = new Map<string, { lens: LensClass; cursor: Cursor | null; sockets: LiveSocket[] }>()
    for (const socket of readers.values()) {
      const { lens, cursor, fresh } = socket.data
      if (!lens || !writable(socket) || (!fresh && cursor?.seq === log.seq)) continue
      const key = `${cursor?.seq ?? ''} ${lens.key}`
      const group = groups.get(key) ?? { lens, cursor, sockets: [] }
      group.sockets.push(socket)
      groups.set(key, group)
    }
    for (const { lens, cursor, sockets } of groups.values()) tellChanges(lens, cursor, sockets, log)
  }
  function tellChanges(lens: LensClass, cursor: Cursor | null, sockets: LiveSocket[], log: ReturnType<Hub['log']>) {
    const common = changesSince(cursor, log, lens.show, lens.kinds)
    const shared: string[] = []
    for (const socket of sockets) {
      const own = lens.privateKinds.size ? changesSince(cursor, log, (e) => show(e, socket.data.actor), lens.privateKinds) : null
      socket.data.cursor = { epoch: log.epoch, seq: log.seq }
      socket.data.fresh = false
      if (own && (own.put.length || own.gone.length))
        socket.emit('delta', { ...common, put: [...common.put, ...own.put], gone: [...common.gone, ...own.gone] })
      else shared.push(socket.id)
    }
    if (shared.length) io.to(shared).emit('delta', common)
  }
  const writable = (socket: LiveSocket) => socket.conn.transport.writable && socket.conn.readyState === 'open'

  function frames() {
    desk.next()
    for (const { lens } of classes.values()) {
      if (!lens.sensors) continue
      const groups = new Map<number, string[]>()
      for (const socket of readers.values()) {
        if (socket.data.lens !== lens || !writable(socket) || socket.data.frames === desk.counter()) continue
        groups.set(socket.data.frames, [...(groups.get(socket.data.frames) ?? []), socket.id])
        socket.data.frames = desk.counter()
      }
      for (const [after, ids] of groups) for (const frame of desk.framesFor(lens, after)) io.to(ids).emit('frame', frame)
    }
  }

  // The tick: 250 ms; a change of an urgent kind brings the next one forward.
  let timer: NodeJS.Timeout | null = null
  let dueAt = Infinity
  let lastMs = 0
  function schedule(inMs: number) {
    const at = performance.now() + inMs
    if (at >= dueAt) return
    if (timer) clearTimeout(timer)
    dueAt = at
    timer = setTimeout(turn, inMs)
  }
  function turn() {
    const started = performance.now()
    dueAt = Infinity
    timer = null
    tick()
    frames()
    lastMs = performance.now() - started
    schedule(options.tickMs)
  }
  schedule(options.tickMs)
  const stopHearing = hub.onChange((keys) => { if (keys.some((key) => key.startsWith('alert:') || key.startsWith('incident:'))) schedule(options.urgentMs) }) // prettier-ignore
  const stopRevoking = options.onRevoked((session) => {
    for (const socket of readers.values()) if (socket.data.session === session) { socket.emit('bye', 'session'); socket.disconnect(true) } // prettier-ignore
  })

  return {
    readers: () => readers.size,
    lastTickMs: () => lastMs,
    async close() {
      if (timer) clearTimeout(timer)
      dueAt = -Infinity
      stopHearing()
      stopRevoking()
      await io.close()
    },
  }
}
