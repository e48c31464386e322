import { z } from 'zod'
import { Cursor, Instant, Limit } from '../../shared/api.ts'
import type { House } from '../identity.ts'
import { HttpProblem } from '../problem.ts'
import { type Route, ok, route } from '../route.ts'

const Row = z.strictObject({
  n: z.int(), at: z.string(), actor: z.string(), roles: z.array(z.string()), address: z.string().nullable(), session: z.string().nullable(), action: z.string(),
  object: z.string().nullable(), result: z.string(), reason: z.string().nullable(), bodyHash: z.string().nullable(), prev: z.string(), hash: z.string(),
}) // prettier-ignore
const Name = z.string().min(1).max(100)

/** Opaque and checked: the number of the last row seen. */
const cursorOf = (n: number): string => Buffer.from(`a${n}`).toString('base64url')
const numberOf = (cursor: string): number => {
  const [, n] = /^a(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (n === undefined) throw new HttpProblem(400, 'cursor', '游标无效')
  return Number(n)
}

/** The chained audit, newest first. Reading it is a row of it. */
export function auditRoutes(house: House): Route[] {
  return [
    route({
      door: 'GET /api/audit',
      summary: 'Audit rows, newest first, by time, actor and action; reading is audited.',
      query: z.object({
        from: Instant.optional(),
        to: Instant.optional(),
        actor: Name.optional(),
        action: Name.optional(),
        cursor: Cursor.optional(),
        limit: Limit,
      }),
      answer: z.strictObject({ rows: z.array(Row), next: z.string().nullable() }),
      async handle({ query: { from, to, actor, action, cursor, limit }, audit }) {
        const before = cursor === undefined ? undefined : numberOf(cursor)
        const utc = (at: string) => new Date(at).toISOString()
        await house.store.write({
          subjects: [],
          ops: audit(
            'audit.read',
            'audit',
            'done',
            [from && `from ${from}`, to && `to ${to}`, actor && `actor ${actor}`, action && `action ${action}`].filter(Boolean).join(' ') ||
              '全部',
          ),
        })
        const rows = await house.store.read('audit.list', {
          limit: limit + 1, ...(from ? { from: utc(from) } : {}), ...(to ? { to: utc(to) } : {}), ...(actor ? { actor } : {}), ...(action ? { action } : {}), ...(before === undefined ? {} : { before }),
        }) // prettier-ignore
        const page = rows.slice(0, limit)
        return ok({ rows: page, next: rows.length > limit ? cursorOf(page.at(-1)!.n) : null })
      },
    }),
  ]
}
