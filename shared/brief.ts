import { z } from 'zod'
import { CommandId } from './api.ts'

const At = z.iso.datetime({ offset: true })
export const BriefSection = z.strictObject({
  id: z.enum(['summary', 'warnings', 'reds', 'unanswered', 'handover', 'directives', 'note']),
  title: z.string().max(40),
  lines: z.array(z.string().max(400)).max(100),
})
export type BriefSection = z.infer<typeof BriefSection>
/** The duty brief 值班快报 of one shift: drafted from the picture, edited and signed by the shift leader; what is signed stays as it is. */
export const DutyBrief = z.strictObject({
  /** When the shift began. */
  id: At,
  shift: z.string(),
  from: At,
  to: At,
  /** The picture it was drafted from. */
  asOf: At,
  sections: z.array(BriefSection).max(8),
  state: z.enum(['draft', 'edited', 'signed']),
  editedBy: z.string().nullable(),
  signedBy: z.string().nullable(),
  signedByName: z.string().nullable(),
  signedAt: At.nullable(),
})
export type DutyBrief = z.infer<typeof DutyBrief>
export const EditBrief = z.strictObject({
  commandId: CommandId,
  id: At,
  sections: z.array(BriefSection).max(8),
  sign: z.boolean().default(false),
})

/** One line of the week: a department, a division or a zone. Rates stand beside both their counts; null: nothing was due. */
export const WeekRow = z.strictObject({
  by: z.enum(['all', 'department', 'area']),
  key: z.string(),
  name: z.string(),
  zone: z.boolean(),
  /** Cases whose closing deadline lies in the period. */
  due: z.int(),
  closed: z.int(),
  onTime: z.int(),
  closureRate: z.number().nullable(),
  onTimeClosureRate: z.number().nullable(),
  /** Cases whose handling deadline lies in the period. */
  handlingDue: z.int(),
  handled: z.int(),
  handledOnTime: z.int(),
  onTimeHandlingRate: z.number().nullable(),
  forceClosed: z.int(),
  overdueBefore: z.int(),
  overdueNow: z.int(),
  /** Of the cases reported in the period. */
  reported: z.int(),
  returned: z.int(),
  rework: z.int(),
  selfHandled: z.int(),
  rejected: z.int(),
  attached: z.int(),
})
export type WeekRow = z.infer<typeof WeekRow>
export const Week = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  asOf: At,
  area: z.string(),
  department: z.string().nullable(),
  rows: z.array(WeekRow),
  formula: z.string(),
})
export type Week = z.infer<typeof Week>

/** A share in percent with one decimal; null of nothing. */
export const rate = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 1000) / 10)
export const WEEK_FORMULA =
  '结案率 = 期内到期（结案时限）且已结案 ÷ 期内到期；按期结案率 = 其中按期结案 ÷ 期内到期；按期处置率以处置时限计。分子分母为同一批案件；作废、并案、自处置不计入，强制结案计为到期未结。期间未结束时只计时刻已过的案件。'
