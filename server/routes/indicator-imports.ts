import { z } from 'zod'
import type { Actor } from '../../shared/actor.ts'
import { CommandId } from '../../shared/api.ts'
import type { TableMapping } from '../../shared/figures-mapping.ts'
import { readBytes } from '../body.ts'
import { LIMITS, UnreadableTable } from '../feeds/tables/grid.ts'
import type { Mappings } from '../feeds/tables/mappings.ts'
import type { createImports } from '../figures-import.ts'
import type { Figures } from '../figures.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { type Route, ok, route } from '../route.ts'
import { op, type Store, StoreError } from '../store/store.ts'
import { createHash } from 'node:crypto'

export type ImportParts = { figures: Figures; imports: ReturnType<typeof createImports>; mappings: Mappings; store: Store; now(): Date }
const ImportQuery = z.strictObject({ mapping: z.string().max(64), commandId: CommandId, dryRun: z.enum(['0', '1']).default('0') })
const Id = z.strictObject({ id: z.string().max(64) })

/** Only ever shown: no control characters, not too long. */
const shownName = (header: string | string[] | undefined): string => {
  const raw = String(Array.isArray(header) ? header[0] : (header ?? ''))
  let name = raw
  try { name = decodeURIComponent(raw) } catch { name = raw } // prettier-ignore
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200) || '未命名'
}
const sees = (actor: Actor, by: string) => by === actor.id || actor.roles.some((role) => role === 'shift-leader' || role === 'office')

export function indicatorImportRoutes({ figures, imports, mappings, store, now }: ImportParts): Route[] {
  /** The command is in the address and the body is a file, so its memory is kept here, by the file's own hash. */
  async function once(commandId: string, actor: Actor, bodyHash: string) {
    const old = await store.read('commands.get', commandId)
    if (!old) return null
    if (old.actor !== actor.id) throw new HttpProblem(409, 'command-taken', '这个 commandId 已被别人用过')
    if (old.bodyHash !== bodyHash) throw new HttpProblem(422, 'command-body', '同一 commandId 的内容与上次不同')
    return { status: old.status, body: old.answer }
  }

  return [
    route({
      door: 'GET /api/figure-mappings', summary: 'Mapping files that an import may name',
      handle: async () => ok({ mappings: [...mappings.values()].map(({ name, title, source, demo }) => ({ name, title, source, demo })) }),
    }),
    route({
      door: 'GET /api/indicator-imports', summary: 'Imports of figures, newest first',
      handle: async ({ actor }) =>
        ok({ imports: figures.imports.all().filter(({ by }) => sees(actor, by)).sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 200).map(({ refused: _, touched: _t, ...rest }) => rest) }), // prettier-ignore
    }),
    route({
      door: 'GET /api/indicator-imports/:id', summary: 'One import with every refused cell', params: Id,
      async handle({ actor, params }) {
        const found = figures.imports.get(params.id)
        if (!found || !sees(actor, found.by)) throw notFound()
        return ok(found)
      },
    }),
    route({
      door: 'POST /api/indicator-imports', summary: 'Import a bureau’s CSV, XLS or XLSX by a mapping; `dryRun=1` only tells what would come of it', query: ImportQuery, raw: true,
      async handle({ actor, query, req, audit }) {
        const mapping: TableMapping | undefined = mappings.get(query.mapping)
        if (!mapping) throw new HttpProblem(422, 'mapping-unknown', `没有名为 ${query.mapping} 的映射`)
        const bytes = await readBytes(req, LIMITS.bytes)
        const dryRun = query.dryRun === '1'
        const bodyHash = createHash('sha256').update(`${req.method} ${req.path} ${mapping.name} ${query.dryRun} `).update(bytes).digest('base64url')
        const old = await once(query.commandId, actor, bodyHash)
        if (old) return old
        const remember = (answer: unknown) => [op('commands.remember', { commandId: query.commandId, actor: actor.id, bodyHash, status: 200, answer, at: now().toISOString() })]
        const ops = (answer: unknown) => [...remember(answer), ...audit('figures.import', `import:${(answer as { id: string }).id}`, 'ok')]
        try {
          const answer = await imports.run({ bytes, mapping, fileName: shownName(req.headers['x-file-name']), dryRun, actor, ops })
          return ok(answer)
        } catch (error) {
          if (error instanceof UnreadableTable) throw new HttpProblem(error.rule === 'F-size' ? 413 : 422, error.rule, error.message)
          if (error instanceof StoreError && error.code === 'seen') return (await once(query.commandId, actor, bodyHash)) ?? Promise.reject(error)
          throw error
        }
      },
    }),
    route({
      door: 'DELETE /api/indicator-imports/:id', summary: 'Undo an import: what it brought goes, what it had revised stands again', params: Id,
      async handle({ actor, params, audit }) {
        const found = figures.imports.get(params.id)
        if (!found || !sees(actor, found.by)) throw notFound()
        const undone = await imports.undo(params.id, actor, audit('figures.undo', `import:${params.id}`, 'ok'))
        if (!undone) throw new HttpProblem(409, 'already-undone', '这次导入已经撤销')
        return ok({ id: params.id, ...undone })
      },
    }),
  ] // prettier-ignore
}
