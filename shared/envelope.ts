import { z } from 'zod'
import type { Key } from './entity.ts'

/** What happened: one event, about exactly one subject, from one sender, at one time. Kept in the journal for ever. `data` is checked by
 *  the noun's own schema where the event is made; the journal keeps it as text. */
export const Envelope = z.strictObject({
  id: z.string(),
  at: z.iso.datetime({ offset: true }),
  /** The sender: a feed, a face, `clock`, `import`, `engine`. */
  feed: z.string(),
  actor: z.string(),
  subject: z.string(),
  /** `noun.verbed`: `incident.stepped`, `alert.raised`, `observations.received`. */
  type: z.string(),
  data: z.unknown(),
})
export type Envelope = Omit<z.infer<typeof Envelope>, 'subject'> & { subject: Key | `observations:${string}` | `record:${string}` }
