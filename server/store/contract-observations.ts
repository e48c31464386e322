import { expect, it } from 'vitest'
import { FLAG } from '../../shared/sensor.ts'
import { op } from './store.ts'
import type { Bench } from './store-contract.ts'

type Row = { ordinal: number; at: number; value: number }
const START = Date.UTC(2026, 9, 30, 22)
const DAY = 86_400_000

/** Mulberry32: the same rows for the same seed. */
const chance = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
export const toBatch = (rows: readonly Row[], receivedAt = START, flags = 0) => ({
  ordinals: Int32Array.from(rows, (r) => r.ordinal),
  ats: Float64Array.from(rows, (r) => r.at),
  values: Float64Array.from(rows, (r) => r.value),
  flags: new Uint8Array(rows.length).fill(flags),
  receivedAt,
})
const keyOf = (r: Row) => `${r.ordinal}@${r.at}`

/** What was accepted, kept the slow and certain way. */
function openLedger() {
  const kept = new Map<string, Row>()
  return {
    take: (rows: readonly Row[]): number[] =>
      rows.map((row) => {
        const old = kept.get(keyOf(row))
        if (old === undefined) kept.set(keyOf(row), row)
        return old === undefined ? 0 : old.value === row.value ? 1 : 2
      }),
    of: (ordinal: number, from = 0, to = Infinity): Row[] =>
      [...kept.values()].filter((r) => r.ordinal === ordinal && r.at >= from && r.at <= to).sort((a, b) => a.at - b.at),
  }
}
function bucketsOf(rows: readonly Row[], width: number) {
  const buckets = new Map<number, Row[]>()
  for (const row of rows) buckets.set(Math.floor(row.at / width) * width, [...(buckets.get(Math.floor(row.at / width) * width) ?? []), row])
  return [...buckets].map(([at, some]) => {
    const values = some.map((r) => r.value)
    return {
      at,
      count: some.length,
      min: Math.min(...values),
      max: Math.max(...values),
      mean: values.reduce((a, b) => a + b, 0) / values.length,
      last: some.at(-1)!.value,
    }
  })
}

