import type { AreaSummary } from '../../../shared/entity.ts'
import type { IndicatorHead } from '../../../shared/indicator.ts'
import { rankOf } from '../../../shared/scale.ts'
import type { Picture } from '../../../shared/stream.ts'

/** 今天先看: at most three, ranked by rule and not by hand: level, then outside the control band, then behind the target or last year, then
 *  a source later than its contract. Each says why it is first. */
export type Story =
  | {
      kind: 'alert'
      id: string
      rank: readonly number[]
      severity: 'RED' | 'ORANGE'
      name: string
      value: number | null
      unit: string
      since: string
      position: readonly [number, number]
      datastream: string
      rule: string
    }
  | { kind: 'indicator'; id: string; rank: readonly number[]; head: IndicatorHead }
  | { kind: 'rate'; id: string; rank: readonly number[]; due: number; onTime: number }
  | {
      kind: 'source'
      id: string
      rank: readonly number[]
      name: string
      newestAt: string | null
      periodS: number | null
      fresh: number
      total: number
    }

export const STORIES = 3
/** Below this share of cases closed on time the day's rate is a story, once enough were due to speak of a rate. */
const ON_TIME_LEAST = 0.9
const ENOUGH_DUE = 20

const stateRank: Record<string, number> = { over: 0, watch: 1, late: 2 }
function ofIndicator(head: IndicatorHead): Story[] {
  if (!(head.state in stateRank) || head.severity === null) return []
  return [
    {
      kind: 'indicator',
      id: head.id,
      rank: [1, rankOf('severity', head.severity), stateRank[head.state]!, -Math.abs(head.target?.gap ?? 0)],
      head,
    },
  ]
}
function ofRate(area: AreaSummary | undefined): Story[] {
  const { due = 0, onTime = 0 } = area?.onTimeClosure ?? {}
  return due >= ENOUGH_DUE && onTime / due < ON_TIME_LEAST ? [{ kind: 'rate', id: 'on-time', rank: [1, 2, 1, 0], due, onTime }] : []
}

export function storiesOf(picture: Picture, city: string): Story[] {
  const worstOf = new Map<string, Story>()
  for (const alert of picture.alert.values()) {
    if (alert.state === 'CLEARED' || alert.replay || (alert.severity !== 'RED' && alert.severity !== 'ORANGE')) continue
    const story: Story = {
      kind: 'alert',
      id: alert.id,
      rank: [0, rankOf('severity', alert.severity), -(alert.value ?? 0)],
      severity: alert.severity,
      name: alert.name,
      value: alert.value,
      unit: alert.unit,
      since: alert.severityAt,
      position: alert.position,
      datastream: alert.datastream,
      rule: alert.ruleName,
    }
    const before = worstOf.get(alert.rule)
    if (!before || compare(story, before) < 0) worstOf.set(alert.rule, story) // one story a rule: the others are said in its tail
  }
  const heads = [...picture.indicator.values()].filter((head) => head.area === city).flatMap(ofIndicator)
  const sources = [...picture.source.values()]
    .filter((source) => source.state === 'late' || source.state === 'silent')
    .map((source): Story => ({
      kind: 'source',
      id: source.id,
      rank: [2, source.newestAt === null ? 0 : Date.parse(source.newestAt)],
      name: source.name,
      newestAt: source.newestAt,
      periodS: source.update === 'event' ? null : source.update.periodS,
      fresh: source.fresh,
      total: source.total,
    }))
  return [...worstOf.values(), ...heads, ...ofRate(picture.area.get(city)), ...sources].sort(compare).slice(0, STORIES)
}
function compare(a: Story, b: Story): number {
  for (let i = 0; i < 4; i++) {
    const difference = (a.rank[i] ?? 0) - (b.rank[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.id < b.id ? -1 : 1
}
