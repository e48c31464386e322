import type { ObservationRow } from '../shared/observation-row.ts'

/** What a producer brought: rows that were read, and beside them what could not be. `settle` is called once, when the last of it is on disk,
 *  or when the store could not take it. */
export type Refused = { row: number; rule: string; reason: string; raw: string }
export type Receipt = { accepted: number; duplicates: number; refused: { row: number; rule: string; reason: string }[] }
export type Parcel = {
  rows: readonly (ObservationRow & { row: number })[]
  refused: readonly Refused[]
  mayWrite(ordinal: number): boolean
}
export type Waiting = Parcel & { taken: number; open: number; receipt: Receipt; settle(receipt: Receipt): void; fail(error: unknown): void }
export type FeedLimits = { ratePerS: number; queue: number }

/** One feed's bulkhead: its own bounded queue and its own allowance of rows a second, refilled by time; nothing of it is shared. */
export function createFeedQueue(limits: FeedLimits, now: () => number) {
  const waiting: Waiting[] = []
  let size = 0
  let allowance = limits.ratePerS
  let refilledAt = now()

  function refill() {
    const at = now()
    allowance = Math.min(limits.ratePerS, allowance + ((at - refilledAt) / 1000) * limits.ratePerS)
    refilledAt = at
  }
  return {
    size: () => size,
    room: () => limits.queue - size,
    /** A parcel is weighed by its rows; one without rows still costs its letters. */
    push(parcel: Waiting) {
      waiting.push(parcel)
      size += Math.max(1, parcel.rows.length)
    },
    /** Whether something may be taken now. */
    ready(): boolean {
      refill()
      return waiting.length > 0 && allowance >= 1
    },
    /** Whether one more row would be more than the rate allows. */
    overRate: () => (refill(), size >= Math.floor(allowance)),
    /** Milliseconds until `ready`, when only the rate holds it back. */
    waitMs: () => (waiting.length === 0 || allowance >= 1 ? 0 : Math.ceil(((1 - allowance) / limits.ratePerS) * 1000)),
    /** Takes at most `most` rows, in order; a large parcel in parts. */
    take(most: number): { parcel: Waiting; from: number; to: number }[] {
      refill()
      const parts: { parcel: Waiting; from: number; to: number }[] = []
      let left = Math.floor(Math.min(most, allowance))
      while (left > 0 && waiting.length > 0) {
        const parcel = waiting[0] as Waiting
        const from = parcel.taken
        const to = Math.min(parcel.rows.length, from + left)
        parcel.taken = to
        parcel.open++
        const cost = Math.max(1, to - from)
        left -= cost
        allowance -= cost
        size -= cost
        parts.push({ parcel, from, to })
        if (to < parcel.rows.length) break
        waiting.shift()
      }
      return parts
    },
  }
}
export type FeedQueue = ReturnType<typeof createFeedQueue>
