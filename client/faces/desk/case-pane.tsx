import { type ReactElement, useEffect } from 'react'
import type { Incident } from '../../../shared/incident.ts'
import { currentSession } from '../../live/api.ts'
import { useLive } from '../../live/store.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { figureText } from '../../ui/age.ts'
import { LiveRing } from '../../ui/freshness-ring.tsx'
import { LevelMark } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import type { CaseDetail, OpenStep } from './acts.ts'
import { spanClock } from './clock-cell.tsx'
import { CaseParts } from './case-parts.tsx'
import { CasePeople } from './case-people.tsx'
import { askFor, useDesk } from './desk-store.ts'
import { lookAt } from './looking.ts'
import { t, word } from './messages-desk.ts'
import { organisationName } from './organisation.ts'
import { KEY_OF_STEP } from './step-keys.ts'
import { useCase } from './use-detail.ts'
import { useSensor } from './use-sensor.ts'

/** The case that is chosen: two figures, the decision that waits, then the evidence. */
export function CasePane({ id }: { id: string | null }): ReactElement {
  const { data, error, again } = useCase(id)
  useEffect(() => lookAt(id), [id])
  if (id === null) return <p className="queue-empty">{t('case.pick')}</p>
  if (error && !data) return <p className="queue-empty" role="alert">{error} <button type="button" className="btn" onClick={again}>{t('step.retry')}</button></p> // prettier-ignore
  if (!data) return <div className="pane"><div className="pane-head ink3">—</div></div> // prettier-ignore
  return (
    <div className="pane desk-scroll" data-case={data.number}>
      <Head incident={data} />
      <Figures incident={data} />
      <Decision detail={data} />
      <CaseParts detail={data} />
      <CasePeople detail={data} />
    </div>
  )
}

function Head({ incident }: { incident: Incident }): ReactElement {
  const presence = useLive((s) => s.picture.presence.get(incident.id))
  const others = presence?.people.filter((person) => person.id !== currentSession()?.user) ?? []
  const writing = others.filter((person) => person.writing)
  return (
    <div className="pane-head">
      <div className="line small ink3">
        <span className="ink2 fig" style={{ fontWeight: 450 }}>{incident.number}</span>
        <span className="clip">{incident.item ? `${incident.item.name} ${incident.item.code}` : word(incident.source)} · {organisationName(incident.area.zone ?? incident.area.division)}</span>
        <span className="push" />
        {others.map((person) => <span key={person.id} className={`avatar${person.writing ? ' writing' : ''}`} title={person.name}>{person.name.slice(0, 1)}</span>)}
        {others.length > 0 && <span className="ink2">{t(writing.length ? 'case.writing' : 'case.looking', { names: (writing.length ? writing : others).map((p) => p.name).join('、') })}</span>}
      </div>
      <div className="line" style={{ marginTop: 6 }}>
        <LevelMark level={incident.severity} size={18} />
        <h2 className="pane-title clip">{incident.title}</h2>
        <span className="push" />
        <span className="small ink2" style={{ whiteSpace: 'nowrap' }}>{ui(`level.${incident.severity}`)} · {word(incident.state)}{incident.feed ? ' · 重放' : ''}</span>
      </div>
    </div>
  ) // prettier-ignore
}

/** The reading that the case came from, and the handling clock. */
function Figures({ incident }: { incident: Incident }): ReactElement {
  const now = useNow(1_000)
  const alert = useLive((s) => (incident.alert ? s.picture.alert.get(incident.alert) : undefined))
  const sensor = useSensor(alert?.datastream ?? null)
  const due = incident.due === null ? null : Date.parse(incident.due)
  const missing = incident.flags.includes('CALENDAR_MISSING')
  return (
    <div className="section" style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 20 }}>
      {alert && sensor ? (
        <div>
          <div className="label line">{alert.ruleName} <LiveRing at={sensor.observedAt} periodS={sensor.periodS} size={11} /></div>
          <div className="big">{figureText(sensor.value, 1)}<small>{sensor.unit}</small></div>
        </div>
      ) : (
        <div>
          <div className="label">{t('step.channel')}</div>
          <div className="mid" style={{ paddingTop: 10 }}>{word(incident.source)} <span className="ink2">{clockText(Date.parse(incident.reportedAt))}</span></div>
        </div>
      )}
      <div style={{ minWidth: 0 }}>
        <div className="label clip">{due === null ? t('case.noClock') : now > due ? t('case.over') : t('case.left')}{incident.condition && ` · ${incident.condition.name}`}</div>
        {missing ? <div className="ink2">{t('case.calendar', { year: new Date(incident.reportedAt).getFullYear() })}</div> : (
          <div className={`big${due !== null && now > due ? ' red' : ''}`}>{due === null ? '—' : spanClock(due - now)}<small>{due === null ? '' : t('case.due', { time: clockText(due) })}</small></div>
        )}
      </div>
    </div>
  ) // prettier-ignore
}

const DECISIONS: readonly string[] = ['register', 'dispatch', 'close', 'rework', 'grant-extension', 'inspect', 'resume', 'urge']
const QUIET: readonly string[] = [
  'reject',
  'attach',
  'request-verification',
  'correct',
  'recall',
  'supervise',
  'comment',
  'refuse-extension',
]

/** What waits for this seat: one filled button, the others beside it; all of them from the table of the loop, asked by the server. */
function Decision({ detail }: { detail: CaseDetail }): ReactElement {
  const open = detail.openSteps
  const first = open.find(({ step }) => (step === 'rework' ? detail.inspection?.passed === false : DECISIONS.includes(step)))
  const beside = open.filter(({ step }) => step !== first?.step && (QUIET.includes(step) || DECISIONS.includes(step))).slice(0, 6)
  const rest = open.filter(({ step }) => step !== first?.step && !beside.some((one) => one.step === step))
  return (
    <div className="decision">
      <div className="line"><h3 style={{ fontWeight: 560 }}>{first && first.step !== 'urge' ? t('case.decide') : t('case.waiting')}：{detail.last.text || word(detail.state)}</h3><span className="push" /><span className="small ink3">{clockText(Date.parse(detail.last.at))}</span></div>
      <div className="line" style={{ flexWrap: 'wrap', marginTop: 10 }}>
        {first && <StepButton detail={detail} open={first} primary />}
        {beside.map((one) => <StepButton key={one.step} detail={detail} open={one} />)}
        {rest.length > 0 && (
          <select className="btn plain" style={{ width: 84 }} aria-label={t('case.more')} value="" onChange={(event) => start(detail, event.target.value as OpenStep['step'])}>
            <option value="">{t('case.more')}</option>
            {rest.map(({ step }) => <option key={step} value={step}>{word(step)}</option>)}
          </select>
        )}
      </div>
    </div>
  ) // prettier-ignore
}

/** Dispatch opens its own page; every other step asks for what it needs. */
export function start(incident: Pick<Incident, 'id'>, step: OpenStep['step']): void {
  if (step === 'dispatch') useDesk.setState({ dispatching: true })
  else askFor({ kind: 'step', incident: incident.id, step })
}
function StepButton({ detail, open, primary = false }: { detail: CaseDetail; open: OpenStep; primary?: boolean }): ReactElement {
  const key = KEY_OF_STEP[open.step]
  return (
    <button
      type="button"
      className={`btn${primary ? ' primary' : ' plain'}`}
      data-step={open.step}
      onClick={() => start(detail, open.step)}
    >
      {word(open.step)} {key && <span className="key">{primary ? `${key} Enter` : key}</span>}
    </button>
  )
}
