import type { Alert, Rule, Severity } from '../shared/alert.ts'
import { type AlertEvent } from '../shared/alert-life.ts'
import { within } from '../shared/area.ts'
import { type Moment, nextDue, observe, unwatched, type Watch, type WatchEvent } from '../shared/watch.ts'
import { createDueHeap } from './due-heap.ts'
import type { Fleet } from './fleet.ts'
import type { Happened } from './hub.ts'
import { newId } from './id.ts'
import { createRuleIndex, type Watched } from './watch-rules.ts'
import { createWindows } from './watch-windows.ts'

/** Watching: rows in, what happens to alerts out. Only the rules that touch the datastream are asked.
 *
 *    row(row, now)      a row newer than the last one staged: stages it and returns events for the same write. State moves at once; when
 *                       that write fails call `forget(ordinals)`, and it is made again from the committed alerts
 *    flush(now)         counts of repeats that are due to be told, for the same write
 *    late(row)          a row that raises nothing but belongs to windows
 *    turn(now)          silences and durations fulfilled, repeats held back, rules changed: events to record; call it every 200 ms
 *    load(rules)        at start and whenever rules changed
 *    forget(ordinals)   see row
 *    statusOf(rule)     inputs fresh of total, and whether its word can be trusted
 *
 *  A datastream has its own clock: observedAt of its newest row plus the time since it was received, so that a silence is nobody's lag. A
 *  source that replays is judged by the newest observedAt it has sent. */
export type WatchRow = { ordinal: number; at: number; value: number }
export type WatchOptions = {
  fleet: Fleet
  city: string
  /** Committed alerts that are not cleared. */
  activeAlerts(): Iterable<Alert>
  history(ordinal: number, fromMs: number, toMs: number): Promise<{ at: number; value: number }[]>
  startedAt: number
}
export type WatchEngine = ReturnType<typeof createWatch>
type State = { watch: Watch; from: number }
type Active = { id: string; severity: Severity; rule: string; ordinal: number }

// Every row of a standing alarm counts, but the count is told once a second.
const REPEAT_MS = 1000
const NOTHING: readonly Happened[] = []

