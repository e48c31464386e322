import { type Incident, isOpen } from '../../shared/incident.ts'
import { areaWords } from './area-words.ts'

/** Gates of the loop a case ever passed; a bit once set stays. */
export const GATE = {
  registered: 1,
  dispatched: 2,
  acknowledged: 4,
  handled: 8,
  inspected: 16,
  closed: 32,
  rejected: 64,
  rework: 128,
} as const
export type GateName = keyof typeof GATE

export const gatesOf = (incident: Incident): number => {
  const passed: Record<GateName, boolean> = {
    registered: incident.registeredAt !== null,
    dispatched: incident.dispatchedAt !== null,
    acknowledged: incident.tasks.some((task) => task.acknowledgedAt !== null),
    handled: incident.handledAt !== null,
    inspected: incident.inspection !== null,
    closed: incident.state === 'CLOSED',
    rejected: incident.state === 'REJECTED',
    rework: incident.reworks > 0,
  }
  return Object.entries(GATE).reduce((bits, [name, bit]) => (passed[name as GateName] ? bits | bit : bits), 0)
}

/** By what a case may be asked for. */
export function wordsOf(incident: Incident): string[] {
  const asked = incident.tasks.filter((task) => task.state !== 'RETURNED' && task.state !== 'RECALLED')
  const people = [incident.reporter, ...incident.handledBy, incident.verification?.assignee, ...asked.map((task) => task.acknowledgedBy)]
  return [
    `state:${incident.state}`,
    `channel:${incident.channel}`,
    ...areaWords(incident.area),
    ...incident.flags.map((flag) => `flag:${flag}`),
    ...(isOpen(incident) ? ['open'] : []),
    ...(incident.redAt === null ? [] : ['lit']),
    ...(incident.item === null ? [] : [`item:${incident.item.id}`]),
    ...asked.map((task) => `department:${task.department}`),
    ...asked.flatMap((task) => (task.team === null ? [] : [`team:${task.team}`])),
    ...people.flatMap((id) => (id === null || id === undefined ? [] : [`user:${id}`])),
  ]
}
