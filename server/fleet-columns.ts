import { SENSOR_STATE } from '../shared/sensor.ts'

const NO_ALERT = 255

/** What is known of each sensor right now, as columns indexed by ordinal; they grow by doubling, so read them anew each time and never
 *  keep one. `at`, `received` are ms since 1970, NaN before the first value. `changed` is the counter of the last change of that sensor:
 *  what a reader at counter N lacks is every ordinal with changed > N. */
export function createFleetColumns(capacity = 1024) {
  const made = (n: number) => ({
    lon: new Float64Array(n), lat: new Float64Array(n),
    value: new Float64Array(n).fill(NaN), observedAt: new Float64Array(n).fill(NaN), receivedAt: new Float64Array(n).fill(NaN),
    flags: new Uint8Array(n), state: new Uint8Array(n).fill(SENSOR_STATE.NEVER), changed: new Uint32Array(n),
    periodS: new Float64Array(n), alert: new Uint8Array(n).fill(NO_ALERT), late: new Uint8Array(n),
    source: new Int32Array(n), group: new Int32Array(n), feed: new Int32Array(n),
    /** Physical range in the datastream's unit (refuses) and the city's (flags). */
    low: new Float64Array(n), high: new Float64Array(n), flagLow: new Float64Array(n), flagHigh: new Float64Array(n),
    /** Newest row accepted though perhaps not yet on disk: what the next batch is compared with. */
    stagedAt: new Float64Array(n).fill(NaN), stagedValue: new Float64Array(n).fill(NaN), stagedReceivedAt: new Float64Array(n).fill(NaN),
    /** How often in a row the newest value was the same. */
    same: new Uint16Array(n),
    /** 1: a measure that is averaged, so that standing still is a sign. */
    moves: new Uint8Array(n),
  }) // prettier-ignore
  let columns = made(capacity)
  let size = 0
  let counter = 0

  function grow(needed: number) {
    if (needed <= columns.lon.length) return
    const next = made(Math.max(needed, columns.lon.length * 2))
    for (const name of Object.keys(next) as (keyof typeof next)[]) next[name].set(columns[name])
    columns = next
  }
  function restate(ordinal: number): boolean {
    const c = columns
    const alert = c.alert[ordinal] as number
    const quiet = Number.isNaN(c.observedAt[ordinal]) ? SENSOR_STATE.NEVER : c.late[ordinal] ? SENSOR_STATE.LATE : SENSOR_STATE.NORMAL
    const state = alert === NO_ALERT ? quiet : alert
    if (c.state[ordinal] === state) return false
    c.state[ordinal] = state
    return true
  }
  const touch = (ordinal: number) => void (columns.changed[ordinal] = ++counter)

  return {
    /** The arrays as they are now. */
    now: () => columns,
    size: () => size,
    counter: () => counter,
    ensure(ordinal: number) {
      grow(ordinal + 1)
      size = Math.max(size, ordinal + 1)
    },
    touch,
    /** A committed row: becomes the latest when it is newer. */
    latest(ordinal: number, at: number, value: number, receivedAt: number, flags: number): boolean {
      const c = columns
      if (at <= (c.observedAt[ordinal] as number)) return false
      c.observedAt[ordinal] = at
      c.value[ordinal] = value
      c.receivedAt[ordinal] = receivedAt
      c.flags[ordinal] = flags
      if (!(at <= (c.stagedAt[ordinal] as number))) this.stage(ordinal, at, value, receivedAt)
      restate(ordinal)
      touch(ordinal)
      return true
    },
    stage(ordinal: number, at: number, value: number, receivedAt: number) {
      columns.same[ordinal] = columns.stagedValue[ordinal] === value ? Math.min(65_535, (columns.same[ordinal] as number) + 1) : 0
      columns.stagedAt[ordinal] = at
      columns.stagedValue[ordinal] = value
      columns.stagedReceivedAt[ordinal] = receivedAt
    },
    /** A write failed: what was staged never was. */
    unstage(ordinal: number) {
      columns.stagedAt[ordinal] = columns.observedAt[ordinal] as number
      columns.stagedValue[ordinal] = columns.value[ordinal] as number
      columns.stagedReceivedAt[ordinal] = columns.receivedAt[ordinal] as number
    },
    /** Severity of the worst active alert as SENSOR_STATE 0–3, or null. */
    alert(ordinal: number, severity: number | null) {
      columns.alert[ordinal] = severity ?? NO_ALERT
      if (restate(ordinal)) touch(ordinal)
    },
    late(ordinal: number, late: boolean): boolean {
      if ((columns.late[ordinal] === 1) === late) return false
      columns.late[ordinal] = late ? 1 : 0
      restate(ordinal)
      touch(ordinal) // also under an alert: counts of fresh changed
      return true
    },
  }
}
export type FleetColumns = ReturnType<typeof createFleetColumns>
