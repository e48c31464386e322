import { type ReactElement, use, useEffect, useState } from 'react'
import { MinuteChart, type Moment } from '../../chart/minute-chart.tsx'
import { api } from '../../live/api.ts'
import { liveFleet } from '../../live/fleet.ts'
import { figureText, freshnessOf } from '../../ui/age.ts'
import { dayOf, nowMs, useNow } from '../../ui/clock.ts'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { t } from '../../ui/messages-wall.ts'
import { type CallOutBox } from './call-out.tsx'
import { px } from './composition.ts'
import { Cut } from './domains.tsx'

const HOUR = 3_600_000
type Points = { points: { at: string; value: number | null }[] }

/** The first tide gauge of the lens; null when the city has none. */
const gauge = (): number => {
  const { fleet } = liveFleet
  for (let slot = 0; slot < fleet.size; slot++) if (fleet.type[slot] === 'tideLevel') return slot
  return -1
}

/** When nothing needs a person: the sea. Only what was measured, no forecast that nobody gave us. */
export function TidePanel({ box }: { box: CallOutBox }): ReactElement | null {
  const now = useNow(60_000)
  const cut = use(Cut)
  const [rows, setRows] = useState<Moment[]>([])
  const slot = gauge()
  const { fleet } = liveFleet
  const id = slot < 0 ? null : (fleet.id[slot] ?? null)
  useEffect(() => {
    if (id === null) return
    const ask = () => {
      const query = new URLSearchParams({
        from: new Date(nowMs() - 24 * HOUR).toISOString(),
        to: new Date(nowMs()).toISOString(),
        points: '200',
      })
      api<Points>(`/api/datastreams/${encodeURIComponent(id)}/observations?${query.toString()}`, { headers: { 'x-face': 'wall' } }).then(
        ({ points }) => setRows(points.flatMap((p) => (p.value === null ? [] : [{ at: Date.parse(p.at), value: p.value }]))),
        () => undefined,
      )
    }
    ask()
    const timer = setInterval(ask, 600_000)
    return () => clearInterval(timer)
  }, [id])
  if (slot < 0) return null
  const value = fleet.value[slot] ?? NaN
  const found = freshnessOf(fleet.observedAt[slot] ?? null, fleet.periodS[slot] ?? null, now)
  const fresh = cut ? { ...found, late: true } : found
  const before = rows.findLast((row) => row.at < now - HOUR / 2)
  const up = before !== undefined && value > before.value
  const dawn = now - (now % (24 * HOUR)) - 8 * HOUR
  const start = dayOf(dawn).day === dayOf(now).day ? dawn : dawn + 24 * HOUR
  const today = rows.filter((row) => row.at >= start)
  return (
    <section
      aria-label={fleet.name[slot]}
      className="call-out call-tide"
      style={{ left: px(box.x), top: px(box.y), width: px(box.width), height: px(box.height), borderLeftColor: 'var(--line-strong)' }}
    >
      <div className="row">
        <h2 style={{ fontSize: px(24) }}>{fleet.name[slot]}</h2>
        <span className="grow" />
        <FreshnessRing of={fresh} size={22} />
      </div>
      <div className="row">
        <span className={`fig ${fresh.late ? 'stale' : ''}`} style={{ fontSize: px(56) }}>
          {figureText(value, 2)}
        </span>
        <span className="s" style={{ fontSize: px(24) }}>
          {fleet.unit[slot]}
        </span>
        {before && (
          <svg className="sign" style={{ width: px(22), height: px(34) }} viewBox="0 0 22 34" aria-hidden>
            <path
              d="M11 33V3M3 12L11 3L19 12"
              fill="none"
              stroke="var(--ink-2)"
              strokeWidth={3}
              transform={up ? undefined : 'rotate(180 11 17)'}
            />
          </svg>
        )}
      </div>
      {today.length > 1 && (
        <MinuteChart
          label={t('tide.today', { type: fleet.name[slot] ?? '' })}
          unit={fleet.unit[slot] ?? ''}
          rows={today}
          fromMs={start}
          nowMs={now}
          limits={[]}
          ahead={null}
          level={null}
          width={box.width - 50}
          height={132}
        />
      )}
    </section>
  )
}
