import { useEffect, useState } from 'react'
import { useLive } from '../../live/store.ts'
import { api } from '../../live/api.ts'
import type { CaseDetail } from './acts.ts'

type Loaded<T> = { data: T | null; error: string | null; loading: boolean; again: () => void }

/** Asks once, and again when `version` changes; keeps the last answer while it asks. */
export function useAsked<T>(path: string | null, version: unknown = 0): Loaded<T> {
  const [state, setState] = useState<{ path: string | null; data: T | null; error: string | null }>({ path: null, data: null, error: null })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (path === null) return setState({ path: null, data: null, error: null })
    const stop = new AbortController()
    api<T>(path, { signal: stop.signal }).then(
      (data) => setState({ path, data, error: null }),
      (error: unknown) => { if (!stop.signal.aborted) setState((before) => ({ path, data: before.path === path ? before.data : null, error: error instanceof Error ? error.message : String(error) })) },
    ) // prettier-ignore
    return () => stop.abort()
  }, [path, version, turn])
  const mine = state.path === path
  return {
    data: mine ? state.data : null,
    error: mine ? state.error : null,
    loading: path !== null && !mine,
    again: () => setTurn((n) => n + 1),
  }
}

/** The whole case with its history and what may be done now; asked again when the picture says that it changed. */
export function useCase(id: string | null): Loaded<CaseDetail> {
  const version = useLive((s) => (id === null ? '' : (s.picture.incident.get(id)?.updatedAt ?? 'ended')))
  return useAsked<CaseDetail>(id === null ? null : `/api/incidents/${id}`, version)
}
