import { memo, type ReactElement } from 'react'
import { Link } from 'wouter'
import { clockText, useNow } from '../../ui/clock.ts'
import { thin } from '../../ui/thin-space.ts'
import { withPending } from '../../task/pending.ts'
import { inOrder, type Row, rowOf } from '../../task/work.ts'
import { metresBetween } from '../../task/near.ts'
import { WARNING_WORDS } from './warning-words.ts'
import { Icon, LevelSign, LightSign, WarningSign } from './icons.tsx'
import { t } from './messages-field.ts'
import { Distance, Dock, Nav, OfflineStrip, Page, Primary, Segmented, Span, UndoBar } from './parts.tsx'
import { pendingOf, usePhone } from './phone.ts'

/** Metres on a street are about a third more than in the air; a team drives 20 km/h in rain. Said as "about". */
export const minutesTo = (metres: number): number => Math.max(1, Math.round((metres * 1.35) / (20_000 / 60)))

function saidRow({ incident, light, leftMs, distanceM }: Row): string {
  const h = leftMs === null ? 0 : Math.floor(Math.abs(leftMs) / 3_600_000)
  const m = leftMs === null ? 0 : Math.floor(Math.abs(leftMs) / 60_000) % 60
  const span = leftMs === null || !light ? '' : `${h > 0 ? `${h}${t('unit.h')}` : ''}${m}${t('unit.m')}`
  return [
    t(light ? `light.${light}` : 'light.none') + span,
    incident.title,
    incident.place,
    distanceM === null ? '' : `${(distanceM / 1000).toFixed(1)} km`,
  ]
    .filter(Boolean)
    .join('，')
}

const TaskRow = memo(function TaskRow({ row, heading, waiting }: { row: Row; heading: boolean; waiting: boolean }): ReactElement {
  const { incident, light, leftMs, distanceM, work } = row
  const level = incident.severity === 'RED' || incident.severity === 'ORANGE'
  return (
    <Link
      className={`task ${heading ? 'now' : light === 'RED' || light === 'YELLOW' ? light : ''}`}
      href={`/field/case/${incident.id}`}
      aria-label={saidRow(row)}
      data-case={incident.id}
    >
      <span className="t">
        <span className="s row">
          <LightSign light={light} />
          <span className={light === 'RED' || light === 'YELLOW' ? 'b' : undefined}>{t(light ? `light.${light}` : 'light.none')}</span>
        </span>
        <span className="f fl">{leftMs === null || light === null ? '—' : <Span ms={leftMs} />}</span>
      </span>
      <span className="w">
        <span className="b blk">
          {thin(incident.title)}
          {(work === 'verify' || work === 'inspect' || work === 'acknowledge') && ` ${t(`work.${work}`)}`}
        </span>
        <span className="blk">{thin(incident.place)}</span>
      </span>
      <span className="d f fm">
        <Distance metres={distanceM} />
      </span>
      {(level || waiting) && (
        <span className="ex row">
          {level && (
            <>
              <LevelSign level={incident.severity} />
              <span className="b">{t(`severity.${incident.severity}`)}</span>
            </>
          )}
          {waiting && <span className="s">{t('waiting')}</span>}
        </span>
      )}
    </Link>
  )
})

function useRows(): { rows: Row[]; follow: Row[]; waiting: Set<string> } | null {
  const { tasks, owner, fix, order, heading, actions } = usePhone()
  const now = useNow(30_000)
  if (!tasks || !owner) return null
  const pending = pendingOf(actions)
  const all = inOrder(
    tasks.map((incident) => rowOf(withPending(incident, owner, pending), owner, now, fix?.position ?? null)),
    order,
    heading,
  )
  return {
    rows: all.filter(({ work }) => work !== 'follow'),
    follow: all.filter(({ work }) => work === 'follow'),
    waiting: new Set(pending.map(({ incident }) => incident)),
  }
}

const placeOf = (rows: readonly Row[], heading: string | null): string | null =>
  rows.find(({ incident }) => incident.id === heading)?.incident.place ?? null

function sentence(rows: readonly Row[], heading: string | null): string {
  const red = rows.filter(({ light }) => light === 'RED').length
  const yellow = rows.filter(({ light }) => light === 'YELLOW').length
  const place = placeOf(rows, heading)
  const first =
    [red > 0 && t('tasks.red', { n: red }), yellow > 0 && t('tasks.yellow', { n: yellow })].filter(Boolean).join('、') || t('tasks.fine')
  return `${[first, place && t('tasks.heading', { place })].filter(Boolean).join('，')}。`
}

