import { type Aqi, type Concentrations, POLLUTANTS, aqiOf } from './aqi.ts'
import { SCALES } from './scale.ts'
import type { IndicatorHead, Passport } from './indicator.ts'

type Own = Pick<Passport, 'id' | 'name' | 'definition' | 'unit' | 'domain' | 'direction' | 'additive'>
const own = (id: string, name: string, unit: string, domain: Own['domain'], direction: Own['direction'], definition: string, additive = false): Passport => ({
  id, name, definition, unit, domain, direction, additive, department: '市城市运行管理中心', source: 'tongguan-engine', frequency: 'LIVE', scopes: ['CURRENT'], measures: ['LEVEL'],
  priceBasis: 'NONE', operational: true, demo: false, version: 1, breakAt: null,
}) // prettier-ignore

/** What our own engine counts, by the same contract as a bureau's figures. */
export const OPERATIONAL: readonly Passport[] = [
  own('case-open', '在办案件', '件', 'society', null, '尚未结案、作废或并案的案件，含挂账和暂缓'),
  own('case-overdue', '超期案件', '件', 'society', 'DOWN', '在办案件中现阶段时限已过的'),
  own('on-time-handling', '按期处置率', '%', 'society', 'UP', '今日到期（处置时限）且时刻已过的案件中按期处置的 ÷ 同一批案件'),
  own('on-time-closure', '按期结案率', '%', 'society', 'UP', '今日到期（结案时限）且时刻已过的案件中按期结案的 ÷ 同一批案件'),
  own('aqi', '空气质量指数', '', 'ecology', 'DOWN', 'HJ 633-2026 小时报，各站最近一个整点小时均值的平均；没有这一小时的站不计入'),
  own('alert-load', '告警负荷', '条/席', 'emergency', 'DOWN', '近 10 分钟每席新告警：1 可接受，2 可管理，10 泛滥'),
  own('alert-active', '未清告警', '条', 'emergency', 'DOWN', '尚未恢复的告警，不含重放'),
  own('warning-active', '生效预警', '个', 'emergency', null, '尚未解除的官方预警信号'),
  own('sources-fresh', '数源在线率', '%', 'service', 'UP', '按更新机制准时的数源 ÷ 已接入的数源'),
  own('hotline-intake', '热线受理量', '件', 'service', null, '今日经 12345 受理的工单', true),
]
export const operationalPassport = (id: string): Passport | undefined => OPERATIONAL.find((one) => one.id === id)

type Judged = Pick<IndicatorHead, 'state' | 'severity' | 'why'>
const normal: Judged = { state: 'normal', severity: null, why: null }
const over = (severity: IndicatorHead['severity'], why: string): Judged => ({ state: 'over', severity, why })
/** A rate that falls by more than this against the same weekday is worth a look. */
const FALL_PP = 5

/** What of our own counts needs attention, and why. Marks are those of the alarm-load scale, the AQI classes and the light of a case. */
export function judgeOperational(id: string, value: number, comparison: IndicatorHead['comparison']): Judged {
  if (id === 'case-overdue' && value > 0) return over('YELLOW', `${value} 件案件已超期`)
  if (id === 'alert-load' && value >= 2)
    return over(value >= 10 ? 'RED' : 'ORANGE', `每席 10 分钟 ${value} 条，${value >= 10 ? '已成泛滥' : '超过可管理的 2 条'}`)
  if (id === 'aqi' && value > 100) return over(value > 200 ? 'RED' : value > 150 ? 'ORANGE' : 'YELLOW', `AQI ${value}，${aqiWord(value)}`)
  if (id === 'sources-fresh' && value < 100) return { state: 'watch', severity: 'BLUE', why: `准时的数源 ${value}%` }
  const falls = comparison?.unit === '百分点' && comparison.value <= -FALL_PP
  return falls && (id === 'on-time-closure' || id === 'on-time-handling')
    ? { state: 'watch', severity: 'YELLOW', why: `${comparison.basis}低 ${-comparison.value} 个百分点` }
    : normal
}
export const aqiWord = (aqi: number): string => SCALES.aqi[[50, 100, 150, 200, 300].findIndex((max) => aqi <= max)]?.zh ?? '严重污染'

/** A station's newest closed hour: when it ended (ms), and its mean concentrations. */
export type StationHour = { at: number; concentrations: Concentrations }
/** An hour that ended longer ago says nothing of now. */
const AIR_LATE_MS = 2 * 3_600_000

/** The hourly AQI of an area: of each pollutant that is measured there, the mean of the stations that have the newest hour. Those that lack
 *  it are not counted and are missing in `fresh`. */
export function aqiNow(stations: readonly StationHour[], nowMs: number): { aqi: Aqi; fresh: number; total: number } {
  const newest = Math.max(-Infinity, ...stations.map(({ at }) => at))
  const usable = nowMs - newest > AIR_LATE_MS ? [] : stations.filter(({ at }) => at === newest)
  const means: Concentrations = {}
  for (const pollutant of POLLUTANTS) {
    const measured = usable.filter(({ concentrations }) => concentrations[pollutant] !== undefined)
    const values = measured.flatMap(({ concentrations }) => concentrations[pollutant] ?? [])
    if (measured.length) means[pollutant] = values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null
  }
  return { aqi: aqiOf('hourly', means), fresh: usable.length, total: stations.length }
}
