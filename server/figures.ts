import { headId, headOf } from '../shared/figures-head.ts'
import { FigureImport } from '../shared/figures-api.ts'
import { Passport, type IndicatorHead } from '../shared/indicator.ts'
import { isOwnArea, peerArea } from '../shared/peer-areas.ts'
import type { Hub } from './hub.ts'
import { newId } from './id.ts'
import { type Change, openRegister } from './register.ts'
import type { FigureInput } from './store/figures.ts'
import { type Store, type WriteOp, op } from './store/store.ts'
import { z } from 'zod'

/** When a source of figures was heard of last, and of what its newest figure is. */
const SourceSeen = z.strictObject({ id: z.string(), observedAt: z.string(), receivedAt: z.string() })
const PassportVersion = z.strictObject({ id: z.string(), passport: Passport })
/** Enough periods of each series for a spark, its band and the year before. */
const HEAD_PERIODS = 120
const AWAITED_HEADS = 200

export type FigureAreas = {
  get(id: string): { id: string; name: string; kind: string; parent: string | null } | undefined
  all(): { id: string; name: string; kind: string; parent: string | null }[]
}
export type FiguresOptions = {
  store: Store
  hub: Hub
  city: string
  areas: FigureAreas
  now(): Date
  utcOffsetMin?: number
  onError(error: unknown): void
}
export type Figures = Awaited<ReturnType<typeof openFigures>>
export type Counts = { taken: number; revised: number; unchanged: number }

/** The figures' engine: passports, what is kept of each figure, and the heads that stand in the picture for the city and its districts and
 *  zones. Everything that writes goes through `hub.record`. */
