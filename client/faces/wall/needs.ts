import type { Alert } from '../../../shared/alert.ts'
import type { Key } from '../../../shared/entity.ts'
import { type Incident, isOpen, lightOf } from '../../../shared/incident.ts'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import type { Source } from '../../../shared/source.ts'
import type { Picture } from '../../../shared/stream.ts'
import { leadOf } from '../../../shared/task.ts'
import { displayUnit } from '../../../shared/unit.ts'
import { figureText, spanOf, unitText } from '../../ui/age.ts'
import { clockText } from '../../ui/clock.ts'
import type { Level } from '../../ui/level-mark.tsx'
import { t } from '../../ui/messages-wall.ts'

export type NeedClock = { word: string; sinceMs: number; forward: boolean; ago?: boolean } | null
export type Need = {
  key: Key
  level: Level | 'LATE'
  unacknowledged: boolean
  place: string
  what: string
  who: string
  /** Late in a way that somebody must be asked about now: said in the level's colour. */
  hot: boolean
  clock: NeedClock
  position: readonly [number, number] | null
  alert: Alert | null
  incident: Incident | null
  source: Source | null
  rank: number
}
export type Names = ReadonlyMap<string, string>
/** Which way a datastream has gone in the last minutes: 1, −1 or 0. */
export type Trend = (datastream: string) => number

const LEVEL_RANK: Record<Need['level'], number> = { RED: 0, ORANGE: 1, LATE: 2, YELLOW: 3, BLUE: 4 }
const ms = (at: string) => Date.parse(at)

/** What a value is called in a row: the type's name, its figure and unit; a rule about a state speaks its own name. */
export function valueWords(alert: Alert, trend: Trend): string {
  const type = SENSOR_TYPES.get(alert.type)
  if (!type || type.unit.startsWith('{') || alert.value === null) return alert.ruleName
  const unit = displayUnit(alert.unit)
  const what = `${type.zh} ${figureText(alert.value, type.decimals || (Number.isInteger(alert.value) ? 0 : 1))} ${unit}`
  const way = trend(alert.datastream)
  return way > 0 ? t('need.rising', { what }) : way < 0 ? t('need.falling', { what }) : what
}

function alertNeed(alert: Alert, trend: Trend): Need | null {
  const unacknowledged = alert.state === 'RAISED'
  if (alert.state === 'CLEARED' || alert.state === 'SHELVED') return null
  if (!unacknowledged && (alert.severity === 'YELLOW' || alert.severity === 'BLUE')) return null
  return {
    key: `alert:${alert.id}`, level: alert.severity, unacknowledged, place: alert.replay ? `${alert.name} · ${t('wall.replay')}` : alert.name, what: valueWords(alert, trend), hot: false, position: alert.position, alert, incident: null, source: null,
    who: unacknowledged ? t('need.waitsDesk') : t('need.confirmedBy', { who: alert.acknowledgedBy ?? '' }),
    clock: { word: t(unacknowledged ? 'need.unconfirmed' : 'need.confirmed'), sinceMs: ms(unacknowledged ? alert.severityAt : (alert.acknowledgedAt ?? alert.severityAt)), forward: true },
    rank: LEVEL_RANK[alert.severity] + ms(alert.severityAt) / 1e13,
  } // prettier-ignore
}

function clockOf(incident: Incident, nowMs: number): { clock: NeedClock; hot: boolean; light: ReturnType<typeof lightOf> } {
  const light = lightOf(incident, nowMs)
  const task = leadOf(incident.tasks)
  if (incident.state === 'DISPATCHED' && task?.acknowledgeDue && ms(task.acknowledgeDue) < nowMs)
    return { clock: { word: t('need.timeout'), sinceMs: ms(task.acknowledgeDue), forward: true }, hot: true, light }
  if (light === 'RED' && incident.redAt)
    return { clock: { word: t('need.overdue'), sinceMs: ms(incident.redAt), forward: true }, hot: false, light }
  if (light === 'YELLOW' && incident.redAt)
    return { clock: { word: t('need.nearlyDue'), sinceMs: ms(incident.redAt), forward: false }, hot: false, light }
  if (task?.acknowledgedAt && !task.arrivedAt)
    return { clock: { word: t('need.onTheWay'), sinceMs: ms(task.acknowledgedAt), forward: true }, hot: false, light }
  const from = task?.arrivedAt ?? task?.acknowledgedAt ?? incident.dispatchedAt ?? incident.reportedAt
  return { clock: { word: t(task?.arrivedAt ? 'need.handling' : 'need.waiting'), sinceMs: ms(from), forward: true }, hot: false, light }
}

const stateWord = (state: Incident['state']): string => t(`state.${state}` as 'state.other') ?? t('state.other')

