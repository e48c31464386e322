import { type Refusal, refuse } from './decision.ts'
import type { Figure, Passport } from './indicator.ts'
import { isPeriod, monthOf } from './period.ts'

/** A value as it comes in, before it has a revision. */
export type FigureRow = Omit<Figure, 'revision' | 'receivedAt'>
type Rule = (passport: Passport, row: FigureRow, today: string) => Refusal | null

const GROWTH = ['YOY', 'MOM', 'TWO_YEAR_AVG'] as const
export const isGrowth = (measure: Figure['measure']): boolean => (GROWTH as readonly string[]).includes(measure)

/** Measured in percent, so that two of them differ in percentage points. */
export const isPercent = (unit: string): boolean => unit === '%' || unit === '‰'

/** In order; the first that refuses speaks. */
const RULES: readonly Rule[] = [
  (_, row) => (isPeriod(row.period) ? null : refuse('I-period', `${row.period.end} 不是所报期别的最后一天`)),
  (passport, row) => ((row.period.kind === 'LIVE' || row.period.kind === 'D') && !passport.operational && passport.frequency !== row.period.kind ? refuse('I-period', '实时和按日的数只能来自按日指标') : null),
  (_, row, today) => (row.period.end > lastDayOf(today, row) ? refuse('I-future', `${row.period.end} 还没有到`) : null),
  (passport, row) =>
    passport.frequency === 'M12' && row.period.kind === 'M' && monthOf(row.period) <= 2
      ? refuse('I-january', '本指标 1—2 月合并发布，没有单独的 1 月和 2 月数')
      : null,
  (passport, row) =>
    passport.measures.includes(row.measure)
      ? null
      : refuse('I-measure', row.measure === 'LEVEL' && passport.measures.some(isGrowth) ? '本指标只公布增速，没有水平数' : `本指标不公布 ${row.measure}`),
  (passport, row) =>
    passport.scopes.includes(row.scope)
      ? null
      : passport.scopes.includes('STOCK') !== (row.scope === 'STOCK')
        ? refuse('I-stock-flow', row.scope === 'STOCK' ? '这是流量指标，没有时点数' : '这是时点（存量）指标，不能累计，也没有当期数')
        : refuse('I-scope', `本指标不公布 ${row.scope === 'CUMULATIVE' ? '累计' : '当期'} 数`),
  (passport, row) => {
    if (row.measure === 'LEVEL') return row.unit === passport.unit ? null : refuse('I-unit', `单位应为 ${passport.unit}，来的是 ${row.unit}`)
    if (isGrowth(row.measure) && row.unit === '百分点') return isPercent(passport.unit) ? null : refuse('I-unit', '增速以 % 计，百分点是两个百分数之差')
    return isGrowth(row.measure) || row.measure === 'SHARE' ? (isPercent(row.unit) ? null : refuse('I-unit', `增速和比重以 % 计，来的是 ${row.unit}`)) : null
  },
  (_, row) => (row.value === null || (Number.isFinite(row.value) && Math.abs(row.value) < 1e15) ? null : refuse('I-value', '不是一个可用的数')),
  (passport, row) => (row.definition <= passport.version ? null : refuse('I-definition', `没有第 ${row.definition} 版口径`)),
] // prettier-ignore

/** A cumulative year may be reported in its last days; nothing may be reported for a period that has not begun to end. */
const lastDayOf = (today: string, row: FigureRow) => (row.period.kind === 'LIVE' ? '9999-12-31' : today)

/** Why this value cannot be of this indicator, or null. `today` is the city's date. */
export function checkFigure(passport: Passport, row: FigureRow, today: string): Refusal | null {
  for (const rule of RULES) {
    const refusal = rule(passport, row, today)
    if (refusal) return refusal
  }
  return null
}

/** Everything but value, status, times, source and who: two with the same key are revisions of one figure. */
export const figureKey = (f: Pick<Figure, 'indicator' | 'area' | 'period' | 'scope' | 'measure' | 'definition'>): string =>
  `${f.indicator}|${f.area}|${f.period.kind}|${f.period.end}|${f.scope}|${f.measure}|${f.definition}`

/** Under which definition a value of this period was counted, when its row does not say. */
export const definitionOf = (passport: Passport, end: string): number =>
  passport.breakAt !== null && passport.version > 1 && end < passport.breakAt ? passport.version - 1 : passport.version

/** A revision never overwrites: the same value again is nothing new, another is the next revision beside the first. */
export function reviseFigure(
  newest: Figure | null,
  row: FigureRow,
  receivedAt: string,
): { kind: 'new' | 'revised'; figure: Figure } | { kind: 'unchanged' } {
  if (newest === null) return { kind: 'new', figure: { ...row, revision: 0, receivedAt } }
  if (newest.value === row.value && newest.unit === row.unit && (newest.status === row.status || row.status === 'PRELIM'))
    return { kind: 'unchanged' }
  return {
    kind: 'revised',
    figure: { ...row, status: row.status === 'PRELIM' ? 'REVISED' : row.status, revision: newest.revision + 1, receivedAt },
  }
}

/** What was known at an instant: of each key the highest revision that was out by then. */
export function knownAt(figures: readonly Figure[], asOf: string | null): Figure[] {
  const best = new Map<string, Figure>()
  const limit = asOf === null ? Infinity : Date.parse(asOf)
  for (const figure of figures) {
    if (Date.parse(figure.releasedAt ?? figure.receivedAt) > limit) continue
    const key = figureKey(figure)
    if ((best.get(key)?.revision ?? -1) < figure.revision) best.set(key, figure)
  }
  return [...best.values()]
}