export async function openFigures(options: FiguresOptions) {
  const { store, hub, city, areas, now, utcOffsetMin = 480 } = options
  const passports = await openRegister(store, 'passports', Passport)
  const versions = await openRegister(store, 'passport-versions', PassportVersion)
  const imports = await openRegister(store, 'figure-imports', FigureImport)
  const seen = await openRegister(store, 'figure-sources', SourceSeen)
  const localDay = () => new Date(now().getTime() + utcOffsetMin * 60_000).toISOString().slice(0, 10)

  const knowsArea = (id: string) => id === city || areas.get(id) !== undefined || peerArea(id) !== undefined || /^\d{6}$/.test(id)
  const nameOf = (id: string) => areas.get(id)?.name ?? peerArea(id)?.name ?? id
  /** Only the city, its districts and zones have a head in the picture, so that it stays bounded. */
  const inPicture = (area: string) =>
    isOwnArea(area, city) && (area === city || ['CITY', 'DISTRICT', 'ZONE'].includes(areas.get(area)?.kind ?? ''))

  let refreshing: Promise<void> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  async function head(passport: Passport, area: string): Promise<IndicatorHead> {
    const figures = await store.read('figures.read', { indicator: passport.id, area, limit: HEAD_PERIODS })
    return headOf(passport, figures, { area, nowMs: now().getTime(), utcOffsetMin })
  }

  /** Makes the heads of `indicator@area` anew, 50 at a time so that the reader thread stays free for others. */
  async function refresh(pairs: Iterable<string>): Promise<void> {
    const wanted = [...new Set(pairs)]
      .map((pair) => pair.split('@') as [string, string])
      .filter(([id, area]) => inPicture(area) && passports.get(id)?.operational === false)
    for (let at = 0; at < wanted.length; at += 50) {
      const batch = wanted.slice(at, at + 50)
      // Read and shown in turn, so that what was read before never stands over what was read after.
      await inTurn(async () => hub.show(await Promise.all(batch.map(([id, area]) => head(passports.get(id)!, area)))))
    }
  }

  /** A new definition is a new version; what differs otherwise only corrects the passport. Returns what to write. */
  function passportChange(next: Passport): Change[] {
    return [passports.put(next), versions.put({ id: `${next.id}@${next.version}`, passport: next })]
  }

  async function writeRows(
    rows: readonly FigureInput[],
    undo: string | null,
    who: { actor: string; feed: string },
    ops: readonly WriteOp[],
  ): Promise<Counts> {
    const at = now().toISOString()
    const envelope = {
      id: newId(),
      at,
      feed: who.feed,
      actor: who.actor,
      subject: 'record:figures' as const,
      type: 'figures.received',
      data: { rows: rows.length, undo },
    }
    const heard = seen.put(...sourcesOf(rows, at))
    const { values } = await hub.record({
      actor: who.actor,
      feed: who.feed,
      at,
      events: [],
      ops: [op('figures.put', rows, undo), op('journal.add', envelope), ...heard.ops, ...ops],
    })
    heard.applied()
    return countsOf(values[0] as Uint8Array)
  }

  function sourcesOf(rows: readonly FigureInput[], at: string) {
    const newest = new Map<string, string>()
    for (const { source, releasedAt } of rows) {
      const before = newest.get(source) ?? seen.get(source)?.observedAt ?? ''
      newest.set(source, (releasedAt ?? at) > before ? (releasedAt ?? at) : before)
    }
    return [...newest].map(([id, observedAt]) => ({ id, observedAt, receivedAt: at }))
  }

  /** Keeps rows that were judged; heads follow. `ops` go into the same transaction. */
  async function take(
    rows: readonly FigureInput[],
    who: { actor: string; feed: string },
    more: { undo?: string; ops?: readonly WriteOp[]; applied?(): void } = {},
  ): Promise<Counts> {
    if (rows.length === 0) {
      if (more.ops?.length) await store.write({ subjects: [], ops: more.ops })
      more.applied?.()
      return { taken: 0, revised: 0, unchanged: 0 }
    }
    const counts = await writeRows(rows, more.undo ?? null, who, more.ops ?? [])
    more.applied?.()
    if (counts.taken + counts.revised === 0) return counts
    const pairs = pairsOf(rows)
    // The answer of a large import need not wait for a thousand tiles.
    if (pairs.size <= AWAITED_HEADS) await refresh(pairs)
    else refreshing = refreshing.then(() => refresh(pairs)).catch(options.onError)
    return counts
  }

  async function start(): Promise<void> {
    const known = (await store.read('figures.known')).map(({ indicator, area }) => headId(indicator, area))
    await refresh([...known, ...passports.all().map(({ id }) => headId(id, city))])
  }

  /** The release calendar's clock: what was promised for an instant that has passed is late from then on. */
  async function tick(): Promise<void> {
    const late = [...hub.ofKind('indicator')].filter(
      (one) =>
        !one.operational &&
        !one.overdue &&
        one.state !== 'not-connected' &&
        one.nextReleaseAt !== null &&
        Date.parse(one.nextReleaseAt) < now().getTime(),
    )
    await refresh(late.map(({ id }) => id))
  }
  const timer = setInterval(() => void tick().catch(options.onError), 60_000)
  timer.unref()
  // The picture kept its heads; they are made anew while the house is already open.
  refreshing = start().catch(options.onError)

  return {
    passports, versions, imports, areas, city, localDay, knowsArea, nameOf, head, refresh, passportChange, take, tick, inPicture,
    /** Sources that brought figures, for the catalogue's freshness. */
    sources: () => seen.all().map(({ id, observedAt, receivedAt }) => ({ id, observedAt: Date.parse(observedAt), receivedAt: Date.parse(receivedAt) })),
    stop: async () => {
      clearInterval(timer)
      await refreshing
    },
  } // prettier-ignore
}

export const pairsOf = (rows: readonly { indicator: string; area: string }[]): Set<string> =>
  new Set(rows.map(({ indicator, area }) => headId(indicator, area)))
export function countsOf(what: Uint8Array): Counts {
  const counts: Counts = { taken: 0, revised: 0, unchanged: 0 }
  for (const kind of what) counts[(['taken', 'revised', 'unchanged'] as const)[kind]!]++
  return counts
}
