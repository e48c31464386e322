import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { aLoop } from '../fixtures/a-loop.ts'
import { type House, anActor, serve } from '../fixtures/routes-under-test.ts'
import { openCaseImports } from './incident-imports.ts'
import { caseMappings, replayCases } from './replay-cases.ts'
import { incidentImportRoutes } from './routes/incident-imports.ts'

let ends: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ends.reverse()) await end()
  ends = []
})
const FILE = `SRNumber,CreatedDate,RequestType,Status,RequestSource,ClosedDate,Address,Latitude,Longitude
B-1,01/01/2018 12:00:00 AM,Bulky Items,Closed,Call,01/01/2018 01:00:00 AM,"1 A ST, 90020",34.06,-118.29
B-2,01/01/2018 12:30:00 AM,Dead Animal Removal,Closed,Call,01/04/2018 01:00:00 AM,,,
B-3,01/03/2018 12:30:00 AM,Graffiti Removal,Closed,Call,01/04/2018 01:00:00 AM,,,
B-4,01/03/2018 12:30:00 AM,Graffiti Removal,Closed,Call,01/02/2018 01:00:00 AM,,,
`
async function aCity() {
  const loop = await aLoop({ startAt: '2026-07-15T02:00:00.000Z' })
  const { hub, store, now, incidents } = loop
  const mappings = caseMappings(loop.folder)
  const imports = await openCaseImports({ hub, store, contextOf: incidents.contextOf, numberFor: incidents.numberFor, now })
  const key = anActor('replay-la311', [], { kind: 'key', scopes: ['incidents:write'] })
  const http = await serve(loop as unknown as House, incidentImportRoutes({ imports, mappings, store, now }), [key], 'replay-la311')
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  writeFileSync(join(folder, 'la.csv'), FILE)
  ends.push(() => loop.end(), () => http.close(), () => rmSync(folder, { recursive: true })) // prettier-ignore
  const state = async (id: string) => (await hub.find(`incident:la311-${id}`))?.state ?? null
  const play = (until: string, speed = Infinity) =>
    replayCases(
      { file: join(folder, 'la.csv'), speed, untilMs: Date.parse(until), url: http.base },
      mappings.get('la311')!,
      'tg_x',
      () => {},
    )
  return { loop, state, play }
}

it('L147 the command plays a table up to T: nothing later is known, and its lights stand at T; the refused are named', async () => {
  const { loop, state, play } = await aCity()
  const lines = await play('2018-01-02T12:00:00-08:00')
  expect(lines.join('\n')).toMatch(
    /2 cases taken, 0 went on, 0 unchanged, 1 repaired, 1 refused; the clock of la311 stands at 2018-01-02T20:00:00\.000Z\nrefused: closed-before-created 1/,
  )
  expect([await state('B-1'), await state('B-2'), await state('B-3'), await state('B-4')]).toEqual([
    'CLOSED',
    'PENDING_DISPATCH',
    null,
    null,
  ])
  expect(loop.incidents.lightOf((await loop.hub.find('incident:la311-B-2'))!)).toBe('RED')
})

it('L148 at a finite speed cases open and close as the clock goes on', async () => {
  const { state, play } = await aCity()
  const lines = await play('2018-01-05T00:00:00-08:00', 2 * 86_400) // two days a second
  expect(lines[0]).toMatch(/3 cases taken, 2 went on/)
  expect([await state('B-1'), await state('B-2'), await state('B-3')]).toEqual(['CLOSED', 'CLOSED', 'CLOSED'])
}, 20_000)
