import type { Item, RegistrationCondition } from './item.ts'

/** How well an item answers what was typed: beginning of its code or pinyin initials, then its name, then initials inside, then a word. */
function typedScore(item: Item, typed: string): number {
  const q = typed.trim().toLowerCase()
  if (item.code.toLowerCase().startsWith(q) || item.pinyin.startsWith(q)) return 4
  if (item.name.includes(q)) return 3
  if (item.pinyin.includes(q)) return 2
  return item.words.some((word) => word.includes(q)) ? 1 : 0
}

/** How much a free text speaks of it: its name weighs most, longer words more than short ones. */
const textScore = (item: Item, text: string): number =>
  item.words.reduce((sum, word) => sum + (text.includes(word) ? word.length : 0), text.includes(item.name) ? 2 * item.name.length : 0)

const ranked = (items: readonly Item[], score: (item: Item) => number, most: number): Item[] =>
  items.map((item) => ({ item, score: score(item) })).filter(({ score: points }) => points > 0).sort((a, b) => b.score - a.score).slice(0, most).map(({ item }) => item) // prettier-ignore

/** Items for a search box: words, codes or pinyin initials, best first. Nothing typed finds nothing. */
export const findItems = (items: readonly Item[], typed: string, most = 8): Item[] =>
  typed.trim() === '' ? [] : ranked(items, (item) => typedScore(item, typed), most)

/** Items that a report's own words suggest, best first. */
export const suggestItems = (items: readonly Item[], text: string, most = 3): Item[] => ranked(items, (item) => textScore(item, text), most)

export const conditionOf = (item: Pick<Item, 'conditions'>, id: string): RegistrationCondition | undefined =>
  item.conditions.find((condition) => condition.id === id)
