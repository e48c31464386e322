import { pinyin } from 'pinyin-pro'
import type { SeedRow } from './feeds/seed-file.ts'

/** Several values in one cell are parted by `;` or `、`. */
const list = (cell = ''): string[] => cell.split(/[;；、|]/).map((one) => one.trim()).filter(Boolean) // prettier-ignore
const text = (cell = ''): string | null => (cell === '' ? null : cell)
const number = (cell = ''): number | null => (cell === '' ? null : Number(cell))
const yes = (cell = '', otherwise = false): boolean => (cell === '' ? otherwise : /^(1|y|yes|true|是|on|班)$/i.test(cell))
const place = ({ lon = '', lat = '' }: Record<string, string>): [number, number] | null =>
  lon === '' || lat === '' ? null : [Number(lon), Number(lat)]
/** First letters of the name's pinyin: `道路积水` → `dljs`. */
export const initials = (name: string): string => pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase().replace(/[^a-z0-9]/g, '') // prettier-ignore

type Cells = Record<string, string>
export type Table = {
  columns: readonly string[]
  /** Rows → values by id, each with its line; rows of one id belong together. */ read(
    rows: readonly SeedRow[],
    more: Map<string, unknown>,
  ): { line: number; value: unknown }[]
}
const each = (columns: string, value: (cells: Cells, more: Map<string, unknown>) => unknown): Table => ({
  columns: columns.split(' '),
  read: (rows, more) => rows.map(({ line, cells }) => ({ line, value: value(cells, more) })),
})

/** What each CSV of a seed folder says, in the shapes of shared/organisation.ts and their kin; documented in docs/seed.md. */
export const TABLES: Record<string, Table> = {
  areas: each('id name kind parent lon lat schematic', (c, outlines) => ({
    id: c['id'], name: c['name'], kind: c['kind'], parent: text(c['parent']), center: place(c), schematic: yes(c['schematic']), outline: outlines.get(c['id'] ?? '') ?? null,
  })),
  departments: each('id name short duty_phone areas', (c) => ({ id: c['id'], name: c['name'], short: c['short'] || c['name']?.slice(0, 20), dutyPhone: text(c['duty_phone']), areas: list(c['areas']) })),
  teams: each('id name department duty_phone areas lon lat', (c) => ({ id: c['id'], name: c['name'], department: c['department'], dutyPhone: text(c['duty_phone']), areas: list(c['areas']), position: place(c) })),
  users: each('id name roles areas domains departments teams active', (c) => ({
    id: c['id'], name: c['name'], roles: list(c['roles']), areas: list(c['areas']), domains: list(c['domains']), departments: list(c['departments']), teams: list(c['teams']), active: yes(c['active'], true),
  })),
  grids: each('id name area workers lon lat', (c) => ({ id: c['id'], name: c['name'], area: c['area'], workers: list(c['workers']), center: place(c) })),
  roster: each('id shift user role from to seat team', (c) => ({
    id: c['id'] || `${c['user']}:${(c['from'] ?? '').slice(0, 16)}`, shift: c['shift'], user: c['user'], role: c['role'], from: c['from'], to: c['to'], seat: text(c['seat']), team: text(c['team']),
  })),
  sources: each('id name department origin update quality usage classification mode contact', (c) => ({
    id: c['id'], name: c['name'], department: c['department'], origin: c['origin'], update: c['update'] === 'event' ? 'event' : { periodS: Number(c['update']) },
    quality: c['quality'], usage: c['usage'], classification: c['classification'], mode: c['mode'] || 'live', contact: text(c['contact']),
  })),
  resources: each('id kind name lon lat area department phone quantity unit url note', (c) => ({
    id: c['id'], kind: c['kind'], name: c['name'], position: place(c), area: c['area'], department: text(c['department']), phone: text(c['phone']), quantity: number(c['quantity']), unit: text(c['unit']), url: text(c['url']), note: text(c['note']),
  })),
  items: {
    columns: 'item code name major_class case_kind department severity words condition condition_name limit limit_type limit_from closing photos checks methods self_handle'.split(' '),
    read: (rows) => grouped(rows, 'item').map(({ line, all: [first, ...rest] }) => ({ line, value: item(first!, [first!, ...rest]) })),
  },
  calendars: each('id name areas utc_offset_min periods years', (c) => ({
    id: c['id'], name: c['name'], areas: list(c['areas']), utcOffsetMin: Number(c['utc_offset_min'] || 480), years: list(c['years']).map(Number), days: [],
    periods: list(c['periods']).map((period) => period.split(/[-–—~]/).map((clock) => clock.trim().padStart(5, '0'))),
  })),
  'calendar-days': each('calendar day work name', (c) => ({ calendar: c['calendar'], day: c['day'], work: yes(c['work']), name: c['name'] ?? '' })),
  responsibility: each('id item area department team', (c) => ({ id: c['id'] || `${c['item'] === '*' ? 'any' : c['item']}:${c['area']}`, item: c['item'], area: c['area'], department: c['department'], team: text(c['team']) })),
} // prettier-ignore

function grouped(rows: readonly SeedRow[], by: string): { line: number; all: Cells[] }[] {
  const groups = new Map<string, { line: number; all: Cells[] }>()
  for (const { line, cells } of rows) {
    const group = groups.get(cells[by] ?? '') ?? { line, all: [] }
    group.all.push(cells)
    groups.set(cells[by] ?? '', group)
  }
  return [...groups.values()]
}

/** An item's own cells stand in its first row; each row is one registration condition. */
const item = (c: Cells, conditions: readonly Cells[]) => ({
  id: c['item'], version: 1, code: c['code'], name: c['name'], majorClass: c['major_class'], caseKind: c['case_kind'], department: c['department'],
  pinyin: initials(c['name'] ?? ''), words: list(c['words']), severity: c['severity'] || 'BLUE',
  conditions: conditions.map((row) => ({
    id: row['condition'], name: row['condition_name'], limit: { value: Number(row['limit']), type: row['limit_type'], from: row['limit_from'] || 'DISPATCH' },
    closing: { text: row['closing'] ?? '', photos: row['photos'] || 'AFTER', checks: list(row['checks']) }, methods: list(row['methods']), selfHandle: yes(row['self_handle']),
  })),
}) // prettier-ignore
