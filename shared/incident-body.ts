import { z } from 'zod'
import { Instant, Text, Title } from './api.ts'
import { Id } from './area.ts'
import { Position } from './geo.ts'
import { Channel, OnBehalf, Photo, type StepName } from './incident.ts'
import { InspectMethod } from './item.ts'

const Said = Text.min(1)
const Photos = z.array(Photo).max(20)
const Reason = z.strictObject({ reason: Said })
const Ref = z.string().min(1).max(64)
const Place = z.string().max(400)
/** Whoever was phoned, called by radio or wrote: at least one of them is named. */
const Behalf = OnBehalf.refine(({ department, team, user, leader }) => [department, team, user, leader].some(Boolean), '须写明代谁记录')
/** Steps on a task: `task` when the actor has several, `onBehalfOf` when another answered by phone. */
const OnTask = { task: Ref.optional(), onBehalfOf: Behalf.optional() }

export const Changes = z.strictObject({
  item: Id.optional(),
  condition: Id.optional(),
  title: Title.optional(),
  description: Text.optional(),
  place: Place.optional(),
  position: Position.optional(),
  area: Id.optional(),
})

/** What each step brings, beside `commandId` and `step`. */
export const StepBody = {
  'request-verification': z.strictObject({ assignee: Ref }),
  verify: z.strictObject({ found: z.boolean(), opinion: Text, photos: Photos }),
  register: z.strictObject({ item: Id, condition: Id }),
  reject: Reason,
  attach: z.strictObject({ to: Ref }),
  detach: Reason,
  'self-handle': z.strictObject({ item: Id, condition: Id, opinion: Text, photos: Photos }),
  dispatch: z.strictObject({
    department: Id,
    team: Id.optional(),
    assist: z.array(z.strictObject({ department: Id, team: Id.optional(), must: z.boolean() })).max(10).optional(),
    reason: Text.optional(),
  }), // prettier-ignore
  recall: Reason,
  acknowledge: z.strictObject({ ...OnTask }),
  arrive: z.strictObject({ position: Position.optional(), ...OnTask }),
  return: z.strictObject({ reason: Said, ...OnTask }),
  correct: z.strictObject({ changes: Changes, opinion: Text }),
  designate: z.strictObject({ department: Id, team: Id.optional(), reason: Said }),
  handle: z.strictObject({ opinion: Text, photos: Photos, ...OnTask }),
  inspect: z.strictObject({ passed: z.boolean(), method: InspectMethod, opinion: Text, photos: Photos.optional() }),
  close: z.strictObject({ opinion: Text.optional(), reply: Said.optional() }),
  rework: Reason,
  reopen: Reason,
  extend: z.strictObject({ until: Instant, reason: Said, ...OnTask }),
  'grant-extension': z.strictObject({ opinion: Text }),
  'refuse-extension': z.strictObject({ opinion: Text }),
  defer: Reason,
  'put-on-account': Reason,
  resume: Reason,
  'force-close': Reason,
  urge: z.strictObject({ text: Said }),
  supervise: z.strictObject({ text: Said }),
  comment: z.strictObject({ text: Said, onBehalfOf: Behalf.optional() }),
  rise: Reason,
  recalculate: Reason,
} as const satisfies Record<StepName, z.ZodType>
export type BodyOf<S extends StepName> = z.infer<(typeof StepBody)[S]>

/** A report, beside `commandId`: a case enters by any door with the same words. */
export const ReportBody = z.strictObject({
  title: Title,
  description: Text,
  channel: Channel,
  source: z.string().min(1).max(40),
  /** A suggestion; item and condition are asked by `register`. */
  item: Id.optional(),
  position: Position.nullish(),
  place: Place.optional(),
  area: Id.optional(),
  alert: Ref.optional(),
  photos: Photos.optional(),
})
export type ReportBody = z.infer<typeof ReportBody>
