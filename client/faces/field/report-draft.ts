import type { Position } from '../../../shared/geo.ts'
import type { Item } from '../../../shared/item.ts'
import type { KeptPhoto } from '../../outbox/action.ts'
import { metresBetween } from '../../task/near.ts'
import { type Nearby, suggestItems, type Suggestion } from '../../task/suggest.ts'
import { useDraft } from './draft.ts'
import { usePhone } from './phone.ts'

export type ReportDraft = {
  photo: KeptPhoto | null
  said: string
  item: string | null | 'unknown'
  position: Position | null
  place: string
}
export const BLANK: ReportDraft = { photo: null, said: '', item: null, position: null, place: '' }
export const useReportDraft = () => useDraft<ReportDraft>('report', BLANK)

/** What is known to stand near: the open cases on this phone. */
export function useSuggestions(draft: ReportDraft): Suggestion[] {
  const { items, tasks, fix } = usePhone()
  const place = draft.position ?? fix?.position ?? null
  const near: Nearby[] = (tasks ?? []).flatMap((incident) =>
    place && incident.position && incident.item
      ? [{ item: incident.item.id, name: incident.title, distanceM: metresBetween(place, incident.position) }]
      : [],
  )
  return suggestItems(draft.said, near, items ?? [])
}

/** The class as chosen, else the best suggestion, else open. */
export function chosenItem(draft: ReportDraft, suggestions: readonly Suggestion[], items: readonly Item[] | null): Item | null {
  if (draft.item === 'unknown') return null
  if (draft.item !== null) return items?.find(({ id }) => id === draft.item) ?? null
  return suggestions[0]?.item ?? null
}
