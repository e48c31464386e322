import { dayOf, nowMs } from '../../ui/clock.ts'

const KEPT = 'tongguan.river-days'
const DAYS = 90
/** No river is drawn as if two hundred cases were nothing: the first quiet hour of a new wall would fill its bed. */
const LEAST = 200

type Days = Record<string, Record<string, number>>
const read = (): Days => {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Days
  } catch {
    return {}
  }
}

/** The most cases reported on one day in the last 90, as this screen has seen them: the count that fills the bed. */
export function mostOf(area: string, reported: number): number {
  const days = read()
  const { year, month, day } = dayOf(nowMs())
  const key = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const here = days[area] ?? {}
  if (reported > (here[key] ?? 0)) {
    const kept = Object.entries({ ...here, [key]: reported }).sort(([a], [b]) => b.localeCompare(a)).slice(0, DAYS) // prettier-ignore
    localStorage.setItem(KEPT, JSON.stringify({ ...days, [area]: Object.fromEntries(kept) }))
  }
  return Math.max(LEAST, reported, ...Object.values(here))
}
