import { z } from 'zod'
import { Belongs } from './area.ts'
import { Position } from './geo.ts'
import { OnBehalf, Photo } from './incident.ts'

const At = z.iso.datetime({ offset: true })
export const DirectiveState = z.enum(['GIVEN', 'ACCEPTED', 'FINISHED', 'CONFIRMED'])
/** A leader's order 批示. Seen by leader, office and those addressed only; never on a wall. */
export const Directive = z.strictObject({
  kind: z.literal('directive'),
  id: z.string(),
  about: z.strictObject({ kind: z.enum(['indicator', 'place', 'incident']), id: z.string().optional(), position: Position.optional(), view: z.string().max(2000).optional() }),
  /** Title of what it is about, as it was then. */
  subject: z.string(),
  text: z.string(),
  by: z.string(),
  byName: z.string(),
  onBehalfOf: OnBehalf.nullable(),
  assignee: z.strictObject({ user: z.string().optional(), department: z.string().optional() }),
  area: Belongs,
  due: At,
  state: DirectiveState,
  givenAt: At,
  thread: z.array(z.strictObject({ at: At, by: z.string(), byName: z.string(), step: z.string(), text: z.string(), photos: z.array(Photo) })),
  finishedBy: z.string().nullable(),
  updatedAt: At,
})
export type Directive = z.infer<typeof Directive>
