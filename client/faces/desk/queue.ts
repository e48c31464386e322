import type { Alert } from '../../../shared/alert.ts'
import type { Entity, Key } from '../../../shared/entity.ts'
import type { Incident, IncidentState } from '../../../shared/incident.ts'
import { rankOf } from '../../../shared/scale.ts'
import type { Source } from '../../../shared/source.ts'
import type { Delta } from '../../../shared/stream.ts'

/** The queue is sorted by whose move it is: 轮到你, 等别人, 数据晚到. */
export type Section = 'mine' | 'others' | 'late'
export const SECTIONS: readonly Section[] = ['mine', 'others', 'late']
export type Row = { key: Key; section: Section; entity: Alert | Incident | Source; order: readonly [number, number, number] }

/** States in which the desk itself has to act; in all others it waits for somebody until the clock has run out. */
const DESK_MOVES: ReadonlySet<IncidentState> = new Set([
  'REPORTED',
  'PENDING_REGISTRATION',
  'PENDING_DISPATCH',
  'RETURNED',
  'REWORK',
  'REOPENED',
  'INSPECTING',
])
const PAUSED: ReadonlySet<IncidentState> = new Set(['SUSPENDED', 'ON_ACCOUNT'])
const NEVER = Number.MAX_SAFE_INTEGER
const msOf = (at: string | null) => (at === null ? NEVER : Date.parse(at))

/** The row of an entity, or null when it needs no place in the queue. An alert that became a case is seen through its case. */
export function rowOf(entity: Entity, nowMs: number): Row | null {
  const key: Key = `${entity.kind}:${entity.id}`
  if (entity.kind === 'source') {
    return entity.state === 'late' || entity.state === 'silent'
      ? { key, section: 'late', entity, order: [0, msOf(entity.newestAt), 0] }
      : null
  }
  if (entity.kind === 'alert') {
    if (entity.state === 'CLEARED' || (entity.state !== 'RAISED' && entity.incident !== null)) return null
    const severity = rankOf('severity', entity.severity)
    if (entity.state === 'RAISED') return { key, section: 'mine', entity, order: [severity, 0, msOf(entity.raisedAt)] }
    return { key, section: 'others', entity, order: [1, NEVER - 1, severity] }
  }
  if (entity.kind !== 'incident') return null
  const severity = rankOf('severity', entity.severity)
  const red = msOf(entity.redAt)
  const mine = DESK_MOVES.has(entity.state) || entity.flags.includes('EXTENSION_PENDING') || (red <= nowMs && !PAUSED.has(entity.state))
  return mine ? { key, section: 'mine', entity, order: [severity, 1, red] } : { key, section: 'others', entity, order: [0, red, severity] }
}

export function compare(a: Row, b: Row): number {
  for (let i = 0; i < 3; i++) if (a.order[i] !== b.order[i]) return a.order[i]! - b.order[i]!
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}
/** Where a row belongs in a sorted list. */
export function placeOf(rows: readonly Row[], row: Row): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(rows[middle]!, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

export type Filter = {
  states?: readonly IncidentState[]
  light?: 'RED' | 'YELLOW'
  area?: string
  text?: string
  kinds?: readonly ('alert' | 'incident' | 'source')[]
}
export type Queue = ReturnType<typeof createQueue>

/** Sorted sections kept up to date row by row: a delta costs what it changed, not what is open. */
export function createQueue(passes: (row: Row, nowMs: number) => boolean = () => true) {
  const rows = new Map<Key, Row>()
  const lists: Record<Section, Row[]> = { mine: [], others: [], late: [] }
  const listeners = new Set<() => void>()
  let version = 0

  function drop(key: Key): boolean {
    const row = rows.get(key)
    if (!row) return false
    rows.delete(key)
    const list = lists[row.section]
    list.splice(placeOf(list, row), 1)
    return true
  }
  function put(entity: Entity, nowMs: number): boolean {
    const key: Key = `${entity.kind}:${entity.id}`
    const dropped = drop(key)
    const row = rowOf(entity, nowMs)
    if (!row || !passes(row, nowMs)) return dropped
    rows.set(key, row)
    const list = lists[row.section]
    list.splice(placeOf(list, row), 0, row)
    return true
  }
  function tell(changed: boolean) {
    if (!changed) return
    version++
    for (const listener of listeners) listener()
  }
  return {
    section: (section: Section): readonly Row[] => lists[section],
    get: (key: Key) => rows.get(key),
    version: () => version,
    size: () => rows.size,
    /** From nothing. */
    reset(entities: Iterable<Entity>, nowMs: number) {
      rows.clear()
      for (const section of SECTIONS) lists[section] = []
      for (const entity of entities) {
        const row = rowOf(entity, nowMs)
        if (!row || !passes(row, nowMs)) continue
        rows.set(row.key, row)
        lists[row.section].push(row)
      }
      for (const section of SECTIONS) lists[section].sort(compare)
      tell(true)
    },
    apply(delta: Pick<Delta, 'put' | 'gone'>, nowMs: number) {
      let changed = false
      for (const entity of delta.put)
        if (entity.kind === 'incident' || entity.kind === 'alert' || entity.kind === 'source') changed = put(entity, nowMs) || changed
      for (const key of delta.gone) changed = drop(key as Key) || changed
      tell(changed)
    },
    /** The clock passed a deadline: what waits for others becomes ours. Looks only at the head of the list, which is sorted by deadline. */
    tick(nowMs: number) {
      let changed = false
      for (
        let head = lists.others[0];
        head && head.order[0] === 0 && head.order[1]! <= nowMs && head.entity.kind === 'incident';
        head = lists.others[0]
      ) {
        if (PAUSED.has(head.entity.state)) break
        put(head.entity, nowMs)
        changed = true
      }
      tell(changed)
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
