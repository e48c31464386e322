import { type IncidentEvent, evolve } from '../shared/incident-event.ts'
import { type Incident, isOpen, lightOf } from '../shared/incident.ts'
import type { LoopConfig } from '../shared/loop-context.ts'
import { PAUSED } from '../shared/incident-clocks.ts'
import type { Noun } from './nouns.ts'
import { op } from './store/store.ts'

const FAR = '9999-12-31T00:00:00.000Z'
const LONG_AGO = '0001-01-01T00:00:00.000Z'

/** What time it is for a case: its source's own clock where that stands. */
export const nowOf = (incident: Pick<Incident, 'judgedAt'>, nowMs: number): number =>
  incident.judgedAt === undefined ? nowMs : Date.parse(incident.judgedAt)

/** A light that stands is kept so that it is the same at any time it is asked for. */
function withStandingLight(incident: Incident): Incident {
  if (incident.judgedAt === undefined || incident.redAt === null) return incident
  const light = lightOf(incident, 0)
  return { ...incident, redAt: light === 'RED' ? LONG_AGO : FAR, yellowAt: light === 'GREEN' ? FAR : LONG_AGO }
}

export type Rung = { step: 'urge' | 'supervise' | 'rise'; at: number }
/** What the clock does next on a case by itself: remind when the light turns yellow, urge when red, supervise when it stays red, and one
 *  level up when nobody takes it. Each once a deadline. Null: nothing to wait for. */
export function nextRung(incident: Incident, config: Pick<LoopConfig, 'superviseAfterMs'>): Rung | null {
  if (!isOpen(incident) || PAUSED.includes(incident.state) || incident.judgedAt !== undefined) return null
  const { redAt, yellowAt, riseAt, ladder } = incident
  const rung = ladder !== null && ladder.of === redAt ? ladder.rung : null
  const rungs: Rung[] = []
  if (redAt !== null) {
    const red = Date.parse(redAt)
    if (rung === null && yellowAt !== null && Date.parse(yellowAt) < red) rungs.push({ step: 'urge', at: Date.parse(yellowAt) })
    if (rung === null || rung === 'REMINDED') rungs.push({ step: 'urge', at: red + 1 })
    if (rung !== 'SUPERVISED') rungs.push({ step: 'supervise', at: red + 1 + config.superviseAfterMs })
  }
  if (riseAt !== null) rungs.push({ step: 'rise', at: Date.parse(riseAt) })
  return rungs.reduce<Rung | null>((first, one) => (first === null || one.at < first.at ? one : first), null)
}
/** Of several that are due at once (the house was down) only the highest. */
export function dueRung(incident: Incident, nowMs: number, config: Pick<LoopConfig, 'superviseAfterMs'>): Rung | null {
  const next = nextRung(incident, config)
  if (next === null || next.at > nowMs || next.step !== 'urge') return next !== null && next.at <= nowMs ? next : null
  const overdue = incident.redAt !== null && nowMs > Date.parse(incident.redAt) + config.superviseAfterMs
  return overdue ? { step: 'supervise', at: next.at } : next
}

/** A played source's case is in the rates when its clock has reached the deadline. */
const inRates = ({ judgedAt, closeDue }: Incident): boolean => judgedAt === undefined || closeDue === null || closeDue <= judgedAt

/** Open cases stand in the picture; all stay in lists and rates. */
export function createIncidentNoun(config: Pick<LoopConfig, 'superviseAfterMs'>): Noun<'incident'> {
  return {
    evolve: (before, { type, data }) => (type === 'incident.removed' ? null : evolve(before, { type, data } as IncidentEvent)),
    inPicture: isOpen,
    project: (incident) => [op('incidents.put', withStandingLight(incident), nextRung(incident, config)?.at ?? null, inRates(incident))],
  }
}
