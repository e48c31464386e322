import type { Rule } from '../../../shared/alert.ts'
import { type Incident, isOpen, lightOf } from '../../../shared/incident.ts'
import { rankOf, stepOf } from '../../../shared/scale.ts'
import { SENSOR_TYPES } from '../../../shared/sensor-types.ts'
import type { Picture } from '../../../shared/stream.ts'
import { leadOf } from '../../../shared/task.ts'
import { displayUnit } from '../../../shared/unit.ts'
import { type Warning, WARNING_TYPES } from '../../../shared/warning.ts'
import { useLanguage } from '../../ui/messages.ts'
import { t } from '../../ui/messages-wall.ts'
import { firstLimit } from './limits.ts'

/** One clause of the sentence with the rule that made it and what it speaks of. */
export type Clause = { rule: string; text: string; colour: Warning['colour'] | null; keys: string[] }
type Seen = Pick<Picture, 'alert' | 'incident' | 'source' | 'warning' | 'system'>

const en = () => useLanguage.getState().language === 'en'
/** Said aloud a depth is a depth in centimetres, not in cm. */
const SPOKEN: Record<string, string> = { ponding: '积水', rain1h: '小时雨量', waterLevel: '水位', gasCH4: '可燃气体' }
const SPOKEN_UNIT: Record<string, string> = { cm: '厘米', mm: '毫米', m: '米' }

/** Two authorities may have the same signal in force: it is said once. */
function warnings(seen: Seen, nowMs: number): Clause[] {
  const inForce = [...seen.warning.values()].filter((w) => w.liftedAt === null || Date.parse(w.liftedAt) > nowMs)
  const clauses = new Map<string, Clause>()
  for (const w of inForce.sort(
    (a, b) => rankOf('warning', a.colour) - rankOf('warning', b.colour) || b.issuedAt.localeCompare(a.issuedAt),
  )) {
    const type = WARNING_TYPES[w.type]
    const colour = stepOf('warning', w.colour)
    const words = { type: (en() ? type?.en : type?.zh) ?? w.type, colour: (en() ? colour?.en : colour?.zh) ?? '' }
    const known = clauses.get(w.type + w.colour)
    if (known) known.keys.push(`warning:${w.id}`)
    else
      clauses.set(w.type + w.colour, { rule: 'warning', colour: w.colour, keys: [`warning:${w.id}`], text: t('sentence.warning', words) })
  }
  return [...clauses.values()]
}

/** Red and orange alerts by type: `3 处积水超过 15 厘米` where one rule's lowest limit is known, else `3 处…告警`. */
function alerts(seen: Seen, rules: readonly Rule[]): Clause[] {
  const byType = new Map<string, { keys: string[]; rules: Set<string>; unit: string; name: string }>()
  for (const a of seen.alert.values()) {
    if (a.state === 'CLEARED' || a.state === 'SHELVED' || (a.severity !== 'RED' && a.severity !== 'ORANGE')) continue
    const group = byType.get(a.type) ?? { keys: [], rules: new Set<string>(), unit: a.unit, name: a.ruleName }
    group.keys.push(`alert:${a.id}`)
    group.rules.add(a.rule)
    byType.set(a.type, group)
  }
  return [...byType]
    .sort(([, a], [, b]) => b.keys.length - a.keys.length)
    .map(([id, group]) => {
      const sensor = SENSOR_TYPES.get(id)
      const type = en() ? (sensor?.en ?? group.name) : (SPOKEN[id] ?? sensor?.zh ?? group.name)
      const [only] = group.rules.size === 1 ? [...group.rules] : []
      const value = only === undefined ? null : firstLimit(rules.find((rule) => rule.id === only))
      const unit = displayUnit(group.unit)
      const n = group.keys.length
      return {
        rule: 'alerts',
        colour: null,
        keys: group.keys,
        text:
          value === null
            ? t('sentence.alerts', { n, type })
            : t('sentence.above', { n, type, value, unit: en() ? unit : (SPOKEN_UNIT[unit] ?? ` ${unit}`) }),
      }
    })
}

const receiptLate = (incident: Incident, nowMs: number): boolean => {
  const due = incident.state === 'DISPATCHED' ? leadOf(incident.tasks)?.acknowledgeDue : null
  return due !== null && due !== undefined && Date.parse(due) < nowMs
}
function cases(seen: Seen, nowMs: number): Clause[] {
  const open = [...seen.incident.values()].filter(isOpen)
  const counted = (rule: 'receipt' | 'overdue', found: Incident[]): Clause[] =>
    found.length === 0
      ? []
      : [{ rule, colour: null, keys: found.map((i) => `incident:${i.id}`), text: t(`sentence.${rule}`, { n: found.length }) }]
  const late = open.filter((incident) => receiptLate(incident, nowMs))
  const overdue = open.filter((incident) => !late.includes(incident) && lightOf(incident, nowMs) === 'RED')
  return [...counted('receipt', late), ...counted('overdue', overdue)]
}

/** How things stand, most urgent clause first. Never says calm while something it would need is late, or anything needs a person. */
export function sentenceOf(seen: Seen, rules: readonly Rule[], needs: number, nowMs: number): Clause[] {
  const broken = [...seen.system.values()].some((system) => !system.storeWrites)
  const late = [...seen.source.values()].filter((source) => source.state === 'late' || source.state === 'silent')
  const loud = alerts(seen, rules)
  const clauses: Clause[] = [
    ...(broken ? [{ rule: 'store', colour: null, keys: ['system:city'], text: t('sentence.store') }] : []),
    ...warnings(seen, nowMs),
    ...loud.filter((clause) => clause.keys.length > 1),
    ...cases(seen, nowMs),
    ...loud.filter((clause) => clause.keys.length === 1),
    ...(late.length > 0
      ? [{ rule: 'late', colour: null, keys: late.map((source) => `source:${source.id}`), text: t('sentence.late', { n: late.length }) }]
      : []),
  ]
  if (clauses.some((clause) => clause.rule !== 'late')) return clauses
  if (needs > 0) return [{ rule: 'needs', colour: null, keys: [], text: t('sentence.needs', { n: needs }) }, ...clauses]
  return clauses.length > 0
    ? [{ rule: 'quiet', colour: null, keys: [], text: t('sentence.quiet') }, ...clauses]
    : [{ rule: 'calm', colour: null, keys: [], text: t('sentence.calm') }]
}
