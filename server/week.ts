import type { Actor } from '../shared/actor.ts'
import { NO_AREA } from '../shared/area.ts'
import { WEEK_FORMULA, type Week, type WeekRow, rate } from '../shared/brief.ts'
import { type Incident, lightOf } from '../shared/incident.ts'
import { visible } from '../shared/visible.ts'
import type { Hub } from './hub.ts'
import type { Store } from './store/store.ts'

export type WeekParts = {
  hub: Hub
  store: Store
  departments: { all(): { id: string; name: string }[] }
  areas: { all(): { id: string; name: string; kind: string }[] }
  city: string
  cityName: string
  utcOffsetMin: number
  /** Paused cases are in no rate; the formula then says so. */
  defersTakenOut?: boolean
  now(): Date
}
export type WeekAsked = { actor: Actor; from: string; to: string; area?: string; department?: string }
type Line = { by: WeekRow['by']; key: string; name: string; zone: boolean }
type Counted = Pick<WeekRow, 'reported' | 'returned' | 'rework' | 'selfHandled' | 'rejected' | 'attached'>
const DAY_MS = 86_400_000
const PAGE = 500

const leadOf = (incident: Incident): string | null => incident.tasks.findLast((task) => task.role === 'LEAD')?.department ?? null
const nothing = (): Counted => ({ reported: 0, returned: 0, rework: 0, selfHandled: 0, rejected: 0, attached: 0 })

/** The week by department and by area: rates of the cases due in it, counts of the cases reported in it, and what is overdue now. */
export async function weekOf(parts: WeekParts, asked: WeekAsked): Promise<Week> {
  const { store, city, now } = parts
  const nowMs = now().getTime()
  const fromMs = Date.parse(`${asked.from}T00:00:00Z`) - parts.utcOffsetMin * 60_000
  const toMs = Date.parse(`${asked.to}T00:00:00Z`) - parts.utcOffsetMin * 60_000 + DAY_MS
  const within = {
    city,
    scope: asked.actor.areas,
    ...(asked.area ? { area: asked.area } : {}),
    ...(asked.department ? { department: asked.department } : {}),
  }
  const rates = (basis: 'closeDue' | 'due', by: 'all' | 'department' | 'division' | 'zone') =>
    store.read('incidents.rates', {
      ...within,
      basis,
      by,
      fromMs,
      toMs,
      asOfMs: Math.min(nowMs, toMs),
      defersTakenOut: parts.defersTakenOut ?? false,
    })
  const dimensions = ['all', 'department', 'division', 'zone'] as const
  const [closing, handling] = await Promise.all([
    Promise.all(dimensions.map((by) => rates('closeDue', by))),
    Promise.all(dimensions.map((by) => rates('due', by))),
  ])
  const divisions = parts.areas.all().filter(({ kind }) => kind === 'DISTRICT')
  const counted = await countReported(parts, within, fromMs, toMs)
  const late = overdueNow(parts, asked, nowMs)

  function row(line: Line, dimension: number, matches: (key: string) => boolean): WeekRow {
    const pick = (all: Awaited<ReturnType<typeof rates>>) =>
      all.filter(({ key }) => matches(key)).reduce((sum, one) => ({ due: sum.due + one.due, closed: sum.closed + one.closed, onTime: sum.onTime + one.onTime, handled: sum.handled + one.handled, handledOnTime: sum.handledOnTime + one.handledOnTime, forced: sum.forced + one.forced, before: sum.before + one.overdueBefore }), { due: 0, closed: 0, onTime: 0, handled: 0, handledOnTime: 0, forced: 0, before: 0 }) // prettier-ignore
    const close = pick(closing[dimension]!)
    const handle = pick(handling[dimension]!)
    return {
      ...line, due: close.due, closed: close.closed, onTime: close.onTime, closureRate: rate(close.closed, close.due), onTimeClosureRate: rate(close.onTime, close.due),
      handlingDue: handle.due, handled: handle.handled, handledOnTime: handle.handledOnTime, onTimeHandlingRate: rate(handle.handledOnTime, handle.due),
      forceClosed: close.forced, overdueBefore: close.before, overdueNow: late.get(`${line.by}:${line.key}`) ?? 0, ...(counted.get(`${line.by}:${line.key}`) ?? nothing()),
    } // prettier-ignore
  }
  const isEmpty = (one: WeekRow) => one.due + one.handlingDue + one.overdueBefore + one.overdueNow + one.reported === 0
  const rows = [
    row({ by: 'all', key: city, name: parts.cityName, zone: false }, 0, () => true),
    ...parts.departments.all().map(({ id, name }) => row({ by: 'department', key: id, name, zone: false }, 1, (key) => key === id)),
    ...divisions.map(({ id, name }) => row({ by: 'area', key: id, name, zone: false }, 2, (key) => key.startsWith(id))),
    ...parts.areas.all().filter(({ kind }) => kind === 'ZONE').map(({ id, name }) => row({ by: 'area', key: id, name, zone: true }, 3, (key) => key === id)),
    row({ by: 'area', key: NO_AREA, name: '未定区域', zone: false }, 2, (key) => key === NO_AREA),
  ] // prettier-ignore
  return {
    from: asked.from,
    to: asked.to,
    asOf: now().toISOString(),
    area: asked.area ?? city,
    department: asked.department ?? null,
    rows: rows.filter((one) => one.by === 'all' || !isEmpty(one)),
    formula: parts.defersTakenOut ? `${WEEK_FORMULA}缓办、挂账案件不计入。` : `${WEEK_FORMULA}缓办、挂账案件按最后时限计入。`,
  }
}

