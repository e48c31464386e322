import { type ReactElement, use } from 'react'
import type { Rule } from '../../../shared/alert.ts'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import { displayUnit } from '../../../shared/unit.ts'
import { MinuteChart } from '../../chart/minute-chart.tsx'
import { liveFleet } from '../../live/fleet.ts'
import type { Recent } from '../../sensor/recent.ts'
import { figureText, freshnessOf, spanOf, unitText } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { t } from '../../ui/messages-wall.ts'
import { ReceiptLadder } from '../../ui/receipt-ladder.tsx'
import { px } from './composition.ts'
import { Cut } from './domains.tsx'
import { limitsOf, nextLimit } from './limits.ts'
import type { Need } from './needs.ts'
import { rungsOf } from './rungs.ts'

const TEN_MIN = 600_000
const signed = (v: number) => (v > 0 ? '+' : v < 0 ? '−' : '±') + figureText(Math.abs(v), 1)
export type CallOutBox = { x: number; y: number; width: number; height: number; wide: boolean }

/** The value as it is now, its direction and rate; hatched when its sensor is late. */
function useReading(need: Need, recent: Recent) {
  const now = useNow(5000)
  const cut = use(Cut)
  const { alert } = need
  if (!alert) return null
  const type = SENSOR_TYPES.get(alert.type)
  if (!type || type.unit.startsWith('{')) return null
  const slot = liveFleet.fleet.slotOf.get(alert.datastream)
  const last = recent.rows(alert.datastream).at(-1)
  const value = last?.value ?? alert.value
  const fresh = freshnessOf(
    last?.at ?? Date.parse(alert.observedAt),
    slot === undefined ? null : (liveFleet.fleet.periodS[slot] ?? null),
    now,
  )
  const change = recent.change(alert.datastream, TEN_MIN)
  const digits = value !== null && !Number.isInteger(value) ? 1 : type.decimals
  return { value, unit: displayUnit(alert.unit), digits, change, fresh: cut ? { ...fresh, late: true } : fresh, now, name: alert.name }
}

const Arrow = ({ up, hue }: { up: boolean; hue: string }): ReactElement => (
  <svg className="sign" style={{ width: px(36), height: px(72) }} viewBox="0 0 36 72" aria-hidden>
    <path d="M18 70V4M4 19L18 4L32 19" fill="none" stroke={hue} strokeWidth={5} transform={up ? undefined : 'rotate(180 18 36)'} />
  </svg>
)

function Head({ need, line }: { need: Need; line: string }): ReactElement {
  return (
    <>
      <h2 className="call-title">{need.place}</h2>
      <p className="call-line s">{line}</p>
    </>
  )
}

/** A focus without a sensor: its clock is the figure. */
function ClockFigure({ need }: { need: Need }): ReactElement | null {
  const now = useNow(1000)
  if (!need.clock) return null
  const { n, unit } = spanOf(need.clock.forward ? now - need.clock.sinceMs : need.clock.sinceMs - now)
  return (
    <div className="call-figure">
      <span className={`fig ${need.level.toLowerCase()}`} style={{ fontSize: px(112), lineHeight: px(104) }}>
        {n}
      </span>
      <span className="s call-unit">{`${unitText(unit)} · ${need.clock.word}`}</span>
    </div>
  )
}

/** The one focus: what it is, how fast it changes, when it reaches its next line, the last hour, and who has answered. */
export function CallOut({
  need,
  recent,
  rules,
  box,
}: {
  need: Need
  recent: Recent
  rules: readonly Rule[]
  box: CallOutBox
}): ReactElement {
  const reading = useReading(need, recent)
  const { incident, alert } = need
  const now = useNow(60_000)
  const inner = box.width - 50
  const limits = limitsOf(alert ? rules.find((rule) => rule.id === alert.rule) : undefined)
  const ahead =
    reading && !reading.fresh.late && reading.value !== null && reading.change !== null
      ? nextLimit(limits, reading.value, reading.change / 10)
      : null
  const rate =
    reading && !reading.fresh.late && reading.change !== null
      ? t('focus.rate', { change: signed(reading.change), unit: ` ${reading.unit}` })
      : null
  const due = incident?.due
    ? t('focus.due', { time: clockText(Date.parse(incident.due)) })
    : incident
      ? null
      : need.unacknowledged
        ? t('focus.unconfirmed')
        : t('focus.noCase')
  const level = need.level === 'LATE' ? null : need.level
  const rows = alert ? recent.rows(alert.datastream).filter((row) => row.at >= now - 3_600_000) : []
  const chart = reading && rows.length > 1 && alert && (
    <MinuteChart
      label={t('focus.chart', { name: need.place })}
      unit={reading.unit}
      rows={rows}
      fromMs={now - 3_600_000}
      nowMs={Math.max(now, rows.at(-1)?.at ?? now)}
      limits={limits.map((limit) => ({ ...limit, word: ui(`level.${limit.severity}`) }))}
      ahead={ahead && ahead.minutes <= 60 ? ahead : null}
      level={level}
      width={box.wide ? Math.min(330, inner - 340) : inner}
      height={box.wide ? 284 : 160}
    />
  )
  const words = (
    <div>
      <Head need={need} line={[rate, due].filter(Boolean).join(' · ') || need.what} />
      {reading ? (
        <div className="call-figure">
          <span
            key={reading.value}
            className={`fig changed ${reading.fresh.late ? 'stale' : need.level.toLowerCase()}`}
            style={{ fontSize: px(112), lineHeight: px(104) }}
          >
            {figureText(reading.value, reading.digits)}
          </span>
          <span className="s call-unit">{reading.unit}</span>
          {reading.change !== null && Math.abs(reading.change) >= 0.2 && !reading.fresh.late && (
            <Arrow up={reading.change > 0} hue={level ? `var(--${level.toLowerCase()})` : 'var(--ink-2)'} />
          )}
          <span className="grow" />
          <FreshnessRing of={reading.fresh} size={26} />
        </div>
      ) : (
        <ClockFigure need={need} />
      )}
      <p className="call-eta">
        {ahead && ahead.minutes <= 60 && reading
          ? t('focus.eta', { n: ahead.minutes, value: ahead.value, unit: ` ${reading.unit}` })
          : reading
            ? need.who
            : need.what}
      </p>
    </div>
  )
  return (
    <section
      key={need.key}
      aria-label={t('focus.region')}
      className={`call-out ${box.wide ? 'call-wide' : ''}`}
      style={{
        left: px(box.x),
        top: px(box.y),
        width: px(box.width),
        height: px(box.height),
        borderLeftColor: level ? `var(--${level.toLowerCase()})` : 'var(--line-strong)',
      }}
    >
      <div className="call-main">
        {words}
        {chart}
      </div>
      {incident ? <ReceiptLadder rungs={rungsOf(incident, now)} width={inner} /> : !reading && <p className="s call-eta">{need.who}</p>}
    </section>
  )
}
