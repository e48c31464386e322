import { z } from 'zod'
import { Id } from './area.ts'
import { FigureScope, FigureStatus, Measure, Passport, Period } from './indicator.ts'

const At = z.iso.datetime({ offset: true })
const Label = z.string().min(1).max(200)
export const AxisWord = z.enum(['indicator', 'area', 'period', 'measure'])

/** What a bureau's table says, in words an office can write: where the heading is, what rows and columns are, which label is which
 *  indicator. Described for people in docs/mapping-figures.md. */
export const TableMapping = z.strictObject({
  name: Id,
  title: z.string().max(200),
  /** Source of the catalogue that the figures belong to, and whether they are demonstration. */
  source: Id,
  demo: z.boolean().default(false),
  file: z
    .strictObject({
      encoding: z.enum(['auto', 'utf8', 'gbk', 'utf16le']).optional(),
      delimiter: z.string().min(1).max(3).optional(),
      sheet: z.union([z.string(), z.int().nonnegative()]).optional(),
    })
    .default({}),
  table: z.strictObject({
    /** The first cell of the heading row begins with this. */
    heading: Label,
    /** Heading rows, merged ones above the last; that row of `heading` is the first of them. */
    headingRows: z.int().min(1).max(4).default(1),
    /** A first cell that begins with one of these ends the table. */
    ends: z.array(Label).max(20).default([]),
    /** What row labels say, what column headings say. */
    rows: z.array(AxisWord).min(1).max(3),
    columns: z.array(AxisWord).min(1).max(3),
    /** How many columns at the left are labels. */
    labelColumns: z.int().min(1).max(4).default(1),
  }),
  /** The period of everything, where no heading says it. */
  period: Period.optional(),
  /** Year of headings without one: a number, or `title`: the first 20xx年 above the heading. */
  year: z.union([z.literal('title'), z.int().min(1949).max(2100)]).optional(),
  scope: FigureScope.optional(),
  measure: Measure.default('LEVEL'),
  /** Area of everything, or label → area. */
  area: z.string().max(64).optional(),
  areas: z.record(z.string(), z.string().max(64)).optional(),
  /** The one indicator of a table that names none. */
  indicator: Id.optional(),
  indicators: z
    .array(
      z.strictObject({
        /** The label as it stands; white space, width and case do not matter. */
        label: Label,
        indicator: Id,
        scope: FigureScope.optional(),
        measure: Measure.optional(),
        /** Unit of the figure, after scaling; the passport's by default, % for growth. */
        unit: z.string().max(40).optional(),
        /** The cell times this is the figure. */
        scale: z.number().positive().optional(),
      }),
    )
    .max(2000),
  /** Words in a heading that say the measure: 同比增长 → YOY. */
  measures: z
    .array(z.strictObject({ contains: Label, measure: Measure, unit: z.string().max(40).optional() }))
    .max(20)
    .default([]),
  /** Labels and headings that are known and not wanted. */
  ignore: z.array(Label).max(200).default([]),
  /** What stands where there is no figure. */
  missing: z.array(z.string().max(20)).max(20).default(['-', '--', '—', '…', '...', 'NA', 'N/A', '/', '无']),
  status: FigureStatus.default('PRELIM'),
  releasedAt: At.nullable().default(null),
  /** Passports of indicators the city may not have yet; those it has stay as they are. */
  passports: z.array(Passport).max(2000).default([]),
})
export type TableMapping = z.infer<typeof TableMapping>
