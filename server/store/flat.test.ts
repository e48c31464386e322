import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { alerts } from './alerts.ts'
import { aKeptIncident } from './contract-incidents.ts'
import { directives } from './directives.ts'
import { figures } from './figures.ts'
import { incidents } from './incidents.ts'
import { openFile } from './open-file.ts'
import { openWriter } from './store-writer.ts'
import { op } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'flat-'))
let db: Database.Database
const asked = new Set<string>()
beforeAll(() => {
  const { path, unlock } = openFile(folder)
  const writer = openWriter(path)
  writer.commit(
    Array.from({ length: 200 }, (_, i) => ({
      subjects: [],
      ops: [op('entities.put', aKeptIncident(i)), op('incidents.put', aKeptIncident(i), 1)],
    })),
  )
  writer.close()
  unlock()
  db = new Database(path, { readonly: true })
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => (asked.add(sql), prepare(sql))) as typeof db.prepare
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

/** What SQLite would have to read whole or sort, of everything that was asked. */
const notFlat = () =>
  [...asked].flatMap((sql) =>
    (
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .raw()
        .all(
          ...new Array((sql.match(/\?/g) ?? []).length).fill(null),
          Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null])),
        ) as unknown[][]
    )
      .map((row) => String(row[3]))
      .filter((line) => /^SCAN (?!CONSTANT)(?!.*(USING|VIRTUAL TABLE INDEX))|TEMP B-TREE FOR (ORDER|LAST|RIGHT)/.test(line))
      .map((line) => `${line}: ${sql}`),
  )

it('K36 no list, count of open cases, rate or series reads a whole table or sorts one', () => {
  const read = incidents.reads(db)
  const base = { city: '440400', nowMs: 0, limit: 50 }
  const filters = [
    {}, { state: ['OPEN'] }, { state: ['CLOSED', 'REJECTED'], item: 'item3' }, { area: '440402', channel: 'PETITION' }, { scope: ['440402', '440400-HQ'] }, { light: 'RED' as const }, { light: 'GREEN' as const, area: '440403' },
    { q: '积水' }, { q: '灯', area: '440402', state: ['CLOSED'] }, { q: '01102', light: 'YELLOW' as const }, { mine: { user: 'worker', teams: ['t'], departments: ['d'] }, before: 5 }, { fromMs: 1, toMs: 2 },
  ] // prettier-ignore
  for (const filter of filters) read.list({ ...base, ...filter })
  read.river({ city: '440400', area: '440402', fromMs: 0, toMs: 1 })
  read.rates({ city: '440400', scope: ['440402'], basis: 'closeDue', fromMs: 0, toMs: 1, asOfMs: 1, by: 'department' })
  alerts.reads(db).list({ city: '440400', state: ['ACTIVE'], severity: ['RED'], area: '440402', limit: 5 })
  directives.reads(db).list({ seenBy: { user: 'a', departments: ['d'] }, limit: 5 })
  figures.reads(db).read({ indicator: 'gdp', area: '440400' })
  expect(asked.size).toBeGreaterThan(25)
  const plans = notFlat().filter((line) => !/figure_series|FROM figure f |SELECT DISTINCT|near|GROUP BY 1/.test(line))
  expect(plans).toEqual([])
})

it('K37 what is open is counted from the open cases only', () => {
  const plan = db
    .prepare('EXPLAIN QUERY PLAN SELECT state, count(*) FROM incident_fact WHERE open = 1 GROUP BY state')
    .raw()
    .all() as unknown[][]
  expect(plan.map((row) => String(row[3])).join()).toContain('incident_open')
})
