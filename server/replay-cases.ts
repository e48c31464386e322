import { join } from 'node:path'
import type { Config } from './config.ts'
import { type CaseMapping, SHIPPED_CASES, readCaseMappings, toCase } from './feeds/cases/mapping.ts'
import { cellsOf } from './feeds/cases/read-lines.ts'
import { newId } from './id.ts'
import type { ImportAnswer } from './incident-imports.ts'
import type { ReplayFlags } from './replay-command.ts'

const CHUNK_ROWS = 2_000
const TICK_MS = 1_000
const RETRIES = 60

type Line = { text: string; createdMs: number; endedMs: number | null }
type Recording = { head: string; lines: Line[]; unreadable: string[]; lastMs: number }
type Sum = Pick<ImportAnswer, 'taken' | 'revised' | 'unchanged' | 'repaired' | 'refusedCount'>

export const caseMappings = (dataFolder: string): Map<string, CaseMapping> =>
  readCaseMappings([SHIPPED_CASES, join(dataFolder, 'case-mappings')])

/** Reads the table whole, its rows in the order of their reports. Rows that cannot be read go along first, so that the server says why. */
async function readTable(file: string, mapping: CaseMapping): Promise<Recording> {
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  const recording: Recording = { head: '', lines: [], unreadable: [], lastMs: -Infinity }
  let head: string[] | null = null
  for await (const cells of cellsOf(file, mapping)) {
    const text = cells.map(quote).join(mapping.delimiter)
    if (head === null) {
      head = cells
      recording.head = text
      continue
    }
    const mapped = toCase(mapping, Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])))
    if (!mapped.ok) recording.unreadable.push(text)
    else {
      const { createdMs, endedMs } = mapped.row
      recording.lines.push({ text, createdMs, endedMs })
      recording.lastMs = Math.max(recording.lastMs, createdMs, endedMs ?? 0)
    }
  }
  recording.lines.sort((a, b) => a.createdMs - b.createdMs)
  return recording
}

/** Plays a table of cases through the door of imports as it happened: nothing after `until` is told, and the source's clock stands there.
 *  At a finite speed the clock moves on each second, so that cases open and close before one's eyes. Resolves the lines to print. */
export async function replayCases(
  flags: Pick<ReplayFlags, 'file' | 'speed' | 'untilMs' | 'url'>,
  mapping: CaseMapping,
  key: string,
  say: (line: string) => void,
): Promise<string[]> {
  const { head, lines, unreadable, lastMs } = await readTable(flags.file, mapping)
  const untilMs = Math.min(flags.untilMs, Number.isFinite(flags.untilMs) ? flags.untilMs : lastMs)
  const played = lines.filter(({ createdMs }) => createdMs <= untilMs)
  say(`${flags.file}: ${lines.length + unreadable.length} rows; ${played.length} reported by ${new Date(untilMs).toISOString()}`)
  const sum: Sum = { taken: 0, revised: 0, unchanged: 0, repaired: 0, refusedCount: 0 }
  const refused = new Map<string, number>()
  async function send(rows: readonly string[], atMs: number): Promise<void> {
    for (let from = 0; from === 0 || from < rows.length; from += CHUNK_ROWS) {
      const answer = await post(flags.url, key, mapping.id, [head, ...rows.slice(from, from + CHUNK_ROWS)].join('\n'), atMs)
      for (const name of Object.keys(sum) as (keyof Sum)[]) sum[name] += answer[name]
      for (const { rule } of answer.refused) refused.set(rule, (refused.get(rule) ?? 0) + 1)
    }
  }
  const started = Date.now()
  if (flags.speed === Infinity) await send([...unreadable, ...played.map(({ text }) => text)], untilMs)
  else {
    await send(unreadable, lines[0]?.createdMs ?? untilMs)
    for (let before = -Infinity, at = lines[0]?.createdMs ?? untilMs; before < untilMs;) {
      const happened = (ms: number | null) => ms !== null && ms > before && ms <= at
      await send(
        played.filter((line) => happened(line.createdMs) || happened(line.endedMs)).map(({ text }) => text),
        at,
      )
      say(`${new Date(at).toISOString()} ${sum.taken} reported`)
      before = at
      at = Math.min(untilMs, at + flags.speed * TICK_MS)
      if (before < untilMs) await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
  }
  return [
    `played in ${((Date.now() - started) / 1000).toFixed(1)} s: ${sum.taken} cases taken, ${sum.revised} went on, ${sum.unchanged} unchanged, ${sum.repaired} repaired, ${sum.refusedCount} refused; the clock of ${mapping.id} stands at ${new Date(untilMs).toISOString()}`,
    ...(refused.size > 0 ? [`refused: ${[...refused].map(([rule, n]) => `${rule} ${n}`).join(', ')}`] : []),
  ]
}

async function post(url: string, key: string, mapping: string, body: string, untilMs: number): Promise<ImportAnswer> {
  const path = `${url}/api/incident-imports?mapping=${mapping}&commandId=replay-${newId()}&until=${encodeURIComponent(new Date(untilMs).toISOString())}`
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv', 'x-file-name': 'replay.csv' },
      body,
    })
    if (answer.ok) return (await answer.json()) as ImportAnswer
    if ((answer.status !== 429 && answer.status !== 503) || attempt >= RETRIES)
      throw new Error(`/api/incident-imports: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after') ?? 1)))
  }
}

/** Which key plays cases: the one that is given, else one asked of the running server. */
export async function replayCasesAsked(
  flags: ReplayFlags,
  mapping: CaseMapping,
  config: Config,
  askKey: (name: string, config: Config, scope: string) => Promise<string>,
  say: (line: string) => void,
): Promise<string[]> {
  return replayCases(flags, mapping, flags.key ?? (await askKey(flags.user, config, 'incidents:write')), say)
}
