import { type ReactElement, useMemo, useSyncExternalStore } from 'react'
import type { IncidentState } from '../../../shared/incident.ts'
import { useLive } from '../../live/store.ts'
import { countText } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { LiveRing } from '../../ui/freshness-ring.tsx'
import { LoopRiver, type RiverHold, deskRiver } from '../../ui/loop-river.tsx'
import { type SavedView, queue, setView, useDesk } from './desk-store.ts'
import { t } from './messages-desk.ts'
import { organisationName } from './organisation.ts'

import { rememberView, savedViews } from './saved-views.ts'

const HELD: Record<RiverHold, readonly IncidentState[]> = {
  register: ['REPORTED', 'VERIFYING', 'PENDING_REGISTRATION'], dispatch: ['PENDING_DISPATCH', 'RETURNED', 'REWORK', 'REOPENED'], acknowledge: ['DISPATCHED'],
  handle: ['ACCEPTED', 'HANDLING'], inspect: ['HANDLED'], close: ['INSPECTING'],
} // prettier-ignore
const BUILT_IN = (): SavedView[] => [
  { id: 'all', name: t('view.all') }, { id: 'near', name: t('view.near'), light: 'YELLOW' }, { id: 'over', name: t('view.over'), light: 'RED' },
  { id: 'returned', name: t('view.returned'), states: ['RETURNED', 'REWORK'] }, { id: 'inspect', name: t('view.inspect'), states: ['HANDLED'] },
] // prettier-ignore

/** The city in one line, the river, and the saved views. */
export function QueueHead(): ReactElement {
  const system = useLive((s) => s.picture.system.get('city'))
  const area = useLive((s) => s.picture.area.get(system?.city ?? '') ?? s.picture.area.values().next().value)
  const rate = area && area.onTimeClosure.due > 0 ? (area.onTimeClosure.onTime / area.onTimeClosure.due) * 100 : null
  const pick = (hold: RiverHold, add: boolean) => {
    const now = useDesk.getState().view
    setView({ id: `river-${hold}`, name: '', states: [...(add ? (now.states ?? []) : []), ...HELD[hold]] })
  }
  return (
    <>
      <div className="queue-head">
        <div className="line" style={{ gap: 14 }}>
          <span className="mid" style={{ fontWeight: 450 }}>{t('queue.open')} <b className="fig">{countText(area?.open)}</b></span>
          <span className="small ink2">{t('queue.near')} <b className="fig" style={{ color: 'var(--ink)' }}>{countText(area?.nearlyDue)}</b></span>
          <span className="small ink2">{t('queue.over')} <b className="fig red">{countText(area?.overdue)}</b></span>
          <span className="small ink2">{t('queue.rate')} <b className="fig" style={{ color: 'var(--ink)' }}>{rate === null ? '—' : `${rate.toFixed(1)} %`}</b></span>
          <span className="push" />
          {area && <LiveRing at={area.at} periodS={60} size={12} />}
        </div>
        <div style={{ height: 74, marginTop: 6 }}>{area && <LoopRiver area={area} look={deskRiver(Math.max(1, area.river.reported))} width={492} height={74} onPick={pick} />}</div>
      </div>
      <Views />
    </>
  ) // prettier-ignore
}

function Views(): ReactElement {
  const view = useDesk((s) => s.view)
  const filtering = useDesk((s) => s.filtering)
  const version = useSyncExternalStore(queue.subscribe, queue.version)
  const now = useNow(5_000)
  const incidents = useLive((s) => s.picture.incident)
  const counts = useMemo(() => countViews(incidents.values(), now), [now, version === 0]) // counted every five seconds, not at every delta
  const views = [...BUILT_IN(), ...savedViews()]
  return (
    <>
      <div className="queue-views">
        <div className="queue-tabs" role="tablist">
          {views.map((one) => (
            <button key={one.id} type="button" role="tab" aria-selected={view.id === one.id} onClick={() => setView(one)}>
              {one.name} <span className="ink3">{counts[one.id] ?? ''}</span>
            </button>
          ))}
        </div>
        {view.id !== 'all' && !views.some((one) => one.id === view.id) && (
          <button type="button" title={t('view.save')} aria-label={t('view.save')} onClick={() => { const name = prompt(t('view.save')); if (name) setView(rememberView({ ...view, name })) }}>+</button>
        )}
        <span className="push" />
        <button type="button" aria-expanded={filtering} onClick={() => useDesk.setState({ filtering: !filtering })}>{t('key.filter')} <span className="key">/</span></button>
      </div>
      {filtering && <FilterBar view={view} />}
    </>
  ) // prettier-ignore
}

function FilterBar({ view }: { view: SavedView }): ReactElement {
  const areas = useLive((s) => s.picture.area)
  return (
    <div className="queue-filter">
      <input autoFocus maxLength={64} placeholder={t('filter.text')} aria-label={t('filter.text')} defaultValue={view.text ?? ''} onChange={(event) => setView({ ...view, id: 'filter', name: '', text: event.target.value })} onKeyDown={(event) => { if (event.key === 'Escape') { setView({ id: 'all', name: '' }); useDesk.setState({ filtering: false }) } }} />
      <select aria-label={t('filter.area')} defaultValue={view.area ?? ''} onChange={(event) => { const { area: _, ...rest } = view; setView({ ...rest, id: 'filter', name: '', ...(event.target.value ? { area: event.target.value } : {}) }) }} style={{ width: 160 }}>
        <option value="">{t('filter.area')}</option>
        {[...areas.keys()].map((id) => <AreaOption key={id} id={id} />)}
      </select>
    </div>
  ) // prettier-ignore
}
const AreaOption = ({ id }: { id: string }): ReactElement => <option value={id}>{organisationName(id)}</option>

function countViews(
  incidents: Iterable<{ state: IncidentState; redAt: string | null; yellowAt: string | null }>,
  now: number,
): Record<string, number> {
  const counts: Record<string, number> = { all: 0, near: 0, over: 0, returned: 0, inspect: 0 }
  for (const { state, redAt, yellowAt } of incidents) {
    counts['all']!++
    if (state === 'RETURNED' || state === 'REWORK') counts['returned']!++
    if (state === 'HANDLED') counts['inspect']!++
    if (redAt === null) continue
    if (Date.parse(redAt) < now) counts['over']!++
    else if (yellowAt !== null && Date.parse(yellowAt) <= now) counts['near']!++
  }
  return counts
}
