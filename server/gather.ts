import { checkInstant, type ObservationRule, refuseRow } from '../shared/observation-row.ts'
import { FLAG } from '../shared/sensor.ts'
import type { Feed } from '../shared/source.ts'
import { createFeedHealth } from './feed-health.ts'
import { createFeedQueue, type FeedLimits, type Parcel, type Receipt, type Refused, type Waiting } from './feed-queue.ts'
import type { Fleet } from './fleet.ts'
import type { Happened, Hub } from './hub.ts'
import { columnsOf, createTally, letterOps, rawOf, type Staged } from './gather-rows.ts'
import { TAKEN } from './store/observations.ts'
import { op, type WriteOp } from './store/store.ts'
import type { WatchEngine } from './watch.ts'

/** Gather: what came while the last commits ran becomes the next batch, one transaction. Feeds are taken in rounds, each with its own bounded
 *  queue and rate, so that a flood on one delays no other by more than a commit or two. Producers are answered after the commit, row by row.
 *
 *    open(feed)            a bulkhead: `offer(parcel)` resolves a Receipt when everything is on disk, rejects when the store cannot take it;
 *                          `room()` rows that still fit (offering more is the door's mistake; it answers 429 or waits for `whenRoom`)
 *    feeds(now)            health of every feed
 *    idle()                resolves when nothing waits and nothing runs
 *
 *  Rows newer than what their datastream has are watched, and their alerts are part of the same write. The store alone says what is a
 *  duplicate (same instant, same value) or a conflict (same instant, other value). */
export type GatherOptions = {
  fleet: Fleet
  watch: Pick<WatchEngine, 'row' | 'flush' | 'late' | 'forget'>
  hub: Pick<Hub, 'record'>
  now(): number
  limits: FeedLimits
  /** Counts that the store remembers of this feed, by rule. */
  refusedBefore(feed: string): Record<string, number>
  /** Told of each row that is on disk now, in order. */
  onTaken?(ordinal: number, at: number, value: number): void
}
export type Gather = ReturnType<typeof createGather>
export type OpenFeed = ReturnType<Gather['open']>

// A batch commits within about 100 ms on a slow disk; a feed gets this much of one before the next feed's turn.
const BATCH_ROWS = 6_000
const SHARE_ROWS = 2_000
const IN_FLIGHT = 2
// What is averaged and not nought does not stand still so often in a row.
const STUCK_TIMES = 120

type Part = { feed: FeedState; parcel: Waiting; rows: Staged[] }
type FeedState = {
  id: string
  /** From 1; 0 in the column says that nothing came yet. */
  index: number
  queue: ReturnType<typeof createFeedQueue>
  health: ReturnType<typeof createFeedHealth>
  limits: FeedLimits
  tally: ReturnType<typeof createTally>
  roomers: (() => void)[]
  replay: boolean
  /** Refusals that leave no letter, by rule, not yet on disk. */
  uncounted: Map<string, number>
}

