import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Id } from '../../shared/area.ts'
import type { Refusal } from '../../shared/decision.ts'
import { Position } from '../../shared/geo.ts'
import { instantOf, refuseRow } from '../../shared/observation-row.ts'
import type { DatastreamInput } from '../../shared/sensor.ts'
import { SENSOR_TYPES } from '../../shared/sensor-types.ts'
import { SourcePassport } from '../../shared/source.ts'
import { conversion, convert } from '../../shared/unit.ts'

/** A mapping file says in a vendor's words what is what: where rows lie, which field is the time and in which form and zone, which fields are
 *  values of which type in which UCUM unit, and how the datastream's id is made of row and topic. A path is a column's name, or steps joined
 *  by dots with `[n]` for places in a list. Templates: `{path}`, `{type}`, `{place}` (name from `places`), `{topic.N}` (level from 0). */
const Path = z.string().min(1).max(200)
const Zone = z.string().regex(/^(Z|[+-]\d\d:\d\d)$/)
export const SensorMapping = z.strictObject({
  id: Id,
  name: z.string().max(200),
  format: z.enum(['csv', 'json', 'geojson']),
  delimiter: z.string().length(1).default(','),
  /** Where the list of rows lies in JSON; absent: the text itself is the list, or one row. */
  rows: Path.optional(),
  /** MQTT topics it is for, with + and #. */
  topic: z.string().max(200).optional(),
  datastream: z.string().max(200),
  title: z.string().max(200),
  time: z.union([
    z.strictObject({ path: Path, format: z.literal('iso') }),
    z.strictObject({ path: Path, format: z.literal('local'), zone: Zone }),
    z.strictObject({ path: Path, format: z.enum(['epoch-s', 'epoch-ms']) }),
    z.strictObject({ year: Path, month: Path, day: Path, hour: Path, minute: Path.optional(), zone: Zone }),
  ]),
  position: z.union([z.strictObject({ lon: Path, lat: Path }), z.strictObject({ place: Path })]),
  places: z.record(z.string(), z.strictObject({ name: z.string(), position: Position })).default({}),
  values: z.array(z.strictObject({ path: Path, type: Id, unit: z.string(), words: z.record(z.string(), z.number()).optional() })).min(1),
  /** Texts that stand for no value; counted, not refused. */
  missing: z.array(z.string()).default(['', 'NA', 'null']),
  periodS: z.number().positive(),
  source: SourcePassport,
})
export type SensorMapping = z.infer<typeof SensorMapping>
export type Mapped = {
  rows: { datastream: string; at: number; value: number }[]
  refused: { rule: string; reason: string }[]
  missing: number
}

/** The mappings beside the program and those of the city (folder `mappings` in the data folder), by id: looked up, never joined to a path. */
export function readMappings(folders: readonly string[]): Map<string, SensorMapping> {
  const mappings = new Map<string, SensorMapping>()
  for (const folder of folders) {
    for (const file of filesOf(folder)) {
      const parsed = SensorMapping.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
      if (!parsed.success) throw new Error(`mapping ${file}: ${z.prettifyError(parsed.error)}`)
      for (const { type, unit } of parsed.data.values) {
        const known = SENSOR_TYPES.get(type)
        if (!known) throw new Error(`mapping ${file}: no sensor type ${type}`)
        if (!conversion(unit, known.unit)) throw new Error(`mapping ${file}: ${type} cannot be measured in ${unit}`)
      }
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
export const SHIPPED = join(import.meta.dirname, 'mappings', 'sensors')

/** What lies at a path: a column of that very name first, because names hold dots (`PM2.5`). */
export function valueAt(row: unknown, path: string): unknown {
  if (typeof row === 'object' && row !== null && Object.hasOwn(row, path)) return (row as Record<string, unknown>)[path]
  let at: unknown = row
  for (const step of path.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string, unknown>)[step]
  }
  return at
}
const textAt = (row: unknown, path: string): string => {
  const value = valueAt(row, path)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const offsetMin = (zone: string) =>
  zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)))

