import { type FormEvent, type ReactElement, useState } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import { send, useAsk } from './ask.ts'
import { t } from './messages-review.ts'

export type About = { kind: 'indicator' | 'place' | 'incident'; id?: string; position?: [number, number]; view?: string }
export const mayOrder = (session: SessionInfo): boolean => session.roles.includes('leader') || session.roles.includes('office')
const IN_DAYS = 5

/** Written while looking at the fact: what, to whom, by when; by the leader, or by the office on behalf. The view is kept with it. */
export function DirectivePanel({
  about,
  subject,
  onClose,
  onGiven,
  session,
}: {
  about: About
  subject: string
  onClose(): void
  onGiven?(): void
  session: SessionInfo
}): ReactElement {
  const { data } = useAsk<{ departments: { id: string; name: string }[] }>('/api/departments')
  const [error, setError] = useState('')
  const office = !session.roles.includes('leader')
  const [due, setDue] = useState(() => new Date(Date.now() + IN_DAYS * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10) + 'T18:00')
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const leader = String(form.get('leader') ?? '')
    const given = await send('/api/directives', {
      about: { ...about, view: location.pathname + location.search }, subject: subject.slice(0, 200), text: form.get('text'), assignee: { department: form.get('to') }, due: new Date(`${due}:00+08:00`).toISOString(),
      ...(office ? { onBehalfOf: { leader, by: 'PAPER', at: new Date().toISOString() } } : {}),
    }) // prettier-ignore
    if (!given.ok) return setError(t('failed', { why: given.why }))
    onGiven?.()
    onClose()
  }
  return (
    <>
      <div className="panel-veil" onClick={onClose} />
      <form className="panel" role="dialog" aria-label={t('order')} onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
        <h2 style={{ fontSize: 20, lineHeight: '28px', fontWeight: 560 }}>{t('order.title', { subject })}</h2>
        <div><label htmlFor="d-text">{t('order.text')}</label><textarea id="d-text" name="text" required autoFocus rows={4} maxLength={4_000} /></div>
        <div><label htmlFor="d-to">{t('order.to')}</label><select id="d-to" name="to" required><option value="">—</option>{data?.departments.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select></div>
        <div><label htmlFor="d-due">{t('order.due')}</label><input id="d-due" type="datetime-local" required value={due} onChange={(event) => setDue(event.target.value)} /></div>
        {office && <div><label htmlFor="d-leader">{t('order.behalf')} · {t('order.leader')}</label><input id="d-leader" name="leader" required maxLength={64} /></div>}
        {error && <p role="alert" className="q2" style={{ color: 'var(--red)' }}>{error}</p>}
        <div className="line" style={{ justifyContent: 'flex-end' }}><button type="button" className="btn" onClick={onClose}>{t('cancel')}</button><button type="submit" className="btn primary">{t('order.send')}</button></div>
      </form>
    </>
  ) // prettier-ignore
}
