import type { ReactElement } from 'react'
import type { AreaSummary } from '../../../shared/entity.ts'
import type { Picture } from '../../../shared/stream.ts'
import { ageText, figureText } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { LoadMeter, LoadWord } from '../../ui/load-meter.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { t } from '../../ui/messages-wall.ts'
import { thin } from '../../ui/thin-space.ts'
import { type Composition, px } from './composition.ts'
import { NeedList, rowsFor, TALL } from './need-list.tsx'
import type { Need } from './needs.ts'

/** Alarm load comes onto the wall when it passes the manageable 2. */
const MANAGEABLE = 2
const LOAD_HEIGHT = 199

/** 一席 before 二席: Han numerals do not sort by their code. */
const seatOrder = (name: string): number => {
  const at = '一二三四五六七八九十'.indexOf(name[0] ?? '')
  return at < 0 ? 99 : at
}

export function Load({ picture, wide }: { picture: Picture; wide: boolean }): ReactElement | null {
  const load = [...picture.load.values()][0]
  if (!load) return null
  const seats = [...load.seats].sort((a, b) => seatOrder(a.name) - seatOrder(b.name) || a.name.localeCompare(b.name)).slice(0, 4)
  const sizes = wide
    ? { cell: 24, gap: 4, left: 78, row: 39, bar: 17, font: 24, numbers: true }
    : { cell: 14, gap: 3, left: 54, row: 25, bar: 11, font: 20 }
  const perSeat = load.perSeat
  return (
    <section aria-label={ui('load.title')} className={wide ? 'load load-wide' : 'load'}>
      <div className="row">
        <h2 style={{ fontSize: px(wide ? 36 : 24) }}>{ui('load.title')}</h2>
        <span className="grow" />
        <span className="q" style={{ fontSize: px(wide ? 24 : 20) }}>
          {ui('load.per')}
        </span>
      </div>
      <div className="load-body">
        <LoadMeter seats={seats} sizes={sizes} />
        <div className="load-figure">
          <span>
            <span className="fig" style={{ fontSize: px(wide ? 112 : 56) }}>
              {figureText(perSeat, Number.isInteger(perSeat) ? 0 : 1)}
            </span>
            <span className="s" style={{ fontSize: px(wide ? 36 : 24) }}>
              {' '}
              {ui('load.unit')}
            </span>
          </span>
          <LoadWord perSeat={perSeat} />
        </div>
      </div>
    </section>
  )
}