function timeOf({ time }: SensorMapping, row: unknown): { ok: true; at: number } | Refusal {
  if ('year' in time) {
    const [year, month, day, hour, minute] = [time.year, time.month, time.day, time.hour, time.minute].map((path) =>
      path === undefined ? 0 : Number(textAt(row, path) || NaN),
    )
    const at = Date.UTC(year as number, (month as number) - 1, day, hour, minute) - offsetMin(time.zone) * 60_000
    return Number.isFinite(at) ? { ok: true, at } : refuseRow('O-time')
  }
  const text = textAt(row, time.path)
  if (time.format === 'epoch-s' || time.format === 'epoch-ms') {
    const number = Number(text || NaN)
    if (!Number.isFinite(number)) return refuseRow('O-time', text.slice(0, 40))
    if (number > 1e11 !== (time.format === 'epoch-ms')) return refuseRow(time.format === 'epoch-s' ? 'O-milliseconds' : 'O-time', text)
    return { ok: true, at: Math.floor(time.format === 'epoch-s' ? number * 1000 : number) }
  }
  const at = instantOf('zone' in time ? `${text.replace(' ', 'T')}${time.zone}` : text)
  return at === null ? refuseRow('O-time', text.slice(0, 40)) : { ok: true, at }
}

const fill = (template: string, mapping: SensorMapping, row: unknown, type: string, topic: readonly string[]): string =>
  template.replace(/\{([^}]+)\}/g, (_, path: string) =>
    path === 'type'
      ? type
      : path === 'place'
        ? (placeOf(mapping, row)?.name ?? '')
        : path.startsWith('topic.')
          ? (topic[Number(path.slice(6))] ?? '')
          : textAt(row, path),
  )
const placeOf = (mapping: SensorMapping, row: unknown) =>
  'place' in mapping.position ? mapping.places[textAt(row, mapping.position.place)] : undefined

/** Observations of one row of the vendor's. Values are converted to their type's own unit. */
export function mapRow(mapping: SensorMapping, row: unknown, topic: readonly string[] = []): Mapped {
  const mapped: Mapped = { rows: [], refused: [], missing: 0 }
  const time = timeOf(mapping, row)
  if (!time.ok) return { ...mapped, refused: [{ rule: time.rule, reason: time.reason }] }
  for (const { path, type, unit, words } of mapping.values) {
    const raw = valueAt(row, path)
    if (raw === undefined || raw === null || mapping.missing.includes(String(raw).trim())) {
      mapped.missing++
      continue
    }
    const value = typeof raw === 'number' ? raw : (words?.[String(raw)] ?? Number(String(raw).trim()))
    const to = conversion(unit, SENSOR_TYPES.get(type)?.unit ?? unit)
    if (!to || !Number.isFinite(value))
      mapped.refused.push(to ? refuseRow('O-nan', `${path} ${String(raw).slice(0, 20)}`) : refuseRow('O-unit', unit))
    else mapped.rows.push({ datastream: fill(mapping.datastream, mapping, row, type, topic), at: time.at, value: convert(value, to) })
  }
  return mapped
}

/** The datastreams that a row speaks of. */
export function datastreamsOf(mapping: SensorMapping, row: unknown, topic: readonly string[] = []): DatastreamInput[] {
  const place = placeOf(mapping, row)
  const spot =
    'place' in mapping.position
      ? place?.position
      : ([Number(textAt(row, mapping.position.lon) || NaN), Number(textAt(row, mapping.position.lat) || NaN)] as Position)
  if (!spot) return []
  return mapping.values.map(({ type }) => ({
    id: fill(mapping.datastream, mapping, row, type, topic), name: `${fill(mapping.title, mapping, row, type, topic)} ${SENSOR_TYPES.get(type)?.zh ?? type}`,
    type, unit: SENSOR_TYPES.get(type)?.unit ?? '', position: spot, periodS: mapping.periodS, source: mapping.source.id,
  })) // prettier-ignore
}

/** The vendor's rows in a parsed JSON text. */
export function rowsOf(mapping: SensorMapping, json: unknown): unknown[] {
  const list = mapping.rows === undefined ? (mapping.format === 'geojson' ? valueAt(json, 'features') : json) : valueAt(json, mapping.rows)
  return Array.isArray(list) ? (list as unknown[]) : list === undefined ? [] : [list]
}

/** MQTT's own wildcards: + is one level, # the rest. */
export function topicFits(pattern: string, topic: string): boolean {
  const [want, have] = [pattern.split('/'), topic.split('/')]
  for (const [i, level] of want.entries()) {
    if (level === '#') return true
    if (i >= have.length || (level !== '+' && level !== have[i])) return false
  }
  return want.length === have.length
}
