import { type Socket, io } from 'socket.io-client'
import type { ClientToServer, Lens, ServerToClient } from '../../shared/stream.ts'
import { liveFleet } from './fleet.ts'
import { advance, useLive } from './store.ts'

export type LiveLink = {
  look(lens: Lens): void
  painted(seq: number): void
  looking(at: { incident: string; writing: boolean } | null): void
  stop(): void
}

/** Opens the live picture and keeps it (a wall by its own cookie and never by an operator's): says hello with its cursor after every cut, reports the gap, never reloads the page. */
export function connectLive(first: Lens, face?: 'wall'): LiveLink {
  let lens = first
  const socket: Socket<ServerToClient, ClientToServer> = io({
    transports: ['websocket'],
    ...(face ? { auth: { face } } : {}),
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  })
  const hello = (fromNothing = false) => {
    const { epoch, seq } = useLive.getState()
    socket.emit('hello', { cursor: epoch && !fromNothing ? { epoch, seq } : null, lens })
  }
  const link = (state: 'online' | 'offline' | 'signed-out' | 'connecting') =>
    useLive.setState((live) => ({ link: { ...live.link, state, since: live.link.state === state ? live.link.since : Date.now() } }))
  let cutAt: { at: number; seq: number } | null = null

  socket.on('connect', () => hello())
  socket.on('delta', (delta) => {
    const before = useLive.getState()
    if (!advance(delta, Date.now())) return hello()
    if (cutAt) {
      const keys = [...delta.put.map((entity) => `${entity.kind}:${entity.id}`), ...delta.gone]
      useLive.setState({
        gap: {
          from: cutAt.at,
          to: Date.now(),
          fromSeq: before.seq,
          toSeq: delta.seq,
          missed: keys.length,
          fromNothing: delta.after === 0,
          keys,
        },
      })
      cutAt = null
    }
    if (useLive.getState().link.state !== 'online') link('online')
  })
  socket.on('frame', (frame) => liveFleet.receive(frame))
  socket.on('bye', () => { link('signed-out'); socket.disconnect() }) // prettier-ignore
  socket.on('disconnect', (reason) => {
    cutAt ??= { at: Date.now(), seq: useLive.getState().seq }
    if (useLive.getState().link.state === 'signed-out') return
    link('offline')
    // The client does not come back by itself when it was the server that ended it.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 2_000)
  })
  socket.on('connect_error', (error) => {
    if (error.message === 'sign-in') link('signed-out')
    else if (useLive.getState().link.state === 'connecting') link('offline')
    if (error.message === 'sign-in' || error.message === 'too-many') setTimeout(() => socket.connect(), 5_000)
  })
  return {
    look(next) { lens = next; if (socket.connected) hello() },
    painted: (seq) => void (socket.connected && socket.emit('painted', seq)),
    looking: (at) => void (socket.connected && socket.emit('looking', at)),
    stop: () => void socket.disconnect(),
  } // prettier-ignore
}
