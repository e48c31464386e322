import { type ReactElement, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Incident } from '../../../shared/incident.ts'
import { distanceParts, ARRIVAL_M, isInside, metresBetween } from '../../task/near.ts'
import { arrivalMissing } from '../../task/pending.ts'
import type { Row, Work } from '../../task/work.ts'
import { taskOf } from '../../task/work.ts'
import { useNow } from '../../ui/clock.ts'
import { thin } from '../../ui/thin-space.ts'
import { begin } from './act.ts'
import { ServerPhoto } from './server-photo.tsx'
import { FuseLine, whenText } from './fuse-line.tsx'
import { Icon, LevelSign, LightSign } from './icons.tsx'
import { limitText } from './limit-words.ts'
import { t } from './messages-field.ts'
import { Back, Dock, OfflineStrip, Page, Primary, Span } from './parts.tsx'
import { usePhone } from './phone.ts'
import { PlaceMap } from './place-map.tsx'
import { SensorLine } from './sensor-line.tsx'
import { Gps, minutesTo } from './tasks.tsx'
import { useCase } from './use-case.ts'

export function Missing(): ReactElement {
  return (
    <Page label={t('case.missing')}>
      <OfflineStrip />
      <div className="mid head">
        <p className="h1">{t('case.missing')}</p>
        <p className="q">{t('case.missingWhy')}</p>
      </div>
      <Dock>
        <Back />
      </Dock>
    </Page>
  )
}

const clockWord = (incident: Incident, light: Row['light']): string => {
  if (light === null) return t('case.noClock')
  if (light === 'RED') return t('case.pastLimit')
  if (incident.clock === 'verify' || incident.clock === 'inspect' || incident.clock === 'acknowledge')
    return t(`case.clock.${incident.clock}`)
  return t('case.toLimit')
}

function Where({ incident }: { incident: Incident }): ReactElement {
  const fix = usePhone((phone) => phone.fix)
  const metres = fix && incident.position ? metresBetween(fix.position, incident.position) : null
  return (
    <PlaceMap
      label={t('map.label', { place: incident.place })}
      height="clamp(168px, 29vh, 248px)"
      target={incident.position}
      mark={incident.severity}
      fix={fix}
    >
      <span className="plate light" style={{ right: 12, top: 12 }}>
        <Gps />
      </span>
      {metres !== null && (
        <span className="plate" style={{ right: 0, bottom: 0 }}>
          <b className="f">{distanceParts(metres).n}</b> {distanceParts(metres).unit} ·{' '}
          {metres < 100 ? t('go.here') : t('go.about', { n: minutesTo(metres) })}
        </span>
      )}
    </PlaceMap>
  )
}

function ClockBand({ row }: { row: Row }): ReactElement {
  const { incident, light, leftMs } = row
  const now = useNow(30_000)
  const clock = incident.clocks.findLast(({ name }) => name === incident.clock)
  const photo = incident.photos.find(({ when }) => when === 'before' || when === 'report') ?? incident.photos[0]
  return (
    <section className="pad" aria-label={clockWord(incident, light)}>
      <div className="row" style={{ alignItems: 'flex-start' }}>
        <div className="grow">
          <span className="row">
            <LightSign light={light} />
            {clockWord(incident, light)}
          </span>
          <span className="f hero">{leftMs === null || light === null ? '—' : <Span ms={leftMs} />}</span>
        </div>
        {photo && <ServerPhoto photo={photo} width={132} height={90} caption={t(photo.when === 'before' ? 'case.before' : 'case.photo')} />}
      </div>
      {clock && light !== null && <FuseLine clock={clock} nowMs={now} />}
    </section>
  )
}

