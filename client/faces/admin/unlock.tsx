import { type FormEvent, type ReactElement, useState } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { giveUp, unlock, useLock } from './lock.ts'
import { t } from './messages-admin.ts'

/** Asks for the password when a deed met a locked session; the deed goes on after it. */
export function Unlock(): ReactElement {
  const waiting = useLock((s) => s.waiting)
  const [password, setPassword] = useState('')
  const [error, setError] = useState('')
  async function submit(event: FormEvent) {
    event.preventDefault()
    try {
      await unlock(password)
      setPassword('')
      setError('')
    } catch (failure) {
      setError((failure as Error).message)
    }
  }
  return (
    <Dialog open={waiting !== null} onClose={() => giveUp(t('locked'))} title={t('locked')}>
      <form className="admin-form" onSubmit={(event) => void submit(event)}>
        <label className="admin-field">
          <span>{t('password')}</span>
          <input
            type="password"
            autoComplete="current-password"
            autoFocus
            required
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        </label>
        <p className="admin-error" role="alert">
          {error}
        </p>
        <button type="submit" className="action-button">
          {t('unlock')}
        </button>
      </form>
    </Dialog>
  )
}
