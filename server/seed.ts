import { existsSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { NO_AREA } from '../shared/area.ts'
import { Calendar } from '../shared/calendar.ts'
import { Item } from '../shared/item.ts'
import { Department, Grid, Resource, Responsibility, RosterEntry, StoredArea, Team, User } from '../shared/organisation.ts'
import { SourcePassport } from '../shared/source.ts'
import type { Said } from './console.ts'
import { newId } from './id.ts'
import type { House } from './identity.ts'
import { type Organisation, putItem } from './organisation.ts'
import { mayBecome } from './people.ts'
import { type Change, type Register, keep, openRegister } from './register.ts'
import { readOutlines, readTable } from './feeds/seed-file.ts'
import { TABLES } from './seed-tables.ts'
import type { Store, WriteOp } from './store/store.ts'

const Day = z.strictObject({ calendar: z.string(), day: z.iso.date(), work: z.boolean(), name: z.string() })
const SCHEMAS = { areas: StoredArea, departments: Department, teams: Team, users: User, grids: Grid, roster: RosterEntry, sources: SourcePassport, resources: Resource, items: Item, calendars: Calendar, 'calendar-days': Day, responsibility: Responsibility } // prettier-ignore
type Name = keyof typeof SCHEMAS
type Read = { [N in Name]: { line: number; value: z.output<(typeof SCHEMAS)[N]> }[] }

/** What a run of the seed did: shown in the administration. */
export const SeedResult = z.strictObject({
  id: z.string(),
  at: z.string(),
  folder: z.string(),
  tables: z.array(z.strictObject({ name: z.string(), created: z.int(), updated: z.int(), unchanged: z.int(), refused: z.int() })),
  refused: z.array(z.strictObject({ table: z.string(), line: z.int(), reason: z.string() })),
})
export type SeedResult = z.infer<typeof SeedResult>
export const openSeedResults = (store: Store) => openRegister(store, 'seeds', SeedResult)

type Asked = {
  house: House
  store: Store
  organisation: Organisation
  folder: string
  cwd: string
  dryRun: boolean
  row(action: string, object: string, reason: string | null): WriteOp
}
type Refused = SeedResult['refused']

function readFolder(folder: string, refused: Refused): Read {
  const outlines = readOutlines(folder)
  const read = Object.fromEntries(Object.keys(SCHEMAS).map((name) => [name, []])) as unknown as Record<
    Name,
    { line: number; value: unknown }[]
  >
  for (const name of Object.keys(SCHEMAS) as Name[]) {
    const table = readTable(folder, name, TABLES[name]!.columns)
    if (table?.problem) refused.push({ table: name, line: 1, reason: table.problem })
    for (const { line, value } of TABLES[name]!.read(table?.rows ?? [], outlines)) {
      const parsed = (SCHEMAS[name] as z.ZodType).safeParse(value)
      if (parsed.success) read[name].push({ line, value: parsed.data })
      else refused.push({ table: name, line, reason: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).slice(0, 3).join('；') }) // prettier-ignore
    }
  }
  return read as Read
}

/** Rows that name somebody whom neither the seed nor the store knows are refused. */
function refuseStrangers(read: Read, { organisation, house }: Asked, refused: Refused): void {
  const known = (name: 'areas' | 'departments' | 'teams' | 'items' | 'calendars') =>
    new Set([...organisation[name].all().map(({ id }) => id), ...read[name].map(({ value }) => value.id)])
  const areas = known('areas').add(house.city).add(NO_AREA)
  const [departments, teams, items] = [known('departments'), known('teams'), known('items').add('*')]
  const users = () => new Set([...house.people.all().map(({ id }) => id), ...read.users.map(({ value }) => value.id)])
  const sift = <N extends Name>(name: N, strangersOf: (value: Read[N][number]['value']) => readonly (string | false | null)[]) => {
    read[name] = (read[name] as Read[N]).filter(({ line, value }) => {
      const strangers = strangersOf(value).filter((one) => one !== null && one !== false)
      if (strangers.length > 0) refused.push({ table: name, line, reason: `不存在：${strangers.join('、')}` })
      return strangers.length === 0
    }) as Read[N]
  }
  const not = (set: Set<string>, ids: readonly (string | null)[], what: string) =>
    ids.map((id) => id !== null && !set.has(id) && `${what} ${id}`)
  sift('areas', (area) => not(areas, [area.parent], '区域'))
  sift('departments', (one) => not(areas, one.areas, '区域'))
  sift('teams', (one) => [...not(departments, [one.department], '部门'), ...not(areas, one.areas, '区域')])
  sift('users', (one) => [...not(areas, one.areas, '区域'), ...not(departments, one.departments, '部门'), ...not(teams, one.teams, '班组')])
  sift('grids', (one) => [...not(areas, [one.area], '区域'), ...not(users(), one.workers, '人员')])
  sift('roster', (one) => [...not(users(), [one.user], '人员'), ...not(teams, [one.team], '班组')])
  sift('items', (one) => not(departments, [one.department], '部门'))
  sift('responsibility', (one) => [
    ...not(items, [one.item], '事项'),
    ...not(areas, [one.area], '区域'),
    ...not(departments, [one.department], '部门'),
    ...not(teams, [one.team], '班组'),
  ])
  sift('resources', (one) => [...not(areas, [one.area], '区域'), ...not(departments, [one.department], '部门')])
  sift('calendar-days', (one) => not(known('calendars'), [one.calendar], '日历'))
}

type Tally = SeedResult['tables'][number]
type Plan = { changes: Change[]; tables: Tally[]; codes: [string, string][] }
const equal = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
const sorted = (value: unknown): unknown =>
  value === null || typeof value !== 'object' ? value : Array.isArray(value) ? value.map(sorted) : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)])) // prettier-ignore

