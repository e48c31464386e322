import { create } from 'zustand'
import type { Item } from '../../../shared/item.ts'
import { api } from '../../live/api.ts'

type Team = { id: string; name: string; department: string; dutyPhone: string | null; position: [number, number] | null }
type Department = { id: string; name: string; short: string; dutyPhone: string | null; teams: Team[] }
type AreaRow = { id: string; name: string; kind: string; parent: string | null }
type Colleague = { id: string; name: string; roles: string[]; departments: string[]; teams: string[] }

/** Lists that the desk needs names from; loaded once a session, again when asked. */
export const useOrganisation = create<{
  departments: Department[]
  areas: AreaRow[]
  items: Item[]
  users: Colleague[]
  failed: string | null
}>(() => ({ departments: [], areas: [], items: [], users: [], failed: null }))

export async function loadOrganisation(): Promise<void> {
  try {
    const [departments, areas, items, users] = await Promise.all([
      api<{ departments: Department[] }>('/api/departments'), api<{ areas: AreaRow[] }>('/api/areas'), api<{ items: Item[] }>('/api/items'), api<{ users: Colleague[] }>('/api/users').catch(() => ({ users: [] })),
    ]) // prettier-ignore
    useOrganisation.setState({
      departments: departments.departments,
      areas: areas.areas,
      items: items.items,
      users: users.users,
      failed: null,
    })
  } catch (error) {
    useOrganisation.setState({ failed: error instanceof Error ? error.message : String(error) })
  }
}

/** Name of a department, team, area or person; its id while it is not known. */
export function organisationName(id: string): string {
  const { departments, areas, users } = useOrganisation.getState()
  for (const department of departments) {
    if (department.id === id) return department.short || department.name
    const team = department.teams.find((one) => one.id === id)
    if (team) return team.name
  }
  return areas.find((area) => area.id === id)?.name ?? users.find((user) => user.id === id)?.name ?? id
}
