import type { ReactElement } from 'react'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import { displayUnit } from '../../../shared/unit.ts'
import { type FleetPicture, liveFleet } from '../../live/fleet.ts'
import { ageText, figureText } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { thin } from '../../ui/thin-space.ts'
import type { Project } from '../../map/city-map.tsx'
import type { Need } from './needs.ts'

type Late = { lon: number; lat: number; words: string; at: number }
/** The sensor of a late source that spoke last: where it stands and what it said. */
function lastOf(fleet: FleetPicture, source: string): Late | null {
  let best = -1
  for (let slot = 0; slot < fleet.size; slot++)
    if (
      fleet.source[slot] === source &&
      Number.isFinite(fleet.value[slot] ?? NaN) &&
      (best < 0 || (fleet.observedAt[slot] ?? 0) > (fleet.observedAt[best] ?? 0))
    )
      best = slot
  if (best < 0) return null
  const type = SENSOR_TYPES.get(fleet.type[best] ?? '')
  const words = `${figureText(fleet.value[best], type?.decimals || 1)} ${displayUnit(fleet.unit[best] ?? '')}`
  return { lon: fleet.lon[best] ?? 0, lat: fleet.lat[best] ?? 0, words, at: fleet.observedAt[best] ?? 0 }
}

/** A source that has fallen silent, where it stands: its last value hatched, with its age. Its area makes no claim. */
export function LatePlaces({
  needs,
  project,
  scale,
  right,
}: {
  needs: readonly Need[]
  project: Project
  scale: number
  right: number
}): ReactElement {
  const now = useNow(60_000)
  return (
    <>
      {needs.flatMap((need) => {
        const late = need.source ? lastOf(liveFleet.fleet, need.source.id) : null
        if (!late) return []
        const [x, y] = project([late.lon, late.lat])
        const flip = x + 230 * scale > right
        return (
          <div key={need.key} className="late-place" style={{ left: x, top: y }}>
            <i className="late-square" />
            <div className={`stale late-box ${flip ? 'late-flip' : ''}`}>
              <div className="late-name">{need.place}</div>
              <div className="late-value">
                {late.words} <span>{thin(ageText(now - late.at))}</span>
              </div>
            </div>
          </div>
        )
      })}
    </>
  )
}
