import { parse as parseCsv } from 'csv-parse/sync'
import type { Fleet } from '../fleet.ts'
import type { Parcel, Refused } from '../feed-queue.ts'
import type { Gather } from '../gather.ts'
import { datastreamsOf, mapRow, rowsOf, type SensorMapping } from './mapping.ts'
import { parseJsonText } from './observation-text.ts'

/** Asks addresses for their JSON, GeoJSON or CSV at a period, with etag; backs off while one fails, and says so as a feed that is down. The
 *  addresses are called through the egress check that is passed in. */
export type PollSpec = { id: string; url: string; periodS: number; mapping: SensorMapping }
export type PollingOptions = {
  fleet: Fleet
  gather: Gather
  now(): number
  /** Status, headers in lower case, body; rejects when the address may not be called or does not answer. */
  call(request: {
    url: string
    headers: Record<string, string>
  }): Promise<{ status: number; headers: Record<string, string>; body: Buffer }>
}
const BACKOFF_AT_MOST_S = 3_600
const JITTER = 0.1

export function createPoll(spec: PollSpec, { fleet, gather, now, call }: PollingOptions) {
  const feed = gather.open({ id: `polling:${spec.id}`.slice(0, 64), name: spec.id, door: 'polling' })
  const known = new Set<string>()
  let validator: Record<string, string> = {}
  let failures = 0

  /** One question; resolves the seconds until the next. */
  async function ask(): Promise<number> {
    try {
      const answer = await call({ url: spec.url, headers: { Accept: 'application/json, application/geo+json, text/csv', ...validator } })
      if (answer.status !== 304 && answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
      if (answer.status === 200) await take(answer.body)
      else feed.health.saw(now())
      const { etag, 'last-modified': modified } = answer.headers
      if (answer.status === 200) validator = etag ? { 'If-None-Match': etag } : modified ? { 'If-Modified-Since': modified } : {}
      failures = 0
      feed.health.fail(null)
      return spec.periodS
    } catch (error) {
      failures++
      feed.health.fail((error as Error).message.slice(0, 200))
      return Math.min(BACKOFF_AT_MOST_S, spec.periodS * 2 ** Math.min(failures, 10))
    }
  }
  async function take(body: Buffer) {
    const rows = spec.mapping.format === 'csv' ? csvRows(body) : jsonRows(body)
    if ('refused' in rows) return void (await feed.offer({ ...rows, rows: [], mayWrite: () => true }))
    const parcel = toParcel(spec.mapping, rows)
    if (parcel.missing > 0) feed.count('O-missing', parcel.missing)
    const fresh = rows.flatMap((row) => datastreamsOf(spec.mapping, row)).filter(({ id }) => !known.has(id))
    if (fresh.length > 0) {
      const { refused } = await fleet.upsert(fresh, { source: spec.mapping.source.id, mayWrite: () => true })
      fresh.forEach(({ id }, i) => { if (!refused.some(({ row }) => row === i)) known.add(id) }) // prettier-ignore
    }
    await feed.offer({ ...parcel, mayWrite: () => true })
  }
  const csvRows = (body: Buffer) =>
    parseCsv(body, {
      columns: true,
      bom: true,
      relax_column_count: true,
      skip_records_with_error: true,
      delimiter: spec.mapping.delimiter,
    }) as unknown[]
  function jsonRows(body: Buffer): unknown[] | { refused: Refused[] } {
    const parsed = parseJsonText(body)
    if (parsed.ok) return rowsOf(spec.mapping, parsed.value)
    return { refused: [{ row: 0, rule: parsed.rule, reason: parsed.reason, raw: body.subarray(0, 2_000).toString('utf8') }] }
  }
  return { ask }
}

/** A vendor's rows as a parcel; what cannot be read is refused with its row. */
export function toParcel(
  mapping: SensorMapping,
  rows: readonly unknown[],
  topic: readonly string[] = [],
): Pick<Parcel, 'rows' | 'refused'> & { missing: number } {
  const parcel = { rows: [] as Parcel['rows'][number][], refused: [] as Refused[], missing: 0 }
  rows.forEach((raw, row) => {
    const mapped = mapRow(mapping, raw, topic)
    parcel.missing += mapped.missing
    for (const one of mapped.rows) parcel.rows.push({ row, ...one })
    for (const { rule, reason } of mapped.refused)
      parcel.refused.push({ row, rule, reason, raw: (JSON.stringify(raw) ?? 'null').slice(0, 2_000) })
  })
  return parcel
}

/** Asks each address in turn of its own period; returns the stop. */
export function startPolling(specs: readonly PollSpec[], options: PollingOptions): () => Promise<void> {
  let stopped = false
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  for (const spec of specs) {
    const poll = createPoll(spec, options)
    const turn = () => {
      const asked = poll.ask().then((inS) => {
        running.delete(asked)
        // A little early or late, so that a hundred addresses of one period are not asked at once.
        if (!stopped) wait(inS * 1000 * (1 + JITTER * (Math.random() - 0.5)))
      })
      running.add(asked)
    }
    const wait = (ms: number) => {
      const timer = setTimeout(() => (timers.delete(timer), turn()), ms)
      timers.add(timer)
    }
    turn()
  }
  return async () => {
    stopped = true
    for (const timer of timers) clearTimeout(timer)
    await Promise.all(running)
  }
}
