import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { serverNow } from '../../live/store.ts'
import { clockSecondsText } from '../../ui/clock.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { takeStep } from './acts.ts'
import { say, useDesk } from './desk-store.ts'
import { t, word } from './messages-desk.ts'
import { organisationName, useOrganisation } from './organisation.ts'
import { useAsked, useCase } from './use-detail.ts'

type Factor = { id?: string; name?: string; text: string; points?: number; max?: number }
export type Recommendation = {
  department: string
  team: string | null
  score?: number
  reasons: (Factor | string)[]
  distanceM?: number | null
  whyNot?: string
}
const UNDO_S = 10
const factor = (reason: Factor | string): Factor => (typeof reason === 'string' ? { text: reason } : reason)

/** D, Enter: the recommended team is chosen already. 2 or 3 turn the reasons into a required choice and only then allow Enter. */
export function DispatchPane({ id }: { id: string }): ReactElement {
  const { data: detail } = useCase(id)
  const { data, error, again } = useAsked<{ recommendations: Recommendation[] }>(`/api/incidents/${id}/recommendations`)
  const [chosen, setChosen] = useState(0)
  const [reason, setReason] = useState('')
  const [sending, setSending] = useState(false)
  const shown = (data?.recommendations ?? []).slice(0, 3)
  const pick = shown[chosen]
  const items = useOrganisation((s) => s.items)

  const send = useCallback(async () => {
    if (!pick || sending || (chosen > 0 && reason === '')) return
    setSending(true)
    const done = await takeStep(id, 'dispatch', {
      department: pick.department,
      ...(pick.team ? { team: pick.team } : {}),
      ...(reason ? { reason } : {}),
    })
    setSending(false)
    if (!done) return
    useDesk.setState({ dispatching: false })
    const team = organisationName(pick.team ?? pick.department)
    say(t('dispatch.done', { team, time: clockSecondsText(serverNow()) }), {
      label: t('dispatch.undo'), until: Date.now() + UNDO_S * 1_000, act: () => void takeStep(id, 'recall', { reason: t('dispatch.undo') }),
    }) // prettier-ignore
  }, [pick, sending, chosen, reason, id])

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return
      if (event.key === 'Enter') void send()
      else if (event.key === 'Escape') useDesk.setState({ dispatching: false })
      else if (chosen > 0 && ['1', '2', '3'].includes(event.key) && event.altKey)
        setReason(t(`dispatch.why.${event.key as '1' | '2' | '3'}`))
      else if (['1', '2', '3'].includes(event.key) && shown[Number(event.key) - 1]) { setChosen(Number(event.key) - 1); if (event.key === '1') setReason('') } // prettier-ignore
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [send, chosen, shown])

  if (error) return <p className="queue-empty" role="alert">{error} <button type="button" className="btn" onClick={again}>{t('step.retry')}</button></p> // prettier-ignore
  if (!detail || !data) return <div className="pane"><div className="pane-head ink3">—</div></div> // prettier-ignore
  if (shown.length === 0) return <div><p className="queue-empty">{t('dispatch.none')}</p><ByHand id={id} /></div> // prettier-ignore
  const limit = items.find((one) => one.id === detail.item?.id)?.conditions.find((one) => one.id === detail.condition?.id)?.limit
  const names = [...new Set(shown.flatMap((one) => one.reasons.map(factor).map((f, i) => f.name ?? String(i))))]
  return (
    <div className="pane desk-scroll" style={{ padding: '0 24px' }}>
      <div className="pane-head">
        <div className="line small ink3"><span style={{ color: 'var(--ink)' }}>{t('dispatch.title')}</span><span className="key">D</span><span className="fig ink2">{detail.number}</span><span>{detail.item?.name} {detail.item?.code} · {detail.condition?.name}</span></div>
        <div className="line" style={{ marginTop: 6 }}><LevelMark level={detail.severity} size={18} /><h2 className="pane-title clip">{detail.title}</h2></div>
      </div>
      <table style={{ width: '100%', tableLayout: 'fixed', borderCollapse: 'collapse', borderTop: '1px solid var(--line)' }}>
        <colgroup><col style={{ width: 88 }} />{shown.map((_, i) => <col key={i} />)}</colgroup>
        <thead>
          <tr>
            <th />
            {shown.map((one, i) => (
              <th key={i} style={{ textAlign: 'left', fontWeight: 400, verticalAlign: 'top', padding: '14px 16px 12px 0', cursor: 'pointer', ...(i === chosen ? { boxShadow: 'inset 0 2px 0 var(--accent)' } : {}) }} onClick={() => setChosen(i)}>
                <div className="line"><span className="key" style={{ width: 24, height: 24, ...(i === chosen ? { background: 'var(--accent)', color: 'var(--ground)', borderColor: 'var(--accent)' } : {}) }}>{i + 1}</span><span className={`small ${i === 0 ? 'jade' : 'ink3'}`}>{t(i === 0 ? 'dispatch.recommended' : 'dispatch.other')}</span></div>
                <div className="mid clip" style={{ marginTop: 6, fontWeight: i === chosen ? 560 : 400 }}>{organisationName(one.team ?? one.department)}</div>
                <div className="small ink3 clip">{organisationName(one.department)}</div>
                {one.score !== undefined && <div className="big" style={{ marginTop: 4 }}>{Math.round(one.score)}<small>/ 100</small></div>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name} style={{ borderTop: '1px solid var(--line)', height: 46 }}>
              <td className="small ink3">{Number.isNaN(Number(name)) ? name : ''}</td>
              {shown.map((one, i) => {
                const cell = one.reasons.map(factor).find((f, n) => (f.name ?? String(n)) === name)
                return <td key={i} style={{ paddingRight: 16 }}><div className={`clip ${i === chosen ? '' : 'ink2'}`}>{cell?.text ?? '—'}</div>{cell?.max !== undefined && <div style={{ height: 4, width: 150, maxWidth: '100%', background: 'var(--line)', marginTop: 3 }}><div style={{ height: 4, width: `${((cell.points ?? 0) / Math.max(1, cell.max)) * 100}%`, background: i === chosen ? 'var(--c1)' : 'var(--ink-3)' }} /></div>}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="section line" style={{ padding: '12px 0', flexWrap: 'wrap' }}>
        <button type="button" className="btn primary" style={{ height: 38 }} disabled={sending || (chosen > 0 && reason === '')} onClick={() => void send()}>{sending ? t('dispatch.sending') : t('dispatch.to', { team: organisationName(pick?.team ?? pick?.department ?? '') })} <span className="key">Enter</span></button>
        {chosen > 0 && (
          <>
            <span className="small ink3">{t('dispatch.why')}</span>
            {(['1', '2', '3'] as const).map((n) => <button key={n} type="button" className="btn" aria-pressed={reason === t(`dispatch.why.${n}`)} style={reason === t(`dispatch.why.${n}`) ? { borderColor: 'var(--accent)' } : undefined} onClick={() => setReason(t(`dispatch.why.${n}`))}>{t(`dispatch.why.${n}`)} <span className="key">Alt {n}</span></button>)}
            <input style={{ width: 160 }} placeholder={t('dispatch.why.4')} maxLength={200} onChange={(e) => setReason(e.target.value)} />
          </>
        )}
      </div>
      <After limit={detail.condition ? detail.condition.name : ''} clock={limit} />
    </div>
  ) // prettier-ignore
}

/** What happens after sending, and which clock begins. */
function After({ limit, clock }: { limit: string; clock: { value: number; type: string } | undefined }): ReactElement {
  return (
    <div className="section">
      <div className="line"><h3 style={{ fontWeight: 560 }}>{t('dispatch.after')}</h3><span className="push" /><span className="small ink3">{t('dispatch.undoIn', { n: UNDO_S })} <span className="key">Z</span></span></div>
      <p className="jade" style={{ marginTop: 8 }}>{t('dispatch.clock', { limit: clock ? `${clock.value} ${word(clock.type)}` : limit })}</p>
    </div>
  ) // prettier-ignore
}

/** Without a recommendation the department is chosen by hand. */
function ByHand({ id }: { id: string }): ReactElement {
  const departments = useOrganisation((s) => s.departments)
  const [to, setTo] = useState('')
  return (
    <form className="line" style={{ padding: '0 16px' }} onSubmit={(e) => { e.preventDefault(); const [department, team] = to.split(' '); void takeStep(id, 'dispatch', { department, ...(team ? { team } : {}) }).then((done) => done && useDesk.setState({ dispatching: false })) }}>
      <select value={to} onChange={(e) => setTo(e.target.value)} required aria-label={t('step.department')}>
        <option value="">—</option>
        {departments.flatMap((one) => [<option key={one.id} value={one.id}>{one.name}</option>, ...one.teams.map((team) => <option key={team.id} value={`${one.id} ${team.id}`}>{one.short} · {team.name}</option>)])}
      </select>
      <button type="submit" className="btn primary">{t('dispatch.title')}</button>
    </form>
  ) // prettier-ignore
}
