import type { Item } from '../../shared/item.ts'

/** What stands near the place of a report: an open case, a sensor, with its item and metres. */
export type Nearby = { item: string; name: string; distanceM: number }
export type Suggestion = { item: Item; score: number; words: string[]; near: Nearby | null }

const WITHIN_M = 50
/** Items that fit what was said and what stands near: each word counts by its length, because 井盖 says more than 路; a like thing within
 *  50 m counts like a word. Best first; nothing fits, nothing is said. */
export function suggestItems(text: string, near: readonly Nearby[], items: readonly Item[], most = 2): Suggestion[] {
  return items
    .map((item) => {
      const words = [...new Set([item.name, ...item.words])].filter((word) => word.length > 0 && text.includes(word))
      const close =
        near.filter((thing) => thing.item === item.id && thing.distanceM <= WITHIN_M).sort((a, b) => a.distanceM - b.distanceM)[0] ?? null
      const score = words.reduce((sum, word) => sum + word.length, 0) + (close ? 2 : 0)
      return { item, score, words, near: close }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.item.code.localeCompare(b.item.code))
    .slice(0, most)
}

/** By name, or by the initials of its pinyin as typed. */
export function findItems(query: string, items: readonly Item[]): Item[] {
  const typed = query.trim().toLowerCase()
  if (!typed) return [...items]
  return items.filter(
    (item) => item.name.includes(typed) || item.pinyin.startsWith(typed) || item.words.some((word) => word.includes(typed)),
  )
}
