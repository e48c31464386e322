import { expect, test } from 'vitest'
import { compose, gatesBetween } from './composition.ts'

test('E71 type grows with the height of a wall and never with its width', () => {
  expect(compose(1920, 1080).scale).toBe(1)
  expect(compose(3840, 2160).scale).toBe(2)
  expect(compose(5760, 1080).scale).toBe(1)
  expect(compose(7680, 2160).scale).toBe(2)
})

test('E72 the shape of the wall chooses the composition: one, two or three screens, wider columns between', () => {
  expect(compose(1920, 1080).kind).toBe('one')
  expect(compose(2400, 1080).left.width).toBe(480)
  expect(compose(7680, 2160)).toMatchObject({ kind: 'two', seams: [1920] })
  expect(compose(6656, 1792).kind).toBe('two')
  expect(compose(5760, 1080)).toMatchObject({ kind: 'wide', seams: [1920, 3840] })
})

test('E73 no gate of the river and no name under it comes within 24 of a seam', () => {
  for (const seams of [[], [1920], [1920, 3840]]) {
    const x1 = 1920 * (seams.length + 1) - 64
    const { gates, ends } = gatesBetween(520, x1, seams, seams.length ? 320 : 160)
    for (const seam of seams) {
      for (const gate of gates) expect(gate >= seam + 24 || gate + 300 <= seam - 24).toBe(true)
      for (const end of ends) expect(end <= seam - 24 || end - 200 >= seam + 24).toBe(true)
    }
    expect([...gates].sort((a, b) => a - b)).toEqual(gates)
  }
})
