import { useCallback, useEffect, useState } from 'react'
import { ApiError, api } from '../../live/api.ts'

export type Listed<T> = { rows: readonly T[] | null; error: string | null; again: () => void }

/** Rows of a list door, read again on demand. `null` while reading. */
export function useList<T>(path: string, name: string): Listed<T> {
  const [rows, setRows] = useState<readonly T[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    const control = new AbortController()
    api<Record<string, T[]>>(path, { signal: control.signal }).then(
      (answer) => {
        setRows(answer[name] ?? [])
        setError(null)
      },
      (failure: unknown) => {
        if (control.signal.aborted) return
        if (failure instanceof ApiError && failure.status === 401) location.replace('/sign-in?to=/admin')
        else setError((failure as Error).message)
      },
    )
    return () => control.abort()
  }, [path, name, round])
  return { rows, error, again: useCallback(() => setRound((n) => n + 1), []) }
}
