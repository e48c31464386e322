import { z } from 'zod'
import type { Actor } from '../shared/actor.ts'
import type { ImportProgress } from '../shared/entity.ts'
import type { Incident } from '../shared/incident.ts'
import type { LoopContext } from '../shared/loop-context.ts'
import { maskFreeText } from '../shared/masking.ts'
import { type CaseMapping, type CaseRow, toCase } from './feeds/cases/mapping.ts'
import { playCase } from './feeds/cases/play-case.ts'
import { isNoTable, linesOf } from './feeds/cases/read-lines.ts'
import type { Happened, Hub } from './hub.ts'
import { newId } from './id.ts'
import { HttpProblem } from './problem.ts'
import { openRegister } from './register.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

const At = z.iso.datetime({ offset: true })
const Refused = z.strictObject({ row: z.int(), rule: z.string(), reason: z.string() })
/** What an import did. Rows are lines of the table, the heading being line 1. */
export const CaseImport = z.strictObject({
  id: z.string(), mapping: z.string(), fileName: z.string(), by: z.string(), byName: z.string(), at: At, dryRun: z.boolean(), state: z.enum(['done', 'undone']), until: At.nullable(),
  rows: z.int(), taken: z.int(), repaired: z.int(), revised: z.int(), unchanged: z.int(),
  /** Rows reported after `until`: not played. */
  later: z.int(),
  refused: z.array(Refused), refusedCount: z.int(),
  /** What was mended, by rule. */
  repairs: z.record(z.string(), z.int()),
  /** By class: how its cases stand after this, and how many of them are overdue (closed after due, or open and due by now or `until`). */
  classes: z.record(z.string(), z.strictObject({ closed: z.int(), rejected: z.int(), open: z.int(), overdue: z.int() })),
  /** Cases that came with it, for undoing. */
  cases: z.array(z.string()),
}) // prettier-ignore
export type CaseImport = z.infer<typeof CaseImport>
export type ImportAnswer = Omit<CaseImport, 'cases' | 'by' | 'byName' | 'state'>
export const answerOf = ({ cases: _c, by: _b, byName: _n, state: _s, ...answer }: CaseImport): ImportAnswer => answer

export type CaseImportParts = {
  hub: Hub
  store: Store
  contextOf(nowMs: number): LoopContext
  numberFor(division: string, reportedMs: number, offsetMin: number): Promise<string>
  now: () => Date
}
export type CaseImports = Awaited<ReturnType<typeof openCaseImports>>
export type ImportAsked = {
  bytes: Buffer
  mapping: CaseMapping
  fileName: string
  dryRun: boolean
  untilMs: number | null
  actor: Actor
  ops(answer: ImportAnswer): WriteOp[]
}

const BATCH = 200
const REFUSED_KEPT = 5_000
const SHOWN = 20
const KEPT_IMPORTS = 200
const FEED_ACTOR = 'import'

type Tally = Pick<
  CaseImport,
  'rows' | 'taken' | 'repaired' | 'revised' | 'unchanged' | 'later' | 'refused' | 'refusedCount' | 'repairs' | 'classes' | 'cases'
>
const emptyTally = (): Tally => ({
  rows: 0,
  taken: 0,
  repaired: 0,
  revised: 0,
  unchanged: 0,
  later: 0,
  refused: [],
  refusedCount: 0,
  repairs: {},
  classes: {},
  cases: [],
})

/** Tables of cases from other systems, by mapping files: tried without effect, taken with a report of what was refused or mended and why,
 *  undone whole. The same row again changes nothing; a row that went on takes its case along. */
