import { type Refusal, refuse } from './decision.ts'
import { at, lineOf } from './figures-line.ts'
import { isPercent } from './figures-rules.ts'
import type { Figure, Passport } from './indicator.ts'
import { lastYear, monthOf, previous, spanOf } from './period.ts'

/** What came out of a comparison, and from which figures; `basis` says it in words. `published` when the source itself says so. */
export type Compared = { ok: true; value: number; unit: '%' | '百分点'; basis: string; published: boolean; from: readonly Figure[] }
export type Comparison = Compared | Refusal
type Known = readonly Figure[]
type Spot = Pick<Figure, 'period' | 'scope'>

/** Enough digits for any published figure, without the tail of binary fractions. */
export const round = (value: number, digits = 6): number => Number(value.toFixed(digits))

const BASIS = { CONSTANT: '可比价', CURRENT_PRICE: '名义', NONE: '' } as const
const say = (...words: string[]) => words.filter(Boolean).join(' ')
const level = (known: Known, { period, scope }: Spot, definition?: number) => at(lineOf(known, 'LEVEL', scope), period, scope, definition)

function change(now: Figure, base: Figure, words: string): Comparison {
  if (now.value === null || base.value === null) return refuse('I-no-base', '有一期没有数，不能比较')
  if (isPercent(now.unit))
    return { ok: true, value: round(now.value - base.value), unit: '百分点', basis: words, published: false, from: [now, base] }
  if (base.value <= 0) return refuse('I-base-sign', '基期不是正数，增速没有意义')
  return { ok: true, value: round((now.value / base.value - 1) * 100), unit: '%', basis: words, published: false, from: [now, base] }
}

function against(known: Known, spot: Spot, base: Figure['period'], words: string): Comparison {
  const now = level(known, spot)
  if (!now) return refuse('I-no-level', '这一期没有水平数，只能看公布的增速')
  const then = level(known, { period: base, scope: spot.scope }, now.definition)
  if (then) return change(now, then, words)
  return level(known, { period: base, scope: spot.scope })
    ? refuse('I-break', '口径在两期之间改变，不能比较')
    : refuse('I-no-base', '没有同一口径的基期数')
}

/** 同比. The published growth first; computed from levels only where prices do not stand between: growth at constant prices is what the
 *  source publishes and is never computed from levels at current prices. */
export function yearOnYear(passport: Passport, known: Known, spot: Spot): Comparison {
  const words = say('同比', BASIS[passport.priceBasis])
  const published = at(lineOf(known, 'YOY', spot.scope), spot.period, spot.scope)
  if (published?.value != null) {
    return {
      ok: true,
      value: published.value,
      unit: published.unit === '百分点' ? '百分点' : '%',
      basis: words,
      published: true,
      from: [published],
    }
  }
  if (passport.priceBasis === 'CONSTANT') return refuse('I-constant-price', '可比价增速只用公布的数，不由现价水平推算')
  return against(known, spot, lastYear(spot.period), words)
}

/** 环比: a current flow against the period before, a stock against the last one. Cumulative values of one year contain each other, and a
 *  March stands beside two months. */
export function periodOnPeriod(passport: Passport, known: Known, spot: Spot): Comparison {
  const published = at(lineOf(known, 'MOM', spot.scope), spot.period, spot.scope)
  if (published?.value != null) return { ok: true, value: published.value, unit: '%', basis: '环比', published: true, from: [published] }
  if (spot.scope === 'CUMULATIVE') return refuse('I-cumulative', '累计数之间没有环比')
  if (passport.priceBasis === 'CONSTANT') return refuse('I-constant-price', '可比价增速只用公布的数，不由现价水平推算')
  const base = previous(spot.period, passport.frequency === 'M12')
  const lengths = spot.scope === 'CURRENT' && (spot.period.kind === 'M12' || base.kind === 'M12')
  if (lengths) return refuse('I-january', '1—2 月是一期，与单月长短不同，没有环比')
  return against(known, spot, base, say('环比', BASIS[passport.priceBasis]))
}

