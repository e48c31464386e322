import type { Actor } from '../shared/actor.ts'
import type { ImportProgress } from '../shared/entity.ts'
import type { FigureImport, RefusedRow } from '../shared/figures-api.ts'
import type { TableMapping } from '../shared/figures-mapping.ts'
import type { Passport } from '../shared/indicator.ts'
import { UnreadableTable } from './feeds/tables/grid.ts'
import { readTable } from './feeds/tables/read-table.ts'
import { type TableFigure, toFigures } from './feeds/tables/to-figures.ts'
import { type Counts, type Figures, countsOf, pairsOf } from './figures.ts'
import { type Judged, judge } from './figures-intake.ts'
import type { Hub } from './hub.ts'
import { newId } from './id.ts'
import type { Change } from './register.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

export type ImportAnswer = Counts & { id: string; repaired: number; refused: RefusedRow[]; dryRun: boolean }
export type ImportAsked = {
  bytes: Uint8Array
  mapping: TableMapping
  fileName: string
  dryRun: boolean
  actor: Actor
  ops(answer: ImportAnswer): WriteOp[]
}
/** Progress that stays in the picture: the newest few. */
const SHOWN = 20
/** A list longer than this is no longer read by anybody; the count is exact. */
const REFUSED_KEPT = 5_000

/** Imports of bureaus' tables: read in a bounded thread, every cell judged, the accepted kept together or not at all. */
export function createImports({ figures, hub, store, now }: { figures: Figures; hub: Hub; store: Store; now(): Date }) {
  const shown: string[] = []
  const show = async (progress: ImportProgress) => {
    if (!shown.includes(progress.id)) shown.push(progress.id)
    const gone = shown.splice(0, Math.max(0, shown.length - SHOWN)).map((id) => `import:${id}` as const)
    await hub.show([progress], gone)
  }

  /** Passports of the mapping that the city does not have yet, with the catalogue's own winning. */
  const missing = (mapping: TableMapping): Passport[] => mapping.passports.filter(({ id }) => !figures.passports.has(id))

  function judgeTable(rows: readonly TableFigure[], mapping: TableMapping, actor: Actor): Judged {
    const brought = new Map(missing(mapping).map((passport) => [passport.id, passport]))
    const given = rows.map(({ cell, unit, ...row }) => ({ where: { cell }, incoming: unit === null ? row : { ...row, unit } }))
    return judge(given, {
      actor,
      byHand: null,
      today: figures.localDay(),
      at: now().toISOString(),
      knowsArea: figures.knowsArea,
      passport: (id) => figures.passports.get(id) ?? brought.get(id),
    })
  }

  async function run({ bytes, mapping, fileName, dryRun, actor, ops }: ImportAsked): Promise<ImportAnswer> {
    const id = newId()
    const progress: ImportProgress = {
      kind: 'import',
      id,
      mapping: mapping.name,
      fileName,
      by: actor.id,
      dryRun,
      state: 'running',
      done: 0,
      total: null,
      taken: 0,
      refused: 0,
      error: null,
      at: now().toISOString(),
    }
    await show(progress)
    try {
      const table = toFigures(await readTable(bytes, mapping.file), mapping)
      await show({ ...progress, total: table.cells })
      const judged = judgeTable(table.figures, mapping, actor)
      const refused = [...table.refused, ...judged.refused]
      const head = { id, repaired: table.repaired, refused: refused.slice(0, REFUSED_KEPT), dryRun }
      const done = (counts: Counts) => ({
        ...progress,
        state: 'done' as const,
        done: table.cells,
        total: table.cells,
        taken: counts.taken + counts.revised,
        refused: refused.length,
      })
      if (dryRun) {
        const counts = countsOf(await store.read('figures.preview', judged.accepted))
        await show(done(counts))
        return { ...counts, ...head }
      }
      const counts = await keep(id, judged, refused, table.repaired, { mapping, fileName, actor }, (counts) => ops({ ...counts, ...head }))
      await show(done(counts))
      return { ...counts, ...head }
    } catch (error) {
      await show({ ...progress, state: 'failed', error: error instanceof UnreadableTable ? error.message : '导入失败' })
      throw error
    }
  }

  type About = { mapping: TableMapping; fileName: string; actor: Actor }
  /** What will be new, revised or the same is asked first, so that the answer that is remembered goes into the same transaction. */
  async function keep(
    id: string,
    judged: Judged,
    refused: RefusedRow[],
    repaired: number,
    { mapping, fileName, actor }: About,
    ops: (counts: Counts) => WriteOp[],
  ): Promise<Counts> {
    const counts = countsOf(await store.read('figures.preview', judged.accepted))
    const touched = [...pairsOf(judged.accepted)]
    const kept: FigureImport = {
      id, mapping: mapping.name, fileName, by: actor.id, byName: actor.name, at: now().toISOString(), state: 'done', ...counts, repaired, refused: refused.slice(0, REFUSED_KEPT),
      refusedCount: refused.length, touched, undoneBy: null,
    } // prettier-ignore
    const changes: Change[] = [...missing(mapping).flatMap(figures.passportChange), figures.imports.put(kept)]
    const write = [...changes.flatMap((change) => change.ops), ...ops(counts)]
    // Passports are read by the heads that follow, so they are known before the rows are taken.
    await figures.take(judged.accepted, { actor: actor.id, feed: `import:${mapping.name}` }, { undo: id, ops: write, applied: () => { for (const change of changes) change.applied() } }) // prettier-ignore
    return counts
  }

  /** Takes back everything it brought; what it had revised stands again. Null when there is nothing to undo. */
  async function undo(id: string, actor: Actor, ops: readonly WriteOp[]): Promise<{ removed: number } | null> {
    const found = figures.imports.get(id)
    if (!found || found.state !== 'done') return null
    const change = figures.imports.put({ ...found, state: 'undone', undoneBy: actor.id })
    const { values } = await hub.record({
      actor: actor.id,
      feed: `import:${found.mapping}`,
      events: [],
      ops: [op('figures.undo', id), ...change.ops, ...ops],
    })
    change.applied()
    await figures.refresh(found.touched)
    const { mapping, fileName, by, taken, refusedCount } = found
    await show({
      kind: 'import',
      id,
      mapping,
      fileName,
      by,
      dryRun: false,
      state: 'undone',
      done: 0,
      total: 0,
      taken,
      refused: refusedCount,
      error: null,
      at: now().toISOString(),
    })
    return { removed: values[0] as number }
  }

  return { run, undo }
}
