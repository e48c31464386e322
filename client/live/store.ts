import { create } from 'zustand'
import { subscribeWithSelector } from 'zustand/middleware'
import { type Delta, type View, blank, receive } from '../../shared/stream.ts'

/** State of the link, always visible. `since`: when it was cut (ms); `offsetMs`: server clock − own clock. */
export type Link = { state: 'connecting' | 'online' | 'offline' | 'signed-out'; since: number; offsetMs: number; receivedAt: number }
/** What passed while the link was down: the explicit gap report. Kept until closed. */
export type Gap = { from: number; to: number; fromSeq: number; toSeq: number; missed: number; fromNothing: boolean; keys: string[] }
export type Live = View & { link: Link; gap: Gap | null }

export const useLive = create<Live>()(
  subscribeWithSelector(
    () =>
      ({
        epoch: '',
        seq: 0,
        picture: blank,
        link: { state: 'connecting' as const, since: 0, offsetMs: 0, receivedAt: 0 },
        gap: null,
      }) as Live,
  ),
)

const deltaListeners = new Set<(delta: Delta) => void>()
/** Told after each delta with just what it changed, for lists that must not look at everything. Returns the undo. */
export function onDelta(listener: (delta: Delta) => void): () => void {
  deltaListeners.add(listener)
  return () => void deltaListeners.delete(listener)
}

/** False when a delta is missing: the caller says hello again with the cursor that it still has. */
export function advance(delta: Delta, nowMs: number): boolean {
  const live = useLive.getState()
  const view = receive(live, delta)
  if (view === 'gap') return false
  useLive.setState({ ...view, link: { ...live.link, receivedAt: nowMs } })
  for (const listener of deltaListeners) listener(delta)
  return true
}

/** Now by the server's clock, so that a wrong clock in a room does not turn lights. */
export const serverNow = (): number => Date.now() + useLive.getState().link.offsetMs
