import { type FormEvent, type ReactElement, useEffect, useState } from 'react'
import type { StepName } from '../../../shared/incident.ts'
import { serverNow } from '../../live/store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { type CaseDetail, type OpenStep, takeStep } from './acts.ts'
import { askFor, say } from './desk-store.ts'
import { writeOn } from './looking.ts'
import { t, word } from './messages-desk.ts'
import { organisationName } from './organisation.ts'
import { StepField } from './step-fields.tsx'
import { useCase } from './use-detail.ts'

const ON_BEHALF: readonly StepName[] = ['acknowledge', 'return', 'handle', 'arrive', 'extend']
/** A plain comment, reminder and supervision ask for words even where the table does not list them. */
const EXTRA: Partial<Record<StepName, readonly string[]>> = {
  urge: ['text'],
  supervise: ['text'],
  comment: ['text'],
  inspect: ['passed', 'method', 'opinion'],
  close: ['opinion'],
}

/** Asks what a step needs, and no more: the fields come from the loop's own table. */
export function StepDialog({ incident, step }: { incident: string; step: StepName }): ReactElement {
  const { data } = useCase(incident)
  const open = data?.openSteps.find((one) => one.step === step)
  useEffect(() => {
    writeOn(incident)
    return () => writeOn(null)
  }, [incident])
  return (
    <Dialog open onClose={() => askFor(null)} title={`${word(step)}${data ? ` · ${data.title}` : ''}`}>
      {data && !open ? (
        <p className="ink2">{t('step.failed', { why: `${word(data.state)}` })}</p>
      ) : data && open ? (
        <StepForm detail={data} open={open as OpenStep & { choices?: Record<string, string[]> }} />
      ) : (
        <p>—</p>
      )}
    </Dialog>
  )
}

function StepForm({ detail, open }: { detail: CaseDetail; open: OpenStep & { choices?: Record<string, string[]> } }): ReactElement {
  const [values, setValues] = useState<Record<string, unknown>>(() => (open.step === 'inspect' ? { passed: true } : {}))
  const [behalf, setBehalf] = useState({ who: '', answer: '' })
  const [busy, setBusy] = useState(false)
  const fields = [...new Set([...open.needs, ...(EXTRA[open.step] ?? [])])].filter((need) => !need.startsWith('photos'))
  const onBehalf = ON_BEHALF.includes(open.step)
  const lead = detail.tasks.find((task) => task.role === 'LEAD' && !['ENDED', 'RECALLED', 'RETURNED'].includes(task.state))

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    const photos = open.needs.some((need) => need.startsWith('photos')) ? { photos: [] } : {}
    const who = lead?.team ? { team: lead.team } : lead ? { department: lead.department } : {}
    const body = {
      ...photos,
      ...values,
      ...(onBehalf
        ? {
            onBehalfOf: {
              ...who,
              by: 'PHONE',
              at: new Date(serverNow()).toISOString(),
              answer: [behalf.who, behalf.answer].filter(Boolean).join('：'),
            },
          }
        : {}),
    }
    const done = await takeStep(detail.id, open.step, body)
    setBusy(false)
    if (!done) return
    askFor(null)
    say(`${word(open.step)} · …${detail.number.slice(-5)}`)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="desk" style={{ display: 'block', height: 'auto', overflow: 'visible' }}>
      {onBehalf && (
        <>
          <p className="ink2 small">{t('step.behalf')}：{lead ? organisationName(lead.team ?? lead.department) : ''}</p>
          <div className="field-row"><label htmlFor="behalf-who">{t('step.behalfWho')}</label><input id="behalf-who" required value={behalf.who} onChange={(e) => setBehalf({ ...behalf, who: e.target.value })} /></div>
          <div className="field-row"><label htmlFor="behalf-answer">{t('step.behalfAnswer')}</label><input id="behalf-answer" required value={behalf.answer} onChange={(e) => setBehalf({ ...behalf, answer: e.target.value })} /></div>
        </>
      )}
      {fields.map((name, i) => <StepField key={name} name={name} detail={detail} step={open.step} choices={open.choices?.[name]} values={values} setValues={setValues} first={i === 0 && !onBehalf} required={open.needs.includes(name) || ['urge', 'supervise', 'comment'].includes(open.step)} />)}
      <div className="line" style={{ marginTop: 14, justifyContent: 'flex-end' }}>
        <button type="button" className="btn plain" onClick={() => askFor(null)}>{t('step.cancel')} <span className="key">Esc</span></button>
        <button type="submit" className="btn primary" disabled={busy}>{t('step.send')} <span className="key">Ctrl Enter</span></button>
      </div>
    </form>
  ) // prettier-ignore
}
