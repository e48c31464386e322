import { createContext, type ReactElement, use } from 'react'
import type { Freshness } from '../../ui/age.ts'
import { figureText, freshnessOf } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import type { IndicatorHead } from '../../../shared/indicator.ts'
import { labelOf } from '../../../shared/period-words.ts'
import type { Picture } from '../../../shared/stream.ts'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { LevelMark } from '../../ui/level-mark.tsx'
import { useLanguage } from '../../ui/messages.ts'
import { t as ui } from '../../ui/messages-ui.ts'
import { t } from '../../ui/messages-wall.ts'
import { thin } from '../../ui/thin-space.ts'
import { Spark } from '../../ui/spark.tsx'
import { AqiChip, aqiLevel } from '../../ui/standard-chips.tsx'
import { type Composition, px } from './composition.ts'
import { type DomainRow, domainRows } from './domain-rows.ts'

/** The link has been cut for so long that no live figure may look like now. */
export const Cut = createContext(false)

/** Age against the head's own next release, or its source's period. */
function freshOf(head: IndicatorHead, picture: Picture, nowMs: number, cut: boolean): Freshness {
  const at = head.figure ? Date.parse(head.figure.asOf) : null
  const update = picture.source.get(head.source)?.update
  const next = head.nextReleaseAt ? Date.parse(head.nextReleaseAt) : null
  const periodS = next !== null && at !== null && next > at ? (next - at) / 1000 : update && update !== 'event' ? update.periodS : null
  const found = freshnessOf(at, periodS, nowMs)
  return cut || head.state === 'late'
    ? { ...found, late: true, fraction: 0 }
    : head.operational || head.overdue
      ? found
      : { ...found, late: false }
}

const StateWord = ({ head, late, size }: { head: IndicatorHead; late: boolean; size: number }): ReactElement =>
  head.severity ? (
    <LevelMark level={head.severity} size={size} word />
  ) : late ? (
    <span className="s">{t('domain.late')}</span>
  ) : head.overdue ? (
    <span className="s">{t('domain.overdue')}</span>
  ) : (
    <span className="q">{ui('normal')}</span>
  )

/** A figure that rests on a replayed source says so. */
const nameOf = (head: IndicatorHead, picture: Picture): string =>
  picture.source.get(head.source)?.mode === 'replay' ? `${head.name} · ${t('wall.replay')}` : head.name

/** A published figure says of when: the month without its year where that goes without saying. */
const shortPeriod = ({ period, scope }: NonNullable<IndicatorHead['figure']>): string => {
  const words = labelOf(period, scope, useLanguage.getState().language)
  return period.kind === 'Y' ? words : words.replace(/^\d{4}年/, '')
}

const digitsOf = (value: number | null | undefined) => (value === null || value === undefined || Number.isInteger(value) ? 0 : 1)

const Figure = ({ head, late, size }: { head: IndicatorHead; late: boolean; size: number }): ReactElement => {
  const value = head.figure?.value ?? null
  const text = value !== null && Number.isInteger(value) && head.unit === 'mm' ? figureText(value, 1) : figureText(value, digitsOf(value))
  return (
    <span
      key={text}
      className={`fig changed ${late ? 'stale' : head.severity ? head.severity.toLowerCase() : ''}`}
      style={{ fontSize: px(size) }}
    >
      {text}
    </span>
  )
}

const isAqi = (head: IndicatorHead) => head.indicator === 'aqi' || head.name === 'AQI'
const published = (head: IndicatorHead): boolean =>
  head.figure !== null && head.figure.period.kind !== 'LIVE' && head.figure.period.kind !== 'D'
const Unit = ({ head, size }: { head: IndicatorHead; size: number }): ReactElement => (
  <span className="s" style={{ fontSize: px(published(head) ? Math.min(size, 28) * 0.84 : size), marginLeft: px(8) }}>
    {isAqi(head) && head.figure?.value !== null && head.figure ? (
      <AqiChip level={aqiLevel(head.figure.value)} size={size * 0.75} />
    ) : (
      head.figure?.unit
    )}
    {published(head) && head.figure && <span className="q"> {thin(shortPeriod(head.figure))}</span>}
  </span>
)

