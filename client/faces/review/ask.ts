import { useEffect, useState } from 'react'
import { api, newCommandId } from '../../live/api.ts'

export type Asked<T> = { data: T | null; error: string | null; again: () => void }
/** Asks once and again when `version` changes; keeps the last answer of the same path while it asks. */
export function useAsk<T>(path: string | null, version: unknown = 0): Asked<T> {
  const [state, setState] = useState<{ path: string | null; data: T | null; error: string | null }>({ path: null, data: null, error: null })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (path === null) return
    const stop = new AbortController()
    api<T>(path, { signal: stop.signal }).then(
      (data) => setState({ path, data, error: null }),
      (error: unknown) => { if (!stop.signal.aborted) setState((before) => ({ path, data: before.path === path ? before.data : null, error: error instanceof Error ? error.message : String(error) })) },
    ) // prettier-ignore
    return () => stop.abort()
  }, [path, version, turn])
  return {
    data: state.path === path ? state.data : null,
    error: state.path === path ? state.error : null,
    again: () => setTurn((n) => n + 1),
  }
}
/** One command; the reason when it was refused. */
export async function send<T>(path: string, body: Record<string, unknown>): Promise<{ ok: true; body: T } | { ok: false; why: string }> {
  try {
    return { ok: true, body: await api<T>(path, { body: { commandId: newCommandId(), ...body } }) }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}
