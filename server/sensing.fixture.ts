import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Alert } from '../shared/alert.ts'
import { NOWHERE } from '../shared/area.ts'
import { readObservation } from '../shared/observation-row.ts'
import type { SourcePassport } from '../shared/source.ts'
import { alertNoun } from './alerts.ts'
import type { Parcel, Refused } from './feed-queue.ts'
import { openHub } from './hub.ts'
import { openSensing } from './sensing.ts'
import { openLocalStore } from './store/open-store.ts'

/** A city that only senses: a real store in a folder of its own, a real hub, a clock that the test sets. */
export async function aSensingCity(
  options: {
    folder?: string
    limits?: { ratePerS: number; queue: number }
    sources?: SourcePassport[]
    startMs?: number
    realClock?: boolean
  } = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tongguan-sensing-'))
  let clockMs = options.startMs ?? Date.parse('2026-06-01T08:00:00Z')
  const now = () => (options.realClock ? Date.now() : clockMs)
  const store = await openLocalStore(folder)
  const hub = await openHub({ store, nouns: { alert: alertNoun }, now: () => new Date(now()) })
  const errors: unknown[] = []
  const opened: Alert[] = []
  const passports = new Map((options.sources ?? []).map((s) => [s.id, s]))
  const sensing = await openSensing({
    store, hub, now, city: '440400', limits: options.limits ?? { ratePerS: 1e9, queue: 1_000_000 },
    places: { locate: ([lon]) => (lon > 113 && lon < 114 ? { division: '440402', zone: null } : NOWHERE), knows: (area) => area.startsWith('4404') },
    sources: { all: () => [...passports.values()], get: (id) => passports.get(id) },
    seatsAt: () => [{ id: '1', name: '一席', person: null }], onIncident: async (alert) => (opened.push(alert), 'i1'), onError: (error) => void errors.push(error),
  }) // prettier-ignore
  return {
    ...sensing, store, hub, folder, errors, opened, passports, now,
    at: (ms: number) => void (clockMs = ms),
    sensors: (ids: readonly string[], more: object = {}) =>
      sensing.fleet.upsert(ids.map((id) => ({ id, name: id, type: 'temp', unit: 'Cel', position: [113.5, 22.2], periodS: 60, ...more })), { source: 's', mayWrite: () => true }),
    alerts: () => [...hub.ofKind('alert')],
    async close(clean = true) {
      await sensing.stop()
      await hub.close()
      await store.close()
      if (clean) rmSync(folder, { recursive: true, force: true })
    },
  } // prettier-ignore
}

/** Rows as they come over HTTP, read and refused as the door does. */
export function aParcel(rows: readonly unknown[], mayWrite: (ordinal: number) => boolean = () => true): Parcel {
  const taken: Parcel['rows'][number][] = []
  const refused: Refused[] = []
  rows.forEach((raw, row) => {
    const read = readObservation(raw)
    if (read.ok) taken.push({ row, ...read.row })
    else refused.push({ row, rule: read.rule, reason: read.reason, raw: JSON.stringify(raw) ?? 'undefined' })
  })
  return { rows: taken, refused, mayWrite }
}
