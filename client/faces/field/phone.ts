import { create } from 'zustand'
import type { SessionInfo } from '../../../shared/api.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Item } from '../../../shared/item.ts'
import type { Position } from '../../../shared/geo.ts'
import type { Warning } from '../../../shared/warning.ts'
import type { Action } from '../../outbox/action.ts'
import type { Outbox, Rest } from '../../outbox/outbox.ts'
import type { PhoneStorage } from '../../outbox/idb-storage.ts'
import type { Me } from '../../task/work.ts'
import type { Look } from './sharing.ts'

export type Fix = { position: Position; accuracyM: number; at: number }
/** Who the phone belongs to as last known; without the token, so that it may be kept on the disk. */
export type Owner = Me & { name: string; areas: readonly string[] }

export type Phone = {
  stage: 'starting' | 'signed-out' | 'ready'
  owner: Owner | null
  session: SessionInfo | null
  /** Did the last call reach the server? */
  online: boolean
  /** Until when everything shown is known (ms); null: never. */
  knownAt: number | null
  offlineSince: string | null
  tasks: readonly Incident[] | null
  warnings: readonly Warning[]
  items: readonly Item[] | null
  /** Names of teams and departments by id. */
  names: Readonly<Record<string, string>>
  fix: Fix | null
  gps: 'asking' | 'on' | 'off'
  storage: PhoneStorage | null
  outbox: Outbox | null
  actions: readonly Action[]
  rest: Rest
  /** The case he is on the way to. */
  heading: string | null
  order: 'urgent' | 'near'
  /** Until when the place is shared (end of shift), and who looked today. */
  share: { until: string | null; looks: readonly Look[]; wasOn: boolean }
}

export const usePhone = create<Phone>(() => ({
  stage: 'starting', owner: null, session: null, online: true, knownAt: null, offlineSince: null, tasks: null, warnings: [], items: null, names: {},
  fix: null, gps: 'asking', storage: null, outbox: null, actions: [], rest: { kind: 'idle' }, heading: null, order: 'urgent', share: { until: null, looks: [], wasOn: false },
})) // prettier-ignore

export const ownerOf = ({ user, name, roles, departments, teams, areas }: SessionInfo): Owner => ({
  user,
  name,
  roles,
  departments,
  teams,
  areas,
})

/** Marks whether the server was reached; what is on the screen is known as of its last answer. */
export function reached(online: boolean, knownAt?: number): void {
  usePhone.setState((phone) => ({
    online,
    knownAt: knownAt ?? phone.knownAt,
    offlineSince: online ? null : (phone.offlineSince ?? new Date().toISOString()),
  }))
}

/** Steps of mine that wait for the server, in order. */
export const pendingOf = (actions: readonly Action[]) =>
  actions.flatMap((action) =>
    action.deed.kind === 'step' && 'id' in action.deed.incident && ['waiting', 'sending', 'part-sent'].includes(action.state)
      ? [{ incident: action.deed.incident.id, step: action.deed.step, at: action.at, commandId: action.commandId }]
      : [],
  )
export const unsent = (actions: readonly Action[]): number =>
  actions.filter(({ state }) => state === 'waiting' || state === 'sending' || state === 'part-sent').length