function planRows<T extends { id: string }>(
  plan: Plan,
  name: string,
  register: Pick<Register<T>, 'get'>,
  rows: readonly { value: T }[],
  same: (value: T, before: T) => boolean,
  put: (values: T[]) => Change[],
): void {
  const values = [...new Map(rows.map(({ value }) => [value.id, value])).values()] // the last row of an id counts
  const isOld = (value: T) => register.get(value.id) !== undefined
  const changed = values.filter((value) => !isOld(value) || !same(value, register.get(value.id)!))
  const updated = changed.filter(isOld).length
  plan.tables.push({ name, created: changed.length - updated, updated, unchanged: values.length - changed.length, refused: 0 })
  if (changed.length > 0) plan.changes.push(...put(changed))
}

/** Days belong to their calendar: a seed with days replaces those of the years it names. */
function withDays(read: Read, organisation: Organisation): { value: Calendar }[] {
  const touched = new Set([...read.calendars.map(({ value }) => value.id), ...read['calendar-days'].map(({ value }) => value.calendar)])
  return [...touched].map((id) => {
    const before = organisation.calendars.get(id)
    const calendar = read.calendars.find(({ value }) => value.id === id)?.value ?? before!
    const days = read['calendar-days'].filter(({ value }) => value.calendar === id).map(({ value: { day, work, name } }) => ({ day, work, name })) // prettier-ignore
    const years = new Set(days.map(({ day }) => day.slice(0, 4)))
    const kept = (before?.days ?? []).filter(({ day }) => !years.has(day.slice(0, 4)))
    return { value: { ...calendar, days: [...kept, ...days].sort((a, b) => (a.day < b.day ? -1 : 1)) } }
  })
}

function planUsers(plan: Plan, read: Read, { house }: Asked, refused: Refused): void {
  const { people, sessions } = house
  const rows = read.users.filter(({ line, value }) => {
    const no = mayBecome(people.get(value.id) ?? { ...value, roles: [] }, value, people.all())
    if (no) refused.push({ table: 'users', line, reason: no.reason })
    return no === null
  })
  const asUser = ({ id, name, roles, areas, domains, departments, teams, active }: User): User => ({
    id,
    name,
    roles,
    areas,
    domains,
    departments,
    teams,
    active,
  })
  planRows<User>(plan, 'users', people, rows, (value, before) => equal(value, asUser(before)), (values) =>
    values.flatMap((value) => {
      const before = people.get(value.id)
      if (before) return [people.change({ ...before, ...value }), sessions.endOf(value.id)]
      const { user, code } = people.withCode(people.blank(value), null)
      plan.codes.push([value.id, code])
      return [people.change(user)]
    }),
  ) // prettier-ignore
}

function planAll(read: Read, asked: Asked, refused: Refused): Plan {
  const { organisation } = asked
  const plan: Plan = { changes: [], tables: [], codes: [] }
  const simple = <T extends { id: string }>(name: string, register: Register<T>, rows: readonly { value: T }[]) =>
    planRows<T>(plan, name, register, rows, equal, (values) => [register.put(...values)])
  const keepOutline = read.areas.map(({ value }) => ({
    value: { ...value, outline: value.outline ?? organisation.areas.get(value.id)?.outline ?? null },
  }))
  simple('areas', organisation.areas, keepOutline)
  simple('departments', organisation.departments, read.departments)
  simple('teams', organisation.teams, read.teams)
  planUsers(plan, read, asked, refused)
  simple('grids', organisation.grids, read.grids)
  simple('roster', organisation.roster, read.roster)
  simple('calendars', organisation.calendars, withDays(read, organisation))
  simple('sources', organisation.sources, read.sources)
  simple('resources', organisation.resources, read.resources)
  planRows<Item>(plan, 'items', organisation.items, read.items, (value, before) => equal({ ...value, version: before.version }, before), (values) => values.flatMap((value) => putItem(organisation, value))) // prettier-ignore
  simple('responsibility', organisation.responsibility, read.responsibility)
  for (const table of plan.tables) table.refused = refused.filter((one) => one.table === table.name).length
  return plan
}

/** Loads a seed folder, or says what it would change. What the seed does not name stays as it is; the same seed again changes nothing. */
export async function runSeed(asked: Asked): Promise<Said> {
  const folder = resolve(asked.cwd, asked.folder)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`)
  const refused: Refused = []
  const read = readFolder(folder, refused)
  refuseStrangers(read, asked, refused)
  const { changes, tables, codes } = planAll(read, asked, refused)
  const told = tables.filter(({ created, updated, unchanged, refused: no }) => created + updated + unchanged + no > 0)
  const lines = [
    asked.dryRun ? `${basename(folder)}: what would change` : `${basename(folder)}: what changed`,
    ...told.map((t) => `${t.name.padEnd(16)} created ${t.created}  updated ${t.updated}  unchanged ${t.unchanged}  refused ${t.refused}`),
    ...refused.map(({ table, line, reason }) => `refused ${table}.csv line ${line}: ${reason}`),
  ]
  if (asked.dryRun) return { lines, ok: true }
  const result: SeedResult = {
    id: newId(),
    at: asked.house.now().toISOString(),
    folder: basename(folder),
    tables: told,
    refused: refused.slice(0, 500),
  }
  const results = await openSeedResults(asked.store)
  await keep(
    asked.store,
    [...changes, results.put(result)],
    [asked.row('seed.load', `seed:${basename(folder)}`, told.map((t) => `${t.name} +${t.created} ~${t.updated} -${t.refused}`).join(' '))],
  )
  const given = codes.map(([user, code]) => `code ${user} ${code}`)
  return { lines: [...lines, ...(given.length ? ['one-time codes, valid 24 hours, shown only now:', ...given] : [])], ok: true }
}
