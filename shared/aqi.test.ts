import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aqiOf, aqiOfDay, type Column, dailyMax8h, dailyMean, eightHourMean, iaqi, levelOf, monthlyMean, roundHalfEven } from './aqi.ts'
import { waterClass } from './water.ts'

it.each<[Column, number, number]>([
  ['PM2_5_24h', 35, 50], ['PM2_5_24h', 50, 80], ['PM2_5_24h', 60, 100], ['PM2_5_24h', 61, 101], ['PM2_5_24h', 75, 114], ['PM2_5_24h', 120, 158],
  ['PM10_24h', 120, 100], ['PM10_24h', 180, 124], ['SO2_24h', 65, 58], ['SO2_1h', 900, 200], ['O3_8h', 200, 137], ['O3_8h', 900, 300],
  ['NO2_1h', 150, 75], ['CO_24h', 1.0, 25],
])('I101 gives the index of the standard: %s %d → %d', (column, concentration, index) => expect(iaqi(column, concentration)).toBe(index)) // prettier-ignore

it('I102 rounds the concentration first, a lone five to the even digit', () => {
  expect([0.5, 1.5, 2.5, 2.500001, 60.4999].map((v) => roundHalfEven(v, 0))).toEqual([0, 2, 2, 3, 60])
  expect([1.05, 1.15, 1.25, 0.35].map((v) => roundHalfEven(v, 1))).toEqual([1, 1.2, 1.2, 0.4])
  expect(iaqi('PM2_5_24h', 60.5)).toBe(100)
  expect(iaqi('PM2_5_24h', 60.51)).toBe(101)
})

it('I103 never falls when the concentration rises, and stays within 0 and 500', () =>
  fc.assert(
    fc.property(fc.constantFrom<Column>('PM2_5_24h', 'PM10_24h', 'NO2_1h', 'CO_24h', 'O3_1h'), fc.double({ min: 0, max: 4000, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), (column, c, more) => {
      const [low, high] = [iaqi(column, c), iaqi(column, c + more)]
      expect(low).toBeLessThanOrEqual(high)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(500)
    }),
  )) // prettier-ignore

it('I104 names what leads above 50, ties together, and nothing at 50', () => {
  expect(aqiOf('daily', { pm25: 60, pm10: 120, so2: 10, no2: 20, co: 1, o3: 80 })).toMatchObject({
    aqi: 100,
    level: 2,
    primary: ['pm10', 'pm25'],
  })
  expect(aqiOf('daily', { pm25: 35, pm10: 50, so2: 10, no2: 20, co: 1, o3: 80 })).toMatchObject({ aqi: 50, level: 1, primary: [] })
})

it('I105 with a pollutant missing publishes only what exceeds 100, else NA; "/" is not missing', () => {
  expect(aqiOf('daily', { pm25: 61, pm10: null })).toMatchObject({ aqi: 101, missing: ['pm10'] })
  expect(aqiOf('daily', { pm25: 60, pm10: null })).toMatchObject({ aqi: null, level: null, primary: [], iaqi: { pm25: 100, pm10: null } })
  expect(aqiOf('daily', { pm25: 60 })).toMatchObject({ aqi: 100, missing: [] })
  expect(aqiOf('daily', {}).aqi).toBeNull()
})

it('I106 lets PM use the daily column by the hour, gases their own', () => {
  expect(aqiOf('hourly', { pm25: 75, no2: 150 }).iaqi).toEqual({ pm25: 114, no2: 75 })
})

it('I107 knows how many values a mean needs', () => {
  const hours = (valid: number, of: number) => Array.from({ length: of }, (_, h) => (h < valid ? 30 : null))
  expect(dailyMean(hours(20, 24))).toEqual({ value: 30, validCount: 20 })
  expect(dailyMean(hours(19, 24))).toEqual({ value: null, validCount: 19 })
  expect(eightHourMean(hours(6, 8)).value).toBe(30)
  expect(eightHourMean(hours(5, 8)).value).toBeNull()
  expect(monthlyMean(hours(25, 28), 2).value).toBe(30)
  expect(monthlyMean(hours(26, 31), 3).value).toBeNull()
})

it('I108 takes the largest 8 hours of the day itself', () => {
  const hours = Array.from({ length: 24 }, (_, h) => (h >= 12 && h < 20 ? 200 : 40))
  expect(dailyMax8h(hours).value).toBe(200)
  expect(aqiOfDay({ o3: hours }).aqi).toBe(137)
  expect(aqiOfDay({ o3: hours, pm25: hours.map(() => null) }).aqi).toBe(137)
})

it('I109 puts each index into its class', () =>
  expect([1, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500].map(levelOf)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]))

it('I110 lets the worst single factor decide the water class', () => {
  expect(waterClass({ do: 8, codmn: 3, nh3n: 0.4, tp: 0.15, ph: 7.2 }, 'river')).toEqual({ class: 'III', by: ['tp'] })
  expect(waterClass({ do: 1.9, codmn: 2 }, 'river')).toEqual({ class: 'WORSE_V', by: ['do'] })
  expect(waterClass({ tn: 3, codmn: 2 }, 'river').class).toBe('I')
  expect(waterClass({ tp: 0.15 }, 'lake').class).toBe('V')
  expect(waterClass({ ph: 9.5 }, 'river').class).toBe('WORSE_V')
  expect(waterClass({ nh3n: null }, 'river').class).toBeNull()
})
