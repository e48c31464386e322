import { z } from 'zod'
import { type Actor, DESK_ROLES, holds } from '../../shared/actor.ts'
import type { WeekRow } from '../../shared/brief.ts'
import { STATE_WORDS } from '../../shared/directive.ts'
import { type Incident, lightOf } from '../../shared/incident.ts'
import { DOMAINS, type Figure } from '../../shared/indicator.ts'
import { labelOf } from '../../shared/period-words.ts'
import { stepOf } from '../../shared/scale.ts'
import type { Briefs } from '../briefs.ts'
import { rankedAreas } from '../figures-areas.ts'
import { readsArea } from '../figures-scope.ts'
import { ListQuery, cursorOf, toStoreQuery } from '../incident-query.ts'
import { HttpProblem, notFound } from '../problem.ts'
import { type Route, parse, route } from '../route.ts'
import type { WeekParts } from '../week.ts'
import { type Column, type Table, toCsv, toXlsx } from '../xlsx.ts'
import { BriefQuery, WeekQuery, askedWeek } from './briefs.ts'
import { type DirectiveDoors, DirectiveQuery, listDirectives } from './directives.ts'
import { ByArea, Series, utcOf } from './indicators.ts'

/** A table longer than this is no table that is read. */
const MOST_CASES = 5_000
const caseRow = (incident: Incident, nowMs: number): Record<string, unknown> => {
  const { item, area, tasks } = incident
  const department = tasks.findLast((task) => task.role === 'LEAD')?.department
  return {
    ...incident,
    item: item?.name,
    division: area.division,
    zone: area.zone,
    department,
    light: stepOf('light', lightOf(incident, nowMs) ?? '')?.zh,
  }
}

export type ExportDoors = DirectiveDoors & { briefs: Briefs; week: WeekParts; sourceName(id: string): string; now(): Date }
type Body = Omit<Table, 'about'> & { source: string }
type Maker = (actor: Actor, query: unknown) => Promise<Body>
const columns = (words: string): Column[] => words.split(' ').map((word) => ({ key: word.split(':')[0]!, title: word.split(':')[1]! }))

const FIGURES = columns(
  'area:区域 label:时期 scope:口径 measure:量 value:数值 unit:单位 revision:修订 status:状态 releasedAt:发布 source:来源 byHand:填报人 demo:演示',
)
const AREAS = columns('rank:名次 name:区域 value:数值 unit:单位 yoy:同比 yoyUnit:单位 share:比重% note:说明')
const HEADS = columns(
  'name:指标 area:区域 label:时期 value:数值 unit:单位 comparison:比较 basis:基准 target:目标 state:状态 why:说明 department:责任部门 source:来源 asOf:截至',
)
const WEEK = columns(
  'name:部门/区域 due:到期 closed:结案 onTime:按期结案 closureRate:结案率% onTimeClosureRate:按期结案率% handlingDue:处置到期 handledOnTime:按期处置 onTimeHandlingRate:按期处置率% overdueBefore:期前超期未结 overdueNow:现超期 reported:上报 returned:退回 rework:返工 selfHandled:自处置 rejected:作废 attached:并案 forceClosed:强制结案',
)
const CASES = columns(
  'number:案件号 title:标题 item:事项 state:状态 light:时限 severity:等级 place:地点 division:区划 zone:功能区 department:承办部门 source:来源 reportedAt:上报 due:处置时限 closeDue:结案时限 closedAt:结案 returns:退回次数 reworks:返工次数',
)
const DIRECTIVES = columns('subject:事由 text:批示 byName:批示人 assigneeName:承办 due:期限 state:状态 last:最近进展 givenAt:批示时间')

