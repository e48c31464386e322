import { type Belongs, NO_AREA, within } from '../shared/area.ts'
import { isLate } from '../shared/freshness.ts'
import { type Bbox, inBbox, type Position } from '../shared/geo.ts'
import { type Datastream, SENSOR_STATE } from '../shared/sensor.ts'
import { rangeIn, SENSOR_TYPES } from '../shared/sensor-types.ts'
import { createFleetColumns } from './fleet-columns.ts'
import { belongs, type Places, readDatastream, type Writer } from './fleet-input.ts'

/** The register of datastreams and what each is right now, in memory, for 100,000 of them.
 *
 *    upsert(rows, by)      POST /api/datastreams: { created, updated, unchanged, refused }, kept by `keep` before it is in force
 *    get, at, ordinalOf    one datastream, by id or ordinal
 *    columns()             struct of arrays for frames (see fleet-columns.ts), with size, counter and changed
 *    list, inBox           pages for GET /api/datastreams; ordinals in a bounding box
 *    sweep(now)            marks late and fresh again; call it every 250 ms
 *    tally()               fresh of total by area, type and source; `countsOf` for one area with all that lies within */
export type FleetOptions = Places & {
  city: string
  isReplay(source: string): boolean
  /** Puts rows on disk; resolves when they are. */
  keep(changed: readonly Datastream[]): Promise<void>
}
export type Fleet = ReturnType<typeof createFleet>
export type Upserted = { created: number; updated: number; unchanged: number; refused: { row: number; rule: string; reason: string }[] }
export type Latest = { ordinal: number; observedAt: number; value: number; receivedAt: number; flags: number }
export type Count = { fresh: number; total: number }
export type DatastreamQuery = {
  type?: string | undefined
  area?: string | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

// About 1 km; also the step of the index by place.
const CELL_DEG = 0.01
const cellOf = (deg: number) => Math.floor(deg / CELL_DEG)

export function createFleet(options: FleetOptions) {
  const rows: Datastream[] = []
  const ordinals = new Map<string, number>()
  const columns = createFleetColumns()
  const cells = new Map<string, Set<number>>()
  const sources = createNames()
  const groups = new Map<string, { index: number; area: Belongs; type: string; source: string }>()
  let queue: Promise<unknown> = Promise.resolve()
  let nextOrdinal = 0
  let version = 0
  let tallied: { stamp: string; of: ReturnType<typeof makeTally> } = { stamp: '', of: null as never }

  const cellKey = ([lon, lat]: Position) => `${cellOf(lon)}:${cellOf(lat)}`

  function put(row: Datastream) {
    const before = rows[row.ordinal]
    if (before) cells.get(cellKey(before.position))?.delete(row.ordinal)
    rows[row.ordinal] = row
    ordinals.set(row.id, row.ordinal)
    columns.ensure(row.ordinal)
    nextOrdinal = Math.max(nextOrdinal, row.ordinal + 1)
    const key = cellKey(row.position)
    cells.set(key, (cells.get(key) ?? new Set()).add(row.ordinal))
    const c = columns.now()
    ;[c.lon[row.ordinal], c.lat[row.ordinal]] = row.position
    const type = SENSOR_TYPES.get(row.type)
    const [low, high] = (type && rangeIn(type, row.unit)) ?? [-Infinity, Infinity]
    c.low[row.ordinal] = low
    c.high[row.ordinal] = high
    c.flagLow[row.ordinal] = row.range?.[0] ?? -Infinity
    c.flagHigh[row.ordinal] = row.range?.[1] ?? Infinity
    c.periodS[row.ordinal] = row.periodS
    c.moves[row.ordinal] = type?.fold === 'mean' ? 1 : 0
    c.source[row.ordinal] = sources.indexOf(row.source)
    c.group[row.ordinal] = groupOf(row)
    columns.touch(row.ordinal)
    version++
  }
  function groupOf({ area, type, source }: Datastream): number {
    const key = `${area.division} ${area.zone ?? ''} ${type} ${source}`
    const group = groups.get(key) ?? { index: groups.size, area, type, source }
    groups.set(key, group)
    return group.index
  }

  async function upsert(input: readonly unknown[], by: Writer): Promise<Upserted> {
    const result: Upserted = { created: 0, updated: 0, unchanged: 0, refused: [] }
    const changed = new Map<string, Datastream>()
    const first = nextOrdinal
    for (const [row, value] of input.entries()) {
      const read = readDatastream(value, by, options)
      if (!read.ok) {
        result.refused.push({ row, rule: read.rule, reason: read.reason })
        continue
      }
      const before = changed.get(read.value.id) ?? get(read.value.id)
      const after: Datastream = { ordinal: before?.ordinal ?? nextOrdinal++, ...read.value }
      if (before && JSON.stringify(before) === JSON.stringify(after)) result.unchanged++
      else {
        result[before ? 'updated' : 'created']++
        changed.set(after.id, after)
      }
    }
    try {
      if (changed.size > 0) await options.keep([...changed.values()])
    } catch (error) {
      nextOrdinal = first // ordinals have no holes
      throw error
    }
    for (const row of changed.values()) put(row)
    return result
  }

  const get = (id: string): Datastream | undefined => {
    const ordinal = ordinals.get(id)
    return ordinal === undefined ? undefined : rows[ordinal]
  }
  const present = (ordinal: number): boolean => rows[ordinal] !== undefined

  function sweep(now: number): void {
    const c = columns.now()
    const clocks = sources.names().map((name, index) => (options.isReplay(name) ? sources.observedAt(index) : null))
    for (let i = 0; i < columns.size(); i++) {
      const observedAt = c.observedAt[i] as number
      if (Number.isNaN(observedAt)) continue
      columns.late(
        i,
        isLate({ observedAt, receivedAt: c.receivedAt[i] as number }, c.periodS[i] as number, now, clocks[c.source[i] as number] ?? null),
      )
    }
  }

  /** Fresh of total, by area combination, type and source; one pass, kept until something changed. */
  function tally() {
    const stamp = `${columns.counter()} ${version}`
    if (tallied.stamp !== stamp) tallied = { stamp, of: makeTally() }
    return tallied.of
  }
  function makeTally() {
    const { group, late, observedAt } = columns.now()
    const fresh = new Uint32Array(groups.size)
    const total = new Uint32Array(groups.size)
    for (let i = 0; i < columns.size(); i++) {
      const at = group[i] as number
      total[at] = (total[at] as number) + 1
      if (!late[i] && !Number.isNaN(observedAt[i])) fresh[at] = (fresh[at] as number) + 1
    }
    const list = [...groups.values()].map((g) => ({ ...g, fresh: fresh[g.index] as number, total: total[g.index] as number }))
    const sum = (takes: (group: (typeof list)[number]) => boolean): Count => {
      const of = { fresh: 0, total: 0 }
      for (const g of list) {
        if (!takes(g)) continue
        of.fresh += g.fresh
        of.total += g.total
      }
      return of
    }
    return {
      all: sum(() => true),
      sum,
      ofArea: (area: string, type?: string): Count =>
        sum((g) => within(g.area, area, options.city) && (type === undefined || g.type === type)),
      ofSource: (source: string): Count => sum((g) => g.source === source),
      ofType: (type: string): Count => sum((g) => g.type === type),
      nowhere: sum((g) => g.area.division === NO_AREA && g.area.zone === null).total,
    }
  }

  function list(query: DatastreamQuery, sees: (row: Datastream) => boolean): { rows: Datastream[]; next: string | null } {
    const q = query.q?.toLowerCase()
    const found: Datastream[] = []
    for (let i = query.cursor === undefined ? 0 : Number(query.cursor) + 1; i < rows.length; i++) {
      const row = rows[i]
      if (!row || (query.type !== undefined && row.type !== query.type) || !sees(row)) continue
      if (
        query.area !== undefined &&
        !(query.area === NO_AREA ? row.area.division === NO_AREA : within(row.area, query.area, options.city))
      )
        continue
      if (q !== undefined && !row.id.toLowerCase().includes(q) && !row.name.toLowerCase().includes(q)) continue
      if (found.length === query.limit) return { rows: found, next: String((found.at(-1) as Datastream).ordinal) }
      found.push(row)
    }
    return { rows: found, next: null }
  }

  function inBox(bbox: Bbox): number[] {
    const [w, s, e, n] = bbox
    const wide = (cellOf(e) - cellOf(w) + 1) * (cellOf(n) - cellOf(s) + 1) > cells.size
    const found: number[] = []
    const take = (cell: Iterable<number> | undefined) => {
      for (const i of cell ?? []) if (inBbox((rows[i] as Datastream).position, bbox)) found.push(i)
    }
    if (wide) for (const cell of cells.values()) take(cell)
    else for (let x = cellOf(w); x <= cellOf(e); x++) for (let y = cellOf(s); y <= cellOf(n); y++) take(cells.get(`${x}:${y}`))
    return found.sort((a, b) => a - b)
  }

  return {
    /** Start: what the store knows. */
    load(datastreams: readonly Datastream[], latest: readonly Latest[]) {
      for (const row of datastreams) put(row)
      for (const row of latest) if (present(row.ordinal)) this.apply(row)
    },
    /** One after the other, so that an ordinal is given once. */
    upsert(input: readonly unknown[], by: Writer): Promise<Upserted> {
      const turn = queue.then(() => upsert(input, by))
      queue = turn.catch(() => undefined)
      return turn
    },
    get,
    at: (ordinal: number): Datastream => rows[ordinal] as Datastream,
    ordinalOf: (id: string): number | undefined => ordinals.get(id),
    size: () => columns.size(),
    /** Grows with every change of what a datastream *is* (not of its values): caches over it compare this. */
    version: () => version,
    columns: () => ({ ...columns.now(), size: columns.size(), counter: columns.counter() }),
    /** The arrays for those who write them: gather (staged rows) and watch (alerts). */
    live: columns,
    /** A committed row. */
    apply({ ordinal, observedAt, value, receivedAt, flags }: Latest): boolean {
      sources.saw(columns.now().source[ordinal] as number, observedAt, receivedAt)
      return columns.latest(ordinal, observedAt, value, receivedAt, flags)
    },
    /** As a screen may read it. */
    latestOf(ordinal: number) {
      const c = columns.now()
      const at = c.observedAt[ordinal] as number
      if (Number.isNaN(at)) return { value: null, observedAt: null, receivedAt: null, flags: 0, state: SENSOR_STATE.NEVER }
      return { value: c.value[ordinal] as number, observedAt: at, receivedAt: c.receivedAt[ordinal] as number, flags: c.flags[ordinal] as number, state: c.state[ordinal] as number }
    },
    isLate: (ordinal: number): boolean => columns.now().late[ordinal] === 1 || Number.isNaN(columns.now().observedAt[ordinal]),
    /** Shortest period by feed, of the datastreams that it was the last to bring: what came once and is live elsewhere keeps no feed late. */
    quickestByFeed(): number[] {
      const { feed, periodS } = columns.now()
      const quickest: number[] = []
      for (let i = 0; i < columns.size(); i++) {
        const index = feed[i] as number
        if (index > 0) quickest[index] = Math.min(quickest[index] ?? Infinity, periodS[i] as number)
      }
      return quickest
    },
    replays: (source: string): boolean => options.isReplay(source),
    /** The clock of a source that replays: its newest observedAt, or null. */
    replayClock(source: string): number | null {
      return options.isReplay(source) ? sources.observedAt(sources.indexOf(source)) : null
    },
    /** Sources of which a datastream is known, with the newest instants of each. */
    sources: () => sources.names().map((id, index) => ({ id, observedAt: sources.observedAt(index), receivedAt: sources.receivedAt(index) })),
    sweep, tally, list, inBox,
    /** Asks the outlines again, after the city's areas changed; keeps what came out differently. */
    async relocate(): Promise<number> {
      const moved = rows.flatMap((row) => {
        const area = belongs(options, row.areaNamed, row.position)
        return area.division === row.area.division && area.zone === row.area.zone ? [] : [{ ...row, area }]
      })
      if (moved.length > 0) await options.keep(moved)
      for (const row of moved) put(row)
      return moved.length
    },
  } // prettier-ignore
}

/** Small integers for names, with the newest instants seen of each. */
function createNames() {
  const index = new Map<string, number>()
  const observed: (number | null)[] = []
  const received: (number | null)[] = []
  return {
    names: () => [...index.keys()],
    indexOf(name: string): number {
      const at = index.get(name) ?? index.size
      if (at === index.size) {
        index.set(name, at)
        observed.push(null)
        received.push(null)
      }
      return at
    },
    saw(at: number, observedAt: number, receivedAt: number) {
      observed[at] = Math.max(observed[at] ?? -Infinity, observedAt)
      received[at] = Math.max(received[at] ?? -Infinity, receivedAt)
    },
    observedAt: (at: number) => observed[at] ?? null,
    receivedAt: (at: number) => received[at] ?? null,
  }
}
