import { create } from 'zustand'
import type { Key } from '../../../shared/entity.ts'
import type { IncidentState, StepName } from '../../../shared/incident.ts'
import { onDelta, serverNow, useLive } from '../../live/store.ts'
import { type Row, createQueue } from './queue.ts'

export type SavedView = {
  id: string
  name: string
  states?: readonly IncidentState[]
  light?: 'RED' | 'YELLOW'
  text?: string
  area?: string
}
type Ask =
  | { kind: 'step'; incident: string; step: StepName }
  | { kind: 'report' }
  | { kind: 'shelve'; alert: string }
  | { kind: 'comment'; key: Key }
  | { kind: 'palette' }
  | { kind: 'keys' }
  | { kind: 'unlock'; again: () => void }
  | { kind: 'warning' }
  | { kind: 'posture' }
type Toast = { text: string; undo?: { label: string; until: number; act: () => void } } | null

/** What this seat looks at; the picture itself is in client/live. */
export const useDesk = create<{ selected: Key | null; hovered: Key | null; dispatching: boolean; follow: boolean; view: SavedView; filtering: boolean; ask: Ask | null; toast: Toast; picked: ReadonlySet<Key>; singleKeys: boolean }>(() => ({
  selected: null, hovered: null, dispatching: false, follow: true, view: { id: 'all', name: '' }, filtering: false, ask: null, toast: null, picked: new Set(), singleKeys: true,
})) // prettier-ignore

export const select = (key: Key | null): void => useDesk.setState({ selected: key, dispatching: false })
export const askFor = (ask: Ask | null): void => useDesk.setState({ ask })
export function say(text: string, undo?: NonNullable<Toast>['undo']): void {
  const toast: Toast = { text, ...(undo ? { undo } : {}) }
  useDesk.setState({ toast })
  setTimeout(() => { if (useDesk.getState().toast === toast) useDesk.setState({ toast: null }) }, undo ? Math.max(0, undo.until - Date.now()) : 4_000) // prettier-ignore
}

/** Does a row belong to the view that is chosen? Alerts and late sources stand in every view but those of case states. */
export function passes(row: Row, view: SavedView, nowMs: number): boolean {
  const { entity } = row
  if (view.states && (entity.kind !== 'incident' || !view.states.includes(entity.state))) return false
  if (view.light) {
    if (entity.kind !== 'incident' || entity.redAt === null) return false
    const red = Date.parse(entity.redAt) < nowMs
    if (view.light === 'RED' ? !red : red || entity.yellowAt === null || Date.parse(entity.yellowAt) > nowMs) return false
  }
  if (view.area && 'area' in entity && entity.area.zone !== view.area && !entity.area.division.startsWith(view.area)) return false
  if (!view.text) return true
  const text = entity.kind === 'incident' ? `${entity.number} ${entity.title} ${entity.place}` : entity.name
  return text.toLowerCase().includes(view.text.toLowerCase())
}

/** The seat's queue, kept beside the picture: a delta costs what it changed. */
export const queue = createQueue((row, nowMs) => passes(row, useDesk.getState().view, nowMs))

function refill() {
  const { picture } = useLive.getState()
  queue.reset([...picture.alert.values(), ...picture.incident.values(), ...picture.source.values()], serverNow())
}
export function setView(view: SavedView): void {
  useDesk.setState({ view })
  refill()
}
/** Starts keeping the queue. Returns the undo. */
export function keepQueue(): () => void {
  refill()
  const stop = onDelta((delta) => (delta.after === 0 ? refill() : queue.apply(delta, serverNow())))
  const timer = setInterval(() => queue.tick(serverNow()), 1_000)
  return () => {
    stop()
    clearInterval(timer)
  }
}
