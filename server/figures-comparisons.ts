import { type Comparison, contributionOf, periodOnPeriod, shareOf, sinceYearEnd, yearOnYear } from '../shared/figures-compare.ts'
import { newestFigure } from '../shared/figures-head.ts'
import { progressOf } from '../shared/figures-target.ts'
import { sparkOf } from '../shared/figures-spark.ts'
import { refuse } from '../shared/decision.ts'
import type { Figure, Passport } from '../shared/indicator.ts'
import { labelOf } from '../shared/period-words.ts'
import type { Figures } from './figures.ts'
import type { Store } from './store/store.ts'

type Asked = {
  figures: Figures
  store: Store
  passport: Passport
  area: string
  whole: string | null
  spot: { period?: Figure['period']; scope?: Figure['scope'] }
}

/** Everything that may be said of one figure beside another, each with the figures it came from, or the rule that forbids it. */
export async function comparisonsOf({ figures, store, passport, area, whole, spot: asked }: Asked) {
  const read = (of: string) => store.read('figures.read', { indicator: passport.id, area: of, limit: 400 })
  const [known, all] = await Promise.all([read(area), whole === null ? [] : read(whole)])
  const newest = newestFigure(
    known.filter(
      (f) => (asked.scope === undefined || f.scope === asked.scope) && (asked.period === undefined || f.period.end === asked.period.end),
    ),
  )
  const period = asked.period ?? newest?.period
  const scope = asked.scope ?? newest?.scope
  const none: Comparison = refuse('I-no-level', '没有这一期的数')
  const spark = sparkOf(passport, known)
  const band = spark && { measure: spark.measure, scope: spark.scope, unit: spark.unit, band: spark.band }
  if (!period || !scope)
    return {
      area,
      period: null,
      scope: null,
      figure: null,
      yearOnYear: none,
      periodOnPeriod: none,
      sinceYearEnd: none,
      share: none,
      contribution: none,
      target: progressOf(passport, known),
      band,
    }
  const spot = { period, scope }
  const parts = whole === null ? none : shareOf(passport, known, all, spot)
  return {
    area, areaName: figures.nameOf(area), of: whole, ofName: whole && figures.nameOf(whole), period, scope, label: labelOf(period, scope), figure: newest,
    yearOnYear: yearOnYear(passport, known, spot), periodOnPeriod: periodOnPeriod(passport, known, spot), sinceYearEnd: sinceYearEnd(passport, known, spot),
    share: parts, contribution: whole === null ? none : contributionOf(passport, known, all, spot), target: progressOf(passport, known), band,
  } // prettier-ignore
}
