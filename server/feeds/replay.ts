import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import mqtt from 'mqtt'
import type { DatastreamInput } from '../../shared/sensor.ts'
import { datastreamsOf, mapRow, type SensorMapping } from './mapping.ts'

/** Plays a recording through the public doors, as any producer would: its source is declared `replay`, its datastreams are created, its rows
 *  are sent in the order of their time, `speed` times as fast as they happened or as fast as they are taken. */
export type Recording = {
  datastreams: DatastreamInput[]
  rows: { datastream: string; at: number; value: number }[]
  refused: Record<string, number>
  missing: number
  lines: number
}
export type Sink = { send(rows: Recording['rows']): Promise<SentCounts>; close(): Promise<void> }
export type SentCounts = { accepted: number; duplicates: number; refused: number }

/** Reads a CSV recording whole, its observations sorted by time. Rejects when the file cannot be read. */
export async function readRecording(file: string, mapping: SensorMapping, untilMs = Infinity): Promise<Recording> {
  const recording: Recording = { datastreams: [], rows: [], refused: {}, missing: 0, lines: 0 }
  const known = new Map<string, DatastreamInput>()
  const lines = createReadStream(file).pipe(parse({ columns: true, bom: true, delimiter: mapping.delimiter, relax_column_count: true }))
  for await (const line of lines) {
    recording.lines++
    const mapped = mapRow(mapping, line)
    recording.missing += mapped.missing
    for (const { rule } of mapped.refused) recording.refused[rule] = (recording.refused[rule] ?? 0) + 1
    for (const row of mapped.rows) if (row.at <= untilMs) recording.rows.push(row)
    if (mapped.rows.some(({ datastream }) => !known.has(datastream)))
      for (const one of datastreamsOf(mapping, line)) known.set(one.id, known.get(one.id) ?? one)
  }
  recording.rows.sort((a, b) => a.at - b.at)
  recording.datastreams = [...known.values()]
  return recording
}

const BATCH = 1_000

/** Plays the rows; `sleep` and `now` in ms of real time. Resolves what became of them, as far as the door says. */
export async function play(
  rows: Recording['rows'],
  {
    speed,
    sink,
    now,
    sleep,
    progress,
  }: { speed: number; sink: Sink; now(): number; sleep(ms: number): Promise<void>; progress?(done: number): void },
): Promise<SentCounts> {
  const total: SentCounts = { accepted: 0, duplicates: 0, refused: 0 }
  const startedAt = now()
  const firstAt = rows[0]?.at ?? 0
  for (let from = 0; from < rows.length;) {
    const at = (rows[from] as Recording['rows'][number]).at
    let to = from + 1
    // At full speed batches are full; else what happened at one instant goes together.
    while (to < rows.length && to - from < BATCH && (speed === Infinity || (rows[to] as Recording['rows'][number]).at === at)) to++
    const waitMs = speed === Infinity ? 0 : startedAt + (at - firstAt) / speed - now()
    if (waitMs > 0) await sleep(waitMs)
    const sent = await sink.send(rows.slice(from, to))
    total.accepted += sent.accepted
    total.duplicates += sent.duplicates
    total.refused += sent.refused
    from = to
    progress?.(from)
  }
  return total
}

type Door = { url: string; key: string }
const RETRIES = 60

/** POST with the key; waits and asks again while the door is busy (429) or the store cannot write (503). */
export async function post<T>({ url, key }: Door, path: string, body: string, type = 'application/json'): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(url + path, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': type }, body })
    if (answer.ok) return (await answer.json()) as T
    if ((answer.status !== 429 && answer.status !== 503) || attempt >= RETRIES)
      throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after') ?? 1)))
  }
}

/** Declares the source and creates the datastreams. */
export async function introduce(
  door: Door,
  mapping: SensorMapping,
  datastreams: readonly DatastreamInput[],
): Promise<{ created: number; refused: number }> {
  await post(door, '/api/sources', JSON.stringify({ sources: [{ ...mapping.source, mode: 'replay' }] }))
  const sum = { created: 0, refused: 0 }
  for (let i = 0; i < datastreams.length; i += BATCH) {
    const { created, refused } = await post<{ created: number; refused: unknown[] }>(
      door,
      '/api/datastreams',
      JSON.stringify(datastreams.slice(i, i + BATCH)),
    )
    sum.created += created
    sum.refused += refused.length
  }
  return sum
}

export const httpSink = (door: Door): Sink => ({
  async send(rows) {
    const lines = rows.map(({ datastream, at, value }) => JSON.stringify({ datastream, observedAt: new Date(at).toISOString(), value }))
    const { accepted, duplicates, refused } = await post<{ accepted: number; duplicates: number; refused: unknown[] }>(
      door,
      '/api/observations',
      lines.join('\n'),
      'application/x-ndjson',
    )
    return { accepted, duplicates, refused: refused.length }
  },
  close: async () => undefined,
})

/** One observation a message, QoS 1: what is acknowledged is on disk, or its dead letter is. */
export async function mqttSink({ host, port, user, key }: { host: string; port: number; user: string; key: string }): Promise<Sink> {
  const client = await mqtt.connectAsync({
    host,
    port,
    username: user,
    password: key,
    protocolVersion: 4,
    clientId: `replay-${user}`,
    reconnectPeriod: 1_000,
  })
  return {
    async send(rows) {
      await Promise.all(rows.map(({ datastream, at, value }) =>
        client.publishAsync(`v1.1/Datastreams(${datastream})/Observations`, JSON.stringify({ result: value, phenomenonTime: new Date(at).toISOString() }), { qos: 1 }),
      )) // prettier-ignore
      return { accepted: rows.length, duplicates: 0, refused: 0 }
    },
    close: () => client.endAsync(),
  }
}
