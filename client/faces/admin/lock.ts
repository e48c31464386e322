import { create } from 'zustand'
import { api } from '../../live/api.ts'

type Waiting = { done: () => void; given: (error: Error) => void }
/** Deeds that wait for the password; null: nothing is locked. */
export const useLock = create<{ waiting: Waiting | null }>(() => ({ waiting: null }))

/** Resolves when the session was unlocked; rejects when it was given up. */
export const askUnlock = (): Promise<void> => new Promise((done, given) => useLock.setState({ waiting: { done, given } }))

export async function unlock(password: string): Promise<void> {
  await api('/api/session/unlock', { body: { password } })
  useLock.getState().waiting?.done()
  useLock.setState({ waiting: null })
}
export function giveUp(reason: string): void {
  useLock.getState().waiting?.given(new Error(reason))
  useLock.setState({ waiting: null })
}

/** Somebody is here: told to the server at most once a minute, so that reading and typing do not lock. Returns the undo. */
export function keepAwake(): () => void {
  let told = Date.now()
  const moved = () => {
    if (Date.now() - told < 60_000) return
    told = Date.now()
    void api('/api/session/active', { method: 'POST' }).catch(() => {})
  }
  for (const kind of ['pointerdown', 'keydown'] as const) addEventListener(kind, moved, { passive: true })
  return () => {
    for (const kind of ['pointerdown', 'keydown'] as const) removeEventListener(kind, moved)
  }
}