export function createGather(options: GatherOptions) {
  const { fleet, watch, now } = options
  const feeds = new Map<string, FeedState>()
  /** Those with something in their queue. */
  const active = new Set<FeedState>()
  const idlers: (() => void)[] = []
  let running = 0
  let turn = 0
  let timer: NodeJS.Timeout | null = null
  let scheduled = false

  function open(feed: { id: string; name: string; door: Feed['door']; limits?: Partial<FeedLimits> }) {
    let state = feeds.get(feed.id)
    if (!state) {
      const limits = { ...options.limits, ...feed.limits }
      const queue = createFeedQueue(limits, now)
      const health = createFeedHealth({
        id: feed.id,
        name: feed.name,
        door: feed.door,
        queue: queue.size,
        refusedBy: options.refusedBefore(feed.id),
      })
      state = {
        id: feed.id,
        index: feeds.size + 1,
        queue,
        health,
        limits,
        tally: createTally(feed.id),
        roomers: [],
        replay: false,
        uncounted: new Map(),
      }
      feeds.set(feed.id, state)
    }
    const own = state
    return {
      id: own.id,
      limits: own.limits,
      health: own.health,
      room: own.queue.room,
      /** Whether it is over its rate now: what may be lost is then counted and let go. */
      overRate: own.queue.overRate,
      /** Counts what leaves no letter (over the rate, empty cells); kept with the feed's next commit. */
      count(rule: ObservationRule, times = 1) {
        own.uncounted.set(rule, (own.uncounted.get(rule) ?? 0) + times)
        own.health.refuse(now(), rule, times)
        if (rule === 'O-rate') own.health.drop(times)
      },
      whenRoom: (): Promise<void> => (own.queue.room() > 0 ? Promise.resolve() : new Promise((resolve) => own.roomers.push(resolve))),
      offer: (parcel: Parcel): Promise<Receipt> =>
        new Promise((settle, fail) => {
          active.add(own)
          own.queue.push({ ...parcel, taken: 0, open: 0, receipt: { accepted: 0, duplicates: 0, refused: [] }, settle, fail })
          schedule()
        }),
    }
  }

  /** After everything that is already at the door in this turn of the loop. */
  function schedule() {
    if (scheduled || running >= IN_FLIGHT) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      step()
    })
  }
  function step() {
    while (running < IN_FLIGHT) {
      const parts = nextParts()
      if (parts.length === 0) break
      running++
      void commit(parts).finally(() => {
        running--
        schedule()
      })
    }
    const waits = [...active].map((feed) => feed.queue.waitMs())
    if (running === 0 && waits.length > 0 && timer === null)
      timer = setTimeout(() => ((timer = null), schedule()), Math.max(1, Math.min(...waits)))
    if (running === 0 && waits.length === 0) for (const idle of idlers.splice(0)) idle()
  }
  /** Rounds: each feed its share, beginning with another feed each time, until the batch is full or nobody has anything. */
  function nextParts(): { feed: FeedState; parcel: Waiting; from: number; to: number }[] {
    const order = [...active].filter((feed) => feed.queue.ready())
    const parts: { feed: FeedState; parcel: Waiting; from: number; to: number }[] = []
    let left = BATCH_ROWS
    turn++
    for (let i = 0; i < order.length && left > 0; i++) {
      const feed = order[(i + turn) % order.length] as FeedState
      for (const part of feed.queue.take(Math.min(SHARE_ROWS, left))) {
        parts.push({ feed, ...part })
        left -= Math.max(1, part.to - part.from)
      }
      if (feed.queue.size() === 0) active.delete(feed)
      for (const roomer of feed.roomers.splice(0)) roomer()
    }
    return parts
  }

  async function commit(taken: { feed: FeedState; parcel: Waiting; from: number; to: number }[]) {
    const at = now()
    const letters = new Map<string, Refused[]>()
    const events: Happened[] = []
    const parts = taken.map(({ feed, parcel, from, to }): Part => {
      const refused = letters.get(feed.id) ?? []
      letters.set(feed.id, refused)
      if (from === 0) refused.push(...parcel.refused)
      parcel.receipt.refused.push(...(from === 0 ? parcel.refused : []).map(({ row, rule, reason }) => ({ row, rule, reason })))
      return { feed, parcel, rows: stage(feed, parcel, from, to, at, refused, events) }
    })
    const staged = parts.flatMap((part) => part.rows)
    events.push(...watch.flush(at))
    for (const { feed, rows } of parts) feed.tally.add(rows, 0)
    for (const [id, refused] of letters) feeds.get(id)?.tally.add([], refused.length)
    const touched = [...new Set(parts.map((part) => part.feed))]
    const envelopes = touched.flatMap((feed) => [...feed.tally.envelope(at), ...countOps(feed)])
    try {
      const ops = [...(staged.length > 0 ? [op('observations.add', columnsOf(staged, at))] : []), ...letterOps(letters, at), ...envelopes]
      const recorded = ops.length + events.length > 0 ? await options.hub.record({ actor: 'engine', feed: 'gather', events, ops }) : null
      const outcomes = staged.length > 0 ? (recorded?.values[0] as Uint8Array) : new Uint8Array(0)
      const conflicts = settle(parts, outcomes, at, letters)
      if (conflicts.length > 0) await options.hub.record({ actor: 'engine', feed: 'gather', events: [], ops: conflicts })
      for (const { parcel } of parts) finish(parcel)
    } catch (error) {
      const ordinals = new Set(staged.map((row) => row.ordinal))
      for (const ordinal of ordinals) fleet.live.unstage(ordinal)
      if (ordinals.size > 0) watch.forget(ordinals)
      for (const { parcel } of parts) parcel.fail(error)
    }
  }
  function countOps(feed: FeedState): WriteOp[] {
    const ops = [...feed.uncounted].map(([rule, n]) => op('letters.count', feed.id, rule, n))
    feed.uncounted.clear()
    return ops
  }
  const finish = (parcel: Waiting) => {
    if (--parcel.open > 0 || parcel.taken < parcel.rows.length) return
    parcel.receipt.refused.sort((a, b) => a.row - b.row)
    parcel.settle(parcel.receipt)
  }

  /** Checks rows against what is known of their datastream; those that pass are staged, and watched when they are newest. */
  function stage(
    feed: FeedState,
    parcel: Waiting,
    from: number,
    to: number,
    at: number,
    refused: Refused[],
    events: Happened[],
  ): Part['rows'] {
    const rows: Part['rows'] = []
    const c = fleet.live.now()
    for (let index = from; index < to; index++) {
      const row = parcel.rows[index] as Parcel['rows'][number]
      const ordinal = fleet.ordinalOf(row.datastream)
      const refusal =
        ordinal === undefined ? refuseRow('O-unknown', row.datastream.slice(0, 64))
        : !parcel.mayWrite(ordinal) ? refuseRow('O-foreign', row.datastream)
        : row.value < (c.low[ordinal] as number) || row.value > (c.high[ordinal] as number) ? refuseRow('O-range', `${row.value}`)
        : checkInstant(row.at, at) // prettier-ignore
      if (refusal || ordinal === undefined) {
        const { rule, reason } = refusal ?? refuseRow('O-unknown')
        parcel.receipt.refused.push({ row: row.row, rule, reason })
        refused.push({ row: row.row, rule, reason, raw: rawOf(row) })
        continue
      }
      const newest = !(row.at <= (c.stagedAt[ordinal] as number))
      const replay = fleet.replays(fleet.at(ordinal).source)
      feed.replay ||= replay
      const overdue = !replay && at - row.at > 2000 * (c.periodS[ordinal] as number) + 60_000
      const strange = row.value < (c.flagLow[ordinal] as number) || row.value > (c.flagHigh[ordinal] as number)
      const stuck =
        newest &&
        row.value !== 0 &&
        c.moves[ordinal] === 1 &&
        row.value === c.stagedValue[ordinal] &&
        (c.same[ordinal] as number) + 1 >= STUCK_TIMES
      const flags =
        (stuck ? FLAG.STUCK : 0) | (strange ? FLAG.OUT_OF_RANGE : 0) | (replay ? FLAG.REPLAY : 0) | (newest && !overdue ? 0 : FLAG.LATE)
      rows.push({ index, ordinal, at: row.at, value: row.value, flags, late: !newest || overdue })
      if (newest) for (const event of watch.row({ ordinal, at: row.at, value: row.value }, at)) events.push(event)
    }
    return rows
  }

  /** After the commit: each row's outcome into its receipt, its feed's counts and, when newest, the fleet. Returns letters for conflicts. */
  function settle(parts: readonly Part[], outcomes: Uint8Array, at: number, letters: ReadonlyMap<string, readonly Refused[]>): WriteOp[] {
    const conflicts = new Map<string, Refused[]>()
    const c = fleet.live.now()
    let i = 0
    for (const { feed, parcel, rows } of parts) {
      const counts = { accepted: 0, duplicates: 0, late: 0, newestAt: null as number | null }
      for (const row of rows) {
        const outcome = outcomes[i++]
        if (outcome === TAKEN.DUPLICATE) counts.duplicates++
        else if (outcome === TAKEN.CONFLICT) {
          const source = parcel.rows[row.index] as Parcel['rows'][number]
          const { rule, reason } = refuseRow('O-conflict')
          parcel.receipt.refused.push({ row: source.row, rule, reason })
          conflicts.set(feed.id, [...(conflicts.get(feed.id) ?? []), { row: source.row, rule, reason, raw: rawOf(source) }])
        } else {
          counts.accepted++
          if (row.late) counts.late++
          if (row.late) watch.late(row)
          counts.newestAt = Math.max(counts.newestAt ?? -Infinity, row.at)
          options.onTaken?.(row.ordinal, row.at, row.value)
          if (fleet.apply({ ordinal: row.ordinal, observedAt: row.at, value: row.value, receivedAt: at, flags: row.flags }))
            c.feed[row.ordinal] = feed.index
        }
      }
      parcel.receipt.accepted += counts.accepted
      parcel.receipt.duplicates += counts.duplicates
      feed.health.took(at, counts)
    }
    for (const [id, refused] of [...letters, ...conflicts]) for (const { rule } of refused) feeds.get(id)?.health.refuse(at, rule)
    return letterOps(conflicts, at)
  }

  return {
    open,
    feeds(at: number): Feed[] {
      const quickest = fleet.quickestByFeed()
      return [...feeds.values()].map((feed) => feed.health.now(at, feed.limits.queue, feed.replay, quickest[feed.index] ?? Infinity))
    },
    idle: (): Promise<void> => {
      return running === 0 && active.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))
    },
    /** Stop: waits for what was taken, then writes the envelopes that a trickle still shares. */
    async close() {
      await this.idle()
      if (timer) clearTimeout(timer)
      const ops = [...feeds.values()].flatMap((feed) => [...feed.tally.envelope(now(), true), ...countOps(feed)])
      if (ops.length > 0) await options.hub.record({ actor: 'engine', feed: 'gather', events: [], ops }).catch(() => undefined)
    },
  }
}
