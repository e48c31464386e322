import { type FormEvent, type ReactElement, useEffect, useState } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import { ApiError, OfflineError, api, loadSession } from '../../live/api.ts'
import { type SignInWord, t } from './messages-sign-in.ts'
import { deviceOf } from './way.ts'

const DEMO = [
  'operator',
  'dispatcher',
  'shiftleader',
  'handler',
  'worker',
  'inspector',
  'leader',
  'office',
  'admin',
  'security',
  'auditor',
] as const

/** Seconds until the next try is looked at, counted down. */
function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1_000)
    return () => clearTimeout(timer)
  }, [left])
  return [left, setLeft]
}

export function EnterForm({
  demoPassword,
  onIn,
}: {
  demoPassword: string | null
  onIn: (session: SessionInfo, typed: string) => void
}): ReactElement {
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const [wait, setWait] = useCountdown()

  async function enter(name: string, typed: string) {
    setBusy(true)
    setError('')
    try {
      await api('/api/session', { body: { user: name.trim(), password: typed, device: deviceOf(location.search) } })
      const session = await loadSession()
      if (session) onIn(session, typed)
    } catch (failure) {
      if (failure instanceof OfflineError) setError(t('offline'))
      else if (!(failure instanceof ApiError)) throw failure
      else if (failure.rule === 'slow-down') setWait(Math.ceil(failure.retryAfterS ?? 1))
      else setError(failure.status === 401 ? t('wrong') : failure.status === 429 ? t('busy') : t('failed', { reason: failure.message }))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void enter(user, password)
  }
  return (
    <>
      <h1>{t('title')}</h1>
      <form onSubmit={submit}>
        <label>
          {t('user')}
          <input
            name="user"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            maxLength={64}
            value={user}
            onChange={(e) => setUser(e.target.value)}
          />
        </label>
        <label>
          {t('password')}
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        </label>
        <p className="sign-in-error" role="alert">
          {wait > 0 ? t('wait', { s: wait }) : error}
        </p>
        <button type="submit" className="action-button" disabled={busy || wait > 0}>
          {busy ? t('entering') : t('enter')}
        </button>
      </form>
      {demoPassword !== null && (
        <div>
          <p className="sign-in-note" style={{ marginBottom: 8 }}>
            {t('demo', { password: demoPassword })}
          </p>
          <div className="sign-in-demo">
            {DEMO.map((id) => (
              <button key={id} type="button" className="button" disabled={busy} onClick={() => void enter(id, demoPassword)}>
                {t(`role.${id}` satisfies SignInWord)}
              </button>
            ))}
          </div>
        </div>
      )}
    </>
  )
}
