import { type ReactElement, useEffect, useState } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import type { BriefSection, DutyBrief } from '../../../shared/brief.ts'
import { clockText, dayOf, useNow } from '../../ui/clock.ts'
import { send, useAsk } from './ask.ts'
import { t } from './messages-review.ts'

const stamp = (at: string | number) => { const ms = typeof at === 'string' ? Date.parse(at) : at; const d = dayOf(ms); return `${d.year}-${d.month}-${d.day} ${clockText(ms)}` } // prettier-ignore

/** 值班快报: drafted from the picture, edited and signed by the shift leader, printed as A4. */
export function DutyBriefPage({ session }: { session: SessionInfo }): ReactElement {
  const { data, error, again } = useAsk<DutyBrief>('/api/briefs/duty')
  const [sections, setSections] = useState<BriefSection[]>([])
  const [failed, setFailed] = useState('')
  const now = useNow(60_000)
  useEffect(() => { if (data) setSections(data.sections) }, [data]) // prettier-ignore
  const editable = session.roles.includes('shift-leader') && data?.state !== 'signed'
  const put = async (sign: boolean) => {
    const done = await send('/api/briefs/duty', { id: data!.id, sections, sign })
    setFailed(done.ok ? '' : t('failed', { why: done.why }))
    if (done.ok) again()
  }
  if (error) return <main className="page" role="alert">{error} <button type="button" className="btn" onClick={again}>{t('retry')}</button></main> // prettier-ignore
  if (!data) return <main className="page ink2">—</main>
  return (
    <main className="page">
      <div className="line"><h1>{t('brief')}</h1><span className="push" /><button type="button" className="btn no-print" onClick={() => print()}>{t('print')}</button><a className="btn no-print" href="/api/exports/brief?format=xlsx">XLSX</a></div>
      <p className="q2">{data.shift} {stamp(data.from)} — {stamp(data.to)} · {data.state === 'signed' ? t('signed', { who: data.signedByName ?? '', time: stamp(data.signedAt!) }) : t('draft')}</p>
      {sections.map((section, i) => (
        <section key={section.id}>
          <h2>{section.title}</h2>
          {editable ? <textarea aria-label={section.title} rows={Math.max(2, section.lines.length)} value={section.lines.join('\n')} onChange={(event) => setSections(sections.map((one, n) => (n === i ? { ...one, lines: event.target.value.split('\n') } : one)))} /> : <ul>{section.lines.map((line, n) => <li key={n}>{line}</li>)}{section.lines.length === 0 && <li className="ink2">—</li>}</ul>}
        </section>
      ))}
      {editable && <div className="line no-print" style={{ marginTop: 16 }}><button type="button" className="btn" onClick={() => void put(false)}>{t('save')}</button><button type="button" className="btn primary" onClick={() => void put(true)}>{t('sign')}</button>{failed}</div>}
      <p className="q" style={{ marginTop: 24 }}>{t('asOf', { time: stamp(data.asOf), who: `${session.name} ${stamp(now)}` })}</p>
    </main>
  ) // prettier-ignore
}
