import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, overlap, placeName } from './label-place.ts'

const room: Box = { x0: 0, y0: 0, x1: 1000, y1: 700 }

test('E84 two marks side by side get two names that do not lie on one another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 600 }), fc.integer({ min: 200, max: 500 }), fc.integer({ min: -15, max: 15 }), (x, y, dy) => {
      const taken: Box[] = []
      placeName([x, y], 180, 24, 1, taken, room)
      placeName([x + 8, y + dy], 180, 24, 1, taken, room)
      expect(overlap(taken[0] as Box, taken[1] as Box)).toBe(false)
    }),
  )
})

test('E85 a name keeps off what is already drawn and inside the visible city', () => {
  const mark: Box = { x0: 280, y0: 230, x1: 480, y1: 250 }
  const taken = [mark]
  const spot = placeName([500, 200], 200, 24, 1, taken, room)
  expect(overlap(taken[1] as Box, mark)).toBe(false)
  expect(spot.anchor).toBe('end')
  expect(placeName([40, 300], 200, 24, 1, [], room).anchor).toBe('start')
})