function Row({
  row,
  picture,
  at,
  nowMs,
  cut,
}: {
  row: DomainRow
  picture: Picture
  at: Composition
  nowMs: number
  cut: boolean
}): ReactElement {
  const { head, domain } = row
  const wide = at.left.columns === 2
  const fresh = head ? freshOf(head, picture, nowMs, cut) : null
  const late = fresh?.late ?? false
  const sizes = wide
    ? { name: 36, metric: 24, figure: 112, unit: 36, ring: 28, state: 24 }
    : { name: 24, metric: 20, figure: 56, unit: 24, ring: 22, state: 20 }
  const label = head ? `${head.name} ${figureText(head.figure?.value)} ${head.figure?.unit ?? ''}` : t('domain.none')
  return (
    <li className="wall-domain" aria-label={`${t(`domain.${domain}`)}：${label}`} title={head?.why ?? undefined}>
      <div className="wall-domain-head" style={{ fontSize: px(sizes.state) }}>
        <span style={{ fontSize: px(sizes.name) }}>{t(`domain.${domain}`)}</span>
        <span className="s wall-metric" style={{ fontSize: px(sizes.metric) }}>
          {thin(head ? nameOf(head, picture) : '')}
        </span>
        <span className="grow" />
        {head ? <StateWord head={head} late={late} size={sizes.state} /> : <span className="s">{t('domain.none')}</span>}
        <FreshnessRing of={fresh ?? { fraction: 0, late: false, ageMs: null }} size={sizes.ring} />
      </div>
      <div className="wall-domain-figure">
        <span>
          {head ? (
            <Figure head={head} late={late} size={sizes.figure} />
          ) : (
            <span className="fig s" style={{ fontSize: px(sizes.figure) }}>
              —
            </span>
          )}
          {head && <Unit head={head} size={sizes.unit} />}
          {head?.inputs && head.inputs.fresh < head.inputs.total && (
            <span className="s" style={{ fontSize: px(20), marginLeft: px(10) }}>
              {t('domain.inputs', head.inputs)}
            </span>
          )}
        </span>
        {head &&
          head.spark.length > 1 &&
          (wide ? (
            <DayChart head={head} late={late} />
          ) : (
            <Spark
              points={head.spark}
              band={head.band}
              width={published(head) ? 80 : 112}
              height={46}
              level={late ? null : head.severity}
              late={late}
            />
          ))}
      </div>
    </li>
  )
}

/** Three screens have room for an axis: it says of when the last point is; the head does not say how far apart the others are. */
function DayChart({ head, late }: { head: IndicatorHead; late: boolean }): ReactElement {
  const live = head.figure?.period.kind === 'LIVE'
  return (
    <span className="wall-day-chart">
      <Spark points={head.spark} band={head.band} width={400} height={96} level={late ? null : head.severity} late={late} />
      <span className="wall-axis q" style={{ fontSize: px(20) }}>
        <span className="s">{head.figure && (live ? clockText(Date.parse(head.figure.asOf)) : shortPeriod(head.figure))}</span>
      </span>
    </span>
  )
}

/** The six domains, one figure each; what has no source says 未接入. */
export function Domains({ picture, area, at }: { picture: Picture; area: string; at: Composition }): ReactElement {
  const now = useNow(5000)
  const cut = use(Cut)
  const rows = domainRows(picture.indicator.values(), area)
  const { left } = at
  return (
    <nav
      aria-label={t('domains.region')}
      className="pane"
      style={{
        left: px(left.x),
        top: px(at.top),
        width: px(left.width),
        height: px(at.height - at.top - at.river),
        borderRight: at.kind === 'wide' ? 'none' : '1px solid var(--line)',
      }}
    >
      <ul
        className={left.columns === 2 ? 'wall-domains wall-domains-wide' : 'wall-domains'}
        style={{ marginLeft: px(left.text - left.x), width: px(left.textWidth) }}
      >
        {rows.map((row) => (
          <Row key={row.domain} row={row} picture={picture} at={at} nowMs={now} cut={cut} />
        ))}
      </ul>
    </nav>
  )
}
