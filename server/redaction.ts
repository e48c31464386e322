import { isFreeText } from '../shared/masking.ts'

/** Replaces a text in every free text of a value; ids and instants stay. */
export function replaceDeep<T>(value: T, text: string, by: string, name = ''): { value: T; count: number } {
  if (typeof value === 'string')
    return isFreeText(name) && value.includes(text) ? { value: value.split(text).join(by) as T, count: 1 } : { value, count: 0 }
  if (value === null || typeof value !== 'object') return { value, count: 0 }
  let count = 0
  const inner = (part: unknown, key: string) => {
    const replaced = replaceDeep(part, text, by, key)
    count += replaced.count
    return replaced.value
  }
  const clean = Array.isArray(value)
    ? value.map((part) => inner(part, name))
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part, key)]))
  return { value: clean as T, count }
}
