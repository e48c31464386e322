import { type Alert, Rule } from '../shared/alert.ts'
import type { EntityOf, Key } from '../shared/entity.ts'
import { sourceState } from '../shared/freshness.ts'
import { rankOf } from '../shared/scale.ts'
import type { Datastream } from '../shared/sensor.ts'
import type { Feed, Source, SourcePassport } from '../shared/source.ts'
import { createAir } from './air.ts'
import { createAlarmLoad, type Seat } from './alarm-load.ts'
import { createAlertClock } from './alert-clock.ts'
import { createFleet } from './fleet.ts'
import type { Places } from './fleet-input.ts'
import { createGather } from './gather.ts'
import type { FeedLimits } from './feed-queue.ts'
import type { Happened, Hub } from './hub.ts'
import { openRegister } from './register.ts'
import { op, type Store } from './store/store.ts'
import { createWatch } from './watch.ts'

/** Everything that senses, put together: fleet, watch, gather, the alerts' clock, and what screens are shown of them.
 *
 *    fleet, watch, gather, air, rules (a register; call `rulesChanged()` after a change of it is on disk)
 *    stop()   ends the turns and waits for what was taken */
export type SensingOptions = {
  store: Store
  hub: Hub
  city: string
  places: Places
  sources: { all(): SourcePassport[]; get(id: string): SourcePassport | undefined }
  limits: FeedLimits
  now(): number
  seatsAt(now: number): readonly Seat[]
  /** Opens a case (channel INDUSTRY, source SENSOR); resolves its id, or null when the loop refused. */
  onIncident(alert: Alert): Promise<string | null>
  onEscalated?(alert: Alert): void
  /** Sources that bring other things than observations (figures), so that the catalogue does not call them 未接入. */
  elsewhere?(): readonly { id: string; observedAt: number; receivedAt: number }[]
  /** How long raw rows and minutes are kept after they were received; hours and days stay. */
  keepDays?: { raw: number; minute: number }
  /** Local time's offset, for natural days. */
  offsetMin?: number
  onError(error: unknown): void
}
export type Sensing = Awaited<ReturnType<typeof openSensing>>

const WATCH_MS = 200
const SWEEP_MS = 250
const SHOW_MS = 1_000
// What only grows older or counts up is told this often; a changed state at once.
const TELL_MS = 5_000
const CHINA_MIN = 480
const AIR_MS = 1_000
const REST_MS = 2_000
const RETIRE_MS = 3_600_000
const RETIRE_ROWS = 20_000
const RAW_DAYS = 400
const MINUTE_DAYS = 800
const KEEP_ROWS = 5_000