export function observationContract(bench: Bench): void {
  const add = async (rows: readonly Row[], receivedAt?: number, flags?: number): Promise<number[]> => {
    const [codes] = await bench.store.write({ subjects: [], ops: [op('observations.add', toBatch(rows, receivedAt, flags))] })
    return [...(codes as Uint8Array)]
  }
  const history = (ordinal: number, from: number, to: number, points: number) =>
    bench.store.read('observations.read', ordinal, from, to, points)

  it('K20 every row is accepted, a duplicate or a conflict, also twice in one batch', async () => {
    const row = { ordinal: 3, at: START, value: 1.5 }
    expect(await add([row, row, { ...row, value: 2 }, { ...row, at: START + 1 }])).toEqual([0, 1, 2, 0])
    expect(await add([{ ...row, value: 9 }, row, { ...row, ordinal: 4 }])).toEqual([2, 1, 0])
  })

  it('K21 rows that come late are kept, marked, and do not become the latest', async () => {
    await add([{ ordinal: 1, at: START + 5_000, value: 5 }])
    await add([{ ordinal: 1, at: START - 30 * DAY, value: 3 }], START + 9_000, FLAG.REPLAY)
    const latest = await bench.store.read('observations.latest')
    expect({ ordinals: [...latest.ordinals], ats: [...latest.ats], values: [...latest.values] }).toEqual({
      ordinals: [1],
      ats: [START + 5_000],
      values: [5],
    })
    const rows = await bench.store.read('observations.window', 1, 0, START + DAY)
    expect([...rows.values]).toEqual([3, 5])
    expect([...rows.flags]).toEqual([FLAG.REPLAY | FLAG.LATE, 0])
  })

  it.each([1, 20_261_122])(
    'K22 rollups, raw rows and the latest equal a recomputation of random late, repeated and conflicting rows (seed %i)',
    async (seed) => {
      const random = chance(seed)
      const ledger = openLedger()
      const pick = (n: number) => Math.floor(random() * n)
      for (let round = 0; round < 30; round++) {
        const batches = Array.from({ length: 1 + pick(4) }, () =>
          Array.from({ length: 1 + pick(200) }, (): Row => ({
            ordinal: [0, 1, 63, 64, 70, 200][pick(6)] as number,
            at:
              START +
              Math.floor((round / 30) * 17 * DAY) -
              (pick(4) === 0 ? pick(9 * DAY) : pick(7_200_000)) -
              (pick(3) === 0 ? 0 : pick(60_000) % 1_000),
            value: pick(40) / 4 - 3,
          })).map((row, at, all) =>
            pick(6) === 0 ? { ...(all[pick(at + 1)] as Row), ...(pick(2) === 0 ? { value: row.value } : {}) } : row,
          ),
        )
        const expected = batches.map((rows) => ledger.take(rows))
        const broken =
          pick(3) === 0
            ? bench.store.write({
                subjects: [],
                ops: [op('observations.add', toBatch(batches[0] as Row[])), op('meta.put', 'x', null as never)],
              })
            : null
        const got = Promise.all(batches.map((rows) => add(rows)))
        if (broken !== null) await expect(broken).rejects.toThrow()
        expect(await got).toEqual(expected)
        if (round === 12) await bench.reopen()
      }
      for (const ordinal of [0, 1, 63, 64, 70, 200]) {
        const rows = ledger.of(ordinal)
        const window = await bench.store.read('observations.window', ordinal, 0, START + 90 * DAY)
        expect([...window.ats].map((at, i) => [at, window.values[i]])).toEqual(rows.map((r) => [r.at, r.value]))
        const hours = await bench.store.read('observations.hours', ordinal, 0, START + 90 * DAY)
        const wanted = bucketsOf(rows, 3_600_000)
        expect(hours.map(({ mean, ...rest }) => ({ ...rest, mean: mean.toFixed(9) }))).toEqual(
          wanted.map(({ mean, ...rest }) => ({ ...rest, mean: mean.toFixed(9) })),
        )
        const newest = await bench.store.read('observations.latest')
        expect(newest.ats[newest.ordinals.indexOf(ordinal)]).toBe(rows.at(-1)!.at)
      }
    },
  )

  it('K23 a history has at most the points asked for, the range’s own minimum and maximum among them, at every level', async () => {
    const random = chance(7)
    const rows = Array.from({ length: 60_000 }, (_, i): Row => ({
      ordinal: 9,
      at: START + i * 30_000 + Math.floor(random() * 20_000),
      value: Math.round(random() * 1e6) / 1e3,
    }))
    for (let i = 0; i < rows.length; i += 5_000) await add(rows.slice(i, i + 5_000))
    const levels = new Set<string>()
    for (const [from, to, points] of [
      [0, 40_000, 1_000],
      [100, 20_000, 1_000],
      [3_333, 59_000, 300],
      [5, 59_995, 20],
      [10, 2_500, 2_000],
      [17, 1_700, 2],
      [40, 45, 100],
      [0, 59_999, 1],
      [2_345, 4_321, 600],
      [2_345, 9_000, 1_000],
    ] as const) {
      const own = rows.slice(from, to + 1)
      const { level, points: got } = await history(9, own[0]!.at, own.at(-1)!.at, points)
      levels.add(level)
      expect(got.length).toBeLessThanOrEqual(points)
      expect(got.length).toBeGreaterThan(0)
      expect(Math.min(...got.map((p) => p.min))).toBe(Math.min(...own.map((r) => r.value)))
      expect(Math.max(...got.map((p) => p.max))).toBe(Math.max(...own.map((r) => r.value)))
      if (level !== 'raw') expect(got.reduce((sum, p) => sum + p.count, 0)).toBe(own.length)
      expect(got.map((p) => p.at)).toEqual(got.map((p) => p.at).sort((a, b) => a - b))
    }
    expect([...levels].sort()).toEqual(['1d', '1h', '1m', 'raw'])
  })

  it('K24 a datastream that never sent has an empty history and no latest', async () => {
    expect(await history(5, 0, START, 100)).toEqual({ level: 'raw', points: [] })
    expect([...(await bench.store.read('observations.latest')).ordinals]).toEqual([])
  })

  const retire = async (what: 'raw' | 'minute', before: number) => (await bench.store.write({ subjects: [], ops: [op('observations.retire', what, before, 500)] }))[0] as { week: number | null; more: boolean } // prettier-ignore
  const countIn = async (points: number) => (await history(0, 0, START, points)).points.reduce((sum, p) => sum + p.count, 0)

  it('K25 retention drops a week by its newest receipt, in steps: raw rows, then minutes; hours and days stay', async () => {
    await add(Array.from({ length: 3_000 }, (_, i): Row => ({ ordinal: i % 5, at: START - 20 * DAY + i * 1_000, value: i })), START) // prettier-ignore
    await add([{ ordinal: 0, at: START, value: 1 }], START + 10 * DAY)
    let steps = 1
    while ((await retire('raw', START + 5 * DAY)).more) steps++
    expect(steps).toBeGreaterThan(3)
    expect((await bench.store.read('observations.parts')).map((part) => part.rows)).toEqual([1])
    expect([(await history(0, 0, START, 500)).level, await countIn(500)]).toEqual(['1m', 601])
    while ((await retire('minute', START + 5 * DAY)).more);
    expect([(await history(0, 0, START, 500)).level, await countIn(500)]).toEqual(['1h', 601])
    // What comes again for a week that is gone is kept as a row, and counted no second time.
    expect(await add([{ ordinal: 0, at: START - 20 * DAY, value: 0 }], START + 11 * DAY)).toEqual([0])
    expect(await countIn(3)).toBe(601)
    await bench.reopen()
    expect(await add([{ ordinal: 0, at: START - 20 * DAY, value: 0 }], START + 11 * DAY)).toEqual([1])
  })

  it('K26 a row received late keeps its week from being dropped', async () => {
    await add([{ ordinal: 0, at: START - 30 * DAY, value: 1 }], START)
    await add([{ ordinal: 0, at: START - 30 * DAY + 1, value: 2 }], START + 20 * DAY)
    expect(await retire('raw', START + 10 * DAY)).toEqual({ week: null, more: false })
  })
}
