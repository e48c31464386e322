import type { Expr, Rule, Severity } from '../../../shared/alert.ts'

export type LimitLine = { value: number; severity: Severity }
const WORST: Severity[] = ['RED', 'ORANGE', 'YELLOW', 'BLUE']

const aboves = (expr: Expr): number[] =>
  'all' in expr ? expr.all.flatMap(aboves) : 'any' in expr ? expr.any.flatMap(aboves) : expr.op === 'above' ? [expr.value] : []

/** The lines of a rule's ladder that a chart can draw: each value above which a level may hold, with the worst level it stands for. */
export function limitsOf(rule: Rule | undefined): LimitLine[] {
  const lines = new Map<number, Severity>()
  for (const level of rule?.levels ?? [])
    for (const value of aboves(level.when)) {
      const known = lines.get(value)
      if (!known || WORST.indexOf(level.severity) < WORST.indexOf(known)) lines.set(value, level.severity)
    }
  return [...lines].map(([value, severity]) => ({ value, severity })).sort((a, b) => a.value - b.value)
}
/** Where red or orange begins; null when the rule is not a ladder of values, or has not come. */
export const firstLimit = (rule: Rule | undefined): number | null =>
  limitsOf(rule).find((line) => line.severity === 'RED' || line.severity === 'ORANGE')?.value ?? null
/** The next line above a value, and in how many minutes it is reached at this rate per minute; null when it is not. */
export function nextLimit(lines: readonly LimitLine[], value: number, perMinute: number): { value: number; minutes: number } | null {
  const next = lines.find((line) => line.value > value)
  return next && perMinute > 0 ? { value: next.value, minutes: Math.round((next.value - value) / perMinute) } : null
}
