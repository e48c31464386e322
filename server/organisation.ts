import { z } from 'zod'
import { Calendar } from '../shared/calendar.ts'
import { Item } from '../shared/item.ts'
import { Department, Grid, Resource, Responsibility, RosterEntry, StoredArea, Team } from '../shared/organisation.ts'
import { SourcePassport } from '../shared/source.ts'
import { type Change, openRegister } from './register.ts'
import type { Store } from './store/store.ts'

export type Organisation = Awaited<ReturnType<typeof openOrganisation>>
const OldItem = z.strictObject({ id: z.string(), item: Item })

/** What a city brings: the seed loads it, the loop and the figures ask it. */
export async function openOrganisation(store: Store) {
  return {
    areas: await openRegister(store, 'areas', StoredArea),
    departments: await openRegister(store, 'departments', Department),
    teams: await openRegister(store, 'teams', Team),
    grids: await openRegister(store, 'grids', Grid),
    roster: await openRegister(store, 'roster', RosterEntry),
    resources: await openRegister(store, 'resources', Resource),
    responsibility: await openRegister(store, 'responsibility', Responsibility),
    items: await openRegister(store, 'items', Item),
    /** Every version that ever was, by `ID@VERSION`: a case keeps the one it was registered under. */
    itemVersions: await openRegister(store, 'item-versions', OldItem),
    calendars: await openRegister(store, 'calendars', Calendar),
    sources: await openRegister(store, 'sources', SourcePassport),
  }
}

/** Puts an item with the next version number and keeps that version for the cases registered under it. */
export function putItem(organisation: Organisation, item: Omit<Item, 'version'>): Change[] {
  const next: Item = { ...item, version: (organisation.items.get(item.id)?.version ?? 0) + 1 }
  return [organisation.items.put(next), organisation.itemVersions.put({ id: `${next.id}@${next.version}`, item: next })]
}
