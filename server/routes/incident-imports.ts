import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Actor } from '../../shared/actor.ts'
import { holds } from '../../shared/actor.ts'
import { CommandId, Instant } from '../../shared/api.ts'
import { readBytes } from '../body.ts'
import type { CaseMapping } from '../feeds/cases/mapping.ts'
import { type CaseImports, answerOf } from '../incident-imports.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { type Route, ok, route } from '../route.ts'
import { type Store, StoreError, op } from '../store/store.ts'

const MOST_BYTES = 20 * 1024 * 1024
const Query = z.strictObject({
  mapping: z.string().max(64),
  commandId: CommandId,
  dryRun: z.enum(['0', '1']).default('0'),
  until: Instant.optional(),
})
const Params = z.strictObject({ id: z.string().max(64) })
const sees = (actor: Actor, by: string) => by === actor.id || holds(actor, 'shift-leader', 'office')
/** Only ever shown. */
function shownName(header: string | string[] | undefined): string {
  let name = String(Array.isArray(header) ? header[0] : (header ?? ''))
  try { name = decodeURIComponent(name) } catch { /* as it came */ } // prettier-ignore
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200) || '未命名'
}

/** Cases of other systems by mapping: tried, taken, told, undone. `until` plays the table as it stood then, and its clock stands there. */
export function incidentImportRoutes({
  imports,
  mappings,
  store,
  now,
}: {
  imports: CaseImports
  mappings: ReadonlyMap<string, CaseMapping>
  store: Store
  now(): Date
}): Route[] {
  async function oldAnswer(commandId: string, actor: Actor, bodyHash: string) {
    const old = await store.read('commands.get', commandId)
    if (!old) return null
    if (old.actor !== actor.id) throw new HttpProblem(409, 'command-taken', '这个 commandId 已被别人用过')
    if (old.bodyHash !== bodyHash) throw new HttpProblem(422, 'command-body', '同一 commandId 的内容与上次不同')
    return { status: old.status, body: old.answer }
  }
  return [
    route({
      door: 'GET /api/incident-imports', summary: 'Imports of cases, newest first, and the mappings there are',
      handle: async ({ actor }) => {
        const rows = imports.imports.all().filter(({ by }) => sees(actor, by)).sort((a, b) => b.at.localeCompare(a.at)) // prettier-ignore
        return ok({ imports: rows.map((row) => ({ ...answerOf(row), refused: undefined, state: row.state, byName: row.byName })), mappings: [...mappings.values()].map(({ id, name }) => ({ id, name })) })
      },
    }),
    route({
      door: 'GET /api/incident-imports/:id', summary: 'One import with every refused row', params: Params,
      async handle({ actor, params }) {
        const found = imports.imports.get(params.id)
        if (!found || !sees(actor, found.by)) throw notFound()
        return ok({ ...answerOf(found), state: found.state, byName: found.byName })
      },
    }),
    route({
      door: 'POST /api/incident-imports', summary: 'Import a CSV of cases by a mapping; `dryRun=1` only tells; `until` plays it up to an instant', query: Query, raw: true,
      async handle({ actor, query, req, audit }) {
        const mapping = mappings.get(query.mapping)
        if (!mapping) throw new HttpProblem(422, 'mapping-unknown', `没有名为 ${query.mapping} 的映射（有：${[...mappings.keys()].join('、')}）`)
        const bytes = await readBytes(req, MOST_BYTES)
        const bodyHash = createHash('sha256').update(`${req.method} ${req.path} ${mapping.id} ${query.dryRun} ${query.until ?? ''} `).update(bytes).digest('base64url')
        const old = await oldAnswer(query.commandId, actor, bodyHash)
        if (old) return old
        const remember = (answer: unknown) => [op('commands.remember', { commandId: query.commandId, actor: actor.id, bodyHash, status: 200, answer, at: now().toISOString() })]
        const untilMs = query.until === undefined ? null : Date.parse(query.until)
        try {
          const answer = await imports.run({
            bytes, mapping, untilMs, dryRun: query.dryRun === '1', fileName: shownName(req.headers['x-file-name']), actor,
            ops: (done) => [...remember(done), ...audit('incidents.import', `import:${done.id}`, 'ok')],
          }) // prettier-ignore
          return ok(answer)
        } catch (error) {
          if (error instanceof StoreError && error.code === 'seen') return (await oldAnswer(query.commandId, actor, bodyHash)) ?? Promise.reject(error)
          throw error
        }
      },
    }),
    route({
      door: 'DELETE /api/incident-imports/:id', summary: 'Undo an import: what came with it goes, save what people have worked on', params: Params,
      async handle({ actor, params, audit }) {
        const found = imports.imports.get(params.id)
        if (!found || !sees(actor, found.by)) throw notFound()
        const undone = await imports.undo(params.id, audit('incidents.import-undo', `import:${params.id}`, 'ok'))
        if (!undone) throw new HttpProblem(409, 'already-undone', '这次导入已经撤销')
        return ok({ id: params.id, ...undone })
      },
    }),
  ] // prettier-ignore
}
