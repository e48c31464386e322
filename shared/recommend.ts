import { type Belongs, within } from './area.ts'
import { type Position, distanceM } from './geo.ts'
import type { Incident } from './incident.ts'
import type { Item } from './item.ts'
import type { Department, Responsibility, Team } from './organisation.ts'

/** How much each factor counts at most; they sum to the score. Configuration, with these as defaults. */
export type RecommendWeights = { responsibility: number; distance: number; load: number; onShift: number }
export const DEFAULT_WEIGHTS: RecommendWeights = { responsibility: 50, distance: 25, load: 15, onShift: 10 }
/** From here on distance brings no points. */
const FAR_M = 10_000
/** So many open tasks bring no points of load. */
const BUSY = 5

/** One factor: the fact in words, and its points of at most `max`. */
export type Reason = { id: 'responsibility' | 'distance' | 'load' | 'on-shift'; name: string; text: string; points: number; max: number }
export type Recommendation = {
  department: string
  team: string | null
  score: number
  distanceM: number | null
  reasons: Reason[]
  whyNot?: string
}

export type RecommendFacts = {
  city: string
  /** The item of the case, else the suggested one. */
  item: Item | undefined
  departments: readonly Department[]
  teams: readonly Team[]
  responsibilities: readonly Responsibility[]
  /** Live tasks by team, and by department those that no team has: `team:ID`, `department:ID`. */
  load(key: string): number
  onShift(team: string): boolean
  /** Where a team is now, when it is known and it is on shift; else its station counts. */
  positionOf?(team: string): Position | null
}

const inArea = (areas: readonly string[], area: Belongs, city: string): boolean =>
  areas.length === 0 || areas.some((one) => within(area, one, city))

/** Zone before division, the narrowest item first, then the longest code. */
function responsibleFor(incident: Pick<Incident, 'area'>, facts: RecommendFacts): Responsibility | undefined {
  const { city, item, responsibilities } = facts
  const rank = ({ area, item: of }: Responsibility) =>
    (area === incident.area.zone ? 1_000_000 : 0) + (of === '*' ? 0 : 1_000) + (area === city ? 0 : area.length)
  return responsibilities
    .filter((row) => (row.item === '*' || row.item === item?.id) && within(incident.area, row.area, city))
    .sort((a, b) => rank(b) - rank(a))[0]
}

function responsibilityOf(
  department: string,
  team: Team | null,
  incident: Pick<Incident, 'area'>,
  facts: RecommendFacts,
  max: number,
): Reason {
  const row = responsibleFor(incident, facts)
  const reason = (text: string, points: number): Reason => ({ id: 'responsibility', name: '责任', text, points, max })
  if (row) {
    if (row.department !== department) return reason('另有责任单位', 0)
    const where = row.area === incident.area.zone ? '功能区责任单位' : '属地责任单位'
    return row.team === null || row.team === team?.id ? reason(where, max) : reason(`${where}的其他队伍`, Math.round(max * 0.5))
  }
  if (facts.item?.department !== department) return reason('非本事项责任部门', 0)
  return team === null || inArea(team.areas, incident.area, facts.city)
    ? reason('本事项责任部门', max)
    : reason('责任部门，片区之外', Math.round(max * 0.7))
}

function distanceOf(metres: number | null, max: number): Reason {
  const text = metres === null ? '位置不详' : metres < 1_000 ? `${Math.round(metres / 10) * 10} 米` : `${(metres / 1_000).toFixed(1)} 公里`
  return { id: 'distance', name: '路程', text, points: metres === null ? 0 : Math.round(max * Math.max(0, 1 - metres / FAR_M)), max }
}
const loadOf = (tasks: number, max: number): Reason => ({
  id: 'load',
  name: '负荷',
  text: tasks === 0 ? '手上没有任务' : `在手 ${tasks} 件`,
  points: Math.round(max * Math.max(0, 1 - tasks / BUSY)),
  max,
})
const shiftOf = (on: boolean, max: number): Reason => ({
  id: 'on-shift',
  name: '在班',
  text: on ? '在班' : '不在班',
  points: on ? max : 0,
  max,
})

/** What the candidate lacks most against the first. */
function whyNot(first: Recommendation, other: Recommendation): string {
  const behind = other.reasons
    .map((reason, at) => ({ reason, gap: (first.reasons[at]?.points ?? 0) - reason.points }))
    .sort((a, b) => b.gap - a.gap)[0]
  return behind && behind.gap > 0 ? `未推荐：${behind.reason.name}不及首选（${behind.reason.text}）` : '未推荐：与首选相当'
}

/** Departments and teams for a dispatch, best first; the first is the advice. Who is not responsible at all is not advised while anybody
 *  is. A department without teams stands for itself. */
export function recommend(
  incident: Pick<Incident, 'area' | 'position'>,
  facts: RecommendFacts,
  weights: RecommendWeights = DEFAULT_WEIGHTS,
  most = 5,
): Recommendation[] {
  const { departments, teams, city } = facts
  const known = departments.filter(({ areas }) => inArea(areas, incident.area, city))
  const candidates = known.flatMap(({ id }): { department: string; team: Team | null }[] => {
    const own = teams.filter((team) => team.department === id)
    return own.length === 0 ? [{ department: id, team: null }] : own.map((team) => ({ department: id, team }))
  })
  const judged = candidates.map(({ department, team }): Recommendation => {
    const at = team ? (facts.positionOf?.(team.id) ?? team.position) : null
    const metres = at && incident.position ? distanceM(at, incident.position) : null
    const reasons = [
      responsibilityOf(department, team, incident, facts, weights.responsibility),
      distanceOf(metres, weights.distance),
      loadOf(team ? facts.load(`team:${team.id}`) : facts.load(`department:${department}`), weights.load),
      shiftOf(team !== null && facts.onShift(team.id), weights.onShift),
    ]
    return {
      department,
      team: team?.id ?? null,
      score: reasons.reduce((sum, { points }) => sum + points, 0),
      distanceM: metres === null ? null : Math.round(metres),
      reasons,
    }
  })
  const responsible = judged.filter(({ reasons }) => (reasons[0]?.points ?? 0) > 0)
  // Responsibility decides before nearness: a near stranger never comes before a far department that must.
  const others = judged.filter((one) => !responsible.includes(one) && one.distanceM !== null)
  const order = (a: Recommendation, b: Recommendation) =>
    b.score - a.score || a.department.localeCompare(b.department) || (a.team ?? '').localeCompare(b.team ?? '')
  const best = [...responsible.sort(order), ...(responsible.length === 0 ? others.sort(order) : [])].slice(0, most)
  return best.map((one, at) => (at === 0 ? one : { ...one, whyNot: whyNot(best[0] as Recommendation, one) }))
}
