import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react'
import { ApiError } from '../../live/api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { askUnlock } from './lock.ts'
import { t } from './messages-admin.ts'

/** Runs a deed; a locked session asks for the password and the deed is done after it. */
export function useDeed(): { busy: boolean; error: string; run: (deed: () => Promise<void>) => Promise<void> } {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  async function run(deed: () => Promise<void>): Promise<void> {
    setBusy(true)
    setError('')
    try {
      await deed().catch(async (failure: unknown) => {
        if (!(failure instanceof ApiError) || failure.rule !== 'locked') throw failure
        await askUnlock()
        await deed()
      })
    } catch (failure) {
      setError((failure as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, run }
}

type FormProps = {
  title: string
  help?: string
  open: boolean
  onClose: () => void
  save?: string
  onSave: () => Promise<void>
  children: ReactNode
  extra?: ReactNode
}
export function FormDialog({ title, help, open, onClose, save, onSave, children, extra }: FormProps): ReactElement {
  const { busy, error, run } = useDeed()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(onSave)
  }
  return (
    <Dialog open={open} onClose={onClose} title={title} side="right" {...(help ? { description: help } : {})}>
      <form className="admin-form" onSubmit={submit}>
        {children}
        <p className="admin-error" role="alert">
          {error}
        </p>
        <div className="admin-buttons">
          <button type="submit" className="action-button" disabled={busy}>
            {save ?? t('save')}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t('cancel')}
          </button>
        </div>
      </form>
      {extra}
    </Dialog>
  )
}

/** A deed that cannot be taken back says what it does before it is done. */
export function Confirm({
  word,
  ask,
  onYes,
  danger = true,
}: {
  word: string
  ask: string
  onYes: () => Promise<void>
  danger?: boolean
}): ReactElement {
  const [open, setOpen] = useState(false)
  const { busy, error, run } = useDeed()
  const yes = () =>
    run(async () => {
      await onYes()
      setOpen(false)
    })
  return (
    <>
      <button type="button" className={danger ? 'button danger' : 'button'} onClick={(event) => { event.stopPropagation(); setOpen(true) }}>
        {word}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={word} description={ask}>
        <p className="admin-error" role="alert">
          {error}
        </p>
        <div className="admin-buttons">
          <button type="button" className="action-button" disabled={busy} onClick={() => void yes()}>
            {word}
          </button>
          <button type="button" className="button" onClick={() => setOpen(false)}>
            {t('cancel')}
          </button>
        </div>
      </Dialog>
    </>
  ) // prettier-ignore
}

/** A secret that is shown once. */
export function Secret({ text, onClose }: { text: string | null; onClose: () => void }): ReactElement {
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard?.writeText(text ?? '').then(() => setCopied(true))
  return (
    <Dialog open={text !== null} onClose={onClose} title={t('once')}>
      <output className="admin-secret">{text}</output>
      <div className="admin-buttons">
        <button type="button" className="action-button" onClick={onClose}>
          {t('close')}
        </button>
        {navigator.clipboard !== undefined && (
          <button type="button" className="button" onClick={copy}>
            {t(copied ? 'copied' : 'copy')}
          </button>
        )}
      </div>
    </Dialog>
  )
}

export const Field = ({ label, hint, children }: { label: string; hint?: string; children: ReactNode }): ReactElement => (
  <label className="admin-field">
    <span>{label}</span>
    {children}
    {hint && <small>{hint}</small>}
  </label>
)

type ChoicesProps = {
  legend: string
  options: readonly { id: string; name: string }[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  disabled?: boolean
}
/** Several of a list; long lists get a filter of their own. */
export function Choices({ legend, options, chosen, onChange, disabled = false }: ChoicesProps): ReactElement {
  const [query, setQuery] = useState('')
  const shown = options
    .filter(({ id, name }) => chosen.includes(id) || query === '' || name.includes(query) || id.includes(query))
    .slice(0, 200)
  return (
    <fieldset className="admin-choices" disabled={disabled}>
      <legend>{legend}</legend>
      {options.length > 12 && (
        <input type="search" placeholder={t('search')} aria-label={t('search')} value={query} onChange={(e) => setQuery(e.target.value)} />
      )}
      <div>
        {shown.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(e) => onChange(e.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />{' '}
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
