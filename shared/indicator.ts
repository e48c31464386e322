import { z } from 'zod'
import { Id } from './area.ts'

const At = z.iso.datetime({ offset: true })
export const PeriodKind = z.enum(['M', 'M12', 'Q', 'H', 'Y', 'D', 'LIVE'])
/** A period and its last day. M12 is 1—2 月, published as one; D and LIVE are for our own operational indicators. */
export const Period = z.strictObject({ kind: PeriodKind, end: z.iso.date() })
export type Period = z.infer<typeof Period>
export const FigureScope = z.enum(['CURRENT', 'CUMULATIVE', 'STOCK'])
export const Measure = z.enum(['LEVEL', 'YOY', 'MOM', 'INDEX', 'SHARE', 'TWO_YEAR_AVG'])
export const FigureStatus = z.enum(['PRELIM', 'REVISED', 'FINAL'])

/** One published (or counted) value. Its key is all but value, unit, status, releasedAt, receivedAt and source; a change is a new revision. */
export const Figure = z.strictObject({
  indicator: Id,
  area: z.string(),
  period: Period,
  scope: FigureScope,
  measure: Measure,
  value: z.number().nullable(),
  unit: z.string(),
  revision: z.int().nonnegative(),
  status: FigureStatus,
  releasedAt: At.nullable(),
  receivedAt: At,
  source: z.string(),
  /** 人工填报: who typed it. */
  byHand: z.string().nullable(),
  demo: z.boolean(),
  /** Version of the passport under whose definition it was counted; part of the key, so that a break keeps both series. */
  definition: z.int().positive(),
})
export type Figure = z.infer<typeof Figure>

export const DOMAINS = ['economy', 'emergency', 'market', 'society', 'service', 'ecology'] as const
/** The six domains 经济调节 应急管理 市场监管 社会管理 公共服务 生态环境; configurable names. */
export const Domain = z.enum(DOMAINS)

/** The passport of an indicator. A changed definition is a new version; it draws a break and keeps both series. */
export const Passport = z.strictObject({
  id: Id,
  name: z.string(),
  definition: z.string(),
  unit: z.string(),
  domain: Domain,
  department: z.string(),
  source: z.string(),
  frequency: PeriodKind,
  scopes: z.array(FigureScope),
  measures: z.array(Measure),
  priceBasis: z.enum(['CONSTANT', 'CURRENT_PRICE', 'NONE']),
  /** Which way is better; null when neither. */
  direction: z.enum(['UP', 'DOWN']).nullable(),
  /** A level target of the year, or a growth target in percent. */
  target: z.strictObject({ year: z.int(), measure: z.enum(['LEVEL', 'YOY']), value: z.number(), source: z.string() }).optional(),
  /** Days after a period's end when it should be out, per period kind. */
  releaseCalendar: z.array(z.strictObject({ kind: PeriodKind, afterDays: z.int() })).optional(),
  /** Additive flows only may be summed over areas and have time progress. */
  additive: z.boolean(),
  /** Reported by our own engine, live. */
  operational: z.boolean(),
  demo: z.boolean(),
  version: z.int().positive(),
  /** The first period of this version's definition, when it differs from the last. */
  breakAt: z.iso.date().nullable(),
})
export type Passport = z.infer<typeof Passport>

/** The head of an indicator in the picture: newest value, comparison, spark; one entity an indicator and area. */
export const IndicatorHead = z.strictObject({
  kind: z.literal('indicator'),
  /** `gdp@440400`. */
  id: z.string(),
  indicator: Id,
  area: z.string(),
  name: z.string(),
  unit: z.string(),
  domain: Domain,
  department: z.string(),
  source: z.string(),
  direction: z.enum(['UP', 'DOWN']).nullable(),
  operational: z.boolean(),
  demo: z.boolean(),
  byHand: z.string().nullable(),
  /** Newest level (or the newest growth when no level is published). */
  figure: z
    .strictObject({
      value: z.number().nullable(),
      unit: z.string(),
      measure: Measure,
      scope: FigureScope,
      period: Period,
      status: FigureStatus,
      asOf: At,
    })
    .nullable(),
  comparison: z.strictObject({ value: z.number(), unit: z.string(), basis: z.string() }).nullable(),
  target: z.strictObject({ text: z.string(), gap: z.number(), unit: z.string() }).nullable(),
  /** At most 24 points, oldest first; null is a gap. Low and high are the control band. */
  spark: z.array(z.number().nullable()).max(24),
  band: z.tuple([z.number(), z.number()]).nullable(),
  state: z.enum(['normal', 'watch', 'over', 'late', 'not-connected', 'growth-only']),
  severity: z.enum(['RED', 'ORANGE', 'YELLOW', 'BLUE']).nullable(),
  /** Why it is not normal, one sentence. */
  why: z.string().nullable(),
  /** When the next value is due; past and missing: 应发布未更新. */
  nextReleaseAt: At.nullable(),
  overdue: z.boolean(),
  /** Inputs fresh of inputs needed, for operational ones. */
  inputs: z.strictObject({ fresh: z.int(), total: z.int() }).nullable(),
})
export type IndicatorHead = z.infer<typeof IndicatorHead>