export async function openCaseImports({ hub, store, contextOf, numberFor, now }: CaseImportParts) {
  const imports = await openRegister(store, 'incident-imports', CaseImport)
  const shown: string[] = []
  let turn: Promise<unknown> = Promise.resolve()

  async function show(progress: ImportProgress): Promise<void> {
    if (!shown.includes(progress.id)) shown.push(progress.id)
    await hub.show([progress], shown.splice(0, Math.max(0, shown.length - SHOWN)).map((id) => `import:${id}` as const)) // prettier-ignore
  }
  const refuseRow = (tally: Tally, row: number, rule: string, reason: string) => {
    tally.refusedCount++
    if (tally.refused.length < REFUSED_KEPT) tally.refused.push({ row, rule, reason })
  }
  function count(tally: Tally, incident: Incident, row: CaseRow, judgeMs: number): void {
    const stands = (tally.classes[row.class] ??= { closed: 0, rejected: 0, open: 0, overdue: 0 })
    const due = incident.due === null ? Infinity : Date.parse(incident.due)
    if (incident.state === 'CLOSED') stands.closed++
    else if (incident.state === 'REJECTED') stands.rejected++
    else stands.open++
    if (incident.state !== 'REJECTED' && due < (incident.closedAt === null ? judgeMs : Date.parse(incident.closedAt))) stands.overdue++
  }

  /** Has anybody but the import and the clock had a hand in it? */
  async function isOurs(incident: Incident): Promise<boolean> {
    if (incident.last.by === FEED_ACTOR && incident.attached.length === 0) return false
    const rows = await store.read('journal.of', `incident:${incident.id}`)
    return rows
      .slice(rows.findLastIndex(({ type }) => type === 'incident.reported'))
      .some(({ actor }) => actor !== FEED_ACTOR && actor !== 'clock')
  }
  /** One row: nothing else waits between its reading and its recording but its number. */
  async function takeRow(asked: ImportAsked, tally: Tally, line: number, row: CaseRow): Promise<void> {
    const { mapping, untilMs, dryRun } = asked
    const base = contextOf(now().getTime())
    const key = `incident:${mapping.id}-${row.key}` as const
    const before = await hub.find(key)
    const text = {
      title: maskFreeText(row.title).text,
      description: maskFreeText(row.description).text,
      place: maskFreeText(row.place).text,
    }
    const number =
      before?.number ?? (dryRun ? '' : await numberFor(base.belongs(null, row.position)?.division ?? 'none', row.createdMs, row.offsetMin))
    const ours = before !== null && (await isOurs(before))
    const played = playCase({ mapping, row: { ...row, ...text }, before, ours, number, untilMs, base })
    if (!played.ok) return refuseRow(tally, line, played.rule, played.reason)
    const { incident, events, what } = played.event
    if (!dryRun && events.length > 0) await hub.record({ actor: FEED_ACTOR, feed: mapping.id, events: events as Happened[] })
    // Ended before, its deadline reached only now: from now on it is in the rates.
    const { judgedAt, closeDue } = incident
    const reached =
      what === 'unchanged' &&
      judgedAt !== undefined &&
      closeDue !== null &&
      closeDue > judgedAt &&
      untilMs !== null &&
      Date.parse(closeDue) <= untilMs
    if (!dryRun && reached) await judge(incident, new Date(untilMs).toISOString())
    tally[what]++
    if (what === 'taken') tally.cases.push(incident.id)
    if (row.repaired.length > 0) tally.repaired++
    for (const rule of row.repaired) tally.repairs[rule] = (tally.repairs[rule] ?? 0) + 1
    count(tally, incident, row, untilMs ?? now().getTime())
  }
  async function play(asked: ImportAsked, tell: (done: number, tally: Tally) => Promise<void>): Promise<Tally> {
    const tally = emptyTally()
    const seen = new Set<string>()
    let batch: Promise<void>[] = []
    for await (const line of linesOf(asked.bytes, asked.mapping)) {
      const number = ++tally.rows + 1
      const mapped = toCase(asked.mapping, line)
      if (!mapped.ok) refuseRow(tally, number, mapped.rule, mapped.reason)
      else if (seen.has(mapped.row.key)) refuseRow(tally, number, 'row-twice', `编号 ${mapped.row.key} 在表中重复`)
      else if (asked.untilMs !== null && mapped.row.createdMs > asked.untilMs) tally.later++
      else batch.push(takeRow(asked, tally, number, mapped.row))
      if (mapped.ok) seen.add(mapped.row.key)
      if (batch.length < BATCH) continue
      await Promise.all(batch)
      batch = []
      await tell(tally.rows, tally)
    }
    await Promise.all(batch)
    return tally
  }
  /** The clock of a played source stands at a new time: the case is judged then. */
  async function judge(incident: Incident, judgedAt: string): Promise<void> {
    const { id, state, area, feed } = incident
    const data = {
      step: 'recalculate', from: state, to: state, at: judgedAt, by: FEED_ACTOR, byName: FEED_ACTOR, body: { reason: '重放时刻' }, onBehalfOf: null, task: null, through: null, due: null, area, changed: { judgedAt },
    } // prettier-ignore
    await hub.record({ actor: FEED_ACTOR, feed: feed ?? 'import', events: [{ subject: `incident:${id}`, type: 'incident.stepped', data }] })
  }
  async function stand(feed: string, untilMs: number): Promise<void> {
    const judgedAt = new Date(untilMs).toISOString()
    const open = [...hub.ofKind('incident')].filter((one) => one.feed === feed && one.judgedAt !== undefined && one.judgedAt !== judgedAt)
    for (let from = 0; from < open.length; from += BATCH)
      await Promise.all(open.slice(from, from + BATCH).map((one) => judge(one, judgedAt)))
  }
  async function run(asked: ImportAsked): Promise<ImportAnswer> {
    const { mapping, fileName, actor, dryRun, untilMs } = asked
    const id = newId()
    const started = now().toISOString()
    const progress: ImportProgress = {
      kind: 'import',
      id,
      mapping: mapping.id,
      fileName,
      by: actor.id,
      dryRun,
      state: 'running',
      done: 0,
      total: null,
      taken: 0,
      refused: 0,
      error: null,
      at: started,
    }
    await show(progress)
    try {
      const tally = await play(asked, (done, { taken, revised, refusedCount }) =>
        show({ ...progress, done, taken: taken + revised, refused: refusedCount }),
      )
      if (untilMs !== null && !dryRun) await stand(mapping.id, untilMs)
      tally.refused.sort((a, b) => a.row - b.row)
      const kept: CaseImport = {
        id,
        mapping: mapping.id,
        fileName,
        by: actor.id,
        byName: actor.name,
        at: started,
        dryRun,
        state: 'done',
        until: untilMs === null ? null : new Date(untilMs).toISOString(),
        ...tally,
      }
      if (!dryRun) {
        const change = imports.put(kept)
        const oldest = imports.all().sort((a, b) => a.at.localeCompare(b.at)).slice(0, Math.max(0, imports.size() + 1 - KEPT_IMPORTS)) // prettier-ignore
        const gone = imports.remove(...oldest.map((one) => one.id))
        await store.write({ subjects: [], ops: [...change.ops, ...gone.ops, ...asked.ops(answerOf(kept))] })
        change.applied()
        gone.applied()
      }
      await show({
        ...progress,
        state: 'done',
        done: tally.rows,
        total: tally.rows,
        taken: tally.taken + tally.revised,
        refused: tally.refusedCount,
      })
      return answerOf(kept)
    } catch (error) {
      await show({ ...progress, state: 'failed', error: isNoTable(error) ? '不是可读的 CSV' : '导入失败' })
      throw isNoTable(error) ? new HttpProblem(422, 'table', `不是可读的 CSV：${(error as Error).message.slice(0, 200)}`) : error
    }
  }
  /** What came with an import goes; cases that people have worked on since stay, and are named. */
  async function undo(id: string, ops: WriteOp[]): Promise<{ removed: number; kept: string[] } | null> {
    const found = imports.get(id)
    if (!found || found.state === 'undone') return null
    const kept: string[] = []
    let removed = 0
    for (let from = 0; from < found.cases.length; from += BATCH) {
      const slice = await Promise.all(found.cases.slice(from, from + BATCH).map((one) => hub.find(`incident:${one}`))) // prettier-ignore
      const mine = slice.filter((one) => one !== null)
      const worked = await Promise.all(mine.map(isOurs))
      const going = mine.filter((_, i) => !worked[i])
      kept.push(...mine.filter((_, i) => worked[i]).map((one) => one.id))
      await Promise.all(going.map((one) => hub.record({ actor: FEED_ACTOR, feed: found.mapping, events: [{ subject: `incident:${one.id}`, type: 'incident.removed', data: { import: id } }], ops: [op('incidents.remove', one.id)] }))) // prettier-ignore
      removed += going.length
    }
    const change = imports.put({ ...found, state: 'undone', cases: kept })
    await store.write({ subjects: [], ops: [...change.ops, ...ops] })
    change.applied()
    return { removed, kept }
  }
  /** One import after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work, work)
    turn = done.catch(() => {})
    return done
  }
  return {
    imports,
    run: (asked: ImportAsked) => inTurn(() => run(asked)),
    undo: (id: string, ops: WriteOp[]) => inTurn(() => undo(id, ops)),
  }
}
