import type { Refused } from './feed-queue.ts'
import { newId } from './id.ts'
import type { Letter } from './store/letters.ts'
import type { ObservationBatch } from './store/observations.ts'
import { op, type WriteOp } from './store/store.ts'

/** A row that passed its checks; `index` of its parcel. */
export type Staged = { index: number; ordinal: number; at: number; value: number; flags: number; late: boolean }

const LETTERS_KEPT = 200
const LETTERS_A_BATCH = 50
const RAW_LENGTH = 2_000
// An envelope a batch, but a trickle of single messages shares one: the journal is for ever.
const ENVELOPE_ROWS = 500
const ENVELOPE_MS = 10_000

export const rawOf = ({ datastream, at, value }: { datastream: string; at: number; value: number }): string =>
  JSON.stringify({ datastream, observedAt: Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : at, value })

export function columnsOf(rows: readonly Staged[], receivedAt: number): ObservationBatch {
  const n = rows.length
  const batch = { ordinals: new Int32Array(n), ats: new Float64Array(n), values: new Float64Array(n), flags: new Uint8Array(n), receivedAt }
  for (let i = 0; i < n; i++) {
    const row = rows[i] as Staged
    batch.ordinals[i] = row.ordinal
    batch.ats[i] = row.at
    batch.values[i] = row.value
    batch.flags[i] = row.flags
  }
  return batch
}

/** Exact counts of all, raw payloads of the newest few. */
export function letterOps(letters: ReadonlyMap<string, readonly Refused[]>, at: number): WriteOp[] {
  return [...letters].flatMap(([feed, refused]): WriteOp[] => {
    if (refused.length === 0) return []
    const kept = refused
      .slice(-LETTERS_A_BATCH)
      .map(({ rule, reason, raw }): Letter => ({ feed, rule, reason, at: new Date(at).toISOString(), payload: raw.slice(0, RAW_LENGTH) }))
    const uncounted = new Map<string, number>()
    for (const { rule } of refused.slice(0, -LETTERS_A_BATCH)) uncounted.set(rule, (uncounted.get(rule) ?? 0) + 1)
    return [op('letters.add', kept, LETTERS_KEPT), ...[...uncounted].map(([rule, n]) => op('letters.count', feed, rule, n))]
  })
}

/** What a feed brought since its last envelope. */
export function createTally(feed: string) {
  const empty = { rows: 0, refused: 0, from: Infinity, to: -Infinity }
  let sum = { ...empty }
  let toldAt = 0
  return {
    add(rows: readonly Staged[], refused: number) {
      sum.rows += rows.length
      sum.refused += refused
      for (const { at } of rows) {
        sum.from = Math.min(sum.from, at)
        sum.to = Math.max(sum.to, at)
      }
    },
    /** The envelope, when it is due. */
    envelope(at: number, now = sum.rows + sum.refused >= ENVELOPE_ROWS || at - toldAt >= ENVELOPE_MS): WriteOp[] {
      if (!now || sum.rows + sum.refused === 0) return []
      const { rows, refused, from, to } = sum
      sum = { ...empty }
      toldAt = at
      const range = rows > 0 ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() } : {}
      return [
        op('journal.add', {
          id: newId(at),
          at: new Date(at).toISOString(),
          feed,
          actor: feed,
          subject: `observations:${feed}`,
          type: 'observations.received',
          data: { rows, refused, ...range },
        }),
      ]
    },
  }
}