/** 较上年末, for a stock. */
export function sinceYearEnd(passport: Passport, known: Known, spot: Spot): Comparison {
  if (spot.scope !== 'STOCK') return refuse('I-stock-flow', '只有时点数与上年末相比')
  const year = Number(spot.period.end.slice(0, 4)) - 1
  return against(known, spot, { kind: spot.period.kind, end: `${year}-12-31` }, say('比上年末', BASIS[passport.priceBasis]))
}

/** 累计: what the source published for the span; it is never the sum of months, which may have been revised since. */
export function cumulativeOf(known: Known, period: Figure['period']): { ok: true; figure: Figure } | Refusal {
  const figure = level(known, { period, scope: 'CUMULATIVE' })
  return figure ? { ok: true, figure } : refuse('I-cumulative', '累计数只用公布的数，不由各月相加')
}

const nominal = (passport: Passport) => passport.priceBasis !== 'NONE'
/** Two figures can be part and whole only when they cover the same span in the same unit. */
function pair(part: Figure | null, whole: Figure | null): Refusal | { part: Figure; whole: Figure; a: number; b: number } {
  if (part?.value == null || whole?.value == null) return refuse('I-no-level', '缺一个水平数')
  if (part.unit !== whole.unit) return refuse('I-unit', `单位不同：${part.unit} 与 ${whole.unit}`)
  return { part, whole, a: part.value, b: whole.value }
}

/** 比重 of a part in its whole, from published levels of one span. Levels at current prices make a nominal share, called 名义. */
export function shareOf(passport: Passport, part: Known, whole: Known, spot: Spot): Comparison {
  if (!passport.additive && spot.scope !== 'STOCK') return refuse('I-additive', '本指标不可加，没有比重')
  const two = pair(level(part, spot), level(whole, spot))
  if ('ok' in two) return two
  if (two.b <= 0) return refuse('I-base-sign', '总量不是正数')
  return {
    ok: true,
    value: round((two.a / two.b) * 100),
    unit: '%',
    basis: say(nominal(passport) ? '名义' : '', '比重'),
    published: false,
    from: [two.part, two.whole],
  }
}

/** 贡献率 = increase of the part ÷ increase of the whole; 拉动 = increase of the part ÷ last year's whole, in percentage points. From levels
 *  at current prices both are nominal and called so. */
export function contributionOf(
  passport: Passport,
  part: Known,
  whole: Known,
  spot: Spot,
): { ok: true; contribution: Compared; pull: Compared } | Refusal {
  if (!passport.additive) return refuse('I-additive', '本指标不可加，没有贡献率')
  const base = { period: lastYear(spot.period), scope: spot.scope }
  const now = pair(level(part, spot), level(whole, spot))
  if ('ok' in now) return now
  const then = pair(level(part, base, now.part.definition), level(whole, base, now.whole.definition))
  if ('ok' in then) return refuse('I-no-base', '没有同一口径的上年同期数')
  if (now.b - then.b === 0) return refuse('I-base-sign', '总量没有变化，贡献率没有意义')
  const word = nominal(passport) ? '名义' : ''
  const from = [now.part, now.whole, then.part, then.whole]
  const contribution: Compared = {
    ok: true,
    value: round(((now.a - then.a) / (now.b - then.b)) * 100),
    unit: '%',
    basis: `${word}贡献率`,
    published: false,
    from,
  }
  const pull: Compared = {
    ok: true,
    value: round(((now.a - then.a) / then.b) * 100),
    unit: '百分点',
    basis: `${word}拉动`,
    published: false,
    from,
  }
  return { ok: true, contribution, pull }
}

/** 两年平均增速 from two published growths: sqrt((1+g)(1+g′)) − 1. */
export const twoYearAverage = (growth: number, before: number): number =>
  round((Math.sqrt((1 + growth / 100) * (1 + before / 100)) - 1) * 100)

/** Share of the year that has passed at a period's end, by months: the even 时序进度. */
export const elapsedShare = (period: Figure['period']): number => round((monthOf(period) / 12) * 100)
export const sameSpan = (a: Figure, b: Figure): boolean => spanOf(a.period, a.scope) === spanOf(b.period, b.scope)
