import { z } from 'zod'
import { Problem } from '../shared/api.ts'
import { DOORS } from '../shared/doors.ts'
import { type Route, ok, route } from './route.ts'

type Door = { anyone?: true; roles?: readonly string[]; scopes?: readonly string[] }
const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Record<string, unknown>
  return json
}
type ObjectSchema = { properties?: Record<string, unknown>; required?: string[] }
const parameters = (schema: z.ZodType | undefined, where: 'path' | 'query') => {
  const { properties = {}, required = [] } = (schema ? schemaOf(schema, 'input') : {}) as ObjectSchema
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: value,
  }))
}

/** OpenAPI 3.1 from the very schemas that parse what comes in. */
export function openapiOf(routes: readonly Route[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const spec of routes) {
    const [method, path] = spec.door.split(' ') as [string, string]
    const door = DOORS[spec.door] as Door
    const place = path.replace(/:(\w+)/g, '{$1}')
    const named = parameters(spec.params, 'path')
    const unnamed = [...place.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => !named.some((one) => one.name === name)).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) // prettier-ignore
    paths[place] = {
      ...paths[place],
      [method.toLowerCase()]: {
        summary: spec.summary,
        description: door.anyone
          ? 'Anyone.'
          : `Roles: ${door.roles?.join(', ') || '–'}. Key scopes: ${door.scopes?.join(', ') || '–'}. Body ≤ ${Math.round((spec.limit ?? 256 * 1024) / 1024)} kB.`,
        parameters: [...named, ...unnamed, ...parameters(spec.query, 'query')],
        ...(spec.body
          ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(spec.body, 'input') } } } }
          : {}),
        responses: {
          200: {
            description: 'Done',
            ...(spec.answer ? { content: { 'application/json': { schema: schemaOf(spec.answer, 'output') } } } : {}),
          },
          default: {
            description: 'A problem with its rule',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
        ...(door.anyone ? { security: [] } : {}),
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tongguan 统管', version: '1', description: 'Live deltas and frames: docs/stream.md. Times are ISO 8601 with offset. A changing request with the session cookie carries X-CSRF-Token.' },
    paths,
    components: { schemas: { Problem: schemaOf(Problem, 'output') }, securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'tg_session' }, key: { type: 'http', scheme: 'bearer' } } },
    security: [{ session: [] }, { key: [] }],
  } // prettier-ignore
}

/** The description, and a page to read it: plain HTML without a script. */
export function apiPages(routes: readonly Route[]): Route[] {
  const text = JSON.stringify(openapiOf(routes))
  return [
    route({ door: 'GET /api/openapi.json', summary: 'This description', handle: async () => ok(JSON.parse(text)) }),
    route({
      door: 'GET /api/docs', summary: 'This description, to read',
      async handle({ res }) {
        res.type('html').send(docsPage(routes))
        return ok(undefined)
      },
    }),
  ] // prettier-ignore
}
const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
function docsPage(routes: readonly Route[]): string {
  const rows = routes.map((spec) => {
    const door = DOORS[spec.door] as Door
    const schema = spec.body ? `<pre>${escape(JSON.stringify(schemaOf(spec.body, 'input'), null, 1))}</pre>` : ''
    const query = spec.query ? `<pre>${escape(JSON.stringify(schemaOf(spec.query, 'input'), null, 1))}</pre>` : ''
    return `<section><h2><code>${escape(spec.door)}</code></h2><p>${escape(spec.summary)}</p><p>${door.anyone ? 'anyone' : escape(`roles: ${door.roles?.join(', ') || '–'} · scopes: ${door.scopes?.join(', ') || '–'}`)}</p>${query && `<details><summary>query</summary>${query}</details>`}${schema && `<details><summary>body</summary>${schema}</details>`}</section>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tongguan API</title><style>body{font:15px/1.5 system-ui;margin:24px auto;max-width:960px;padding:0 16px}section{border-top:1px solid #ccd}h2{font-size:16px;margin:12px 0 0}pre{background:#f3f5f6;padding:8px;overflow:auto}p{margin:4px 0;color:#445}</style><h1>Tongguan API</h1><p>Machine-readable: <a href="/api/openapi.json">/api/openapi.json</a></p>${rows.join('')}</html>`
}
