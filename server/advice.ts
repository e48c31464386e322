import { type Actor, inScope } from '../shared/actor.ts'
import type { Belongs } from '../shared/area.ts'
import type { Incident } from '../shared/incident.ts'
import type { RosterEntry } from '../shared/organisation.ts'
import { type Recommendation, recommend } from '../shared/recommend.ts'
import { isLive } from '../shared/task.ts'
import type { Hub } from './hub.ts'
import type { Organisation } from './organisation.ts'

export type AdviceParts = {
  hub: Pick<Hub, 'ofKind' | 'onChange' | 'peek'>
  organisation: Pick<Organisation, 'departments' | 'teams' | 'responsibility' | 'items'>
  city: string
  /** Roster entries of the moment. */
  onShift(): readonly Pick<RosterEntry, 'team'>[]
}
export type Advice = ReturnType<typeof openAdvice>

/** Whose hands each case occupies: the team asked, else the department. */
const keysOf = (incident: Incident | null): string[] =>
  (incident?.tasks ?? []).filter(isLive).map(({ department, team }) => (team === null ? `department:${department}` : `team:${team}`))

/** Whom to send, by the city's table, distance, load and roster. Load is counted as cases change, so that advice costs the number of
 *  teams and not of cases. */
export function openAdvice({ hub, organisation, city, onShift }: AdviceParts) {
  const occupied = new Map<string, { area: Belongs; keys: string[] }>()
  const whole = new Map<string, number>()
  const add = (load: Map<string, number>, keys: readonly string[], more: number) =>
    keys.forEach((key) => load.set(key, (load.get(key) ?? 0) + more))
  function count(id: string, incident: Incident | null): void {
    add(whole, occupied.get(id)?.keys ?? [], -1)
    const keys = keysOf(incident)
    if (incident && keys.length > 0) occupied.set(id, { area: incident.area, keys })
    else occupied.delete(id)
    add(whole, keys, 1)
  }
  for (const incident of hub.ofKind('incident')) count(incident.id, incident)
  const undo = hub.onChange((keys) => {
    for (const key of keys) if (key.startsWith('incident:')) count(key.slice('incident:'.length), hub.peek(key as `incident:${string}`))
  })
  /** Who sees a part of the city is told of the load in that part only. */
  function loadFor(actor: Actor): Map<string, number> {
    if (actor.areas.includes(city)) return whole
    const seen = new Map<string, number>()
    for (const { area, keys } of occupied.values()) if (inScope(actor, area)) add(seen, keys, 1)
    return seen
  }

  return {
    /** Best first; the first is the advice. */
    for(incident: Incident, actor: Actor): Recommendation[] {
      const on = new Set(onShift().map(({ team }) => team))
      const load = loadFor(actor)
      return recommend(incident, {
        city,
        item: organisation.items.get(incident.item?.id ?? incident.suggested ?? ''),
        departments: organisation.departments.all(),
        teams: organisation.teams.all(),
        responsibilities: organisation.responsibility.all(),
        load: (key) => load.get(key) ?? 0,
        onShift: (team) => on.has(team),
      })
    },
    close: undo,
  }
}
