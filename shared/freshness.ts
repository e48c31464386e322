/** How old a value is, and whether it may still be called fresh. Instants in ms since 1970, periods in seconds.
 *
 *  A datastream keeps its contract when a newer row has *arrived* within its period, and that row was *observed* no longer than two
 *  periods ago: an hourly station that publishes half an hour after the hour is fresh, a backlog of old rows is not. A source that
 *  replays a recording is judged by its own clock, the newest observedAt it has sent. */
// Late shows on every screen within period + 1 s: this grace, a sweep of 250 ms and a tick of 250 ms.
export const LATE_GRACE_MS = 500

export type Known = { observedAt: number; receivedAt: number }

/** Whether a datastream is late at `now`. `replayClock` is the newest observedAt of its source when it replays, else null. */
export function isLate(known: Known, periodS: number, now: number, replayClock: number | null): boolean {
  const period = periodS * 1000
  if (replayClock !== null) return replayClock - known.observedAt > period + LATE_GRACE_MS
  return now - known.receivedAt > period + LATE_GRACE_MS || now - known.observedAt > 2 * period + LATE_GRACE_MS
}

/** A value made of inputs: as old as its oldest needed input, fresh only when each of them is. */
export type Freshness = { fresh: number; total: number; oldestAt: number | null; complete: boolean }

/** `at` null: that input never came. An optional input counts, but does not make the value older. */
export function freshnessOf(inputs: readonly { at: number | null; late: boolean; needed?: boolean }[]): Freshness {
  let fresh = 0
  let oldestAt: number | null = Infinity
  let complete = true
  for (const { at, late, needed = true } of inputs) {
    if (at !== null && !late) fresh++
    if (!needed) continue
    if (at === null) oldestAt = null
    else if (oldestAt !== null) oldestAt = Math.min(oldestAt, at)
    complete &&= at !== null && !late
  }
  return { fresh, total: inputs.length, oldestAt: oldestAt === Infinity ? null : oldestAt, complete: complete && inputs.length > 0 }
}

/** The words beside a number that is not complete: 47 of 50 fresh. */
export const freshWords = ({ fresh, total }: { fresh: number; total: number }) => ({
  zh: `${total} 个中 ${fresh} 个新鲜`,
  en: `${fresh} of ${total} fresh`,
})

/** A source against its update contract: late past its period, silent past three of them (and a minute), `event` never late. */
export function sourceState(update: { periodS: number } | 'event', receivedAt: number | null, now: number, replay: boolean): 'fresh' | 'late' | 'silent' | 'not-connected' {
  if (receivedAt === null) return 'not-connected'
  if (update === 'event' || replay) return 'fresh'
  const age = now - receivedAt
  if (age <= update.periodS * 1000 + LATE_GRACE_MS) return 'fresh'
  return age > Math.max(3 * update.periodS * 1000, 60_000) ? 'silent' : 'late'
} // prettier-ignore