export async function openSensing(options: SensingOptions) {
  const { store, hub, now, sources } = options
  const fleet = createFleet({
    ...options.places, city: options.city,
    isReplay: (source) => sources.get(source)?.mode === 'replay',
    keep: async (changed) => {
      for (let i = 0; i < changed.length; i += KEEP_ROWS) {
        const ops = changed.slice(i, i + KEEP_ROWS).map((row) => op('documents.put', 'datastreams', row.id, row))
        await hub.record({ actor: 'engine', feed: 'datastreams', events: [], ops })
      }
    },
  }) // prettier-ignore
  const latest = await store.read('observations.latest')
  fleet.load(
    (await store.read('documents.all', 'datastreams')) as Datastream[],
    Array.from(latest.ordinals, (ordinal, i) => ({ ordinal, observedAt: latest.ats[i] as number, value: latest.values[i] as number, receivedAt: latest.receivedAts[i] as number, flags: latest.flags[i] as number })),
  ) // prettier-ignore
  const rules = await openRegister(store, 'rules', Rule)
  const letters = await store.read('letters.counts')

  const watch = createWatch({
    fleet, city: options.city, startedAt: now(),
    activeAlerts: () => hub.ofKind('alert'),
    history: async (ordinal, fromMs, toMs) => {
      const { ats, values } = await store.read('observations.window', ordinal, fromMs, toMs)
      return Array.from(ats, (at, i) => ({ at, value: values[i] as number }))
    },
  }) // prettier-ignore
  watch.load(rules.all())
  const gather = createGather({
    fleet, watch, hub, now, limits: options.limits,
    onTaken: (ordinal, at, value) => air.taken(ordinal, at, value),
    refusedBefore: (feed) => Object.fromEntries(letters.filter((row) => row.feed === feed).map(({ rule, count }) => [rule, count])),
  }) // prettier-ignore

  const air = createAir({
    fleet, store, now, offsetMin: options.offsetMin ?? CHINA_MIN,
    feed: () => gather.open({ id: 'engine:air', name: 'AQI', door: 'engine', limits: { ratePerS: 1e6 } }),
  }) // prettier-ignore

  const record = (events: readonly Happened[]) => hub.record({ actor: 'engine', feed: 'watch', events })
  const clock = createAlertClock({
    find: (id) => hub.peek(`alert:${id}`), ruleOf: rules.get, record, onIncident: options.onIncident, onError: options.onError,
    onEscalated: options.onEscalated ?? (() => undefined),
  }) // prettier-ignore
  const load = createAlarmLoad(options.seatsAt, rules.get)
  const known = followAlerts()

  /** Alerts as committed: colour their sensors, set their clocks, count those that ask for a person. */
  function followAlerts() {
    const alerts = new Map<string, Alert>()
    const byDatastream = new Map<string, Set<string>>()
    function follow(id: string, counting: boolean) {
      const after = hub.peek(`alert:${id}`)
      const before = alerts.get(id)
      const datastream = (after ?? before)?.datastream
      if (datastream === undefined) return
      const own = byDatastream.get(datastream) ?? new Set()
      byDatastream.set(datastream, own)
      if (after) {
        alerts.set(id, after)
        own.add(id)
        const asks =
          after.state === 'RAISED' &&
          (before?.state !== 'RAISED' || rankOf('severity', after.severity) < rankOf('severity', before.severity))
        if (asks && counting && !after.replay) load.asked(after.rule, now())
        else if (asks && !counting && !after.replay) load.asked(after.rule, Date.parse(after.raisedAt))
      } else {
        alerts.delete(id)
        own.delete(id)
      }
      const worst = Math.min(99, ...[...own].map((other) => rankOf('severity', alerts.get(other)?.severity ?? '')))
      const ordinal = fleet.ordinalOf(datastream)
      if (ordinal !== undefined) fleet.live.alert(ordinal, worst > 3 ? null : worst)
      clock.touched(id)
    }
    for (const { id } of hub.ofKind('alert')) follow(id, false)
    return hub.onChange((keys: readonly Key[]) => { for (const key of keys) if (key.startsWith('alert:')) follow(key.slice('alert:'.length), true) }) // prettier-ignore
  }

  const passportOf = (id: string): SourcePassport =>
    sources.get(id) ?? {
      id,
      name: `${id}（未编目）`,
      department: '',
      origin: '',
      update: 'event',
      quality: '',
      usage: '',
      classification: 'L1',
      mode: 'live',
      contact: null,
    }
  function sourceEntities(at: number): Source[] {
    const seen = new Map([...(options.elsewhere?.() ?? []), ...fleet.sources()].map((source) => [source.id, source]))
    const tally = fleet.tally()
    return [...new Set([...seen.keys(), ...sources.all().map(({ id }) => id)])].map((id) => {
      const passport = passportOf(id)
      const { observedAt = null, receivedAt = null } = seen.get(id) ?? {}
      const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
      return {
        ...passport,
        kind: 'source',
        state: sourceState(passport.update, receivedAt, at, passport.mode === 'replay'),
        newestAt: iso(observedAt),
        receivedAt: iso(receivedAt),
        ...tally.ofSource(id),
      }
    })
  }

  const told = new Map<string, { sign: string; at: number }>()
  function due<E extends Source | Feed | EntityOf<'load'>>(entity: E, sign: unknown, at: number): E[] {
    const key = `${entity.kind}:${entity.id}`
    const [before, text] = [told.get(key), JSON.stringify(sign)]
    if (before && before.sign === text && at - before.at < TELL_MS) return []
    told.set(key, { sign: text, at })
    return [entity]
  }
  async function show() {
    const at = now()
    const entities = [
      ...sourceEntities(at).flatMap((s) => due(s, [s.state, s.fresh, s.total, s.name, s.mode], at)),
      ...gather.feeds(at).flatMap((f) => due(f, [f.state, f.refused, f.dropped, f.queue > 0, f.error], at)),
      ...loadEntity(at),
    ]
    await hub.show(entities)
  }
  let lastLoad = ''
  function loadEntity(at: number) {
    const entity = load.now(at)
    const sign = JSON.stringify({ ...entity, at: null })
    if (sign === lastLoad) return []
    lastLoad = sign
    return [entity]
  }
  let restUntil = 0
  async function turn() {
    const at = now()
    if (at < restUntil) return
    const events = [...watch.turn(at), ...clock.turn(at)]
    if (events.length === 0) return
    await record(events).catch((error: unknown) => {
      // Nothing of it happened: made again from the committed alerts, when the store may have come back.
      restUntil = at + REST_MS
      watch.forget(events.flatMap((event) => ordinalOf(event) ?? []))
      for (const { id } of hub.ofKind('alert')) clock.touched(id)
      options.onError(error)
    })
  }
  function ordinalOf({ subject, data }: Happened): number | undefined {
    const datastream = hub.peek(subject as `alert:${string}`)?.datastream ?? (data as { datastream?: string } | null)?.datastream
    return datastream === undefined ? undefined : fleet.ordinalOf(datastream)
  }
  /** A step at a time, so that nobody waits for it; a partition goes by the age of its newest receipt. */
  async function retire() {
    for (const [what, days] of [
      ['raw', options.keepDays?.raw ?? RAW_DAYS],
      ['minute', options.keepDays?.minute ?? MINUTE_DAYS],
    ] as const) {
      for (let more = true; more && !stopping;) {
        const [step] = (await store.write({
          subjects: [],
          ops: [op('observations.retire', what, now() - days * 86_400_000, RETIRE_ROWS)],
        })) as [{ more: boolean }]
        more = step.more
      }
    }
  }
  let stopping = false
  const stops = [
    every(WATCH_MS, turn),
    every(SWEEP_MS, async () => fleet.sweep(now())),
    every(SHOW_MS, show),
    every(AIR_MS, air.turn),
    every(RETIRE_MS, retire),
  ]
  function every(ms: number, work: () => Promise<void>): () => Promise<void> {
    let stopped = false
    let running: Promise<void> = Promise.resolve()
    let timer: NodeJS.Timeout
    const next = () => {
      timer = setTimeout(() => {
        running = work()
          .catch(options.onError)
          .then(() => void (stopped || next()))
      }, ms)
    }
    next()
    return () => ((stopped = true), clearTimeout(timer), running)
  }

  return {
    fleet, watch, gather, rules, air,
    rulesChanged: () => watch.load(rules.all()),
    /** One turn now, for whoever cannot wait (tests, a stop). */
    turn, show, retire,
    async stop() {
      stopping = true
      await Promise.all(stops.map((stop) => stop()))
      await gather.close()
      known()
    },
  } // prettier-ignore
}
