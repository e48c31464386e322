import type { Feed } from '../shared/source.ts'

const RATE_S = 10
/** A feed is called late when nothing came for its quickest datastream's period and a second. */
const LATE_GRACE_MS = 1000

/** Counts of one feed; `refusedBy` begins with what the store remembers, because it counts for ever. */
export function createFeedHealth(options: {
  id: string
  name: string
  door: Feed['door']
  queue(): number
  refusedBy: Record<string, number>
}) {
  const refusedBy = { ...options.refusedBy }
  const seconds = new Map<number, number>()
  const total = { accepted: 0, duplicates: 0, late: 0, dropped: 0 }
  let refused = Object.values(refusedBy).reduce((sum, n) => sum + n, 0)
  let lagS: number | null = null
  let lastSeenAt: number | null = null
  let error: string | null = null
  let recent: { at: number; accepted: number; refused: number }[] = []

  return {
    took(now: number, counts: { accepted: number; duplicates: number; late: number; newestAt: number | null }) {
      total.accepted += counts.accepted
      total.duplicates += counts.duplicates
      total.late += counts.late
      const second = Math.floor(now / 1000)
      seconds.set(second, (seconds.get(second) ?? 0) + counts.accepted)
      recent.push({ at: now, accepted: counts.accepted + counts.duplicates, refused: 0 })
      lastSeenAt = now
      if (counts.newestAt !== null) lagS = Math.round((now - counts.newestAt) / 100) / 10
    },
    refuse(now: number, rule: string, times = 1) {
      recent.push({ at: now, accepted: 0, refused: times })
      refusedBy[rule] = (refusedBy[rule] ?? 0) + times
      refused += times
    },
    drop: (times = 1) => void (total.dropped += times),
    saw: (now: number) => void (lastSeenAt = now),
    /** A word of the door itself: it cannot reach its address, its key was refused. */
    fail: (message: string | null) => void (error = message),
    accepted: () => total.accepted,
    /** `limit`: rows its queue may hold; `quickestS`: shortest period of the datastreams whose newest row came by this feed. */
    now(now: number, limit: number, replay: boolean, quickestS: number): Feed {
      const second = Math.floor(now / 1000)
      for (const at of seconds.keys()) if (at < second - RATE_S) seconds.delete(at)
      recent = recent.filter(({ at }) => now - at < 60_000)
      const sum = recent.reduce((s, r) => ({ accepted: s.accepted + r.accepted, refused: s.refused + r.refused }), {
        accepted: 0,
        refused: 0,
      })
      let rows = 0
      for (let at = second - RATE_S; at < second; at++) rows += seconds.get(at) ?? 0
      const late = !replay && lastSeenAt !== null && now - lastSeenAt > quickestS * 1000 + LATE_GRACE_MS
      const state =
        error !== null
          ? 'down'
          : options.queue() > limit / 2
            ? 'overloaded'
            : sum.refused > sum.accepted
              ? 'refusing'
              : late
                ? 'late'
                : 'ok'
      return {
        kind: 'feed', id: options.id, name: options.name, door: options.door, state, rate: Math.round((rows / RATE_S) * 10) / 10, lagS: replay ? null : lagS,
        queue: options.queue(), ...total, refused, refusedBy: { ...refusedBy }, lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(), error,
      } // prettier-ignore
    },
  }
}
export type FeedHealth = ReturnType<typeof createFeedHealth>
