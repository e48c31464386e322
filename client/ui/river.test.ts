import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesAGrain, casesALine, drawRiver, heap, type RiverLayout, settle } from './river.ts'

const layout: RiverLayout = {
  x0: 424, x1: 1888, gates: [424, 650, 826, 1004, 1250, 1490, 1690], ends: [628, 804, 982, 1228, 1468, 1668],
  y: 932, bed: 1026, perCase: 72 / 1284, lead: 14, curve: 84,
} // prettier-ignore
const evening = { gates: [1284, 1207, 1195, 1178, 1021, 968, 951], rejected: 77, overdue: [0, 0, 1, 11, 2, 0], rework: 26 }
const falling = fc.array(fc.nat(3000), { minLength: 7, maxLength: 7 }).map((n) => n.sort((a, b) => b - a))

test('E61 a gate minus the next gate is the strand that leaves between them, in cases and in pixels', () => {
  fc.assert(
    fc.property(falling, fc.nat(3000), (gates, rejected) => {
      const river = drawRiver({ gates, rejected, overdue: [], rework: 0 }, layout, 50)
      for (let i = 0; i < 6; i++) {
        const strands = river.strands.filter((s) => s.stage === i)
        expect(strands.reduce((sum, s) => sum + s.count, 0)).toBe((gates[i] ?? 0) - (gates[i + 1] ?? 0))
        expect(strands.reduce((sum, s) => sum + s.px, 0)).toBeCloseTo((river.gates[i]?.px ?? 0) - (river.gates[i + 1]?.px ?? 0), 6)
      }
    }),
  )
})

test('E62 the held strands sum to the open cases of the day, and what was not registered is not among them', () => {
  const { strands } = drawRiver(evening, layout, 50)
  expect(strands.filter((s) => s.part === 'held').reduce((sum, s) => sum + s.count, 0)).toBe(256)
  expect(strands.find((s) => s.part === 'rejected')?.count).toBe(77)
})

test('E63 there is one grain for each overdue case, and above forty one for each ten', () => {
  const grains = evening.overdue.map((n) => heap(n, 6.5, 5).length)
  expect(grains.reduce((a, b) => a + b)).toBe(14)
  expect(casesAGrain(evening.overdue)).toBe(1)
  expect(casesAGrain([41])).toBe(10)
  expect(new Set(heap(11, 6.5, 5).map((g) => `${g.x} ${g.y}`)).size).toBe(11)
})

test('E64 each stream line follows its cases, and a quiet morning has finer ones', () => {
  const { lines } = drawRiver(evening, layout, casesALine(layout.perCase))
  expect(casesALine(layout.perCase)).toBe(50)
  expect(lines).toHaveLength(25)
  expect(lines.filter((l) => !l.leaves)).toHaveLength(19)
})

test('E65 counts that rise or fall below nothing are drawn as a river that does neither', () => {
  expect(settle([10, 12, 3, -1])).toEqual([10, 10, 3, 0])
})
