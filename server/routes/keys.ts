import { z } from 'zod'
import { KeyScope } from '../../shared/actor.ts'
import { Id } from '../../shared/area.ts'
import { Instant } from '../../shared/api.ts'
import { KeyView } from '../../shared/organisation.ts'
import type { House } from '../identity.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { keep } from '../register.ts'
import { type Route, created, noContent, ok, route } from '../route.ts'

const KeyId = z.object({ id: z.string().regex(/^[0-9a-z]{12}$/) })
const Datastreams = z.array(z.string().regex(/^[A-Za-z0-9._:-]{1,64}\*?$|^\*$/)).max(500)
const Areas = z.array(z.string().min(1).max(64)).max(100)

/** Machines' keys: made by `admin`, working when `security` has given the scopes. */
export function keyRoutes(house: House): Route[] {
  const { keys, store, city } = house
  const find = (id: string) => {
    const key = keys.get(id)
    if (!key) throw notFound()
    return key
  }
  return [
    route({
      door: 'GET /api/keys',
      summary: 'All keys, never their secrets; when each was used last.',
      answer: z.strictObject({ keys: z.array(KeyView) }),
      handle: () => Promise.resolve(ok({ keys: keys.list() })),
    }),
    route({
      door: 'POST /api/keys',
      summary: 'A new key; its text is answered once. It works when security has given scopes.',
      body: z.object({
        name: Id,
        scopes: z.array(KeyScope).default([]),
        areas: Areas.optional(),
        until: Instant.nullable().default(null),
        datastreams: Datastreams.nullable().default(null),
      }),
      answer: z.strictObject({ id: z.string(), key: z.string() }),
      async handle({ actor, body, audit }) {
        const { id, text, change } = keys.make({ ...body, scopes: [], wanted: body.scopes, areas: body.areas ?? [city], by: actor.id })
        await keep(store, [change], audit('key.create', `key:${id}`, 'done', body.name))
        return created({ id, key: text })
      },
    }),
    route({
      door: 'PUT /api/keys/:id',
      summary: 'Gives a key its scopes and areas.',
      params: KeyId,
      body: z.object({ scopes: z.array(KeyScope).optional(), areas: Areas.optional() }),
      answer: KeyView,
      async handle({ params, body, audit }) {
        const before = find(params.id)
        if (before.revokedAt !== null) throw new HttpProblem(409, 'key-revoked', '密钥已撤销')
        const after = { ...before, scopes: body.scopes ?? before.scopes, areas: body.areas ?? before.areas }
        await keep(store, [keys.put(after)], audit('key.scope', `key:${after.id}`, 'done', after.scopes.join(' ')), [`key:${after.id}`])
        return ok(keys.list().find(({ id }) => id === after.id))
      },
    }),
    route({
      door: 'DELETE /api/keys/:id',
      summary: 'Revokes a key: its connections end within a second.',
      params: KeyId,
      async handle({ params, audit }) {
        find(params.id)
        await keep(store, [keys.revoke(params.id)], audit('key.revoke', `key:${params.id}`, 'done'), [`key:${params.id}`])
        return noContent
      },
    }),
  ]
}
