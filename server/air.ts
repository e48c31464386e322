import { type Aqi, aqiOf, aqiOfDay, type Concentrations, type Pollutant } from '../shared/aqi.ts'
import type { Belongs } from '../shared/area.ts'
import { derivedOf, findStations, type Station } from './air-stations.ts'
import type { Fleet } from './fleet.ts'
import type { OpenFeed } from './gather.ts'
import type { Store } from './store/store.ts'

/** Air quality made of what stations measure, by HJ 633-2026: an index for each hour that is over and each local day that is over, kept as
 *  observations of the derived datastreams `ID.aqi` and `ID.aqiDay` of the same source (so a replayed one stays 重放). An hour needs 45 minutes
 *  of values; what is missing makes the index NA, and then there is no row. What comes later than an hour's end and a grace changes history,
 *  not an index that was published.
 *
 *    taken(ordinal, at, value)  of each committed row;  turn()  closes what is over;  latest()  newest hour by station, with what leads */
export type AirOptions = { fleet: Fleet; feed(): OpenFeed; store: Pick<Store, 'read'>; offsetMin: number; now(): number }
export type AirNow = Aqi & {
  id: string
  name: string
  source: string
  area: Belongs
  position: readonly [number, number]
  at: number
  replay: boolean
  concentrations: Concentrations
}
export type Air = ReturnType<typeof createAir>

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const VALID_S = 2_700
const GRACE_MS = 120_000
type Row = { datastream: string; at: number; value: number }
type Sum = { sum: number; count: number }
type State = { station: Station; hours: Map<number, Map<Pollutant, Sum>>; closed: number; partial: number; closing: boolean }

