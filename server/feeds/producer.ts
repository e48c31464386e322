import { type Actor, inScope, mayWriteDatastream } from '../../shared/actor.ts'
import type { Belongs } from '../../shared/area.ts'
import type { Feed } from '../../shared/source.ts'
import type { Gather, OpenFeed } from '../gather.ts'
import type { Fleet } from '../fleet.ts'

/** Who brings observations through which door: one feed (bulkhead) a key and door, and what that key may write. A key writes what its list
 *  names, within its areas. */
export function openProducers(gather: Gather, fleet: Fleet) {
  return {
    feedOf: (actor: Actor, door: Feed['door']): OpenFeed => gather.open({ id: `${door}:${actor.name}`.slice(0, 64), name: actor.name, door }),
    /** Put a datastream into an area, or change one that lies in his. */
    mayRegister: (actor: Actor) => (id: string, area: Belongs): boolean => {
      const before = fleet.get(id)
      return mayWriteDatastream(actor, id) && inScope(actor, area) && (before === undefined || inScope(actor, before.area))
    },
    mayWrite: (actor: Actor) => (ordinal: number): boolean => {
      const { id, area } = fleet.at(ordinal)
      return mayWriteDatastream(actor, id) && inScope(actor, area)
    },
  } // prettier-ignore
}
export type Producers = ReturnType<typeof openProducers>
