import { type Actor, inScope } from '../shared/actor.ts'
import type { IndicatorHead } from '../shared/indicator.ts'
import { isOwnArea } from '../shared/peer-areas.ts'

export type { Actor }

const place = (area: string) => ({ division: area, zone: area })

/** May he read figures of this area? Of the city's own areas by his scope; published figures of others by everybody but a wall, whose link
 *  is for its area alone. */
export const readsArea = (actor: Actor, area: string): boolean =>
  isOwnArea(area, actor.city) ? inScope(actor, place(area)) : actor.kind !== 'wall'

/** May he bring figures of this area and domain? Those of others need the whole city. */
export const withinActor = (actor: Actor, area: string, domain: IndicatorHead['domain']): boolean =>
  (actor.domains.length === 0 || actor.domains.includes(domain)) &&
  (isOwnArea(area, actor.city) ? inScope(actor, place(area)) : inScope(actor, place(actor.city)))