/** Any table as XLSX or CSV, with what was asked, its source, the time and the user in it; each within what the asker may see. */
export function exportRoutes(doors: ExportDoors): Route[] {
  const { figures, store, briefs, week, now } = doors
  const found = (id: string) => figures.passports.get(id) ?? (() => { throw notFound() })() // prettier-ignore
  const nameSource = (id: string) => doors.sourceName(id)
  const mustRead = (actor: Actor, area: string) => { if (!readsArea(actor, area)) throw notFound() } // prettier-ignore
  const staff = (actor: Actor) => { if (!holds(actor, ...DESK_ROLES, 'leader', 'office')) throw new HttpProblem(403, 'role-may-not', '您的岗位不能导出这张表') } // prettier-ignore
  const rowOf = (f: Figure) => ({
    ...f,
    area: figures.nameOf(f.area),
    label: labelOf(f.period, f.scope),
    source: nameSource(f.source),
    demo: f.demo ? '演示' : '',
  })

  const makers: Record<string, Maker> = {
    async observations(actor, query) {
      const { indicator, area, asOf, ...rest } = parse(Series.extend({ indicator: z.string().max(64) }), query, 400)
      const passport = found(indicator)
      if (area !== undefined) mustRead(actor, area)
      const asked = Object.fromEntries(Object.entries({ ...rest, area }).filter(([, value]) => value !== undefined)) as { limit: number }
      const rows = (await store.read('figures.read', { indicator, ...asked, ...utcOf(asOf) })).filter((row) => readsArea(actor, row.area))
      return {
        title: passport.name,
        source: `${passport.department}，${nameSource(passport.source)}`,
        columns: FIGURES,
        rows: rows.map(rowOf),
      }
    },
    async areas(actor, query) {
      const { indicator, parent = figures.city, ...rest } = parse(ByArea.extend({ indicator: z.string().max(64) }), query, 400)
      const passport = found(indicator)
      const ranked = await rankedAreas({
        figures,
        store,
        passport,
        parent,
        query: { ...rest, ...utcOf(rest.asOf) },
        sees: (area) => readsArea(actor, area),
      })
      const rows = ranked.rows.map((row, at) => ({
        rank: row.value === null ? null : at + 1, name: `${row.name}${row.zone ? '（功能区）' : ''}`, value: row.value, unit: row.unit, note: row.value === null ? '未公布' : '',
        yoy: row.yearOnYear?.ok ? row.yearOnYear.value : null, yoyUnit: row.yearOnYear?.ok ? row.yearOnYear.unit : null, share: row.share?.ok ? row.share.value : null,
      })) // prettier-ignore
      return {
        title: `${passport.name} ${ranked.label ?? ''}`,
        source: `${passport.department}，${nameSource(passport.source)}`,
        columns: AREAS,
        rows,
      }
    },
    async indicators(actor, query) {
      const { area = figures.city, domain } = parse(
        z.strictObject({ area: z.string().max(64).optional(), domain: z.enum(DOMAINS).optional() }),
        query,
        400,
      )
      mustRead(actor, area)
      const wanted = figures.passports.all().filter((one) => domain === undefined || one.domain === domain)
      const heads = await Promise.all(wanted.filter((one) => !one.operational).map((one) => figures.head(one, area)))
      const rows = heads.map(({ figure, comparison, target, ...head }) => ({
        ...head, area: figures.nameOf(area), label: figure && labelOf(figure.period, figure.scope), value: figure?.value ?? null, unit: figure?.unit ?? head.unit, comparison: comparison ? `${comparison.value} ${comparison.unit}` : null,
        basis: comparison?.basis ?? null, target: target?.text ?? null, source: nameSource(head.source), asOf: figure?.asOf ?? null,
      })) // prettier-ignore
      return { title: `指标一览 ${figures.nameOf(area)}`, source: '各指标的数源见表', columns: HEADS, rows }
    },
    async directives(actor, query) {
      const { directives } = await listDirectives(doors, actor, parse(DirectiveQuery, query, 400))
      const rows = directives.map((one) => ({
        ...one,
        state: `${STATE_WORDS[one.state]}${one.late ? '，逾期' : ''}`,
        last: one.thread.at(-1)?.text ?? null,
      }))
      return { title: '批示', source: '统管', columns: DIRECTIVES, rows }
    },
    async incidents(actor, query) {
      const asked = parse(ListQuery, query, 400)
      const rows: Record<string, unknown>[] = []
      for (let cursor = asked.cursor; rows.length < MOST_CASES;) {
        const nowMs = now().getTime()
        const page = await store.read(
          'incidents.list',
          toStoreQuery({ ...asked, limit: 500, ...(cursor ? { cursor } : {}) }, actor, nowMs, week.utcOffsetMin),
        )
        rows.push(...page.incidents.map((one) => caseRow(one, nowMs)))
        if (page.next === null) break
        cursor = cursorOf(page.next) ?? undefined
      }
      return {
        title: '案件',
        source: `统管案件库${rows.length >= MOST_CASES ? `；只含最新 ${MOST_CASES} 件` : ''}`,
        columns: CASES,
        rows: rows.slice(0, MOST_CASES),
      }
    },
    async week(actor, query) {
      staff(actor)
      const asked = await askedWeek(week, actor, parse(WeekQuery, query, 400))
      const rows = asked.rows.map((row: WeekRow) => ({ ...row, name: row.zone ? `${row.name}（功能区）` : row.name }))
      return { title: `一周案件 ${asked.from} 至 ${asked.to}`, source: `统管案件库；${asked.formula}`, columns: WEEK, rows }
    },
    async brief(actor, query) {
      staff(actor)
      const brief = briefs.read(actor, parse(BriefQuery, query, 400).id)
      if (!brief) throw notFound()
      const rows = brief.sections.flatMap((section) => section.lines.map((line, at) => ({ section: at === 0 ? section.title : '', line })))
      return {
        title: `值班快报 ${brief.shift}`,
        source: brief.signedByName ? `统管；${brief.signedByName} ${brief.signedAt} 签发` : '统管；草稿，未签发',
        columns: columns('section:栏目 line:内容'),
        rows,
      }
    },
  }

  return [
    route({
      door: 'GET /api/exports/:table', summary: 'A table as XLSX (or `format=csv`): observations, areas, indicators, directives, incidents, week, brief', params: z.strictObject({ table: z.enum(['observations', 'areas', 'indicators', 'directives', 'incidents', 'week', 'brief']) }),
      query: z.looseObject({ format: z.enum(['xlsx', 'csv']).default('xlsx') }),
      async handle({ actor, params, query, audit }) {
        const { format, ...asked } = query
        const { source, ...body } = await makers[params.table]!(actor, asked)
        const filter = Object.entries(asked).map(([name, value]) => `${name}=${String(value)}`).join('；') || '无' // prettier-ignore
        const table: Table = { ...body, about: [['来源', source], ['筛选', filter], ['导出时间', now().toISOString()], ['导出人', `${actor.name}（${actor.id}）`]] } // prettier-ignore
        await store.write({ subjects: [], ops: audit('table.export', params.table, 'ok') })
        const name = encodeURIComponent(`${body.title.replace(/[^\p{L}\p{N}—-]+/gu, '_').slice(0, 60)}.${format}`)
        const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        return { status: 200, body: format === 'csv' ? toCsv(table) : toXlsx(table), headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename*=UTF-8''${name}` } }
      },
    }),
  ] // prettier-ignore
}
