import type { Rule } from '../shared/alert.ts'
import type { AlarmLoad } from '../shared/entity.ts'

const WINDOW_MS = 10 * 60_000
const TOP_RULES = 5
export type Seat = { id: string; name: string; person: string | null }

/** Alerts that asked for a person in the last ten minutes (raised, worse, woken; a recording's do not count), over the seats on duty: marks
 *  at 1 acceptable, 2 manageable, 10 flood. Seats share one queue, so each has the same share. */
export function createAlarmLoad(seatsAt: (now: number) => readonly Seat[], ruleOf: (id: string) => Rule | undefined) {
  let asked: { at: number; rule: string }[] = []
  return {
    asked: (rule: string, at: number) => void asked.push({ rule, at }),
    now(now: number): AlarmLoad {
      asked = asked.filter(({ at }) => now - at < WINDOW_MS)
      const seats = seatsAt(now)
      const share = asked.length / Math.max(1, seats.length)
      const counts = new Map<string, number>()
      for (const { rule } of asked) counts.set(rule, (counts.get(rule) ?? 0) + 1)
      const top = [...counts].sort(([, a], [, b]) => b - a).slice(0, TOP_RULES)
      return {
        kind: 'load', id: 'city',
        seats: seats.map((seat) => ({ ...seat, alerts: Math.round(share) })),
        perSeat: Math.round(share * 10) / 10,
        topRules: top.map(([rule, count]) => ({ rule, name: ruleOf(rule)?.name ?? rule, count })),
        at: new Date(now).toISOString(),
      } // prettier-ignore
    },
  }
}
