import { type FormEvent, type ReactElement, useState } from 'react'
import { ApiError, api } from '../../live/api.ts'
import { serverNow } from '../../live/store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { shelve } from './acts.ts'
import { CommandPalette } from './command-palette.tsx'
import { askFor, useDesk } from './desk-store.ts'
import { ALL_KEYS } from './keys.ts'
import { t } from './messages-desk.ts'
import { PostureDialog, WarningDialog } from './official-dialogs.tsx'
import { ReportDialog } from './report-dialog.tsx'
import { StepDialog } from './step-dialog.tsx'

/** Whatever the desk asks its operator at the moment: one question at a time. */
export function Asks(): ReactElement | null {
  const ask = useDesk((s) => s.ask)
  switch (ask?.kind) {
    case 'step':
      return <StepDialog key={`${ask.incident} ${ask.step}`} incident={ask.incident} step={ask.step} />
    case 'shelve':
      return <ShelveDialog alert={ask.alert} />
    case 'report':
      return <ReportDialog />
    case 'palette':
      return <CommandPalette />
    case 'keys':
      return <KeysDialog />
    case 'unlock':
      return <UnlockDialog again={ask.again} />
    case 'warning':
      return <WarningDialog />
    case 'posture':
      return <PostureDialog />
    default:
      return null
  }
}
const close = () => askFor(null)

function ShelveDialog({ alert }: { alert: string }): ReactElement {
  const [minutes, setMinutes] = useState(30)
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void shelve(alert, minutes, reason, serverNow()).then((done) => done && close())
  }
  return (
    <Dialog open onClose={close} title={t('shelve.title')} description={t('alert.shelveNote')}>
      <form onSubmit={submit} className="desk" style={{ display: 'block', height: 'auto' }}>
        <div className="field-row"><label htmlFor="shelve-reason">{t('step.reason')}</label><input id="shelve-reason" required autoFocus maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} /></div>
        <div className="field-row"><label htmlFor="shelve-minutes">{t('shelve.minutes')}</label><input id="shelve-minutes" type="number" min={1} max={1440} value={minutes} onChange={(e) => setMinutes(Number(e.target.value))} /></div>
        <div className="line" style={{ justifyContent: 'flex-end', marginTop: 12 }}><button type="submit" className="btn primary">{t('alert.shelveFor', { n: minutes })} <span className="key">Enter</span></button></div>
      </form>
    </Dialog>
  ) // prettier-ignore
}

function KeysDialog(): ReactElement {
  const single = useDesk((s) => s.singleKeys)
  return (
    <Dialog open onClose={close} title={t('keys.title')}>
      <dl style={{ display: 'grid', gridTemplateColumns: 'auto 1fr auto 1fr', gap: '6px 14px' }}>
        {ALL_KEYS().map(([keys, what]) => [<dt key={`${keys} k`}><kbd className="key">{keys}</kbd></dt>, <dd key={`${keys} w`}>{what}</dd>])}
      </dl>
      <label className="line" style={{ marginTop: 14, display: 'flex', gap: 8 }}><input type="checkbox" checked={!single} onChange={(e) => useDesk.setState({ singleKeys: !e.target.checked })} /> {t('keys.off')}</label>
    </Dialog>
  ) // prettier-ignore
}

/** Idle locks acting, not the picture and the sound; the act goes on by itself after the password. */
function UnlockDialog({ again }: { again: () => void }): ReactElement {
  const [error, setError] = useState('')
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    try {
      await api('/api/session/unlock', { body: { password } })
      close()
      again()
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : t('step.offline'))
    }
  }
  return (
    <Dialog open onClose={close} title={t('unlock.title')}>
      <form onSubmit={(e) => void submit(e)} className="desk" style={{ display: 'block', height: 'auto' }}>
        <div className="field-row"><label htmlFor="unlock">{t('unlock.password')}</label><input id="unlock" name="password" type="password" autoComplete="current-password" required autoFocus /></div>
        {error && <p className="field-error" role="alert">{error}</p>}
        <div className="line" style={{ justifyContent: 'flex-end' }}><button type="submit" className="btn primary">{t('unlock.do')}</button></div>
      </form>
    </Dialog>
  ) // prettier-ignore
}
