import { expect, test } from 'vitest'
import { createRecent, type Row } from './recent.ts'

const settled = () => new Promise((done) => setImmediate(done))
const minutes = (n: number): Row[] => Array.from({ length: n }, (_, i) => ({ at: (i + 1) * 60_000, value: i / 10 }))

test('E82 the last hour of what is followed is kept, and nothing older', async () => {
  const recent = createRecent(() => Promise.resolve(minutes(120)), () => 120 * 60_000) // prettier-ignore
  recent.follow(['a'])
  await settled()
  expect(recent.rows('a')[0]?.at).toBeGreaterThan(55 * 60_000)
  expect(recent.rows('a').at(-1)).toEqual({ at: 120 * 60_000, value: 11.9 })
  expect(recent.change('a', 600_000)).toBeCloseTo(1, 6)
  recent.follow(['b'])
  expect(recent.rows('a')).toEqual([])
  recent.stop()
})

test('E83 a change is not claimed when the kept rows do not reach back far enough', async () => {
  const recent = createRecent(() => Promise.resolve(minutes(3)), () => 3 * 60_000) // prettier-ignore
  recent.follow(['a'])
  await settled()
  expect(recent.change('a', 600_000)).toBeNull()
  recent.stop()
})
