import type { IncomingMessage } from 'node:http'
import type { Actor } from '../../shared/actor.ts'
import { refuseRow } from '../../shared/observation-row.ts'
import type { Receipt } from '../feed-queue.ts'
import { readJsonRows, readNdjsonRows } from './observation-text.ts'
import type { Producers } from './producer.ts'

export const BODY_BYTES = 10 * 1024 * 1024
export type Pushed = { status: 200; receipt: Receipt } | { status: 400 | 413 | 429; rule: string; reason: string }

/** Whether the body is a row a line: by its type, or because the first byte that is not blank opens an object. */
export function isNdjson(type: string | undefined, body: Uint8Array): boolean {
  if (/ndjson|jsonl|json-seq/i.test(type ?? '')) return true
  return body.find((byte) => byte > 32) === 0x7b
}

/** POST /api/observations: a JSON array or NDJSON, answered when the rows are on disk. `body` is already inflated and counted. Rejects when
 *  the store cannot take it. */
export async function receiveObservations(
  actor: Actor,
  body: Uint8Array,
  req: Pick<IncomingMessage, 'headers'>,
  producers: Producers,
): Promise<Pushed> {
  const feed = producers.feedOf(actor, 'http')
  if (feed.room() <= 0) return { status: 429, rule: 'O-rate', reason: '该接入的队列已满，请稍后再送' }
  const read = isNdjson(req.headers['content-type'], body) ? await readNdjsonRows(body) : await readJsonRows(body)
  if ('ok' in read) {
    const raw = Buffer.from(body.subarray(0, 2_000)).toString('utf8')
    await feed.offer({ rows: [], refused: [{ row: 0, rule: read.rule, reason: read.reason, raw }], mayWrite: () => false })
    return { status: 400, rule: read.rule, reason: read.reason }
  }
  return { status: 200, receipt: await feed.offer({ ...read, mayWrite: producers.mayWrite(actor) }) }
}

/** A body over the limit was refused before it was read: it leaves its letter all the same. */
export async function refuseSize(actor: Actor, producers: Producers): Promise<Pushed> {
  const { rule, reason } = refuseRow('O-size', '内容超过 10 MB')
  await producers.feedOf(actor, 'http').offer({ rows: [], refused: [{ row: 0, rule, reason, raw: '' }], mayWrite: () => false })
  return { status: 413, rule, reason }
}
