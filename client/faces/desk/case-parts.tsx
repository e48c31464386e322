import { type ReactElement, useMemo } from 'react'
import type { Incident } from '../../../shared/incident.ts'
import { distanceM } from '../../../shared/geo.ts'
import { useLive } from '../../live/store.ts'
import { clockText } from '../../ui/clock.ts'
import type { CaseDetail } from './acts.ts'
import { HistoryChart } from './history-chart.tsx'
import { t, word } from './messages-desk.ts'
import { organisationName } from './organisation.ts'
import { useAsked } from './use-detail.ts'

const STAGES = [
  ['stage.report', (i: Incident) => i.reportedAt], ['stage.register', (i: Incident) => i.registeredAt], ['stage.dispatch', (i: Incident) => i.dispatchedAt],
  ['stage.acknowledge', (i: Incident) => i.tasks.find((task) => task.role === 'LEAD' && task.acknowledgedAt)?.acknowledgedAt ?? null],
  ['stage.handle', (i: Incident) => i.handledAt], ['stage.inspect', (i: Incident) => i.inspection?.at ?? null], ['stage.close', (i: Incident) => i.closedAt],
] as const // prettier-ignore

/** Evidence below the decision: chart, stages, tasks, photos, what happened, and who is near. */
export function CaseParts({ detail }: { detail: CaseDetail }): ReactElement {
  const alert = useLive((s) => (detail.alert ? s.picture.alert.get(detail.alert) : undefined))
  return (
    <>
      {alert && <div className="section"><HistoryChart datastream={alert.datastream} height={150} hours={2} /></div>}
      <Stages incident={detail} />
      <Tasks incident={detail} />
      {detail.photos.length > 0 && <Photos incident={detail} />}
      <Timeline detail={detail} />
      {detail.position && <Resources position={detail.position} />}
      {detail.description && <div className="section"><div className="label">{t('step.description')}</div><p className="ink2" style={{ whiteSpace: 'pre-wrap' }}>{detail.description}</p></div>}
    </>
  ) // prettier-ignore
}

function Stages({ incident }: { incident: Incident }): ReactElement {
  const times = STAGES.map(([, at]) => at(incident))
  const now = times.findIndex((at) => at === null)
  return (
    <div className="section">
      <ol className="stages">
        {STAGES.map(([name], i) => (
          <li key={name} className={times[i] ? 'done' : i === now ? 'now' : ''} aria-current={i === now ? 'step' : undefined}>
            {t(name)}
            <small>{times[i] ? clockText(Date.parse(times[i])) : i === now ? t('stage.now') : '—'}</small>
          </li>
        ))}
      </ol>
    </div>
  )
}

function Tasks({ incident }: { incident: Incident }): ReactElement | null {
  const tasks = incident.tasks.filter((task) => task.state !== 'RECALLED')
  if (tasks.length === 0) return null
  const done = tasks.filter((task) => task.state === 'HANDLED').length
  return (
    <div className="section">
      <div className="label">{t('case.tasks', { n: done, m: tasks.length })}</div>
      {tasks.map((task) => (
        <div key={task.id} className="line" style={{ minHeight: 26 }}>
          <span>{organisationName(task.team ?? task.department)}</span>
          <span className="small ink3">{t(task.role === 'LEAD' ? 'case.lead' : 'case.assist')}</span>
          <span className="push" />
          <span className={task.state === 'ASKED' ? '' : 'ink2'}>{word(task.state)}</span>
          <time className="small ink3 fig">{clockText(Date.parse(task.handledAt ?? task.acknowledgedAt ?? task.askedAt))}</time>
        </div>
      ))}
    </div>
  )
}

const Photos = ({ incident }: { incident: Incident }): ReactElement => (
  <div className="section">
    <div className="label">{t('case.photos', { n: incident.photos.length })}</div>
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(3, 1fr)', gap: 6, marginTop: 4 }}>
      {incident.photos.map((photo) => (
        <a key={photo.id} href={`/api/photos/${photo.id}`} target="_blank" rel="noreferrer">
          <img src={`/api/photos/${photo.id}`} alt={`${photo.when} ${clockText(Date.parse(photo.at))}`} loading="lazy" style={{ width: '100%', height: 72, objectFit: 'cover', background: 'var(--sunken)' }} />
        </a>
      ))}
    </div>
  </div>
) // prettier-ignore

/** Everything that happened, oldest first; the words said with it; marked for ever when it was recorded on behalf. */
function Timeline({ detail }: { detail: CaseDetail }): ReactElement {
  return (
    <div className="section">
      <div className="label">{t('case.timeline')}</div>
      <ol className="timeline">
        {detail.history.map((entry, i) => (
          <li key={i}>
            <time className="fig">{clockText(Date.parse(entry.at))}</time>
            <span style={{ minWidth: 0 }}>
              {word(entry.step)}
              {entry.onBehalfOf && <span className="small ink3">（{t('case.onBehalf')}{entry.onBehalfOf.answer ? `：${entry.onBehalfOf.answer}` : ''}）</span>} <span className="ink2">{wordsOf(entry.body)}</span>
            </span>
            <span className="small ink3">{word(entry.byName || entry.by)}</span>
          </li>
        ))}
      </ol>
    </div>
  ) // prettier-ignore
}
function wordsOf(body: Record<string, unknown>): string {
  const said = ['reason', 'opinion', 'text', 'reply']
    .map((name) => body[name])
    .find((value) => typeof value === 'string' && value !== '') as string | undefined
  const to = [body['team'], body['department']].find((value) => typeof value === 'string') as string | undefined
  return [to ? `→ ${organisationName(to)}` : '', said ?? ''].filter(Boolean).join(' ')
}

type Resource = { id: string; name: string; kind: string; position: [number, number] | null; phone: string | null; note?: string }
function Resources({ position }: { position: readonly [number, number] }): ReactElement | null {
  const { data } = useAsked<{ resources: Resource[] }>(`/api/resources?near=${position.join(',')}&withinM=3000`)
  const near = useMemo(
    () => (data?.resources ?? []).filter((one) => one.position !== null).map((one) => ({ ...one, away: distanceM(one.position!, [position[0], position[1]]) })).sort((a, b) => a.away - b.away).slice(0, 8),
    [data, position],
  ) // prettier-ignore
  if (near.length === 0) return null
  return (
    <div className="section">
      <div className="label">{t('case.resources')}</div>
      {near.map((one) => (
        <div key={one.id} className="line" style={{ minHeight: 24 }}>
          <span className="clip">{one.name}</span>
          <span className="push" />
          {one.phone && <a className="small ink2" href={`tel:${one.phone}`}>{one.phone}</a>}
          <span className="small ink3 fig">{(one.away / 1000).toFixed(1)} km</span>
        </div>
      ))}
    </div>
  ) // prettier-ignore
}