/** Which lines of the week a case counts in. A division's line holds its zones' cases too; a zone has its own line beside. */
function linesOf(parts: WeekParts, incident: Incident): string[] {
  const department = leadOf(incident)
  const district = parts.areas.all().find(({ id, kind }) => kind === 'DISTRICT' && incident.area.division.startsWith(id))
  return [
    `all:${parts.city}`,
    ...(department === null ? [] : [`department:${department}`]),
    `area:${district?.id ?? NO_AREA}`,
    ...(incident.area.zone === null ? [] : [`area:${incident.area.zone}`]),
  ]
}

async function countReported(
  parts: WeekParts,
  within: { city: string; scope: readonly string[]; area?: string; department?: string },
  fromMs: number,
  toMs: number,
): Promise<Map<string, Counted>> {
  const counts = new Map<string, Counted>()
  for (let before: number | undefined; ;) {
    const page = await parts.store.read('incidents.list', {
      ...within,
      nowMs: parts.now().getTime(),
      fromMs,
      toMs: toMs - 1,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    })
    for (const incident of page.incidents) {
      for (const line of linesOf(parts, incident)) {
        const count = counts.get(line) ?? nothing()
        counts.set(line, count)
        count.reported++
        if (incident.returns > 0) count.returned++
        if (incident.reworks > 0) count.rework++
        if (incident.flags.includes('SELF_HANDLED')) count.selfHandled++
        if (incident.state === 'REJECTED') count.rejected++
        if (incident.state === 'ATTACHED') count.attached++
      }
    }
    if (page.next === null) return counts
    before = page.next
  }
}

function overdueNow(parts: WeekParts, { actor, area, department }: WeekAsked, nowMs: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const incident of parts.hub.ofKind('incident')) {
    if (!visible(incident, actor) || lightOf(incident, nowMs) !== 'RED' || incident.flags.includes('REPLAY')) continue
    const lines = linesOf(parts, incident)
    if (
      (area !== undefined && area !== parts.city && !lines.includes(`area:${area}`)) ||
      (department !== undefined && !lines.includes(`department:${department}`))
    )
      continue
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return counts
}