export function createWatch(options: WatchOptions) {
  const { fleet } = options
  const index = createRuleIndex(options.city)
  const states = new Map<string, State>()
  const actives = new Map<string, Active>()
  const wall = createDueHeap<string>()
  const replayed = new Map<string, ReturnType<typeof createDueHeap<string>>>()
  const repeats = new Map<string, { times: number; at: number; value: number | null; toldAt: number }>()
  const filled = new Set<number>()
  const windows = createWindows({ history: options.history, onComplete: (ordinal) => void filled.add(ordinal) })
  let rulesChanged = false
  let watchedSize = 0
  let fleetVersion = -1

  const keyOf = (rule: string, ordinal: number) => `${ordinal} ${rule}`
  const iso = (ms: number) => new Date(ms).toISOString()
  const heapOf = (source: string) => {
    if (!fleet.replays(source)) return wall
    const heap = replayed.get(source) ?? createDueHeap<string>()
    replayed.set(source, heap)
    return heap
  }

  for (const { id, rule, datastream, severity } of options.activeAlerts()) {
    const ordinal = fleet.ordinalOf(datastream)
    if (ordinal !== undefined) actives.set(keyOf(rule, ordinal), { id, rule, ordinal, severity })
  }

  function stateOf({ rule }: Watched, ordinal: number, now: number): State {
    const held = states.get(keyOf(rule.id, ordinal))
    if (held && held.watch.since.length === rule.levels.length) return held
    const severity = actives.get(keyOf(rule.id, ordinal))?.severity ?? null
    return { watch: { ...unwatched(rule), severity }, from: held?.from ?? now }
  }
  function hold(watched: Watched, ordinal: number, state: State, lastAt: number) {
    const key = keyOf(watched.rule.id, ordinal)
    const needed = watched.silent || state.watch.severity !== null || state.watch.since.some((s) => s !== null)
    if (!needed) return void states.delete(key)
    states.set(key, state)
    const due = nextDue(watched.rule, state.watch, lastAt)
    if (due === null) return
    const { source } = fleet.at(ordinal)
    heapOf(source).push(key, heapOf(source) === wall ? receivedAt(ordinal, state.from) + (due - lastAt) : due)
  }
  /** When the newest row came; not before this start, because nobody could have received it then. */
  const receivedAt = (ordinal: number, from: number): number => {
    const at = fleet.live.now().stagedReceivedAt[ordinal] as number
    return Number.isNaN(at) ? from : Math.max(at, options.startedAt)
  }

  function judge(watched: Watched, ordinal: number, moment: Moment, now: number): Happened[] {
    const state = stateOf(watched, ordinal, now)
    const { watch, event } = observe(watched.rule, state.watch, moment)
    hold(watched, ordinal, { ...state, watch }, moment.lastRowAt)
    return event ? happened(watched.rule, ordinal, event, now) : []
  }
  function happened(rule: Rule, ordinal: number, event: WatchEvent, now: number): Happened[] {
    const key = keyOf(rule.id, ordinal)
    const active = actives.get(key)
    if (event.type === 'raised') return [raise(rule, ordinal, event, now)]
    if (!active) return []
    const data = { observedAt: iso(event.at), value: event.value }
    if (event.type === 'repeated') {
      const held = repeats.get(active.id) ?? { times: 0, toldAt: -Infinity }
      repeats.set(active.id, { ...held, times: held.times + 1, at: event.at, value: event.value })
      return []
    }
    const pending = flushRepeats(active.id, now, true)
    if (event.type === 'severity') {
      actives.set(key, { ...active, severity: event.severity })
      return [...pending, told(active.id, { type: 'alert.severity', data: { ...data, severity: event.severity } })]
    }
    actives.delete(key)
    repeats.delete(active.id)
    return [...pending, told(active.id, { type: 'alert.cleared', data: { ...data, why: 'condition' } })]
  }
  const told = (id: string, event: AlertEvent): Happened => ({ subject: `alert:${id}`, ...event })

  function raise(rule: Rule, ordinal: number, { severity, at, value }: WatchEvent, now: number): Happened {
    const { name, id: datastream, type, unit, source, area, position } = fleet.at(ordinal)
    const id = newId(now)
    actives.set(keyOf(rule.id, ordinal), { id, rule: rule.id, ordinal, severity })
    const alert: Alert = {
      kind: 'alert', id, rule: rule.id, ruleName: rule.name, datastream, name, type, unit, source, area, position, severity, state: 'RAISED', count: 1, value,
      observedAt: iso(at), raisedAt: iso(now), severityAt: iso(now), acknowledgedAt: null, acknowledgedBy: null, shelvedUntil: null, clearedAt: null, escalatedAt: null,
      incident: null, replay: fleet.replays(source), comments: [],
    } // prettier-ignore
    return told(id, { type: 'alert.raised', data: alert })
  }
  function flushRepeats(id: string, now: number, force: boolean): Happened[] {
    const held = repeats.get(id)
    if (!held || held.times === 0 || (!force && now - held.toldAt < REPEAT_MS)) return []
    repeats.set(id, { ...held, times: 0, toldAt: now })
    return [told(id, { type: 'alert.repeated', data: { times: held.times, observedAt: iso(held.at), value: held.value } })]
  }
  const flushAll = (now: number) => [...repeats.keys()].flatMap((id) => flushRepeats(id, now, false))

  function row({ ordinal, at, value }: WatchRow, now: number): readonly Happened[] {
    const datastream = fleet.at(ordinal)
    const rules = index.of(datastream, fleet.live.now().group[ordinal] as number)
    const replays = rules.length > 0 && fleet.replays(datastream.source)
    const events = replays ? rules.flatMap((watched) => gap(watched, ordinal, at, now)) : []
    fleet.live.stage(ordinal, at, value, now)
    if (rules.length === 0) return NOTHING
    const spanS = rules.reduce((most, w) => Math.max(most, w.lookbackS), 0)
    if (spanS > 0) windows.push(ordinal, { at, value }, spanS)
    const moment = { at, value, lastRowAt: at, window: windows.rows(ordinal), row: true }
    for (const watched of rules) {
      if (watched.lookbackS === 0 || windows.complete(ordinal)) events.push(...judge(watched, ordinal, moment, now))
    }
    return events
  }
  /** What became due in a recording between the last row and this one. */
  function gap(watched: Watched, ordinal: number, before: number, now: number): Happened[] {
    const key = keyOf(watched.rule.id, ordinal)
    const events: Happened[] = []
    for (let state = states.get(key); state; state = states.get(key)) {
      const last = newest(ordinal, state)
      const due = nextDue(watched.rule, state.watch, last.at)
      if (due === null || due >= before) break
      events.push(
        ...judge(watched, ordinal, { at: due, value: last.value, lastRowAt: last.at, window: windows.rows(ordinal), row: false }, now),
      )
    }
    return events
  }
  /** The newest row, though its write may still be under way. */
  function newest(ordinal: number, { from }: State): { at: number; value: number | null } {
    const { stagedAt, stagedValue } = fleet.live.now()
    const at = stagedAt[ordinal] as number
    return Number.isNaN(at) ? { at: from, value: null } : { at, value: stagedValue[ordinal] as number }
  }

  /** A pair whose time may have come: judged at the datastream's own clock. */
  function wake(key: string, now: number): Happened[] {
    const space = key.indexOf(' ')
    const ordinal = Number(key.slice(0, space))
    const watched = index.get(key.slice(space + 1))
    const state = states.get(key)
    if (!watched || !state || !index.applies(watched, fleet.at(ordinal))) return []
    if (watched.lookbackS > 0 && windows.rows(ordinal).length > 0 && !windows.complete(ordinal)) return []
    const last = newest(ordinal, state)
    const clock = fleet.replayClock(fleet.at(ordinal).source) ?? last.at + (now - receivedAt(ordinal, state.from))
    const at = Math.max(clock, last.at)
    if (at <= state.watch.at) {
      hold(watched, ordinal, state, last.at)
      return []
    }
    return judge(watched, ordinal, { at, value: last.value, lastRowAt: last.at, window: windows.rows(ordinal), row: false }, now)
  }
  function wakeFilled(now: number): Happened[] {
    const events: Happened[] = []
    const { group, stagedAt, stagedValue } = fleet.live.now()
    for (const ordinal of filled) {
      const at = stagedAt[ordinal] as number
      for (const watched of index.of(fleet.at(ordinal), group[ordinal] as number)) {
        if (watched.lookbackS === 0 || Number.isNaN(at) || stateOf(watched, ordinal, now).watch.at >= at) continue
        events.push(
          ...judge(
            watched,
            ordinal,
            { at, value: stagedValue[ordinal] as number, lastRowAt: at, window: windows.rows(ordinal), row: true },
            now,
          ),
        )
      }
    }
    filled.clear()
    return events
  }
  /** Datastreams that are new, or all after the rules changed: who should hear of them and never did is silent too. */
  function watchSilence(now: number) {
    const silent = [...index.all()].filter((w) => w.silent)
    const { group } = fleet.live.now()
    for (let ordinal = silent.length > 0 ? watchedSize : fleet.size(); ordinal < fleet.size(); ordinal++) {
      for (const watched of index.of(fleet.at(ordinal), group[ordinal] as number)) {
        if (!watched.silent) continue
        const state = stateOf(watched, ordinal, now)
        hold(watched, ordinal, state, newest(ordinal, state).at)
      }
    }
    watchedSize = fleet.size()
  }
  /** Alerts whose rule is gone, switched off, or no longer meant for this datastream. */
  function dropOrphans(now: number): Happened[] {
    return [...actives].flatMap(([key, { id, rule, ordinal }]) => {
      const watched = index.get(rule)
      if (watched && index.applies(watched, fleet.at(ordinal))) return []
      actives.delete(key)
      states.delete(key)
      const last = newest(ordinal, { watch: { severity: null, since: [], at: now }, from: now })
      const pending = flushRepeats(id, now, true)
      repeats.delete(id)
      return [...pending, told(id, { type: 'alert.cleared', data: { observedAt: iso(last.at), value: last.value, why: 'rule' } })]
    })
  }

  function inputsOf(watched: Watched): { fresh: number; total: number } {
    const { datastream, type, area } = watched.rule.scope
    if (datastream === undefined)
      return fleet.tally().sum((g) => (type ?? g.type) === g.type && (area === undefined || within(g.area, area, options.city)))
    const row = fleet.get(datastream)
    const applies = row !== undefined && index.applies(watched, row)
    return { fresh: applies && !fleet.isLate(row.ordinal) ? 1 : 0, total: applies ? 1 : 0 }
  }

  return {
    row,
    flush: flushAll,
    late: ({ ordinal, at, value }: WatchRow) => windows.late(ordinal, { at, value }),
    turn(now: number): Happened[] {
      const events = rulesChanged || fleet.version() !== fleetVersion ? dropOrphans(now) : []
      rulesChanged = false
      fleetVersion = fleet.version()
      if (fleet.size() > watchedSize) watchSilence(now)
      for (const key of wall.take(now)) events.push(...wake(key, now))
      for (const [source, heap] of replayed)
        for (const key of heap.take(fleet.replayClock(source) ?? -Infinity)) events.push(...wake(key, now))
      return [...events, ...wakeFilled(now), ...flushAll(now)]
    },
    load(rules: readonly Rule[]) {
      const before = new Map([...index.all()].map(({ rule }) => [rule.id, JSON.stringify(rule)]))
      index.load(rules)
      const changed = new Set(
        [...index.all()]
          .filter(({ rule }) => before.has(rule.id) && before.get(rule.id) !== JSON.stringify(rule))
          .map(({ rule }) => rule.id),
      )
      if (changed.size > 0) for (const key of states.keys()) if (changed.has(key.slice(key.indexOf(' ') + 1))) states.delete(key)
      rulesChanged = true
      watchedSize = 0
    },
    /** A write that carried these failed: what was staged never was. */
    forget(ordinals: Iterable<number>) {
      const lost = new Set(ordinals)
      const committed = new Map([...options.activeAlerts()].map((alert) => [alert.id, alert]))
      for (const [key, { ordinal }] of actives) if (lost.has(ordinal)) actives.delete(key)
      for (const key of states.keys()) if (lost.has(Number(key.slice(0, key.indexOf(' '))))) states.delete(key)
      for (const { id, rule, datastream, severity } of committed.values()) {
        const ordinal = fleet.ordinalOf(datastream)
        if (ordinal !== undefined && lost.has(ordinal)) actives.set(keyOf(rule, ordinal), { id, rule, ordinal, severity })
      }
      for (const ordinal of lost) windows.forget(ordinal)
      watchedSize = 0
    },
    /** A rule's inputs: how many are fresh, and its word: never `normal` while one of them is late. */
    statusOf(id: string): { fresh: number; total: number; alerts: number; state: 'alert' | 'normal' | 'unknown' } {
      const watched = index.get(id)
      const { fresh, total } = watched ? inputsOf(watched) : { fresh: 0, total: 0 }
      const alerts = [...actives.values()].filter((a) => a.rule === id).length
      return { fresh, total, alerts, state: alerts > 0 ? 'alert' : total > 0 && fresh === total ? 'normal' : 'unknown' }
    },
    sizes: () => ({ states: states.size, windows: windows.size(), timers: wall.size(), actives: actives.size }),
  }
}
