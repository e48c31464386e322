import { expect, it } from 'vitest'
import { freshnessOf, freshWords, isLate, sourceState } from './freshness.ts'
import { rangeIn, SENSOR_TYPES } from './sensor-types.ts'
import { conversion, convert } from './unit.ts'

const T = 1_700_000_000_000

it('C101 is late one grace after its period without a newer row, and not before', () => {
  expect(isLate({ observedAt: T, receivedAt: T }, 60, T + 60_500, null)).toBe(false)
  expect(isLate({ observedAt: T, receivedAt: T }, 60, T + 60_501, null)).toBe(true)
})

it('C102 calls an hourly station that publishes half an hour late fresh, and a backlog of yesterday not', () => {
  expect(isLate({ observedAt: T - 1_800_000, receivedAt: T }, 3600, T + 3_000_000, null)).toBe(false)
  expect(isLate({ observedAt: T - 86_400_000, receivedAt: T }, 3600, T + 1, null)).toBe(true)
})

it('C103 judges a replayed source by its own clock', () => {
  expect(isLate({ observedAt: T, receivedAt: T }, 3600, T + 9e9, T)).toBe(false)
  expect(isLate({ observedAt: T, receivedAt: T }, 3600, T, T + 7_200_000)).toBe(true)
})

it('C104 makes a value as old as its oldest needed input, and not complete when one is late or missing', () => {
  const fresh = { at: T, late: false }
  expect(freshnessOf([fresh, { at: T - 9, late: false }])).toEqual({ fresh: 2, total: 2, oldestAt: T - 9, complete: true })
  expect(freshnessOf([fresh, { at: T - 9, late: true }])).toEqual({ fresh: 1, total: 2, oldestAt: T - 9, complete: false })
  expect(freshnessOf([fresh, { at: null, late: true }])).toEqual({ fresh: 1, total: 2, oldestAt: null, complete: false })
  expect(freshnessOf([fresh, { at: null, late: true, needed: false }])).toEqual({ fresh: 1, total: 2, oldestAt: T, complete: true })
  expect(freshnessOf([])).toEqual({ fresh: 0, total: 0, oldestAt: null, complete: false })
  expect(freshWords({ fresh: 47, total: 50 }).en).toBe('47 of 50 fresh')
})

it('C105 keeps a source to its update contract', () => {
  expect(sourceState({ periodS: 60 }, null, T, false)).toBe('not-connected')
  expect(sourceState({ periodS: 60 }, T - 60_000, T, false)).toBe('fresh')
  expect(sourceState({ periodS: 60 }, T - 61_000, T, false)).toBe('late')
  expect(sourceState({ periodS: 60 }, T - 181_000, T, false)).toBe('silent')
  expect(sourceState('event', T - 9e9, T, false)).toBe('fresh')
})

it('C106 converts what measures the same thing, and only that', () => {
  expect(convert(400, conversion('ug/m3', 'mg/m3')!)).toBe(0.4)
  expect(convert(95, conversion('[degF]', 'Cel')!)).toBe(35)
  expect(convert(101_325, conversion('Pa', 'hPa')!)).toBe(1013.25)
  expect(convert(3, conversion('℃', 'Cel')!)).toBe(3)
  expect(conversion('m', 's')).toBeNull()
  expect(conversion('m', 'toString')).toBeNull()
})

it('C107 knows every type by a unit it can convert, and its range in the unit of the datastream', () => {
  for (const type of SENSOR_TYPES.values()) expect(rangeIn(type, type.unit), type.id).toEqual(type.range)
  expect(rangeIn(SENSOR_TYPES.get('co')!, 'ug/m3')).toEqual([0, 150_000])
  expect(rangeIn(SENSOR_TYPES.get('temp')!, 'K')!.map(Math.round)).toEqual([213, 333])
  expect(rangeIn(SENSOR_TYPES.get('temp')!, 'm')).toBeNull()
})
