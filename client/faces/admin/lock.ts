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
