import { z } from 'zod'
import { Belongs, Id } from './area.ts'
import { Position } from './geo.ts'

const At = z.iso.datetime({ offset: true })
export const Severity = z.enum(['RED', 'ORANGE', 'YELLOW', 'BLUE'])
export type Severity = z.infer<typeof Severity>

export type Expr =
  | { op: 'above' | 'below'; value: number }
  | { op: 'outside'; value: [number, number] }
  | { op: 'rate' | 'sum'; value: number; windowS: number }
  | { op: 'silent'; windowS: number }
  | { all: Expr[] }
  | { any: Expr[] }

const windowS = z
  .number()
  .positive()
  .max(7 * 86_400)
/** A condition over one datastream, as data. rate: last − first over windowS ≥ value (≤ when value is negative); sum: over windowS ≥ value;
 *  silent: nothing for windowS. Depth ≤ 4, nodes ≤ 20 (checked by Rule). */
export const Expr: z.ZodType<Expr> = z.lazy(() =>
  z.union([
    z.strictObject({ op: z.enum(['above', 'below']), value: z.number() }),
    z.strictObject({ op: z.literal('outside'), value: z.tuple([z.number(), z.number()]) }),
    z.strictObject({ op: z.enum(['rate', 'sum']), value: z.number(), windowS }),
    z.strictObject({ op: z.literal('silent'), windowS }),
    z.strictObject({ all: z.array(Expr).min(1).max(20) }),
    z.strictObject({ any: z.array(Expr).min(1).max(20) }),
  ]),
)
const children = (expr: Expr): Expr[] => ('all' in expr ? expr.all : 'any' in expr ? expr.any : [])
export const depthOf = (expr: Expr): number => 1 + Math.max(0, ...children(expr).map(depthOf))
export const nodesOf = (expr: Expr): number => 1 + children(expr).reduce((sum, child) => sum + nodesOf(child), 0)
const Bounded = Expr.refine((e) => depthOf(e) <= 4 && nodesOf(e) <= 20, 'at most 4 deep and 20 nodes')

export const Rule = z.strictObject({
  id: Id,
  name: z.string().min(1).max(200),
  scope: z.strictObject({ type: Id.optional(), datastream: Id.optional(), area: Id.optional() }),
  /** The ladder: the worst level whose condition has held for its forS is the severity. */
  levels: z
    .array(
      z.strictObject({
        severity: Severity,
        when: Bounded,
        forS: z
          .number()
          .min(0)
          .max(7 * 86_400)
          .default(0),
      }),
    )
    .min(1)
    .max(4),
  /** Separate clear condition; without one an alert clears when no level holds. */
  clear: Bounded.optional(),
  /** From this severity on, held this long, the alert becomes a case by itself (channel INDUSTRY, source SENSOR). */
  incident: z.strictObject({ from: Severity, afterS: z.number().min(0), item: Id.optional() }).optional(),
  /** Escalated when nobody acknowledged within this many seconds. */
  escalateS: z.number().positive().optional(),
  enabled: z.boolean().default(true),
})
export type Rule = z.infer<typeof Rule>

export const AlertState = z.enum(['RAISED', 'ACKNOWLEDGED', 'SHELVED', 'CLEARED'])
/** An alert 告警: a rule hit on one datastream. Repeats fold into one with a count. */
export const Alert = z.strictObject({
  kind: z.literal('alert'),
  id: z.string(),
  rule: Id,
  ruleName: z.string(),
  datastream: Id,
  /** Name of the place as people say it: the datastream's. */
  name: z.string(),
  type: z.string(),
  unit: z.string(),
  source: z.string(),
  area: Belongs,
  position: Position,
  severity: Severity,
  state: AlertState,
  count: z.int(),
  value: z.number().nullable(),
  observedAt: At,
  raisedAt: At,
  /** Since when the present severity holds. */
  severityAt: At,
  acknowledgedAt: At.nullable(),
  acknowledgedBy: z.string().nullable(),
  shelvedUntil: At.nullable(),
  clearedAt: At.nullable(),
  escalatedAt: At.nullable(),
  incident: z.string().nullable(),
  replay: z.boolean(),
  comments: z.array(z.strictObject({ at: At, by: z.string(), text: z.string() })),
})
export type Alert = z.infer<typeof Alert>
