import { z } from 'zod'
import { Id } from './area.ts'

const At = z.iso.datetime({ offset: true })

/** The data catalogue (一数一源一标准): one row a source, with the five attributes every figure leads back to. */
export const SourcePassport = z.strictObject({
  id: Id,
  name: z.string().max(200),
  /** Responsible department 数据责任部门. */
  department: z.string().max(200),
  /** Where the number is born 数据源头. */
  origin: z.string().max(400),
  /** Update contract 更新机制: a period in seconds, or `event` (comes when something happens, never late). */
  update: z.union([z.strictObject({ periodS: z.number().positive() }), z.literal('event')]),
  /** Quality standard 质量标准. */
  quality: z.string().max(400),
  usage: z.string().max(400),
  /** GB/T 43697 / local practice: L1 open … L4 highly sensitive. */
  classification: z.enum(['L1', 'L2', 'L3', 'L4']),
  /** A replayed source keeps observedAt and is as old as its newest row; it carries 重放 wherever it is shown. */
  mode: z.enum(['live', 'replay', 'demo']),
  contact: z.string().max(200).nullable(),
})
export type SourcePassport = z.infer<typeof SourcePassport>

/** A source as screens see it: its passport and its freshness. Counts are of datastreams. */
export const Source = SourcePassport.extend({
  kind: z.literal('source'),
  state: z.enum(['fresh', 'late', 'silent', 'not-connected']),
  /** observedAt of the newest row; null when nothing ever came. */
  newestAt: At.nullable(),
  receivedAt: At.nullable(),
  fresh: z.int(),
  total: z.int(),
})
export type Source = z.infer<typeof Source>

/** A feed's health: how the door is doing through which sources come. Rates per second over the last 10 s. */
export const Feed = z.strictObject({
  kind: z.literal('feed'),
  id: Id,
  name: z.string(),
  door: z.enum(['mqtt', 'http', 'polling', 'replay', 'hotline', 'import', 'engine']),
  state: z.enum(['ok', 'late', 'refusing', 'overloaded', 'down']),
  rate: z.number(),
  /** Seconds between observed and received, of the newest row. */
  lagS: z.number().nullable(),
  queue: z.int(),
  accepted: z.int(),
  duplicates: z.int(),
  late: z.int(),
  refused: z.int(),
  dropped: z.int(),
  /** Exact counts for ever, by rule id. */
  refusedBy: z.record(z.string(), z.int()),
  lastSeenAt: At.nullable(),
  error: z.string().nullable(),
})
export type Feed = z.infer<typeof Feed>

/** How old a value may be before it counts as late: its period and one second (the promise of the wall), or never for `event`. */
export const lateAfterMs = (periodS: number | null): number => (periodS === null ? Infinity : periodS * 1000 + 1000)

/** A value made of inputs is as old as its oldest needed input. Instants in ms; null when an input is missing. */
export const oldest = (instants: readonly (number | null)[]): number | null =>
  instants.reduce<number | null>((min, at) => (at === null || min === null ? null : Math.min(min, at)), Infinity)
