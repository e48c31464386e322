import { type ReactElement, useState } from 'react'
import type { Directive } from '../../../shared/directive.ts'
import { clockText, dayOf, useNow } from '../../ui/clock.ts'
import { send } from './ask.ts'
import { t } from './messages-review.ts'

export type ShownDirective = Directive & { openSteps: string[]; late: boolean }
const when = (at: string) => `${dayOf(Date.parse(at)).month}-${dayOf(Date.parse(at)).day} ${clockText(Date.parse(at))}`
const STEPS = ['acknowledge', 'progress', 'finish', 'confirm', 'refuse'] as const

/** 批示 → 任务 → 佐证 → 待确认, on the tile itself; the waiting rung is open. */
export function DirectiveThread({ directive, onChanged }: { directive: ShownDirective; onChanged(): void }): ReactElement {
  const now = useNow(60_000)
  const [said, setSaid] = useState('')
  const [error, setError] = useState('')
  const late = directive.state !== 'CONFIRMED' && now > Date.parse(directive.due)
  const take = async (step: (typeof STEPS)[number]) => {
    const done = await send(`/api/directives/${directive.id}/steps`, {
      step,
      ...(step === 'refuse' ? { reason: said } : said || step !== 'acknowledge' ? { text: said } : {}),
    })
    if (!done.ok) return setError(t('failed', { why: done.why }))
    setSaid('')
    setError('')
    onChanged()
  }
  const open = STEPS.filter((step) => directive.openSteps.includes(step))
  return (
    <article className="story" data-directive={directive.id}>
      <p className="why"><b>{t(`order.${directive.state}`)}</b>{late && <b style={{ color: 'var(--red)' }}>{t('order.late')}</b>}<span>{directive.byName}</span><span className="push" /><span>{t('order.due')} {when(directive.due)}</span></p>
      <h2>{directive.text}</h2>
      <p className="q">{directive.subject}</p>
      <ol className="thread">
        {directive.thread.map((entry, i) => <li key={i}><span>{t(`step.${entry.step}` as 'step.given')} <span className="ink2">{entry.text}</span><span className="q"> {entry.byName} {when(entry.at)}</span>{entry.photos.map((photo) => <a key={photo.id} className="q2" href={`/api/photos/${photo.id}`} target="_blank" rel="noreferrer"> ▣</a>)}</span></li>)}
        {directive.state !== 'CONFIRMED' && <li className="open"><span className="ink2">{t(`order.${directive.state}`)}</span></li>}
      </ol>
      {open.length > 0 && (
        <div className="no-print">
          <input aria-label={t('order.text')} value={said} maxLength={4_000} onChange={(event) => setSaid(event.target.value)} />
          <div className="line" style={{ marginTop: 8, flexWrap: 'wrap' }}>{open.map((step) => <button key={step} type="button" className={`btn${step === 'confirm' ? ' primary' : ''}`} onClick={() => void take(step)}>{t(`step.${step}`)}</button>)}</div>
          {error && <p role="alert" className="q2" style={{ color: 'var(--red)' }}>{error}</p>}
        </div>
      )}
    </article>
  ) // prettier-ignore
}
