import { type FormEvent, type ReactElement, useState } from 'react'
import { ApiError, api, loadSession } from '../../live/api.ts'
import { m } from './messages-mine.ts'
import { Page } from './parts.tsx'
import { unsent, usePhone } from './phone.ts'
import { signedIn } from './start.ts'

type Mode = 'in' | 'unlock' | 'new'

/** Signing in on the phone: a session of a phone's length. What is queued stays its author's, whoever signs in. */
export function FieldSignIn(): ReactElement {
  const { owner, actions, session, rest } = usePhone()
  const [mode, setMode] = useState<Mode>(
    session?.mustChangePassword || (rest.kind === 'stop' && rest.why === 'password')
      ? 'new'
      : rest.kind === 'stop' && rest.why === 'locked'
        ? 'unlock'
        : 'in',
  )
  const [user, setUser] = useState(owner?.user ?? '')
  const [password, setPassword] = useState('')
  const [fresh, setFresh] = useState('')
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const kept = unsent(actions)
  const go = async () => {
    if (mode === 'in') {
      await api<void>('/api/session', { body: { user: user.trim(), password, device: 'phone' } })
      const info = await loadSession()
      if (info?.mustChangePassword) return setMode('new')
    } else if (mode === 'unlock') {
      await loadSession()
      await api<void>('/api/session/unlock', { body: { password } })
    } else await api<void>('/api/session/password', { method: 'PUT', body: { old: password, new: fresh } })
    await signedIn()
    if (window.location.pathname === '/field/sign-in') window.history.back()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailed(null)
    await go().catch((error: unknown) => setFailed(error instanceof ApiError ? error.message : m('in.offline')))
    setBusy(false)
  }
  return (
    <Page label={m('in.title')}>
      <form onSubmit={(event) => void submit(event)} style={{ display: 'contents' }}>
        <div className="mid">
          <header className="head" style={{ paddingTop: 48 }}>
            <p className="q">{m('in.city')}</p>
            <h1 className="h1">{m(mode === 'in' ? 'in.title' : mode === 'unlock' ? 'in.unlock' : 'in.new')}</h1>
            {kept > 0 && <p>{m('in.kept', { n: kept })}</p>}
            {mode === 'new' && <p>{m('in.newHint')}</p>}
          </header>
          {mode === 'in' && (
            <label className="pad blk">
              {m('in.user')}
              <input
                type="text"
                value={user}
                autoComplete="username"
                autoCapitalize="off"
                spellCheck={false}
                onChange={(event) => setUser(event.target.value)}
              />
            </label>
          )}
          <label className="pad blk">
            {m('in.password')}
            <input type="password" value={password} autoComplete="current-password" onChange={(event) => setPassword(event.target.value)} />
          </label>
          {mode === 'new' && (
            <label className="pad blk">
              {m('in.new')}
              <input type="password" value={fresh} autoComplete="new-password" onChange={(event) => setFresh(event.target.value)} />
            </label>
          )}
          {failed && (
            <p className="pad b" role="alert">
              {failed}
            </p>
          )}
        </div>
        <div className="dock">
          <div className="bar">
            <button type="submit" className="pri" disabled={busy} style={{ justifyContent: 'center' }}>
              {m(mode === 'in' ? 'in.go' : mode === 'unlock' ? 'in.unlock' : 'in.new')}
            </button>
          </div>
        </div>
      </form>
    </Page>
  )
}