/** Who has the watch, by name and role; phones never come to a wall. */
export function DutyList({ picture, rows, wide }: { picture: Picture; rows: number; wide: boolean }): ReactElement {
  const duty = picture.duty.get('city')
  const shift = duty?.shift
  return (
    <section aria-label={t('duty.title')} className="duty">
      <div className="row duty-head">
        <h2 style={{ fontSize: px(wide ? 36 : 24) }}>{t('duty.title')}</h2>
        <span className="grow" />
        {shift && (
          <span className="q" style={{ fontSize: px(20) }}>
            {t('duty.shift', { name: shift.name, from: clockText(Date.parse(shift.from)), to: clockText(Date.parse(shift.to)) })}
          </span>
        )}
      </div>
      {!duty || duty.people.length === 0 ? (
        <p className="s">{t('duty.none')}</p>
      ) : wide ? (
        <p className="s duty-names">
          {duty.people
            .slice(0, 6)
            .map((person) => `${person.role} ${person.name}`)
            .join(' · ')}
        </p>
      ) : (
        <ul>
          {duty.people.slice(0, rows).map((person) => (
            <li key={person.user} className="duty-row">
              <span>{person.name}</span>
              <span className="q">{[person.role, person.seat].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Every source as a square: hatched when late. */
export function SourcesMatrix({ picture, width }: { picture: Picture; width: number }): ReactElement {
  const now = useNow(60_000)
  const all = [...picture.source.values()].filter((source) => source.state !== 'not-connected').sort((a, b) => a.id.localeCompare(b.id))
  const late = all.filter((source) => source.state !== 'fresh').sort((a, b) => (a.newestAt ?? '').localeCompare(b.newestAt ?? ''))
  const columns = 30
  const step = width / columns
  const [worst] = late
  return (
    <section aria-label={t('sources.title')} className="sources">
      <div className="row">
        <h2 style={{ fontSize: px(36) }}>{t('sources.title')}</h2>
        <span className="grow" />
        <span style={{ fontSize: px(24) }}>
          <b className="fig">{all.length - late.length}</b>
          <span className="q">{t('sources.onTime', { total: all.length })}</span>
        </span>
      </div>
      <svg
        style={{ width: px(width), height: px(Math.min(6, Math.ceil(all.length / columns)) * step), display: 'block' }}
        viewBox={`0 0 ${width} ${Math.min(6, Math.ceil(all.length / columns)) * step}`}
        aria-hidden
      >
        {all.slice(0, columns * 6).map((source, i) => {
          const [x, y] = [(i % columns) * step, Math.floor(i / columns) * step]
          const side = step - 5
          return source.state === 'fresh' ? (
            <rect key={source.id} x={x} y={y} width={side} height={side} fill="var(--seq-3)" />
          ) : (
            <g key={source.id}>
              <rect x={x + 0.75} y={y + 0.75} width={side - 1.5} height={side - 1.5} fill="none" stroke="var(--ink-2)" strokeWidth={1.5} />
              <path
                d={`M${x} ${y + side}L${x + side} ${y}M${x} ${y + side / 2}L${x + side / 2} ${y}M${x + side / 2} ${y + side}L${x + side} ${y + side / 2}`}
                stroke="var(--ink-3)"
                strokeWidth={1.5}
              />
            </g>
          )
        })}
      </svg>
      {worst && (
        <p className="sources-late">
          <span className="stale">{`${worst.name} ${thin(ageText(worst.newestAt ? now - Date.parse(worst.newestAt) : null))}`}</span>
          {late.length > 1 && <span className="q"> · {t('sources.others', { n: late.length - 1 })}</span>}
        </p>
      )}
    </section>
  )
}

type Props = {
  area: AreaSummary | undefined
  picture: Picture
  needs: readonly Need[]
  focus: Need | null
  at: Composition
  onFocus: (n: number) => void
}

const ClosedToday = ({ area }: { area: AreaSummary | undefined }): ReactElement | null =>
  area && area.river.closed > 0 ? (
    <p className="s closed-today">{t('needs.closed', { n: area.river.closed.toLocaleString('en-US') })}</p>
  ) : null

function Narrow({ area, picture, needs, focus, at, onFocus }: Props): ReactElement {
  const perSeat = [...picture.load.values()][0]?.perSeat ?? 0
  const height = at.height - at.top - at.river
  const loaded = perSeat > MANAGEABLE
  const room = height - 56 - (loaded ? LOAD_HEIGHT : 0)
  if (needs.length === 0)
    return (
      <>
        <section aria-label={t('needs.region')} className="needs">
          <div className="needs-head">
            <h2 style={{ fontSize: px(24) }}>{t('needs.title')}</h2>
          </div>
          <p className="none">
            <span className="fig" style={{ fontSize: px(56) }}>
              0
            </span>
            <span className="s"> {t('needs.none')}</span>
          </p>
          <ClosedToday area={area} />
        </section>
        <DutyList picture={picture} rows={6} wide={false} />
        {loaded && <Load picture={picture} wide={false} />}
      </>
    )
  const rows = rowsFor(room, TALL)
  const spare = room - Math.min(rows, needs.length) * TALL
  return (
    <>
      <NeedList needs={needs} rows={rows} focus={focus} at={at} onFocus={onFocus} rowHeight={TALL} width={at.right.textWidth} />
      {spare > 260 && <DutyList picture={picture} rows={Math.floor((spare - 60) / 88)} wide={false} />}
      {loaded && <Load picture={picture} wide={false} />}
    </>
  )
}

function Wide({ area, picture, needs, focus, at, onFocus }: Props): ReactElement {
  const height = at.height - at.top - at.river
  const width = 1130
  const side = at.right.textWidth - width - 80
  return (
    <>
      {needs.length > 0 ? (
        <NeedList needs={needs} rows={8} focus={focus} at={at} onFocus={onFocus} rowHeight={(height - 76) / 8} width={width} />
      ) : (
        <section aria-label={t('needs.region')} className="needs" style={{ width: px(width) }}>
          <div className="needs-head">
            <h2 style={{ fontSize: px(36) }}>{t('needs.title')}</h2>
          </div>
          <p className="none">
            <span className="fig" style={{ fontSize: px(112) }}>
              0
            </span>
            <span className="s" style={{ fontSize: px(36) }}>
              {' '}
              {t('needs.none')}
            </span>
          </p>
          <ClosedToday area={area} />
        </section>
      )}
      <div className="right-side" style={{ width: px(side) }}>
        <Load picture={picture} wide />
        <SourcesMatrix picture={picture} width={side} />
        <DutyList picture={picture} rows={3} wide />
      </div>
    </>
  )
}

/** The column at the right: what needs a person, the load past 2, who is on duty. */
export const RightPane = (props: Props): ReactElement => {
  const { at } = props
  return (
    <div
      className={`pane right-pane ${at.right.wide ? 'right-wide' : ''}`}
      style={{
        left: px(at.right.x),
        top: px(at.top),
        width: px(at.right.width),
        height: px(at.height - at.top - at.river),
        paddingLeft: px(at.right.text - at.right.x),
        paddingRight: px(at.right.width - at.right.textWidth - (at.right.text - at.right.x)),
      }}
    >
      {at.right.wide ? <Wide {...props} /> : <Narrow {...props} />}
    </div>
  )
}
