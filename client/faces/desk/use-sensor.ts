import { useEffect, useState } from 'react'
import { liveFleet } from '../../live/fleet.ts'

export type SensorNow = { value: number; observedAt: number; unit: string; periodS: number; name: string; source: string; state: number }
const read = (id: string): SensorNow | null => {
  const { fleet } = liveFleet
  const slot = fleet.slotOf.get(id)
  if (slot === undefined || fleet.observedAt[slot] === 0) return null
  return {
    value: fleet.value[slot]!,
    observedAt: fleet.observedAt[slot]!,
    unit: fleet.unit[slot]!,
    periodS: fleet.periodS[slot]!,
    name: fleet.name[slot]!,
    source: fleet.source[slot]!,
    state: fleet.state[slot]!,
  }
}

/** The newest value of one sensor, from the frames; drawn again only when it changed. */
export function useSensor(id: string | null): SensorNow | null {
  const [now, setNow] = useState<SensorNow | null>(() => (id === null ? null : read(id)))
  useEffect(() => {
    if (id === null) return setNow(null)
    setNow(read(id))
    return liveFleet.subscribe((change, fleet) => {
      const slot = fleet.slotOf.get(id)
      if (slot === undefined || (change.kind === 'values' && !change.slots.includes(slot))) return
      setNow(read(id))
    })
  }, [id])
  return now
}
