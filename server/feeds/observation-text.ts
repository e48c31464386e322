import { readInstant, readObservation, readValue, refuseRow } from '../../shared/observation-row.ts'
import type { Refusal } from '../../shared/decision.ts'
import { isTooDeep } from '../body.ts'
import type { Parcel, Refused } from '../feed-queue.ts'

/** Texts of observations become rows or refusals; nothing throws. */
type Rows = { rows: Parcel['rows'][number][]; refused: Refused[] }
export const LINE_BYTES = 64 * 1024
// Between so many rows others get their turn of the loop.
const YIELD_ROWS = 5_000
const RAW = 2_000

const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
const refusal = (row: number, { rule, reason }: Refusal, raw: string): Refused => ({ row, rule, reason, raw: raw.slice(0, RAW) })
const rawOf = (value: unknown) => (JSON.stringify(value) ?? 'null').slice(0, RAW)

export function parseJsonText(text: Uint8Array): { ok: true; value: unknown } | Refusal {
  if (isTooDeep(text)) return refuseRow('O-depth')
  try {
    return { ok: true, value: JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8')) as unknown }
  } catch {
    return refuseRow('O-json')
  }
}

/** A JSON array of rows; null when the body as a whole is no JSON array. */
export async function readJsonRows(body: Uint8Array): Promise<Rows | Refusal> {
  const parsed = parseJsonText(body)
  if (!parsed.ok) return parsed
  if (!Array.isArray(parsed.value)) return refuseRow('O-shape', '须是数组')
  const out: Rows = { rows: [], refused: [] }
  for (const [row, value] of parsed.value.entries()) {
    take(out, row, readObservation(value), value)
    if (row % YIELD_ROWS === YIELD_ROWS - 1) await pause()
  }
  return out
}
function take(out: Rows, row: number, read: ReturnType<typeof readObservation>, value: unknown) {
  if (read.ok) out.rows.push({ row, datastream: read.row.datastream, at: read.row.at, value: read.row.value })
  else out.refused.push(refusal(row, read, rawOf(value)))
}

/** NDJSON: a row a line, empty lines left aside; a bad line is one refused row. */
export async function readNdjsonRows(body: Uint8Array): Promise<Rows> {
  const out: Rows = { rows: [], refused: [] }
  let row = 0
  for (let from = 0; from < body.length;) {
    const newline = body.indexOf(10, from)
    const line = body.subarray(from, newline < 0 ? body.length : newline)
    from = newline < 0 ? body.length : newline + 1
    if (line.length === 0 || (line.length === 1 && line[0] === 13)) continue
    if (line.length > LINE_BYTES)
      out.refused.push(refusal(row, refuseRow('O-size', '一行超过 64 kB'), Buffer.from(line.subarray(0, RAW)).toString('utf8')))
    else {
      const parsed = parseJsonText(line)
      if (parsed.ok) take(out, row, readObservation(parsed.value), parsed.value)
      else out.refused.push(refusal(row, parsed, Buffer.from(line).toString('utf8')))
    }
    if (++row % YIELD_ROWS === 0) await pause()
  }
  return out
}

/** SensorThings over MQTT: `{"result","phenomenonTime"}` or an array of them, of one datastream. */
export function readResults(datastream: string, payload: Uint8Array): Rows {
  const raw = () => Buffer.from(payload.subarray(0, RAW)).toString('utf8')
  const parsed = parseJsonText(payload)
  if (!parsed.ok) return { rows: [], refused: [refusal(0, parsed, raw())] }
  const list = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
  const out: Rows = { rows: [], refused: [] }
  if (list.length === 0) out.refused.push(refusal(0, refuseRow('O-shape', '空数组'), raw()))
  list.forEach((item: unknown, row) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      return void out.refused.push(refusal(row, refuseRow('O-shape'), rawOf(item)))
    const { result, phenomenonTime } = item as Record<string, unknown>
    if (result === undefined || phenomenonTime === undefined)
      return void out.refused.push(
        refusal(row, refuseRow('O-shape', `缺少 ${result === undefined ? 'result' : 'phenomenonTime'}`), rawOf(item)),
      )
    const instant = readInstant(phenomenonTime)
    const value = readValue(result, 'result')
    if (!instant.ok) out.refused.push(refusal(row, instant, rawOf(item)))
    else if (!value.ok) out.refused.push(refusal(row, value, rawOf(item)))
    else out.rows.push({ row, datastream, at: instant.at, value: value.value })
  })
  return out
}
