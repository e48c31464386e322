import { expect, test } from 'vitest'
import { piecesOf, sourceCorner, tileAddress } from './tile-shift.ts'

// 珠海市政府 at zoom 15: 113.5767° E, 22.2707° N.
const tile = { z: 15, x: 26721, y: 14291 }

test('E92 a base map in GCJ-02 is shifted in display by what lies between the two systems here, about 530 m west and 330 m south', () => {
  const [x, y] = sourceCorner(tile, 'GCJ02')
  const metresATile = (40_075_017 * Math.cos((22.27 * Math.PI) / 180)) / 2 ** 15
  expect((x - tile.x) * metresATile).toBeGreaterThan(480)
  expect((x - tile.x) * metresATile).toBeLessThan(580)
  expect(Math.abs((y - tile.y) * metresATile)).toBeGreaterThan(250)
  expect(Math.abs((y - tile.y) * metresATile)).toBeLessThan(380)
})

test('E93 a base map in WGS-84 is taken as it is, a shifted tile is made of the four that it touches', () => {
  expect(piecesOf(tile, 'WGS84')).toEqual([{ tile, dx: 0, dy: 0 }])
  const pieces = piecesOf(tile, 'GCJ02')
  expect(pieces).toHaveLength(4)
  for (const { dx, dy } of pieces) expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThanOrEqual(1)
})

test('E94 addresses follow the template, with y from the south where it asks for that', () => {
  expect(tileAddress('https://t/{z}/{x}/{y}', { z: 2, x: 5, y: 1 })).toBe('https://t/2/1/1')
  expect(tileAddress('https://t/{z}/{-y}', { z: 2, x: 0, y: 1 })).toBe('https://t/2/2')
})
