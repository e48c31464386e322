import { type FormEvent, type ReactElement, useState } from 'react'
import { ApiError, OfflineError, api, loadSession } from '../../live/api.ts'
import { t } from './messages-sign-in.ts'

/** The first password, by the one-time code that was just used (asked again after a reload). */
export function NewPassword({ code, notice, onDone }: { code: string; notice: string | null; onDone: () => void }): ReactElement {
  const [old, setOld] = useState(code)
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')

  async function save(event: FormEvent) {
    event.preventDefault()
    if (next !== again) return setError(t('differ'))
    setBusy(true)
    setError('')
    try {
      await api('/api/session/password', { method: 'PUT', body: { old, new: next } })
      await loadSession()
      onDone()
    } catch (failure) {
      if (failure instanceof OfflineError) setError(t('offline'))
      else if (failure instanceof ApiError)
        setError(failure.rule === 'wrong-password' ? t('wrong') : t('failed', { reason: failure.message }))
      else throw failure
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <h1>{t('first')}</h1>
      <p className="sign-in-note">{notice ?? t('first.why')}</p>
      <form onSubmit={(event) => void save(event)}>
        {code === '' && (
          <label>
            {t('code')}
            <input name="code" autoComplete="off" required value={old} onChange={(e) => setOld(e.target.value)} />
          </label>
        )}
        <label>
          {t('next')}
          <input
            name="next"
            type="password"
            autoComplete="new-password"
            autoFocus
            required
            minLength={10}
            maxLength={200}
            value={next}
            onChange={(e) => setNext(e.target.value)}
            aria-describedby="password-rule"
          />
        </label>
        <p id="password-rule" className="sign-in-note">
          {t('rule')}
        </p>
        <label>
          {t('again')}
          <input
            name="again"
            type="password"
            autoComplete="new-password"
            required
            maxLength={200}
            value={again}
            onChange={(e) => setAgain(e.target.value)}
          />
        </label>
        <p className="sign-in-error" role="alert">
          {error}
        </p>
        <button type="submit" className="action-button" disabled={busy}>
          {t('save')}
        </button>
      </form>
    </>
  )
}
