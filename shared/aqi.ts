import standard from './data/aqi-hj633-2026.json' with { type: 'json' }

/** Air quality index by HJ 633-2026 (in force since 2026-03-01). Concentrations in μg/m³, CO in mg/m³. Daily reports use the 24 h
 *  columns and O3's largest 8 h mean; hourly reports the 1 h columns, and PM the 24 h ones. */
export const POLLUTANTS = ['so2', 'no2', 'co', 'o3', 'pm10', 'pm25'] as const
export type Pollutant = (typeof POLLUTANTS)[number]
export type Column = keyof typeof standard.breakpoints
export type Report = 'daily' | 'hourly'

const COLUMNS: Record<Report, Record<Pollutant, Column>> = {
  daily: { so2: 'SO2_24h', no2: 'NO2_24h', co: 'CO_24h', o3: 'O3_8h', pm10: 'PM10_24h', pm25: 'PM2_5_24h' },
  hourly: { so2: 'SO2_1h', no2: 'NO2_1h', co: 'CO_1h', o3: 'O3_1h', pm10: 'PM10_24h', pm25: 'PM2_5_24h' },
}
// Far below the last digit any instrument gives, far above the noise of binary fractions.
const NOISE = 1e-9

/** GB/T 8170: to `decimals`, a five with nothing behind it goes to the even digit. */
export function roundHalfEven(value: number, decimals: number): number {
  const scale = 10 ** decimals
  const scaled = value * scale
  const floor = Math.floor(scaled)
  const rest = scaled - floor
  const up = Math.abs(rest - 0.5) < NOISE ? floor % 2 !== 0 : rest > 0.5
  return (floor + (up ? 1 : 0)) / scale
}

/** Individual index of one concentration, rounded up (4.2.6) after the concentration was rounded by GB/T 8170 (4.2.2). Above the last
 *  breakpoint 500; SO2 1 h above 800 is 200 and O3 8 h above 800 is 300, because the standard stops there. */
export function iaqi(column: Column, concentration: number): number {
  const c = roundHalfEven(concentration, column.startsWith('CO_') ? 1 : 0)
  const cap = (standard.caps as Partial<Record<Column, { above: number; iaqi: number }>>)[column]
  if (cap && c > cap.above) return cap.iaqi
  const points = standard.breakpoints[column] as readonly (number | null)[]
  for (let i = 1; i < points.length; i++) {
    const [low, high] = [points[i - 1], points[i]]
    if (low == null || high == null || c > high) continue
    const [from, to] = [standard.iaqi[i - 1] as number, standard.iaqi[i] as number]
    return Math.ceil(((to - from) / (high - low)) * (c - low) + from - NOISE)
  }
  return 500
}

/** A pollutant's concentration; null: in the plan but not measured; left out: not in the plan. */
export type Concentrations = Partial<Record<Pollutant, number | null>>
export type Aqi = {
  /** 1–500; null stands for NA: something is missing and what is left does not exceed 100 (5.3). */
  aqi: number | null
  /** 1 优 … 6 严重污染 */
  level: number | null
  /** 首要污染物: above 50 only, ties together. */
  primary: Pollutant[]
  /** null: NA; left out: "/" (not in the plan). */
  iaqi: Partial<Record<Pollutant, number | null>>
  missing: Pollutant[]
}

export const levelOf = (aqi: number): number => standard.classes.find((c) => aqi <= c.max)?.level ?? 6

export function aqiOf(report: Report, concentrations: Concentrations): Aqi {
  const indices: Partial<Record<Pollutant, number | null>> = {}
  const missing: Pollutant[] = []
  let worst = -1
  for (const p of POLLUTANTS) {
    const c = concentrations[p]
    if (c === undefined) continue
    if (c === null) missing.push(p)
    else worst = Math.max(worst, iaqi(COLUMNS[report][p], c))
    indices[p] = c === null ? null : iaqi(COLUMNS[report][p], c)
  }
  const known = worst >= 0 && (missing.length === 0 || worst > 100)
  if (!known) return { aqi: null, level: null, primary: [], iaqi: indices, missing }
  const aqi = Math.min(500, Math.max(1, worst))
  const primary = aqi > 50 ? POLLUTANTS.filter((p) => indices[p] === worst) : []
  return { aqi, level: levelOf(aqi), primary, iaqi: indices, missing }
}

/** A mean that says how many values it stands on; below the standard's number (GB 3095-2026 table 4) it is not valid and has no value. */
export type Mean = { value: number | null; validCount: number }

function mean(values: readonly (number | null)[], needed: number): Mean {
  const valid = values.filter((v): v is number => v !== null)
  return { value: valid.length < needed ? null : valid.reduce((sum, v) => sum + v, 0) / valid.length, validCount: valid.length }
}
/** Of the 24 hourly values of a natural day; 20 needed. */
export const dailyMean = (hours: readonly (number | null)[]): Mean => mean(hours, 20)
/** Of 8 consecutive hourly values; 6 needed. */
export const eightHourMean = (hours: readonly (number | null)[]): Mean => mean(hours, 6)
/** Of a month's daily values; 27 needed, 25 in February. */
export const monthlyMean = (days: readonly (number | null)[], month: number): Mean => mean(days, month === 2 ? 25 : 27)
/** Of a year's daily values; 324 needed. */
export const yearlyMean = (days: readonly (number | null)[]): Mean => mean(days, 324)

/** Largest running 8 h mean whose eight hours all lie in the natural day; `hours` are its 24 hourly values in order. */
export function dailyMax8h(hours: readonly (number | null)[]): Mean {
  let best: Mean = { value: null, validCount: 0 }
  for (let end = 8; end <= hours.length; end++) {
    const m = eightHourMean(hours.slice(end - 8, end))
    if (m.value !== null && (best.value === null || m.value > best.value)) best = m
  }
  return best
}

/** AQI of a natural day from its 24 hourly values a pollutant (null: missing hour). */
export function aqiOfDay(hours: Partial<Record<Pollutant, readonly (number | null)[]>>): Aqi {
  const day: Concentrations = {}
  for (const p of POLLUTANTS) {
    const of = hours[p]
    if (of) day[p] = (p === 'o3' ? dailyMax8h(of) : dailyMean(of)).value
  }
  return aqiOf('daily', day)
}
