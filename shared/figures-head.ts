import { outside } from './figures-band.ts'
import { type Compared, round, yearOnYear } from './figures-compare.ts'
import { newestPeriod, nextRelease } from './figures-release.ts'
import { knownAt } from './figures-rules.ts'
import { type Spark, sparkOf } from './figures-spark.ts'
import { progressOf } from './figures-target.ts'
import type { Figure, IndicatorHead, Passport } from './indicator.ts'
import { addDays, byPeriod } from './period.ts'
import { labelOf } from './period-words.ts'

export type HeadContext = { area: string; nowMs: number; utcOffsetMin?: number; inputs?: { fresh: number; total: number } }
type Judged = Pick<IndicatorHead, 'state' | 'severity' | 'why'>

export const headId = (indicator: string, area: string): string => `${indicator}@${area}`

const MEASURES = ['LEVEL', 'INDEX', 'YOY', 'SHARE', 'TWO_YEAR_AVG', 'MOM'] as const
const SCOPES = ['STOCK', 'CUMULATIVE', 'CURRENT'] as const

/** The newest figure: its level before its growth, and of one span the cumulative value before the period's own. */
export function newestFigure(known: readonly Figure[]): Figure | null {
  const rank = (f: Figure) => MEASURES.indexOf(f.measure) * 10 + SCOPES.indexOf(f.scope)
  return known.filter((f) => f.value !== null).sort((a, b) => (a.period.end === b.period.end ? rank(a) - rank(b) || byPeriod(b.period, a.period) : a.period.end < b.period.end ? 1 : -1))[0] ?? null // prettier-ignore
}

const weekday = (date: string) => '日一二三四五六'[new Date(`${date}T00:00:00Z`).getUTCDay()]

/** Our own counts have no year behind them: today against the same weekday of last week, else against yesterday. */
function againstLastWeek(known: readonly Figure[], figure: Figure): IndicatorHead['comparison'] {
  for (const [days, words] of [
    [7, `较上周${weekday(figure.period.end)}`],
    [1, '较昨日'],
  ] as const) {
    // prettier-ignore
    const end = addDays(figure.period.end, -days)
    const base = known.find((f) => f.period.kind === 'D' && f.period.end === end && f.measure === 'LEVEL')
    if (base?.value == null || figure.value === null) continue
    return { value: round(figure.value - base.value), unit: figure.unit === '%' ? '百分点' : figure.unit, basis: words }
  }
  return null
}

function comparisonOf(passport: Passport, known: readonly Figure[], figure: Figure): IndicatorHead['comparison'] {
  if (passport.operational) return againstLastWeek(known, figure)
  if (figure.measure === 'INDEX') return { value: round(figure.value! - 100), unit: '%', basis: '同比' }
  const compared = yearOnYear(passport, known, figure)
  return compared.ok ? toComparison(compared) : null
}
const toComparison = ({ value, unit, basis }: Compared) => ({ value, unit, basis })

const signed = (value: number) => `${value > 0 ? '+' : ''}${round(value, 2)}`

/** Outside what is ordinary, in the worse direction, or in either when neither is better. */
function overBand(passport: Passport, spark: Spark | null): Judged | null {
  const newest = spark?.points.at(-1)
  if (!spark?.band || newest == null) return null
  const far = outside(newest, spark.band)
  const worse = passport.direction === 'UP' ? far < 0 : passport.direction === 'DOWN' ? far > 0 : far !== 0
  if (!worse) return null
  const limit = far < 0 ? `低于常态下限 ${round(spark.band.low, 2)}` : `高于常态上限 ${round(spark.band.high, 2)}`
  const value = spark.measure === 'LEVEL' ? String(round(newest, 2)) : signed(newest)
  return {
    state: 'over',
    severity: Math.abs(far) > 1 ? 'ORANGE' : 'YELLOW',
    why: `${passport.name}${spark.measure === 'YOY' ? '同比' : ''} ${value} ${spark.unit}，${limit}`,
  }
}

function behindTarget(passport: Passport, target: IndicatorHead['target']): Judged | null {
  if (!target) return null
  const behind = passport.direction === 'DOWN' ? target.gap > 0 : target.gap < 0
  return behind && Math.abs(target.gap) >= 0.05 ? { state: 'watch', severity: 'YELLOW', why: target.text } : null
}

/** The head of one indicator in one area, from all its figures: what a tile shows. Pure; `context.nowMs` is the time. */
export function headOf(passport: Passport, figures: readonly Figure[], context: HeadContext): IndicatorHead {
  const known = knownAt(figures, null)
  const figure = newestFigure(known)
  const spark = sparkOf(passport, known)
  const release = passport.operational ? null : nextRelease(passport, newestPeriod(known), context.nowMs, context.utcOffsetMin)
  const overdue = release !== null && Date.parse(release.dueAt) < context.nowMs
  const progress = progressOf(passport, known)
  const target = progress.ok ? { text: progress.text, gap: progress.gap, unit: '百分点' } : null
  return {
    kind: 'indicator',
    id: headId(passport.id, context.area),
    indicator: passport.id,
    area: context.area,
    name: passport.name,
    unit: passport.unit,
    domain: passport.domain,
    department: passport.department,
    source: figure?.source ?? passport.source,
    direction: passport.direction,
    operational: passport.operational,
    demo: figure?.demo ?? passport.demo,
    byHand: figure?.byHand ?? null,
    figure: figure && toFigure(figure),
    comparison: figure && comparisonOf(passport, known, figure),
    target,
    spark: spark?.points ?? [],
    band: spark?.band ? [spark.band.low, spark.band.high] : null,
    ...judge(passport, figure, spark, target, overdue && release ? lateWords(release, context.utcOffsetMin ?? 480) : null),
    nextReleaseAt: release?.dueAt ?? null,
    overdue: overdue && figure !== null,
    inputs: context.inputs ?? null,
  }
}

const toFigure = ({ value, unit, measure, scope, period, status, releasedAt, receivedAt }: Figure): IndicatorHead['figure'] =>
  ({ value, unit, measure, scope, period, status, asOf: releasedAt ?? receivedAt }) // prettier-ignore

function lateWords(release: { period: Figure['period']; dueAt: string }, utcOffsetMin: number): string {
  const day = new Date(Date.parse(release.dueAt) + utcOffsetMin * 60_000).toISOString()
  return `应发布未更新：${labelOf(release.period, 'CUMULATIVE')}数应于 ${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日前发布`
}

/** What is not connected or late cannot say how things are now; a late one keeps the level of its last figure. */
function judge(
  passport: Passport,
  figure: Figure | null,
  spark: Spark | null,
  target: IndicatorHead['target'],
  late: string | null,
): Judged {
  if (!figure) return { state: 'not-connected', severity: null, why: '未接入' }
  const found = overBand(passport, spark) ?? behindTarget(passport, target)
  if (late) return { state: 'late', severity: found?.severity ?? 'BLUE', why: late }
  if (found) return found
  return {
    state:
      figure.measure === 'LEVEL' || passport.measures.includes('LEVEL') || passport.measures.includes('INDEX') ? 'normal' : 'growth-only',
    severity: null,
    why: null,
  }
}
