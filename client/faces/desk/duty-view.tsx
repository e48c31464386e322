import { type ReactElement, useState } from 'react'
import { useLive } from '../../live/store.ts'
import { clockText } from '../../ui/clock.ts'
import { send } from './acts.ts'
import { t, word } from './messages-desk.ts'

/** Who is on duty, and the handover: the outgoing seat's open items, each taken or refused with a reason by the next. */
export function DutyView(): ReactElement {
  const duty = useLive((s) => s.picture.duty.get('city'))
  const [note, setNote] = useState('')
  const handover = duty?.handover ?? null
  const left = handover?.items.filter((item) => item.answer === null).length ?? 0
  const answer = (key: string, taken: boolean) => {
    const reason = taken ? undefined : (prompt(t('step.reason')) ?? '')
    if (!taken && !reason) return
    void send('/api/handover/answers', { key, answer: taken ? 'taken' : 'refused', ...(reason ? { reason } : {}) })
  }
  return (
    <main className="desk-main view-gap">
      <section className="desk-col"><div className="pane desk-scroll">
        <div className="pane-head"><h2 className="pane-title">{t('duty.handover')}</h2></div>
        {handover && !handover.acceptedAt ? (
          <>
            <p className="ink2">{handover.byName} {clockText(Date.parse(handover.at))}：{handover.note}</p>
            {handover.items.map((item) => <div key={item.key} className="section line"><span className="clip">{item.title}</span><span className="small ink3">{word(item.state)}</span><span className="push" />{item.answer ? <span className="ink2">{t(item.answer === 'taken' ? 'duty.take' : 'duty.refuse')}{item.reason ? `：${item.reason}` : ''}</span> : <><button type="button" className="btn" onClick={() => answer(item.key, true)}>{t('duty.take')}</button><button type="button" className="btn plain" onClick={() => answer(item.key, false)}>{t('duty.refuse')}</button></>}</div>)}
            <p className="ink2">{left > 0 ? t('duty.left', { n: left }) : ''}</p>
          </>
        ) : (
          <form onSubmit={(e) => { e.preventDefault(); void send('/api/handover', { note }).then((done) => done && setNote('')) }}>
            {handover?.acceptedAt && <p className="ink2">{t('duty.accepted', { time: clockText(Date.parse(handover.acceptedAt)) })}</p>}
            <div className="field-row"><label htmlFor="duty-note">{t('duty.note')}</label><textarea id="duty-note" value={note} maxLength={4_000} onChange={(e) => setNote(e.target.value)} /></div>
            <button type="submit" className="btn primary">{t('duty.begin')}</button>
          </form>
        )}
      </div></section>
      <section className="desk-col filled"><div className="pane desk-scroll">
        <div className="pane-head"><h3>{t('duty.now')} {duty?.shift ? `${duty.shift.name} ${clockText(Date.parse(duty.shift.from))}—${clockText(Date.parse(duty.shift.to))}` : ''}</h3></div>
        {(duty?.people ?? []).map((person) => <div key={person.user} className="section line"><span className="avatar">{person.name.slice(0, 1)}</span>{person.name}<span className="small ink3">{person.seat ?? person.role}</span><span className="push" />{person.phone && <a className="ink2" href={`tel:${person.phone}`}>{person.phone}</a>}</div>)}
        {(duty?.people.length ?? 0) === 0 && <p className="queue-empty">{t('duty.none')}</p>}
      </div></section>
    </main>
  ) // prettier-ignore
}
