import { z } from 'zod'

/** Errors of every door: application/problem+json (RFC 9457) with our rule. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  rule: z.string(),
  reason: z.string(),
  /** The subject's present state, where a rule refused (409). */
  state: z.string().optional(),
  detail: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>

export const CommandId = z.string().regex(/^[A-Za-z0-9._:-]{8,64}$/, '8–64 of letters, digits, . _ : -')
export const TEXT_MAX = 4_000
export const TITLE_MAX = 200
export const Text = z.string().max(TEXT_MAX)
export const Title = z.string().min(1).max(TITLE_MAX)
/** A literal substring, never a pattern. */
export const Search = z.string().max(64)
export const Cursor = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-]*$/)
export const Limit = z.coerce.number().int().min(1).max(500).default(100)
export const Instant = z.iso.datetime({ offset: true })

export const SessionInfo = z.strictObject({
  user: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  areas: z.array(z.string()),
  departments: z.array(z.string()),
  teams: z.array(z.string()),
  csrf: z.string(),
  /** Idle: changing requests are refused until unlocked. */
  locked: z.boolean(),
  /** Signed in with a one-time code: nothing but a new password is possible. */
  mustChangePassword: z.boolean(),
  domains: z.array(z.string()),
  /** Sentence about something an administrator did to this account, once. */
  notice: z.string().nullable(),
})
export type SessionInfo = z.infer<typeof SessionInfo>
