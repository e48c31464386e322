import { type Band, bandOf } from './figures-band.ts'
import { type Line, at, lineOf, piecesOf } from './figures-line.ts'
import { isGrowth, isPercent } from './figures-rules.ts'
import type { Figure, Passport } from './indicator.ts'
import { previous } from './period.ts'

export const SPARK_POINTS = 24
export type Spark = { measure: Figure['measure']; scope: Figure['scope']; unit: string; points: (number | null)[]; band: Band | null }

const ORDER: readonly [Figure['measure'], Figure['scope']][] = [
  ['YOY', 'CURRENT'], ['YOY', 'CUMULATIVE'], ['INDEX', 'CURRENT'], ['INDEX', 'CUMULATIVE'],
  ['LEVEL', 'STOCK'], ['YOY', 'STOCK'], ['LEVEL', 'CURRENT'], ['LEVEL', 'CUMULATIVE'], ['SHARE', 'CURRENT'], ['SHARE', 'CUMULATIVE'],
] // prettier-ignore
const OPERATIONAL: typeof ORDER = [
  ['LEVEL', 'CURRENT'],
  ['LEVEL', 'STOCK'],
]
/** What a series is judged by must be long enough for a band; a shorter one is shown when there is nothing better. */
const ENOUGH = 9

function commonKind(line: Line): Figure['period']['kind'] {
  const counts = new Map<Figure['period']['kind'], number>()
  for (const { period } of line) {
    const kind = period.kind === 'M12' ? 'M' : period.kind
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'M'
}

/** The line at equal steps back from its newest point; what was not published is a gap, never a bridge. */
function walk(line: Line, scope: Figure['scope'], joined: boolean): (number | null)[] {
  const last = line.at(-1)
  if (!last) return []
  const kind = commonKind(line)
  const first = line[0]!.period.end
  const points: (number | null)[] = []
  let period: Figure['period'] = last.period.kind === 'M12' || last.period.kind === 'LIVE' ? last.period : { kind, end: last.period.end }
  while (points.length < SPARK_POINTS && period.end >= first) {
    const spot = kind === 'Y' && scope === 'CURRENT' ? 'CUMULATIVE' : scope
    points.push((at(line, period, scope) ?? at(line, period, spot))?.value ?? null)
    period = period.kind === 'LIVE' ? { kind: 'D', end: previous(period, joined).end } : previous(period, joined)
  }
  return points.reverse()
}

/** The line that shows best how this indicator moves, and the band of what is ordinary for it. Levels that grow through a year have none. */
export function sparkOf(passport: Passport, known: readonly Figure[]): Spark | null {
  const lines = (passport.operational ? OPERATIONAL : ORDER)
    .map(([measure, scope]) => ({ measure, scope, line: piecesOf(lineOf(known, measure, scope)).at(-1) ?? [] }))
    .filter(({ line }) => line.length > 0)
  const best = lines.find(({ line }) => line.length >= ENOUGH) ?? lines.sort((a, b) => b.line.length - a.line.length)[0]
  if (!best) return null
  const unit = best.line[0]!.unit
  const points = walk(best.line, best.scope, passport.frequency === 'M12' || best.line.some((f) => f.period.kind === 'M12'))
  const steady = isGrowth(best.measure) || best.measure === 'INDEX' || isPercent(unit) || (passport.operational && !passport.additive)
  return { measure: best.measure, scope: best.scope, unit, points, band: steady ? bandOf(points.slice(0, -1)) : null }
}