function Closing({ incident }: { incident: Incident }): ReactElement {
  const { condition } = incident
  if (!condition) return <p className="pad q sep">{t('case.notRegistered')}</p>
  const asked = [...(condition.closing.photos === 'NONE' ? [] : [t(`case.photo.${condition.closing.photos}`)]), ...condition.closing.checks]
  return (
    <section className="pad sep" aria-label={t('case.closing')}>
      <div className="row s q">
        <span>{t('case.closing')}</span>
        <span className="sp" />
        <span>{limitText(condition.limit)}</span>
      </div>
      <p className="l">{thin(condition.closing.text)}</p>
      <ul style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 18px', marginTop: 5 }}>
        {asked.map((text) => (
          <li key={text} className="row">
            <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden>
              <rect x="1" y="1" width="20" height="20" fill="none" stroke="var(--ink)" strokeWidth="2" />
            </svg>
            {thin(text)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Facts({ incident }: { incident: Incident }): ReactElement {
  const now = useNow(60_000)
  return (
    <>
      {incident.extension && <p className="pad sep2">{t('case.extension', { at: whenText(Date.parse(incident.extension.until), now) })}</p>}
      {(incident.state === 'SUSPENDED' || incident.state === 'ON_ACCOUNT') && <p className="pad sep2">{t('case.paused')}</p>}
      <dl className="pad sep" style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '6px 16px' }}>
        {incident.description !== '' && (
          <>
            <dt className="q">{t('case.description')}</dt>
            <dd>{thin(incident.description)}</dd>
          </>
        )}
        <dt className="q">{t('case.number')}</dt>
        <dd className="f" style={{ fontWeight: 500 }}>
          {incident.number}
        </dd>
      </dl>
    </>
  )
}

/** Outside the fence one reason is asked, and on it goes. */
function AwaySheet({ metres, onGo, onClose }: { metres: number; onGo: (why: string) => void; onClose: () => void }): ReactElement {
  const { n, unit } = distanceParts(metres)
  return (
    <div className="sheet" role="dialog" aria-modal="true" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div>
        <p className="pad l">{t('case.away', { d: `${n} ${unit}`, fence: ARRIVAL_M })}</p>
        {(['away.done', 'away.moved', 'away.nearby'] as const).map((key) => (
          <button key={key} type="button" className="opt" onClick={() => onGo(AWAY[key])}>
            <span className="grow">{AWAY[key]}</span>
            <Icon name="more" size={24} />
          </button>
        ))}
        <Dock>
          <button type="button" className="sec" onClick={onClose}>
            <Icon name="back" />
            <span>{t('back')}</span>
          </button>
        </Dock>
      </div>
    </div>
  )
}
// They go into the case's history, which is written in the city's language whatever the phone speaks.
const AWAY = {
  'away.done': '已在现场办完，离开后补记',
  'away.moved': '点位标得不准，人在实际位置',
  'away.nearby': '在附近远程处置（如遥控、关阀）',
} as const

const PRIMARY: Record<Work, { key: 'case.start' | 'case.acknowledge' | 'case.verify' | 'case.inspect'; page: string } | null> = {
  acknowledge: { key: 'case.acknowledge', page: 'handle' },
  handle: { key: 'case.start', page: 'handle' },
  verify: { key: 'case.verify', page: 'verify' },
  inspect: { key: 'case.inspect', page: 'inspect' },
  follow: null,
}

function CaseDock({ row }: { row: Row }): ReactElement {
  const { incident, work } = row
  const { owner, fix } = usePhone()
  const [, go] = useLocation()
  const [away, setAway] = useState<number | null>(null)
  const primary = PRIMARY[work]
  const start = async (why: string | null) => {
    await begin(incident, why)
    go(`/field/case/${incident.id}/handle`)
  }
  const press = () => {
    if (!primary || !owner) return
    if (primary.page !== 'handle') return go(`/field/case/${incident.id}/${primary.page}`)
    const first = work === 'acknowledge' || arrivalMissing(incident, owner)
    if (first && fix && incident.position && !isInside(fix, incident.position, ARRIVAL_M))
      return setAway(metresBetween(fix.position, incident.position))
    return start(null)
  }
  const going = owner !== null && taskOf(incident, owner)?.state === 'HANDLING'
  return (
    <>
      <Dock
        hint={
          work === 'handle' || work === 'acknowledge' ? (
            <>
              <Icon name="pin" size={20} />
              {t('case.arrival')}
            </>
          ) : undefined
        }
      >
        <Back />
        {primary && (
          <Primary icon="camera" onPress={press}>
            {t(going ? 'case.continue' : primary.key)}
          </Primary>
        )}
        <Link
          className="sec third"
          href={`/field/case/${incident.id}/navigate`}
          onClick={() => heading(incident.id)}
          aria-label={t('case.navigate')}
        >
          <Icon name="nav" width={2} />
          <span>{t('case.navigate')}</span>
        </Link>
      </Dock>
      {away !== null && <AwaySheet metres={away} onGo={(why) => void start(why)} onClose={() => setAway(null)} />}
    </>
  )
}
export function heading(id: string): void {
  const { storage, owner } = usePhone.getState()
  usePhone.setState({ heading: id })
  if (owner) void storage?.write(`heading:${owner.user}`, id)
}

const DEEDS = [['extend', 'clock', 'case.extend'], ['return', 'redo', 'case.return'], ['contact', 'phone', 'case.contact']] as const // prettier-ignore
/** What is done seldom stands below what is done always, one tap away. */
function Deeds({ id }: { id: string }): ReactElement {
  return (
    <div className="sep2">
      {DEEDS.map(([page, icon, key]) => (
        <Link key={page} className="opt" href={`/field/case/${id}/${page}`}>
          <Icon name={icon} size={24} />
          <span className="grow">{t(key)}</span>
          <Icon name="more" size={24} />
        </Link>
      ))}
    </div>
  )
}

export function Case({ id }: { id: string }): ReactElement {
  const found = useCase(id)
  if (!found) return <Missing />
  const { row, shown } = found
  return (
    <Page label={shown.title}>
      <OfflineStrip />
      <div className="mid">
        <Where incident={shown} />
        <header className="pad" style={{ paddingBottom: 6 }}>
          <div className="row" style={{ alignItems: 'flex-start' }}>
            <h1 className="h1 grow" style={{ lineHeight: 1.2 }}>
              {thin(shown.title)}
            </h1>
            <span className="row nw" style={{ minHeight: 'calc(34px * var(--k))' }}>
              <LevelSign level={shown.severity} size={22} />
              <span className="b">{t(`severity.${shown.severity}`)}</span>
            </span>
          </div>
          <p>{thin(shown.place)}</p>
          {shown.alert && <SensorLine alert={shown.alert} />}
        </header>
        <hr />
        <ClockBand row={row} />
        <Closing incident={shown} />
        <Facts incident={shown} />
        {(row.work === 'handle' || row.work === 'acknowledge') && <Deeds id={id} />}
      </div>
      <CaseDock row={row} />
    </Page>
  )
}
