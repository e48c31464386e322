import type { Figure } from '../../../shared/indicator.ts'
import type { TableMapping } from '../../../shared/figures-mapping.ts'
import { type Heading, isPeriod } from '../../../shared/period.ts'
import { parseHeading, plain } from '../../../shared/period-words.ts'

type Entry = TableMapping['indicators'][number]
/** What a row label or a column heading says about its cells. */
export type Said = { entry?: Entry; area?: string; heading?: Heading; measure?: Figure['measure']; unit?: string }
export type Axis = { said: Said } | { unknown: string } | { ignored: true }
type Words = TableMapping['table']['rows']

/** Reads labels by the mapping. Labels compare without regard to white space, width and case. */
export function axisReader(mapping: TableMapping, year: number | undefined) {
  const entries = new Map(mapping.indicators.map((entry) => [plain(entry.label), entry]))
  const areas = new Map(Object.entries(mapping.areas ?? {}).map(([label, area]) => [plain(label), area]))
  const ignored = new Set(mapping.ignore.map(plain))
  const measures = mapping.measures.map((word) => ({ ...word, contains: plain(word.contains) }))

  /** Takes from the parts of a label whatever the axis may say; what is left over must be nothing. */
  return function read(parts: readonly string[], words: Words): Axis {
    const whole = parts.join('')
    if (parts.length === 0 || ignored.has(plain(whole)) || parts.some((part) => ignored.has(plain(part)))) return { ignored: true }
    const said: Said = {}
    let left = [...parts]
    const take = (match: (part: string) => boolean) => { left = left.filter((part) => !match(part)) } // prettier-ignore
    if (words.includes('indicator')) {
      const label = entries.has(plain(whole)) ? whole : left.find((part) => entries.has(plain(part)))
      if (label === undefined) return { unknown: whole }
      said.entry = entries.get(plain(label))!
      take((part) => part === label || label === whole)
    }
    if (words.includes('area')) {
      const label = left.find((part) => areas.has(plain(part)))
      if (label === undefined) return { unknown: whole }
      said.area = areas.get(plain(label))!
      take((part) => part === label)
    }
    if (words.includes('measure')) {
      const word = measures.find(({ contains }) => left.some((part) => plain(part).includes(contains)))
      if (word) {
        said.measure = word.measure
        if (word.unit !== undefined) said.unit = word.unit
        take((part) => plain(part).includes(word.contains) && parseHeading(part, year) === null)
      }
    }
    if (words.includes('period')) {
      const heading = parseHeading(left.join(''), year) ?? left.map((part) => parseHeading(part, year)).find((found) => found !== null)
      if (!heading || !isPeriod(heading.period)) return { unknown: whole }
      said.heading = heading
    } else if (left.length > 0 && !words.includes('measure')) return { unknown: whole }
    return { said }
  }
}

/** The first 20xx年 (or a bare 20xx) above the heading. */
export function titleYear(rows: readonly (readonly (string | number | null)[])[]): number | undefined {
  for (const row of rows) {
    const found = /((?:19|20)\d{2})\s*年/.exec(row.map((cell) => String(cell ?? '').normalize('NFKC')).join(' '))
    if (found) return Number(found[1])
  }
  return undefined
}