export function createAir({ fleet, feed, store, offsetMin, now }: AirOptions) {
  const states = new Map<string, State>()
  const newest = new Map<string, AirNow>()
  let byOrdinal = new Map<number, { state: State; pollutant: Pollutant }>()
  const publishedDays = new Map<string, number>()
  let version = -1

  function regroup() {
    if (fleet.version() === version) return
    version = fleet.version()
    byOrdinal = new Map()
    for (const station of findStations(fleet)) {
      const state = states.get(station.id) ?? { station, hours: new Map(), closed: -Infinity, partial: NaN, closing: false }
      state.station = station
      states.set(station.id, state)
      for (const [pollutant, { ordinal }] of station.plan) byOrdinal.set(ordinal, { state, pollutant })
    }
  }
  async function derive() {
    const missing = [...states.values()].flatMap(({ station }) => derivedOf(station)).filter(({ id }) => fleet.ordinalOf(id) === undefined)
    if (missing.length > 0) await fleet.upsert(missing, { source: 'engine', mayWrite: () => true })
  }

  function taken(ordinal: number, at: number, value: number) {
    regroup()
    const found = byOrdinal.get(ordinal)
    if (!found) return
    const { state, pollutant } = found
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS
    if (hour <= state.closed) return
    // The first hour heard of may have begun before we did.
    if (Number.isNaN(state.partial)) state.partial = hour
    const sums = state.hours.get(hour) ?? new Map<Pollutant, Sum>()
    state.hours.set(hour, sums)
    const sum = sums.get(pollutant) ?? { sum: 0, count: 0 }
    sums.set(pollutant, { sum: sum.sum + (state.station.plan.get(pollutant)?.toStandard(value) ?? value), count: sum.count + 1 })
  }
  /** Whether the hour is over: its source's clock has passed it (a recording), ours has (live), or everything that was to come is there. */
  function isOver({ station, hours }: State, hour: number): boolean {
    const sums = hours.get(hour)
    if (station.hourly && sums?.size === station.plan.size) return true
    if (fleet.replays(station.source)) return (fleet.replayClock(station.source) ?? -Infinity) >= hour + HOUR_MS
    return now() >= hour + HOUR_MS + GRACE_MS
  }
  async function close(state: State): Promise<void> {
    const { station } = state
    const rows: Row[] = []
    for (const hour of [...state.hours.keys()].sort((a, b) => a - b)) {
      if (!isOver(state, hour)) break
      const concentrations = hour === state.partial ? await readHour(station, hour) : ofHour(state, hour)
      if (Number.isFinite(state.closed) && dayOf(state.closed) < dayOf(hour)) rows.push(...(await makeDay(station, dayOf(state.closed))))
      state.hours.delete(hour)
      state.closed = hour
      rows.push(...makeHour(station, hour, concentrations))
      if (dayOf(hour + HOUR_MS) !== dayOf(hour)) rows.push(...(await makeDay(station, dayOf(hour))))
    }
    const live = !fleet.replays(station.source)
    if (live && Number.isFinite(state.closed) && now() >= dayOf(state.closed) + DAY_MS + GRACE_MS)
      rows.push(...(await makeDay(station, dayOf(state.closed))))
    if (rows.length > 0) await feed().offer({ rows: rows.map((row, i) => ({ row: i, ...row })), refused: [], mayWrite: () => true })
  }
  const dayOf = (at: number) => Math.floor((at + offsetMin * 60_000) / DAY_MS) * DAY_MS - offsetMin * 60_000

  function ofHour({ station, hours }: State, hour: number): Concentrations {
    const sums = hours.get(hour)
    return Object.fromEntries([...station.plan].map(([p, { periodS }]) => {
      const sum = sums?.get(p)
      return [p, sum && sum.count * periodS >= VALID_S ? sum.sum / sum.count : null]
    })) // prettier-ignore
  }
  async function readHours(station: Station, from: number, to: number): Promise<Map<Pollutant, Map<number, number>>> {
    const means = new Map<Pollutant, Map<number, number>>()
    for (const [p, { ordinal, periodS, toStandard }] of station.plan) {
      const hours = await store.read('observations.hours', ordinal, from, to)
      means.set(p, new Map(hours.filter(({ count }) => count * periodS >= VALID_S).map(({ at, mean }) => [at, toStandard(mean)])))
    }
    return means
  }
  async function readHour(station: Station, hour: number): Promise<Concentrations> {
    const means = await readHours(station, hour, hour + HOUR_MS - 1)
    return Object.fromEntries([...station.plan.keys()].map((p) => [p, means.get(p)?.get(hour) ?? null]))
  }

  function makeHour(station: Station, hour: number, concentrations: Concentrations): Row[] {
    const result = aqiOf('hourly', concentrations)
    const at = station.hourly ? hour : hour + HOUR_MS
    const { id, name, source, first } = station
    newest.set(id, {
      id,
      name,
      source,
      area: first.area,
      position: first.position,
      at,
      replay: fleet.replays(source),
      concentrations,
      ...result,
    })
    return result.aqi === null ? [] : [{ datastream: `${id}.aqi`, at, value: result.aqi }]
  }
  /** Once a day: of hours that hold 45 minutes each. */
  async function makeDay(station: Station, day: number): Promise<Row[]> {
    if ((publishedDays.get(station.id) ?? -Infinity) >= day) return []
    publishedDays.set(station.id, day)
    const means = await readHours(station, day, day + DAY_MS - 1)
    const hours = Object.fromEntries(
      [...station.plan.keys()].map((p) => [p, Array.from({ length: 24 }, (_, h) => means.get(p)?.get(day + h * HOUR_MS) ?? null)]),
    )
    const { aqi } = aqiOfDay(hours)
    return aqi === null ? [] : [{ datastream: `${station.id}.aqiDay`, at: day, value: aqi }]
  }

  return {
    taken,
    async turn(): Promise<void> {
      regroup()
      await derive()
      await Promise.all([...states.values()].filter((state) => !state.closing).map(async (state) => {
        state.closing = true
        await close(state).finally(() => (state.closing = false))
      })) // prettier-ignore
    },
    latest: (): AirNow[] => [...newest.values()],
  }
}
