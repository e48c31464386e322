import peers from './data/peer-areas.json' with { type: 'json' }

/** Areas that figures are compared with and that are not the city's own: the nation, the province, its cities, 35 large cities. */
export type PeerArea = { id: string; name: string; parent: string | null; group: string | null }
export const PEER_AREAS: readonly PeerArea[] = peers
const names = new Map(PEER_AREAS.map((area) => [area.id, area]))
export const peerArea = (id: string): PeerArea | undefined => names.get(id)
/** Is it the city itself or something within it? A prefecture's divisions and zones begin with its four digits, a municipality's with two. */
export const isOwnArea = (id: string, city: string): boolean => id === city || id.startsWith(city.replace(/(?:00)+$/, ''))
