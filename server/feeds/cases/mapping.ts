import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DateTime, IANAZone } from 'luxon'
import { z } from 'zod'
import { Id } from '../../../shared/area.ts'
import { type Refusal, refuse } from '../../../shared/decision.ts'

const Column = z.string().min(1).max(100)
const Template = z.string().max(400)
/** What another system's table of cases means, in its own words: which columns say what, in which zone its clocks run, how its states end
 *  here, and the limit of each class in natural days from the report. `due`, where a row has one, is that row's own limit. */
export const CaseMapping = z.strictObject({
  id: Id,
  name: z.string().max(200),
  delimiter: z.string().length(1).default(','),
  zone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'an IANA time zone'),
  /** luxon tokens. */
  time: z.string().max(60),
  key: Column,
  class: Column,
  created: Column,
  closed: Column,
  due: Column.optional(),
  status: Column,
  outcomes: z.record(z.string(), z.enum(['CLOSED', 'REJECTED', 'OPEN'])),
  position: z.strictObject({ lon: Column, lat: Column }),
  title: Template,
  description: Template,
  place: Template,
  source: z.strictObject({ path: Column, words: z.record(z.string(), z.string()), else: z.string() }),
  limits: z.record(z.string(), z.number().positive()),
  limitElse: z.number().positive(),
})
export type CaseMapping = z.infer<typeof CaseMapping>

export type CaseRow = {
  key: string
  class: string
  /** Id made of the class's name. */
  item: string
  createdMs: number
  /** Minutes east of UTC at the report. */
  offsetMin: number
  endedMs: number | null
  outcome: 'CLOSED' | 'REJECTED' | 'OPEN'
  word: string
  title: string
  description: string
  place: string
  position: [number, number] | null
  source: string
  limitDays: number
  /** What was mended, by rule. */
  repaired: string[]
}
type Line = Record<string, string | undefined>

const DAY_MS = 86_400_000
const filled = (template: string, line: Line, most: number) => template.replace(/\{([^}]+)\}/g, (_, name: string) => line[name]?.trim() ?? '').replace(/\s+/g, ' ').replace(/( ·)+ *$/, '').trim().slice(0, most) // prettier-ignore
const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 48) || 'other' // prettier-ignore

function positionIn({ position }: CaseMapping, line: Line): [number, number] | null {
  const [lon, lat] = [line[position.lon], line[position.lat]].map((text) => (text?.trim() ? Number(text) : NaN)) as [number, number]
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && !(lon === 0 && lat === 0) ? [lon, lat] : null
}

/** One line of the table, or why not. Rules: row-key, time, status-unknown, closed-without-time, closed-before-created, due-before-created. */
export function toCase(mapping: CaseMapping, line: Line): { ok: true; row: CaseRow } | Refusal {
  const timeOf = (column: string | undefined) => {
    const text = column === undefined ? '' : (line[column]?.trim() ?? '')
    return text === '' ? null : DateTime.fromFormat(text, mapping.time, { zone: mapping.zone, locale: 'en-US' })
  }
  const key = line[mapping.key]?.trim() ?? ''
  if (!/^[A-Za-z0-9._:-]{1,40}$/.test(key)) return refuse('row-key', `编号 ${key.slice(0, 40) || '为空'} 不可用`)
  const [created, closed, due] = [timeOf(mapping.created), timeOf(mapping.closed), timeOf(mapping.due)]
  if (!created?.isValid || closed?.isValid === false || due?.isValid === false) return refuse('time', '时间为空或不合格式')
  const word = line[mapping.status]?.trim() ?? ''
  const outcome = Object.hasOwn(mapping.outcomes, word) ? mapping.outcomes[word]! : null
  if (outcome === null) return refuse('status-unknown', `没有说明状态 ${word.slice(0, 40) || '（空）'} 的含义`)
  if (outcome !== 'OPEN' && !closed) return refuse('closed-without-time', '已办结而没有办结时间')
  const [createdMs, closedMs] = [created.toMillis(), closed?.toMillis() ?? null]
  if (outcome !== 'OPEN' && closedMs !== null && closedMs < createdMs) return refuse('closed-before-created', '办结早于上报')
  if (due && due.toMillis() <= createdMs) return refuse('due-before-created', '期限不晚于上报')
  const position = positionIn(mapping, line)
  const name = line[mapping.class]?.trim() || 'Other'
  const said = line[mapping.source.path]?.trim() ?? ''
  const limitDays = due
    ? (due.toMillis() - createdMs) / DAY_MS
    : Object.hasOwn(mapping.limits, name)
      ? mapping.limits[name]!
      : mapping.limitElse
  return {
    ok: true,
    row: {
      key, class: name, item: `${mapping.id}.${slug(name)}`.slice(0, 64), createdMs, offsetMin: created.offset, endedMs: outcome === 'OPEN' ? null : closedMs, outcome, word,
      title: filled(mapping.title, line, 200) || name, description: filled(mapping.description, line, 4_000), place: filled(mapping.place, line, 400), position,
      source: Object.hasOwn(mapping.source.words, said) ? mapping.source.words[said]! : mapping.source.else, limitDays, repaired: position === null ? ['no-position'] : [],
    },
  } // prettier-ignore
}

export const SHIPPED_CASES = join(import.meta.dirname, 'mappings')
/** Mappings beside the program and those of the city (`case-mappings` in the data folder), by id: looked up, never joined to a path. */
export function readCaseMappings(folders: readonly string[]): Map<string, CaseMapping> {
  const mappings = new Map<string, CaseMapping>()
  for (const folder of folders) {
    for (const file of filesOf(folder)) {
      const parsed = CaseMapping.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
      if (!parsed.success) throw new Error(`mapping ${file}: ${z.prettifyError(parsed.error)}`)
      mappings.set(parsed.data.id, parsed.data)
    }
  }
  return mappings
}
const filesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json')).sort() // prettier-ignore
  } catch {
    return []
  }
}
