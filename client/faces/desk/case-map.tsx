import { type ReactElement, useMemo } from 'react'
import type { Key } from '../../../shared/entity.ts'
import type { Bbox } from '../../../shared/geo.ts'
import type { Severity } from '../../../shared/alert.ts'
import { useLive } from '../../live/store.ts'
import { CityMap, type Drawn } from '../../map/city-map.tsx'
import { useNow } from '../../ui/clock.ts'
import { LevelShape } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { select, useDesk } from './desk-store.ts'
import { t } from './messages-desk.ts'

type Pin = { key: Key; level: Severity; at: readonly [number, number]; name: string; unacked: boolean }
const CITY: Bbox = [113.05, 21.95, 113.72, 22.46]
const CLOSE_DEG = 0.03
const MOST_PINS = 400

/** Pins of the open cases and alerts, the worst last so that they lie on top. */
function usePins(): Pin[] {
  const incidents = useLive((s) => s.picture.incident)
  const alerts = useLive((s) => s.picture.alert)
  const slow = useNow(5_000)
  return useMemo(() => {
    const order: Severity[] = ['BLUE', 'YELLOW', 'ORANGE', 'RED']
    const pins: Pin[] = []
    for (const one of incidents.values())
      if (one.position && one.state !== 'SUSPENDED')
        pins.push({ key: `incident:${one.id}`, level: one.severity, at: one.position, name: one.title, unacked: false })
    for (const one of alerts.values())
      if (one.state === 'RAISED')
        pins.push({ key: `alert:${one.id}`, level: one.severity, at: one.position, name: one.name, unacked: true })
    return pins.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level)).slice(-MOST_PINS)
  }, [slow, alerts, incidents.size])
}

/** The map in step with the list (F): selection is shared both ways. */
export function CaseMap(): ReactElement {
  const selected = useDesk((s) => s.selected)
  const follow = useDesk((s) => s.follow)
  const pins = usePins()
  const chosen = pins.find((pin) => pin.key === selected)
  const bbox = useMemo<Bbox>(() => {
    if (!follow || !chosen) return CITY
    const [x, y] = chosen.at
    return [x - CLOSE_DEG, y - CLOSE_DEG, x + CLOSE_DEG, y + CLOSE_DEG]
  }, [follow, chosen?.key, chosen?.at[0], chosen?.at[1]])
  const ground = useLive((s) => s.picture.system.get('city')?.demo)
  return (
    <>
      <CityMap label={t('rail.cases')} bbox={bbox} padding={{ top: 56, right: 24, bottom: 56, left: 24 }} interactive flyMs={240}>
        {(drawn) => <Pins drawn={drawn} pins={pins} selected={selected} />}
      </CityMap>
      <button type="button" className="float btn" style={{ left: 12, top: 12 }} aria-pressed={follow} onClick={() => useDesk.setState({ follow: !follow })}>
        <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden><circle r="6" fill="none" stroke={follow ? 'var(--accent)' : 'var(--ink-3)'} strokeWidth="1.500" /><circle r="2" fill={follow ? 'var(--accent)' : 'none'} /></svg>
        {t('key.follow')} <span className="key">F</span>
      </button>
      {ground && <span className="small ink3" style={{ position: 'absolute', right: 12, bottom: 8 }}>演示底图</span>}
    </>
  ) // prettier-ignore
}

function Pins({ drawn, pins, selected }: { drawn: Drawn; pins: readonly Pin[]; selected: Key | null }): ReactElement {
  const placed = pins.map((pin) => ({ pin, xy: drawn.project(pin.at) }))
  const inside = placed.filter(({ xy: [x, y] }) => x > -10 && y > -10 && x < drawn.width + 10 && y < drawn.height + 10)
  const outside = placed.length - inside.length
  return (
    <>
      {inside.map(({ pin, xy: [x, y] }) => (
        <g key={pin.key} transform={`translate(${x} ${y})`} style={{ pointerEvents: 'auto', cursor: 'pointer' }} onClick={() => select(pin.key)}>
          <circle r={14} fill="transparent" />
          {pin.key === selected && <circle r={18} fill="none" stroke="var(--accent)" strokeWidth={2} />}
          <LevelShape level={pin.level} r={pin.key === selected ? 9 : 6.5} />
          {pin.unacked && <circle r={11} fill="none" stroke={pin.level === 'RED' ? 'var(--red)' : 'var(--ink-2)'} strokeWidth={1.25} />}
          {pin.key === selected && <text x={24} y={5} fontSize={14} fontWeight={560} fill="var(--ink)" stroke="var(--land-focus)" strokeWidth={4} paintOrder="stroke">{`${ui(`level.${pin.level}`)} ${pin.name}`.slice(0, 22)}</text>}
        </g>
      ))}
      {outside > 0 && <text x={14} y={drawn.height - 16} fontSize={12} fill="var(--ink-2)">{t('map.outside', { n: outside })}</text>}
    </>
  ) // prettier-ignore
}
