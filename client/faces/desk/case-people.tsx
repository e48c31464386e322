import { type FormEvent, type ReactElement, useEffect, useState } from 'react'
import { currentSession } from '../../live/api.ts'
import { speak, type Words } from '../../ui/messages.ts'
import { type CaseDetail, send } from './acts.ts'

const words = {
  title: { zh: '当事人信息', en: 'People concerned' },
  hidden: { zh: '已隐去；查看要写明理由，并留痕', en: 'Hidden. Looking needs a reason and is recorded' },
  name: { zh: '姓名', en: 'Name' },
  phone: { zh: '电话', en: 'Phone' },
  address: { zh: '住址', en: 'Address' },
  idNumber: { zh: '证件号', en: 'Identity number' },
  text: { zh: '原文', en: 'Original text' },
  reason: { zh: '理由', en: 'Reason' },
  show: { zh: '查看一分钟', en: 'Show for a minute' },
  left: { zh: '{s} 秒后隐去', en: 'hidden in {s} s' },
  redact: { zh: '删除一段文字', en: 'Take a text out' },
  'redact.text': { zh: '要删除的原文', en: 'The text to take out' },
  'redact.do': { zh: '从案件、流水、检索中永久删除', en: 'Take out of case, journal and search, for ever' },
} satisfies Words
const t = speak(words)
const FIELDS = ['name', 'phone', 'address', 'idNumber', 'text'] as const
type Field = (typeof FIELDS)[number]
type Shown = { field: Field; values: string[]; maskAt: string }

/** What of a citizen belongs to the case: named, never given until asked for with a reason, and masked again after a minute. */
export function CasePeople({ detail }: { detail: CaseDetail }): ReactElement | null {
  const fields = FIELDS.filter((field) => detail.personalFields?.includes(field))
  const [asked, setAsked] = useState<Field | 'redact' | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const isLead = currentSession()?.roles.includes('shift-leader') ?? false
  useEffect(() => setShown(null), [detail.id])
  if (fields.length === 0 && !isLead) return null
  return (
    <div className="section">
      <div className="label line">
        {t('title')} <span className="push" />
        {isLead && <button type="button" className="btn plain" onClick={() => setAsked(asked === 'redact' ? null : 'redact')}>{t('redact')}</button>}
      </div>
      {fields.length > 0 && <p className="small ink3">{t('hidden')}</p>}
      <div className="line" style={{ flexWrap: 'wrap', gap: 8, marginTop: 6 }}>
        {fields.map((field) => (
          <button key={field} type="button" className="btn" aria-expanded={asked === field} onClick={() => setAsked(asked === field ? null : field)}>{t(field)}</button>
        ))}
      </div>
      {asked === 'redact' ? <Redact id={detail.id} onDone={() => setAsked(null)} /> : asked && <Reveal id={detail.id} field={asked} onShown={(now) => { setShown(now); setAsked(null) }} />}
      {shown && <Clear shown={shown} onOver={() => setShown(null)} />}
    </div>
  ) // prettier-ignore
}

/** In the clear, with the seconds that are left. */
function Clear({ shown, onOver }: { shown: Shown; onOver: () => void }): ReactElement {
  const leftS = () => Math.max(0, Math.ceil((Date.parse(shown.maskAt) - Date.now()) / 1_000))
  const [left, setLeft] = useState(leftS)
  useEffect(() => {
    const timer = setInterval(() => (leftS() <= 0 ? onOver() : setLeft(leftS())), 1_000)
    return () => clearInterval(timer)
  })
  return (
    <p className="line" role="status" style={{ marginTop: 8 }}>
      <span className="mid fig">{shown.values.join('；')}</span>
      <span className="push" />
      <span className="small ink3 fig">{t('left', { s: left })}</span>
    </p>
  )
}

function Reveal({ id, field, onShown }: { id: string; field: Field; onShown: (shown: Shown) => void }): ReactElement {
  const [reason, setReason] = useState('')
  async function submit(event: FormEvent) {
    event.preventDefault()
    const answer = await send<Shown>(`/api/incidents/${id}/reveal`, { field, reason })
    if (answer) onShown({ ...answer, field })
  }
  return (
    <form className="line" style={{ marginTop: 8, gap: 8 }} onSubmit={(event) => void submit(event)}>
      <input className="btn" style={{ flex: 1 }} required minLength={2} maxLength={400} autoFocus aria-label={t('reason')} placeholder={t('reason')} value={reason} onChange={(e) => setReason(e.target.value)} />
      <button type="submit" className="btn">{t('show')}</button>
    </form>
  ) // prettier-ignore
}

function Redact({ id, onDone }: { id: string; onDone: () => void }): ReactElement {
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await send(`/api/incidents/${id}/redact`, { text, reason })) onDone()
  }
  return (
    <form style={{ display: 'grid', gap: 8, marginTop: 8 }} onSubmit={(event) => void submit(event)}>
      <input className="btn" required minLength={2} maxLength={400} autoFocus aria-label={t('redact.text')} placeholder={t('redact.text')} value={text} onChange={(e) => setText(e.target.value)} />
      <input className="btn" required minLength={2} maxLength={400} aria-label={t('reason')} placeholder={t('reason')} value={reason} onChange={(e) => setReason(e.target.value)} />
      <button type="submit" className="btn">{t('redact.do')}</button>
    </form>
  ) // prettier-ignore
}