function whoOf(incident: Incident, names: Names, hot: boolean, nowMs: number): string {
  const task = leadOf(incident.tasks)
  if (incident.state === 'RETURNED') return t('need.dispatcher')
  const who = task ? (names.get(task.team ?? '') ?? names.get(task.department) ?? '') : ''
  if (hot && task) {
    const { n, unit } = spanOf(nowMs - ms(task.askedAt))
    return t('need.noReceipt', { who, n, unit: unitText(unit) })
  }
  return who ? t('need.whoState', { who, state: stateWord(incident.state) }) : stateWord(incident.state)
}

/** Stages whose next move is the desk's. */
const WAITS_FOR_DESK: readonly Incident['state'][] = ['REPORTED', 'PENDING_REGISTRATION', 'PENDING_DISPATCH', 'REOPENED']

/** An open case needs the room when its alert is red or orange, when a red or orange one waits for the desk, when its receipt or deadline is
 *  late or near, or when it came back. */
function incidentNeed(incident: Incident, alert: Alert | null, names: Names, trend: Trend, nowMs: number): Need | null {
  const { clock, hot, light } = clockOf(incident, nowMs)
  const pressing = incident.severity === 'RED' || incident.severity === 'ORANGE'
  const back = incident.state === 'RETURNED' || incident.state === 'REWORK'
  const loud = pressing && (alert !== null || WAITS_FOR_DESK.includes(incident.state))
  if (!hot && !back && light !== 'RED' && light !== 'YELLOW' && !loud) return null
  const level = alert
    ? LEVEL_RANK[alert.severity] < LEVEL_RANK[incident.severity]
      ? alert.severity
      : incident.severity
    : incident.severity
  const value = alert ? valueWords(alert, trend) : null
  const late = light === 'RED' ? `${stateWord(incident.state)} · ${t('need.overdue')}` : stateWord(incident.state)
  return {
    key: `incident:${incident.id}`, level, unacknowledged: alert?.state === 'RAISED', place: (incident.place || incident.title) + (incident.flags.includes('REPLAY') ? ` · ${t('wall.replay')}` : ''), hot, clock, position: incident.position, alert, incident, source: null,
    what: value ? (hot ? t('need.receiptMissing', { what: value.split('，')[0] ?? value }) : value) : t('need.titleState', { title: incident.title, state: late }),
    who: whoOf(incident, names, hot, nowMs),
    rank: LEVEL_RANK[level] + (hot ? -0.15 : light === 'RED' ? -0.1 : 0) + (alert ? ms(alert.severityAt) / 1e13 : ms(incident.redAt ?? incident.updatedAt) / 1e13 + 0.5),
  } // prettier-ignore
}

/** A feed needs somebody when it has missed three of its periods: a single late row mends itself. */
function sourceNeed(source: Source, nowMs: number): Need | null {
  if ((source.state !== 'late' && source.state !== 'silent') || source.newestAt === null || source.update === 'event') return null
  const late = nowMs - ms(source.receivedAt ?? source.newestAt)
  if (late < source.update.periodS * 3000) return null
  return {
    key: `source:${source.id}`, level: 'LATE', unacknowledged: false, place: source.name, what: t('need.broken', { at: clockText(ms(source.newestAt)) }), who: source.department, hot: false,
    clock: { word: '', sinceMs: ms(source.newestAt), forward: true, ago: true }, position: null, alert: null, incident: null, source, rank: LEVEL_RANK.LATE + ms(source.newestAt) / 1e13,
  } // prettier-ignore
}

/** What needs a person, most urgent first. A case and its alert are one row. */
export function needsOf(picture: Pick<Picture, 'alert' | 'incident' | 'source'>, names: Names, trend: Trend, nowMs: number): Need[] {
  const needs: Need[] = []
  const told = new Set<string>()
  for (const incident of picture.incident.values()) {
    if (!isOpen(incident)) continue
    const alert = incident.alert === null ? null : (picture.alert.get(incident.alert) ?? null)
    const active = alert && alert.state !== 'CLEARED' && alert.state !== 'SHELVED' ? alert : null
    if (active) told.add(active.id)
    const need = incidentNeed(incident, active, names, trend, nowMs)
    if (need) needs.push(need)
  }
  for (const alert of picture.alert.values()) {
    const need = told.has(alert.id) ? null : alertNeed(alert, trend)
    if (need) needs.push(need)
  }
  for (const source of picture.source.values()) {
    const need = sourceNeed(source, nowMs)
    if (need) needs.push(need)
  }
  return needs.sort((a, b) => a.rank - b.rank)
}

/** The one focus: the most urgent red or orange that stands somewhere. */
export const focusOf = (needs: readonly Need[]): Need | null =>
  needs.find((need) => need.position !== null && (need.level === 'RED' || need.level === 'ORANGE')) ?? null
