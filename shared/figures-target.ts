import { type Refusal, refuse } from './decision.ts'
import { round, elapsedShare } from './figures-compare.ts'
import { at, lineOf } from './figures-line.ts'
import { isPercent } from './figures-rules.ts'
import type { Figure, Passport } from './indicator.ts'
import { byPeriod, lastYear, periodOf, yearOf } from './period.ts'

/** How far the year's target is met. A level target has a completion and a time progress (in percent of the year); a growth target only a
 *  distance in percentage points: there is no share of a year to be behind. */
export type Progress =
  | { ok: true; kind: 'level'; completion: number; expected: number; even: boolean; gap: number; text: string; from: readonly Figure[] }
  | { ok: true; kind: 'growth' | 'rate'; value: number; target: number; gap: number; text: string; from: readonly Figure[] }

const one = (value: number) => String(round(value, 1))
const apart = (gap: number) => (Math.abs(gap) < 0.05 ? '持平' : `${gap < 0 ? '低' : '高'} ${one(Math.abs(gap))} 个百分点`)

/** Newest published cumulative figure of the target's year. */
function newest(known: readonly Figure[], measure: 'LEVEL' | 'YOY', year: number): Figure | null {
  const line = lineOf(known, measure, 'CUMULATIVE').filter((f) => yearOf(f.period) === year && f.value !== null)
  return line.at(-1) ?? null
}

function levelProgress(passport: Passport, known: readonly Figure[], target: number, year: number): Progress | Refusal {
  if (!passport.additive) return refuse('I-additive', '只有可加的流量才有时序进度')
  if (passport.scopes.includes('STOCK')) return refuse('I-stock-flow', '时点数没有时序进度')
  const figure = newest(known, 'LEVEL', year)
  if (figure?.value == null || target <= 0) return refuse('I-no-level', '本年还没有累计数')
  const line = lineOf(known, 'LEVEL', 'CUMULATIVE')
  const before = at(line, lastYear(figure.period), figure.scope, figure.definition)
  const whole = at(line, periodOf('Y', year - 1), 'CUMULATIVE', figure.definition)
  const known2 = before?.value != null && whole?.value != null && whole.value > 0
  const completion = round((figure.value / target) * 100)
  const expected = known2 ? round((before.value! / whole.value!) * 100) : elapsedShare(figure.period)
  const gap = round(completion - expected)
  const against = known2 ? `上年同期 ${one(expected)}%` : `时序进度 ${one(expected)}%（按月均分，上年同期不详）`
  const text = `完成 ${one(completion)}%，${against}，${apart(gap)}`
  return { ok: true, kind: 'level', completion, expected, even: !known2, gap, text, from: [figure, ...(known2 ? [before, whole] : [])] }
}

function growthProgress(known: readonly Figure[], target: number, year: number): Progress | Refusal {
  const figure = newest(known, 'YOY', year)
  if (figure?.value == null) return refuse('I-no-base', '本年还没有公布累计增速')
  const gap = round(figure.value - target)
  const text = `年度目标 ${target > 0 ? '+' : ''}${one(target)}%，${apart(gap)}`
  return { ok: true, kind: 'growth', value: figure.value, target, gap, text, from: [figure] }
}

/** A rate has no progress either: its newest value is so many percentage points from the target. */
function rateProgress(known: readonly Figure[], target: number): Progress | Refusal {
  const figure = known.filter((f) => f.measure === 'LEVEL' && f.value !== null).sort((a, b) => byPeriod(a.period, b.period)).at(-1) // prettier-ignore
  if (figure?.value == null) return refuse('I-no-level', '还没有数')
  const gap = round(figure.value - target)
  return {
    ok: true,
    kind: 'rate',
    value: figure.value,
    target,
    gap,
    text: `目标 ${one(target)}%，${apart(gap)}`,
    from: [figure],
  }
}

/** The newest figure of the target's year against the target; refuses where a progress means nothing. */
export function progressOf(passport: Passport, known: readonly Figure[]): Progress | Refusal {
  const { target } = passport
  if (!target) return refuse('I-no-target', '没有目标')
  if (target.measure === 'LEVEL' && isPercent(passport.unit)) return rateProgress(known, target.value)
  return target.measure === 'YOY'
    ? growthProgress(known, target.value, target.year)
    : levelProgress(passport, known, target.value, target.year)
}
