import { type ReactElement, use } from 'react'
import type { AreaSummary } from '../../../shared/entity.ts'
import { countText, freshnessOf } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { LevelShape, signSize } from '../../ui/level-mark.tsx'
import { LoopRiver, type RiverLook } from '../../ui/loop-river.tsx'
import { t } from '../../ui/messages-wall.ts'
import { casesALine } from '../../ui/river.ts'
import { type Composition, gatesBetween, px } from './composition.ts'
import { Cut } from './domains.tsx'
import { mostOf } from './river-scale.ts'

/** The river's place in the band: thickness is count × k, k fixed by the largest day, so that a quiet morning is a thin river. */
export function wallRiver(at: Composition, most: number): RiverLook {
  const wide = at.kind !== 'one'
  const x0 = wide ? 520 : 424
  const x1 = at.width - (wide ? 64 : 32)
  const { gates, ends } = gatesBetween(x0, x1, at.seams, wide ? 300 : 150)
  const thick = wide ? 104 : 72
  const y = wide ? 76 : 64
  return {
    x0, x1, gates, ends, y, bed: y + thick + (wide ? 14 : 22), perCase: thick / most, lead: 14, curve: wide ? 130 : 84,
    figure: wide ? 56 : 36, name: wide ? 36 : 24, note: wide ? 24 : 20, grain: wide ? 8 : 6.5, heapWide: wide ? 6 : 5, first: 0, returns: wide ? 380 : 172,
  } // prettier-ignore
}

/** Before the first count has come: the gates stand, every figure is a dash. */
const NOTHING: AreaSummary = {
  kind: 'area', id: '', at: '1970-01-01T00:00:00Z', open: 0, nearlyDue: 0, overdue: 0, onTimeClosure: { due: 0, closed: 0, onTime: 0 }, sensors: { fresh: 0, total: 0 }, sources: { fresh: 0, total: 0 },
  river: { reported: 0, registered: 0, dispatched: 0, acknowledged: 0, handled: 0, inspected: 0, closed: 0, rejected: 0, rework: 0 },
  held: { register: 0, dispatch: 0, acknowledge: 0, handle: 0, inspect: 0, close: 0 }, heldOverdue: { register: 0, dispatch: 0, acknowledge: 0, handle: 0, inspect: 0, close: 0 },
} // prettier-ignore

function Summary({ area, at, each }: { area: AreaSummary | undefined; at: Composition; each: number }): ReactElement {
  const now = useNow(5000)
  const cut = use(Cut)
  const found = freshnessOf(area ? Date.parse(area.at) : null, null, now)
  const fresh = cut ? { ...found, late: true } : found
  const wide = at.kind !== 'one'
  return (
    <div
      className={`abs river-summary ${wide ? 'river-summary-wide' : ''}`}
      style={{ left: px(at.left.text), width: px(wide ? 400 : 344) }}
    >
      <div className="row">
        <h2 style={{ fontSize: px(wide ? 36 : 24) }}>{t('river.region')}</h2>
        <span className="q" style={{ fontSize: px(wide ? 24 : 20) }}>
          {t('river.each', { n: each })}
        </span>
        <span className="grow" />
        <FreshnessRing of={fresh} size={22} />
      </div>
      <div className="row river-open">
        <span key={area?.open} className={`fig changed ${fresh.late && area ? 'stale' : ''}`} style={{ fontSize: px(wide ? 112 : 56) }}>
          {area ? countText(area.open) : '—'}
        </span>
        <span className="s" style={{ fontSize: px(wide ? 36 : 24) }}>
          {t('river.open')}
        </span>
      </div>
      <div className="row river-lights">
        <span>
          <span className="s">{t('river.due')}</span> <b className="fig">{area ? countText(area.nearlyDue) : '—'}</b>
        </span>
        <span className="level-mark">
          {area !== undefined && area.overdue > 0 && (
            <svg className="sign" style={signSize(wide ? 18 : 14)} viewBox="-7 -7 14 14" aria-hidden>
              <LevelShape level="RED" r={7} />
            </svg>
          )}
          <span className="s">{t('river.over')}</span>{' '}
          <b className={`fig ${area && area.overdue > 0 ? 'red' : ''}`}>{area ? countText(area.overdue) : '—'}</b>
        </span>
      </div>
    </div>
  )
}

/** 今日闭环: how many are open, and the river of today's cases through the seven stages. */
export function RiverBand({ area, at }: { area: AreaSummary | undefined; at: Composition }): ReactElement {
  const most = mostOf(area?.id ?? '', area?.river.reported ?? 0)
  const look = wallRiver(at, most)
  const closure = area?.onTimeClosure
  return (
    <section
      aria-label={t('river.region')}
      className="pane wall-river"
      style={{ left: 0, top: px(at.height - at.river), width: px(at.width), height: px(at.river) }}
    >
      <Summary area={area} at={at} each={casesALine(look.perCase)} />
      <LoopRiver
        area={area ?? NOTHING}
        look={look}
        width={at.width}
        height={at.river}
        rate={closure && closure.due > 0 ? (closure.onTime / closure.due) * 100 : null}
      />
    </section>
  )
}
