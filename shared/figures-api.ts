import { z } from 'zod'
import { CommandId } from './api.ts'
import { Id } from './area.ts'
import { FigureScope, FigureStatus, Measure, Passport, Period } from './indicator.ts'

const At = z.iso.datetime({ offset: true })

/** A row of `POST /api/indicator-observations`. Unit, source and definition are the passport's where a row is silent. What a reading gave back
 *  may be sent again as it is: revision, time of receipt, label and who typed it are ours and are not looked at. */
export const IncomingFigure = z.object({
  indicator: Id,
  area: z.string().min(1).max(64),
  period: Period,
  scope: FigureScope,
  measure: Measure.default('LEVEL'),
  value: z.number().nullable(),
  unit: z.string().max(40).optional(),
  status: FigureStatus.default('PRELIM'),
  releasedAt: At.nullable().default(null),
  source: Id.optional(),
  definition: z.int().positive().optional(),
  demo: z.boolean().optional(),
})
export type IncomingFigure = z.infer<typeof IncomingFigure>
const AnyRow = z.unknown()
/** Rows are judged one by one, so that one bad row refuses itself only. */
export const PushFigures = z.union([
  z.array(AnyRow).max(100_000),
  z.strictObject({ commandId: CommandId.optional(), rows: z.array(AnyRow).max(100_000) }),
])
export const PushPassports = z.union([
  z.array(Passport).max(1000),
  z.strictObject({ commandId: CommandId.optional(), indicators: z.array(Passport).max(1000) }),
])

export const RefusedRow = z.strictObject({ row: z.int().optional(), cell: z.string().optional(), rule: z.string(), reason: z.string() })
export type RefusedRow = z.infer<typeof RefusedRow>
export const TakenFigures = z.strictObject({
  accepted: z.int(),
  taken: z.int(),
  repaired: z.int(),
  revised: z.int(),
  unchanged: z.int(),
  refused: z.array(RefusedRow),
})
export type TakenFigures = z.infer<typeof TakenFigures>

/** An import as it is kept: who, what, what came of it, and what it touched, so that it can be undone. */
export const FigureImport = z.strictObject({
  id: z.string(),
  mapping: z.string(),
  fileName: z.string(),
  by: z.string(),
  byName: z.string(),
  at: At,
  state: z.enum(['done', 'failed', 'undone']),
  taken: z.int(),
  repaired: z.int(),
  revised: z.int(),
  unchanged: z.int(),
  refused: z.array(RefusedRow),
  refusedCount: z.int(),
  touched: z.array(z.string()),
  undoneBy: z.string().nullable(),
})
export type FigureImport = z.infer<typeof FigureImport>
