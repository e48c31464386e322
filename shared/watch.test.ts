import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Rule } from './alert.ts'
import { nextDue, observe, type Row, unwatched, type Watch } from './watch.ts'

const S = 1000
const aRule = (rule: object): Rule => Rule.parse({ id: 'r', name: '积水', scope: {}, ...rule })

/** Plays rows [second, value] (value null: a moment without a row) and tells what happened: "second type severity". */
function play(rule: Rule, steps: readonly (readonly [number, number | null])[]): string[] {
  let watch: Watch = unwatched(rule)
  const rows: Row[] = []
  const told: string[] = []
  for (const [second, value] of steps) {
    if (value !== null) rows.push({ at: second * S, value })
    const last = rows.at(-1) ?? { at: 0, value: null }
    const seen = observe(rule, watch, { at: second * S, value: last.value, lastRowAt: last.at, window: rows, row: value !== null })
    watch = seen.watch
    if (seen.event) told.push(`${second} ${seen.event.type} ${seen.event.severity}`)
  }
  return told
}

it('A101 raises above the threshold and not at it, folds repeats, clears when it no longer holds', () => {
  const rule = aRule({ levels: [{ severity: 'ORANGE', when: { op: 'above', value: 15 } }] })
  expect(play(rule, [[0, 15], [10, 16], [20, 17], [30, 15], [40, 15], [50, 16]])).toEqual(['10 raised ORANGE', '20 repeated ORANGE', '30 cleared ORANGE', '50 raised ORANGE'])
}) // prettier-ignore

it('A102 waits until the condition has held for its time, and begins again after a break', () => {
  const rule = aRule({ levels: [{ severity: 'RED', when: { op: 'below', value: 5 }, forS: 60 }] })
  expect(play(rule, [[0, 4], [30, 4], [59, 6], [70, 4], [129, 4], [130, 4]])).toEqual(['130 raised RED'])
  expect(play(rule, [[0, 4], [60, null]])).toEqual(['60 raised RED'])
}) // prettier-ignore

it('A103 climbs and descends the ladder by value and by time in state', () => {
  const rule = aRule({
    levels: [
      { severity: 'RED', when: { op: 'above', value: 27 } },
      { severity: 'ORANGE', when: { op: 'above', value: 15 }, forS: 100 },
      { severity: 'YELLOW', when: { op: 'above', value: 15 } },
    ],
  })
  expect(play(rule, [[0, 16], [50, 16], [100, 16], [110, 30], [120, 20], [130, 3]])).toEqual([
    '0 raised YELLOW', '50 repeated YELLOW', '100 severity ORANGE', '110 severity RED', '120 severity ORANGE', '130 cleared ORANGE',
  ]) // prettier-ignore
}) // prettier-ignore

it('A104 clears only by its own clear condition when it has one', () => {
  const rule = aRule({ levels: [{ severity: 'ORANGE', when: { op: 'above', value: 15 } }], clear: { op: 'below', value: 10 } })
  expect(play(rule, [[0, 16], [10, 12], [20, 16], [30, 10], [40, 9]])).toEqual(['0 raised ORANGE', '20 repeated ORANGE', '40 cleared ORANGE'])
}) // prettier-ignore

it('A105 takes last minus first over the window as rate, both ends in it, and falls by a negative value', () => {
  const rule = aRule({ levels: [{ severity: 'YELLOW', when: { op: 'rate', value: 10, windowS: 60 } }] })
  expect(play(rule, [[0, 0], [30, 9], [60, 10], [90, 11]])).toEqual(['60 raised YELLOW', '90 cleared YELLOW'])
  const falls = aRule({ levels: [{ severity: 'YELLOW', when: { op: 'rate', value: -2, windowS: 60 } }] })
  expect(play(falls, [[0, 5], [30, 4], [60, 3]])).toEqual(['60 raised YELLOW'])
}) // prettier-ignore

it('A106 sums over the window without its first instant: 36 rows of five minutes are three hours', () => {
  const rule = aRule({ levels: [{ severity: 'RED', when: { op: 'sum', value: 50, windowS: 10_800 } }] })
  const rain = (value: number, rows: number) => Array.from({ length: rows }, (_, i) => [i * 300, value] as const)
  expect(play(rule, rain(1.38, 60))).toEqual([])
  expect(play(rule, rain(1.39, 36))).toEqual(['10500 raised RED'])
})

it('A107 stays silent until nothing came for the window, and clears with the next row', () => {
  const rule = aRule({ levels: [{ severity: 'BLUE', when: { op: 'silent', windowS: 120 } }] })
  expect(play(rule, [[0, 1], [60, 1], [179, null], [180, null], [200, 1]])).toEqual(['180 raised BLUE', '200 cleared BLUE'])
}) // prettier-ignore

it('A108 joins conditions by all and any, and knows a band', () => {
  const rule = aRule({
    levels: [{ severity: 'RED', when: { all: [{ op: 'outside', value: [2, 8] }, { any: [{ op: 'above', value: 8 }, { op: 'silent', windowS: 60 }] }] } }],
  })
  expect(play(rule, [[0, 2], [10, 8], [20, 1], [79, null], [80, null], [90, 9], [100, 5]])).toEqual(['80 raised RED', '90 repeated RED', '100 cleared RED'])
}) // prettier-ignore

it('A109 says when it must be looked at again without a row', () => {
  const rule = aRule({
    levels: [
      { severity: 'RED', when: { op: 'above', value: 1 }, forS: 60 },
      { severity: 'BLUE', when: { op: 'silent', windowS: 300 } },
    ],
  })
  const row = (second: number, value: number) => ({ at: second * S, value, lastRowAt: second * S, window: [], row: true })
  const { watch } = observe(rule, unwatched(rule), row(10, 2))
  expect(nextDue(rule, watch, 10 * S)).toBe(70 * S)
  expect(nextDue(rule, observe(rule, unwatched(rule), row(10, 0)).watch, 10 * S)).toBe(310 * S)
  expect(nextDue(rule, { ...watch, at: 310 * S }, 10 * S)).toBeNull()
})

it('A110 raises once until it clears, whatever comes', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 40 }))), fc.boolean(), (steps, withClear) => {
      const rule = aRule({
        levels: [{ severity: 'RED', when: { op: 'above', value: 27 }, forS: 30 }, { severity: 'YELLOW', when: { op: 'above', value: 15 } }],
        ...(withClear ? { clear: { op: 'below', value: 10 } } : {}),
      }) // prettier-ignore
      let at = 0
      let active = false
      for (const told of play(rule, steps.map(([step, value]) => [(at += step), value] as const))) {
        const type = told.split(' ')[1]
        expect(type === 'raised').toBe(!active)
        active = type !== 'cleared'
      }
    }),
  )) // prettier-ignore
