import type { Picture } from '../../../shared/stream.ts'
import { t } from './messages-desk.ts'

/** How things stand, in one sentence, the most urgent clause first; at most three clauses. Never 正常 while a source is late. */
export function sayHowThingsStand(picture: Picture, _nowMs: number): string {
  const alerts = [...picture.alert.values()].filter((alert) => alert.state !== 'CLEARED')
  const ponding = new Set(
    alerts
      .filter((alert) => alert.type === 'ponding' && (alert.severity === 'RED' || alert.severity === 'ORANGE'))
      .map((alert) => alert.datastream),
  ).size
  const red = alerts.filter((alert) => alert.severity === 'RED' && alert.type !== 'ponding').length
  const unacked = alerts.filter((alert) => alert.state === 'RAISED').length
  const city = picture.area.get(picture.system.get('city')?.city ?? '')
  const sources = [...picture.source.values()].filter((source) => source.state !== 'not-connected')
  const late = sources.filter((source) => source.state !== 'fresh').length
  const clauses = [
    ponding > 0 ? t('top.ponding', { n: ponding }) : '', red > 0 ? t('top.red', { n: red }) : '', unacked > 0 ? t('top.unacked', { n: unacked }) : '',
    (city?.overdue ?? 0) > 0 ? t('top.overdue', { n: city!.overdue }) : '', late > 0 ? t('top.late', { n: late }) : '',
  ].filter(Boolean) // prettier-ignore
  if (clauses.length === 0 && sources.length === 0) return t('top.blind')
  return clauses.length ? clauses.slice(0, 3).join('，') : t('top.calm', { fresh: sources.length - late, total: sources.length })
}
