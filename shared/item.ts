import { z } from 'zod'
import { Id } from './area.ts'

export const LimitType = z.enum(['URGENT_HOUR', 'WORK_HOUR', 'WORK_DAY', 'NATURAL_DAY'])
export const LimitFrom = z.enum(['DISPATCH', 'REPORT', 'NEXT_WORKING_DAY'])
export const Limit = z.strictObject({ value: z.number().positive(), type: LimitType, from: LimitFrom.default('DISPATCH') })
export type Limit = z.infer<typeof Limit>

export const InspectMethod = z.enum(['ON_SITE', 'PHOTO', 'SENSOR', 'CALLBACK'])
export type InspectMethod = z.infer<typeof InspectMethod>

/** When a report becomes a case, how long it may take, and what must be shown to close it. */
export const RegistrationCondition = z.strictObject({
  id: Id,
  name: z.string().max(200),
  limit: Limit,
  closing: z.strictObject({
    text: z.string().max(400),
    /** Photos the handler must give: none, after, or a pair. */
    photos: z.enum(['NONE', 'AFTER', 'BEFORE_AFTER']),
    checks: z.array(z.string().max(100)).max(8),
  }),
  methods: z.array(InspectMethod).min(1),
  selfHandle: z.boolean(),
})
export type RegistrationCondition = z.infer<typeof RegistrationCondition>

/** A governance item 治理事项, versioned: a case keeps the version it was registered under. */
export const Item = z.strictObject({
  id: Id,
  version: z.int().positive(),
  /** 2 + 2 digit class as in the city's dictionary. */
  code: z.string().max(16),
  name: z.string().max(100),
  majorClass: z.string().max(100),
  caseKind: z.enum(['COMPONENT', 'EVENT', 'SERVICE']),
  /** Default responsible department id; the city's responsibility table by area comes first. */
  department: Id,
  /** Initials of the name's pinyin, lower case (`dljs`), for typing. */
  pinyin: z.string(),
  /** Words that suggest this item in a free text. */
  words: z.array(z.string()),
  /** Severity the case stands with when no alert gives one. */
  severity: z.enum(['RED', 'ORANGE', 'YELLOW', 'BLUE']),
  conditions: z.array(RegistrationCondition).min(1),
})
export type Item = z.infer<typeof Item>