export function Gps(): ReactElement {
  const { fix, gps } = usePhone()
  return (
    <span className="f nw" style={{ fontWeight: 520 }}>
      {gps === 'on' && fix ? `GPS ±${Math.round(fix.accuracyM)}\u2009m` : t(gps === 'off' ? 'gps.none' : 'gps.asking')}
    </span>
  )
}

function WarningRow(): ReactElement | null {
  const warning = usePhone((phone) => phone.warnings[0])
  if (!warning) return null
  return (
    <Link className={`line warn ${warning.colour}`} href={`/field/warning/${warning.id}`}>
      <WarningSign colour={warning.colour} />
      <span className="b">{WARNING_WORDS(warning)}</span>
      <span>{t('warning.since', { at: clockText(Date.parse(warning.issuedAt)) })}</span>
      <span className="sp" />
      <Icon name="more" size={24} />
    </Link>
  )
}

function Empty(): ReactElement {
  const { tasks, online } = usePhone()
  return (
    <div className="head" role="status">
      <p className="l">{tasks ? t('tasks.none') : t('tasks.first')}</p>
      <p className="q">{tasks ? t('tasks.noneHint') : online ? '' : t('tasks.firstOffline')}</p>
    </div>
  )
}

export function Tasks(): ReactElement {
  const { heading, order, fix } = usePhone()
  const found = useRows()
  const rows = found?.rows ?? []
  const next = rows.find(({ incident }) => incident.id === heading) ?? rows.find(({ work }) => work !== 'inspect') ?? rows[0]
  const metres = next?.incident.position && fix ? metresBetween(fix.position, next.incident.position) : null
  const away = metres === null ? null : metres < 100 ? t('go.here') : t('go.about', { n: minutesTo(metres) })
  return (
    <Page label={t('tasks.title')}>
      <OfflineStrip />
      <header className="head" style={{ paddingBottom: 0 }}>
        <div className="row">
          <h1 className="h1">
            {t('tasks.title')} <span className="f">{found ? rows.length : ''}</span>
          </h1>
          <span className="sp" />
          <Segmented
            label={t('tasks.order')}
            options={[
              ['urgent', t('tasks.urgent')],
              ['near', t('tasks.near')],
            ]}
            value={order}
            onChange={(value) => usePhone.setState({ order: value })}
          />
        </div>
        {rows.length > 0 && <p>{sentence(rows, heading)}</p>}
      </header>
      <Sharing />
      <WarningRow />
      <div className="mid sep2">
        {rows.length === 0 && <Empty />}
        {rows.map((row) => (
          <TaskRow
            key={row.incident.id}
            row={row}
            heading={row.incident.id === heading}
            waiting={found?.waiting.has(row.incident.id) ?? false}
          />
        ))}
        {(found?.follow.length ?? 0) > 0 && <h2 className="pad s q sep2">{t('tasks.follow')}</h2>}
        {found?.follow.map((row) => (
          <TaskRow key={row.incident.id} row={row} heading={false} waiting={found.waiting.has(row.incident.id)} />
        ))}
      </div>
      <UndoBar />
      <Dock nav>
        {next ? (
          <Primary icon="nav" href={`/field/case/${next.incident.id}`} sub={[thin(next.incident.place), away].filter(Boolean).join(' · ')}>
            {t(next.incident.id === heading ? 'go.on' : 'go.first')}
          </Primary>
        ) : (
          <Primary icon="camera" href="/field/report">
            {t('go.report')}
          </Primary>
        )}
      </Dock>
      <Nav on="/field" />
    </Page>
  )
}

function Sharing(): ReactElement {
  const { share, gps } = usePhone()
  const on = share.until !== null && Date.parse(share.until) > Date.now() && gps === 'on'
  const looked = share.looks.length > 0 ? `，${t('share.looked', { n: new Set(share.looks.map(({ by }) => by)).size })}` : ''
  return (
    <Link className="line" href="/field/mine">
      <span className={`live${on ? '' : ' no'}`} />
      <span>
        {on ? t('share.on') : t(share.wasOn ? 'share.ended' : 'share.off')}
        {looked}
      </span>
      <span className="sp" />
      <Gps />
    </Link>
  )
}
