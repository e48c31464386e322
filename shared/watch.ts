import type { Expr, Rule, Severity } from './alert.ts'
import { rankOf } from './scale.ts'

/** Watching, pure: what one rule makes of one datastream. Instants are observedAt in ms; nothing here knows a clock.
 *
 *  A row is evaluated once, when it is newer than the last evaluated one (the caller sees to it); a moment without a row (`row: false`)
 *  evaluates silence and durations at `at`, with the last value carried forward. Windows: `rate` is last − first over the closed
 *  [at − windowS, at], `sum` over the half-open (at − windowS, at], so that 36 rows of 5 minutes are three hours. `above` and `below` are
 *  strict. A level holds when its condition has been true without a break for forS, first row to this one. */
export type Row = { at: number; value: number }
export type Moment = {
  at: number
  /** Newest row's; null when nothing ever came. */
  value: number | null
  /** Observed instant of the newest row; for a datastream that never sent, when watching began. */
  lastRowAt: number
  /** Rows of the longest window the rule needs, ascending, the newest among them. */
  window: readonly Row[]
  row: boolean
}
/** What a rule remembers of a datastream. `since`: for each level, from when its condition has held. */
export type Watch = { severity: Severity | null; since: readonly (number | null)[]; at: number }
export type WatchEvent = { type: 'raised' | 'severity' | 'repeated' | 'cleared'; severity: Severity; at: number; value: number | null }

export const unwatched = (rule: Rule): Watch => ({ severity: null, since: rule.levels.map(() => null), at: -Infinity })

export function holds(expr: Expr, moment: Moment): boolean {
  if ('all' in expr) return expr.all.every((e) => holds(e, moment))
  if ('any' in expr) return expr.any.some((e) => holds(e, moment))
  if (expr.op === 'silent') return moment.at - moment.lastRowAt >= expr.windowS * 1000
  const { value } = moment
  if (value === null) return false
  switch (expr.op) {
    case 'above':
      return value > expr.value
    case 'below':
      return value < expr.value
    case 'outside':
      return value < expr.value[0] || value > expr.value[1]
    case 'rate': {
      const first = moment.window.find((row) => row.at >= moment.at - expr.windowS * 1000)
      const rise = first ? value - first.value : 0
      return expr.value < 0 ? rise <= expr.value : rise >= expr.value
    }
    case 'sum': {
      let sum = 0
      for (const row of moment.window) if (row.at > moment.at - expr.windowS * 1000 && row.at <= moment.at) sum += row.value
      return sum >= expr.value
    }
  }
}

/** What happens to the alert at this moment, if anything, and what is remembered. */
export function observe(rule: Rule, before: Watch, moment: Moment): { watch: Watch; event: WatchEvent | null } {
  const since = rule.levels.map((level, i) => (holds(level.when, moment) ? (before.since[i] ?? moment.at) : null))
  const holding = worst(rule, since, moment.at)
  const { at, value } = moment
  const told = (type: WatchEvent['type'], severity: Severity, after: Severity | null) => ({
    watch: { severity: after, since, at },
    event: { type, severity, at, value },
  })
  const { severity } = before
  if (severity === null) return holding ? told('raised', holding, holding) : { watch: { severity, since, at }, event: null }
  if (holding === null && (rule.clear ? holds(rule.clear, moment) : true)) return told('cleared', severity, null)
  if (holding !== null && holding !== severity) return told('severity', holding, holding)
  if (holding !== null && moment.row) return told('repeated', severity, severity)
  return { watch: { severity, since, at }, event: null }
}

function worst(rule: Rule, since: readonly (number | null)[], at: number): Severity | null {
  let found: Severity | null = null
  for (const [i, level] of rule.levels.entries()) {
    const from = since[i] ?? null
    if (from === null || at - from < level.forS * 1000) continue
    if (found === null || rankOf('severity', level.severity) < rankOf('severity', found)) found = level.severity
  }
  return found
}

const nodes = (expr: Expr): Expr[] => ('all' in expr ? expr.all.flatMap(nodes) : 'any' in expr ? expr.any.flatMap(nodes) : [expr])
const leaves = (rule: Rule): Expr[] => [...rule.levels.flatMap((level) => nodes(level.when)), ...(rule.clear ? nodes(rule.clear) : [])]

/** Seconds of rows that the rule looks back on (rate, sum); 0 when the newest is enough. */
export const lookbackS = (rule: Rule): number =>
  Math.max(0, ...leaves(rule).map((e) => ('op' in e && (e.op === 'rate' || e.op === 'sum') ? e.windowS : 0)))
export const silencesS = (rule: Rule): number[] => leaves(rule).flatMap((e) => ('op' in e && e.op === 'silent' ? [e.windowS] : []))

/** The next instant, in the datastream's own time, at which something may happen without a row: a silence or a duration fulfilled. */
export function nextDue(rule: Rule, watch: Watch, lastRowAt: number): number | null {
  let due = Infinity
  for (const s of silencesS(rule)) if (lastRowAt + s * 1000 > watch.at) due = Math.min(due, lastRowAt + s * 1000)
  for (const [i, level] of rule.levels.entries()) {
    const from = watch.since[i] ?? null
    if (from !== null && from + level.forS * 1000 > watch.at) due = Math.min(due, from + level.forS * 1000)
  }
  return due === Infinity ? null : due
}
