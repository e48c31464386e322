import type { Incident } from '../../shared/incident.ts'
import type { Position } from '../../shared/geo.ts'
import type { Task } from '../../shared/task.ts'
import { metresBetween } from './near.ts'

/** Who holds the phone, as the session says. */
export type Me = { user: string; roles: readonly string[]; departments: readonly string[]; teams: readonly string[] }
/** What this case asks of this person now. follow: nothing, he reported it or has done his part. */
export type Work = 'acknowledge' | 'handle' | 'verify' | 'inspect' | 'follow'
export type Light = 'RED' | 'YELLOW' | 'GREEN' | null

const LIVE: readonly Task['state'][] = ['ASKED', 'ACCEPTED', 'HANDLING']
const ENDED: readonly Incident['state'][] = ['REJECTED', 'ATTACHED', 'CLOSED', 'FORCE_CLOSED']
export const isEnded = ({ state }: Pick<Incident, 'state'>): boolean => ENDED.includes(state)

/** My task on this case: of my team before of my department. */
export function taskOf({ tasks }: Pick<Incident, 'tasks'>, me: Me): Task | null {
  const live = tasks.filter((task) => LIVE.includes(task.state))
  const ofTeam = live.find((task) => task.team !== null && me.teams.includes(task.team))
  return ofTeam ?? live.find((task) => me.departments.includes(task.department) && (task.team === null || me.teams.length === 0)) ?? null
}

const mayInspect = (incident: Incident, me: Me): boolean =>
  (me.roles.includes('inspector') || me.roles.includes('worker')) &&
  !incident.handledBy.includes(me.user) &&
  !incident.handledTeams.some((team) => me.teams.includes(team))

export function workOf(incident: Incident, me: Me): Work {
  if (incident.state === 'VERIFYING' && incident.verification?.assignee === me.user) return 'verify'
  const mine = taskOf(incident, me)
  if (mine && (me.roles.includes('handler') || me.roles.includes('worker'))) return mine.state === 'ASKED' ? 'acknowledge' : 'handle'
  if (incident.state === 'HANDLED' && mayInspect(incident, me)) return 'inspect'
  return 'follow'
}

/** The deadline's light at an instant; none while paused, attached or ended. */
export const lightAt = ({ redAt, yellowAt }: Pick<Incident, 'redAt' | 'yellowAt'>, nowMs: number): Light =>
  redAt === null ? null : nowMs > Date.parse(redAt) ? 'RED' : yellowAt !== null && nowMs >= Date.parse(yellowAt) ? 'YELLOW' : 'GREEN'

export type Row = { incident: Incident; work: Work; light: Light; leftMs: number | null; distanceM: number | null }

export const rowOf = (incident: Incident, me: Me, nowMs: number, here: Position | null): Row => ({
  incident,
  work: workOf(incident, me),
  light: lightAt(incident, nowMs),
  leftMs: incident.redAt === null ? null : Date.parse(incident.redAt) - nowMs,
  distanceM: here && incident.position ? metresBetween(here, incident.position) : null,
})

const last = (n: number | null) => n ?? Number.POSITIVE_INFINITY
/** 先急: by what is left; 先近: by distance. The case being travelled to stays on top; equal ones by number, so that rows do not jump. */
export function inOrder(rows: readonly Row[], by: 'urgent' | 'near', heading: string | null): Row[] {
  const rank = (row: Row) => (by === 'urgent' ? last(row.leftMs) : last(row.distanceM))
  return [...rows].sort((a, b) => {
    if (a.incident.id === heading || b.incident.id === heading) return a.incident.id === heading ? -1 : 1
    return rank(a) - rank(b) || a.incident.number.localeCompare(b.incident.number)
  })
}

/** Hours and minutes of a span, minutes alone below an hour, days from two days on. */
export function spanParts(ms: number): { d: number; h: number; m: number } {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  if (minutes >= 48 * 60) return { d: Math.floor(minutes / 1440), h: Math.floor((minutes % 1440) / 60), m: 0 }
  return { d: 0, h: Math.floor(minutes / 60), m: minutes % 60 }
}
