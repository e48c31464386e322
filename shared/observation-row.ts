import type { Refusal } from './decision.ts'
import { refuse } from './decision.ts'

/** Every reason for which an observation is refused; each is counted for ever and shown beside its feed. What is late, out of order or
 *  outside the city's own range is kept and flagged, never refused. */
export const OBSERVATION_RULES = {
  'O-json': '不是合法的 JSON',
  'O-shape': '缺少字段或结构不对',
  'O-type': '字段类型不对',
  'O-nan': '值不是有限的数',
  'O-time': '时间须为带时区的 ISO 8601',
  'O-milliseconds': '时间是毫秒数，须为带时区的 ISO 8601',
  'O-future': '观测时间在未来 5 分钟以后',
  'O-past': '观测时间早于 2000 年',
  'O-range': '超出该类型的物理量程',
  'O-unknown': '没有登记这个数据流',
  'O-foreign': '此密钥无权写这个数据流',
  'O-conflict': '同一时间已有另一个值',
  'O-size': '太大',
  'O-depth': '嵌套过深',
  'O-topic': '主题不是 v1.1/Datastreams(ID)/Observations',
  'O-rate': '超过该接入的速率',
  'O-unit': '单位不能换算',
  'O-missing': '该单元格没有数据',
} as const
export type ObservationRule = keyof typeof OBSERVATION_RULES

export const refuseRow = (rule: ObservationRule, detail = ''): Refusal =>
  refuse(rule, detail === '' ? OBSERVATION_RULES[rule] : `${OBSERVATION_RULES[rule]}：${detail}`)

export const FUTURE_MS = 5 * 60_000
export const EARLIEST_MS = Date.UTC(2000, 0, 1)
/** Above this a number of seconds would lie after the year 5138: it is milliseconds. */
const SECONDS_BELOW = 1e11

/** A checked row; `at` in ms. */
export type ObservationRow = { datastream: string; at: number; value: number }

const ISO = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)$/
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Instant in ms of an ISO 8601 text with offset; null when it is none. Not Date.parse: that takes 30 February and local time. */
export function instantOf(text: string): number | null {
  const m = ISO.exec(text)
  if (!m) return null
  const [year, month, day, hour, minute, second] = [Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4]), Number(m[5]), Number(m[6] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] as number) || hour > 24 || minute > 59 || second > 60) return null
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return null
  const zone = m[8] as string
  const offsetMin = zone.length === 1 ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
  const ms = m[7] === undefined ? 0 : Math.floor(Number(`0.${m[7]}`) * 1000)
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - offsetMin * 60_000
}

/** observedAt as it came: text with offset. A number is seconds or milliseconds of something else, and never guessed. */
export function readInstant(value: unknown): { ok: true; at: number } | Refusal {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,17}(\.\d+)?$/.test(value))) {
    return Number(value) > SECONDS_BELOW ? refuseRow('O-milliseconds', String(value)) : refuseRow('O-time', String(value))
  }
  if (typeof value !== 'string') return refuseRow('O-type', 'observedAt')
  const at = instantOf(value)
  return at === null ? refuseRow('O-time', value.slice(0, 40)) : { ok: true, at }
}

export function readValue(value: unknown, name = 'value'): { ok: true; value: number } | Refusal {
  if (typeof value === 'number') return Number.isFinite(value) ? { ok: true, value } : refuseRow('O-nan')
  if (typeof value === 'string' && /^[+-]?(nan|inf(inity)?)$/i.test(value.trim())) return refuseRow('O-nan', value.slice(0, 20))
  return refuseRow('O-type', `${name} 应为数`)
}

/** A row of POST /api/observations; fields beyond the three are left aside. */
export function readObservation(row: unknown): { ok: true; row: ObservationRow } | Refusal {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return refuseRow('O-shape')
  const { datastream, observedAt, value } = row as Record<string, unknown>
  if (datastream === undefined || observedAt === undefined || value === undefined) {
    return refuseRow('O-shape', `缺少 ${datastream === undefined ? 'datastream' : observedAt === undefined ? 'observedAt' : 'value'}`)
  }
  if (typeof datastream !== 'string') return refuseRow('O-type', 'datastream')
  const instant = readInstant(observedAt)
  if (!instant.ok) return instant
  const number = readValue(value)
  return number.ok ? { ok: true, row: { datastream, at: instant.at, value: number.value } } : number
}

/** Whether the instant may be taken at all. Late is welcome; the future is not, nor what no sensor of ours can have seen. */
export function checkInstant(at: number, now: number): Refusal | null {
  if (at > now + FUTURE_MS) return refuseRow('O-future', new Date(Math.min(at, 8.64e15)).toISOString())
  return at < EARLIEST_MS ? refuseRow('O-past') : null
}
