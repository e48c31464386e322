import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type House, anActor, serve } from '../fixtures/routes-under-test.ts'
import { aLoop } from '../fixtures/a-loop.ts'
import { SHIPPED_CASES, readCaseMappings } from './feeds/cases/mapping.ts'
import { openCaseImports } from './incident-imports.ts'
import { incidentImportRoutes } from './routes/incident-imports.ts'
import type { Incident } from '../shared/incident.ts'

const DATA = join(import.meta.dirname, '..', '..', 'shared', 'data', 'incidents')
const LA = join(DATA, 'la_myla311_2018_10k.csv')
const NYC = join(DATA, 'nyc311_100.csv')
const HEAD = 'SRNumber,CreatedDate,RequestType,Status,RequestSource,ClosedDate,Address,Latitude,Longitude'
const table = (...lines: string[]) => Buffer.from([HEAD, ...lines].join('\n'))

let loop: Awaited<ReturnType<typeof aLoop>>
let http: Awaited<ReturnType<typeof serve>>
afterEach(async () => {
  await http.close()
  await loop.end()
})
async function open() {
  loop = await aLoop({ startAt: '2026-07-15T02:00:00.000Z' })
  const { hub, store, now, incidents } = loop
  const imports = await openCaseImports({ hub, store, contextOf: incidents.contextOf, numberFor: incidents.numberFor, now })
  http = await serve(loop as unknown as House, incidentImportRoutes({ imports, mappings: readCaseMappings([SHIPPED_CASES]), store, now }), [
    anActor('operator', ['operator']),
    anActor('other', ['operator']),
  ])
}
const post = (bytes: Buffer, query: string, commandId = http.commandId()) =>
  http.ask('operator', 'POST', `/api/incident-imports?commandId=${commandId}&${query}`, bytes, {
    'content-type': 'text/csv',
    'x-file-name': encodeURIComponent('洛杉矶.csv'),
  })
async function all(): Promise<Incident[]> {
  const found: Incident[] = []
  for (let before: number | undefined; ;) {
    const page = await loop.store.read('incidents.list', {
      city: '440400',
      nowMs: 0,
      limit: 500,
      ...(before === undefined ? {} : { before }),
    })
    found.push(...page.incidents)
    if (page.next === null) return found
    before = page.next
  }
}

/** Los Angeles' clocks by hand: an hour ahead from the second Sunday of March to the first of November, at two. */
function losAngeles(text: string): number {
  const [, month, day, year, hour, minute, second, half] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d) ([AP]M)$/.exec(text)!
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    (Number(hour) % 12) + (half === 'PM' ? 12 : 0),
    Number(minute),
    Number(second),
  )
  const sunday = (m: number, nth: number) =>
    Date.UTC(Number(year), m, 1 + ((7 - new Date(Date.UTC(Number(year), m, 1)).getUTCDay()) % 7) + 7 * (nth - 1), 2)
  const summer = wall >= sunday(2, 2) && wall < sunday(10, 1)
  return wall + (summer ? 7 : 8) * 3_600_000
}
/** A CSV reader of our own: quotes, doubled quotes, commas. */
function rowsOf(file: string): Record<string, string>[] {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') cell += text[i++ + 1]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',' || char === '\n') {
      rows.at(-1)!.push(cell.replace(/\r$/, ''))
      cell = ''
      if (char === '\n') rows.push([])
    } else cell += char
  }
  if (cell !== '' || rows.at(-1)!.length) rows.at(-1)!.push(cell)
  const [head, ...body] = rows.filter((row) => row.length > 1)
  return body.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i] ?? ''])))
}
const DAYS: Record<string, number> = {
  'Bulky Items': 7,
  'Metal/Household Appliances': 7,
  'Electronic Waste': 7,
  'Illegal Dumping Pickup': 5,
  'Graffiti Removal': 3,
  'Dead Animal Removal': 1,
  'Homeless Encampment': 30,
}

describe.skipIf(!existsSync(LA))('the Los Angeles cases', () => {
  it('L140 states and overdue per class equal, row by row, what the CSV and the limits say', async () => {
    await open()
    const { status, body } = await post(readFileSync(LA), 'mapping=la311')
    expect(status).toBe(200)
    expect(body).toMatchObject({ rows: 10_000, taken: 9_987, repaired: 1_102, revised: 0, unchanged: 0, refusedCount: 13 })
    const kept = new Map((await all()).map((incident) => [incident.id, incident]))
    const expected: Record<string, { closed: number; rejected: number; open: number; overdue: number }> = {}
    const refused: number[] = []
    rowsOf(LA).forEach((row, i) => {
      const [created, closed] = [losAngeles(row['CreatedDate']!), losAngeles(row['ClosedDate']!)]
      if (closed < created) return void refused.push(i + 2)
      const due = created + (DAYS[row['RequestType']!] ?? 10) * 86_400_000
      const isClosed = row['Status'] === 'Closed'
      const of = (expected[row['RequestType']!] ??= { closed: 0, rejected: 0, open: 0, overdue: 0 })
      of[isClosed ? 'closed' : 'rejected']++
      if (isClosed && closed > due) of.overdue++
      const incident = kept.get(`la311-${row['SRNumber']}`)!
      expect(incident).toMatchObject({
        state: isClosed ? 'CLOSED' : 'REJECTED', feed: 'la311', reportedAt: new Date(created).toISOString(), endedAt: new Date(closed).toISOString(), due: new Date(due).toISOString(), closeDue: new Date(due).toISOString(),
        area: { division: 'none', zone: null }, position: row['Latitude'] ? [Number(row['Longitude']), Number(row['Latitude'])] : null,
      }) // prettier-ignore
      if (!isClosed) expect(incident.last.text).toBe(row['Status'])
    })
    expect(refused).toHaveLength(13)
    expect(body.refused).toEqual(refused.map((row) => ({ row, rule: 'closed-before-created', reason: '办结早于上报' })))
    expect(body.classes).toEqual(expected)
    const sum = (name: 'closed' | 'rejected' | 'open' | 'overdue') => Object.values(expected).reduce((total, one) => total + one[name], 0)
    expect([sum('closed'), sum('rejected'), sum('overdue')]).toEqual([9_698, 289, 710])
    expect(await loop.store.read('incidents.countOf', 'state:CLOSED')).toBe(9_698)
    expect((await loop.store.read('journal.of', [...kept.keys()].map((id) => `incident:${id}`)[0]!)).map(({ actor }) => actor)).toEqual([
      'import',
      'import',
      'import',
    ])
  }, 120_000)

  it('L141 played until T nothing after T is known, and lights stand at T; played on, the cases go on', async () => {
    await open()
    const bytes = readFileSync(LA)
    const T = '2018-01-03T12:00:00-08:00'
    const { body } = await post(bytes, `mapping=la311&until=${encodeURIComponent(T)}`)
    const t = Date.parse(T)
    const rows = rowsOf(LA).map((row) => ({
      id: `la311-${row['SRNumber']}`,
      created: losAngeles(row['CreatedDate']!),
      closed: losAngeles(row['ClosedDate']!),
      days: DAYS[row['RequestType']!] ?? 10,
      isClosed: row['Status'] === 'Closed',
    }))
    const known = rows.filter(({ created, closed }) => created <= t && closed >= created)
    const open_ = known.filter(({ closed }) => closed > t)
    const late = open_.filter(({ created, days }) => created + days * 86_400_000 < t)
    expect(body).toMatchObject({
      taken: known.length,
      later: rows.filter(({ created, closed }) => created > t && closed >= created).length,
    })
    const list = async (query: string) => (await loop.list('operator', query)).incidents as Incident[]
    expect(
      (await loop.store.read('incidents.list', { city: '440400', state: ['OPEN'], nowMs: Date.now(), limit: 500 })).incidents.length,
    ).toBe(Math.min(500, open_.length))
    expect(await loop.store.read('incidents.countOf', 'open')).toBe(open_.length)
    expect((await list('light=RED&limit=500')).map(({ id }) => id).sort()).toEqual(late.map(({ id }) => id).sort())
    expect((await list('state=open&limit=1'))[0]).toMatchObject({ flags: ['REPLAY'], feed: 'la311', judgedAt: new Date(t).toISOString() })
    expect(await loop.clock.turn()).toBe(0)
    await loop.summary.settled()
    expect(loop.hub.peek('area:440400')).toMatchObject({ open: open_.length, overdue: late.length })
    const ratesOf = async () =>
      (
        await loop.store.read('incidents.rates', {
          city: '440400',
          basis: 'closeDue',
          by: 'all',
          fromMs: Date.UTC(2018, 0, 1),
          toMs: Date.UTC(2018, 2, 1),
          asOfMs: Date.now(),
        })
      )[0]
    const isDue = known.filter(({ created, days }) => created + days * 86_400_000 <= t)
    const counted = (rows: typeof known) => rows.filter(({ closed, created, isClosed }) => isClosed || (closed > t && created <= t))
    expect(await ratesOf()).toMatchObject({
      due: counted(isDue).length,
      closed: isDue.filter(({ closed, isClosed }) => isClosed && closed <= t).length,
    })
    const end = (await post(bytes, `mapping=la311&until=${encodeURIComponent('2020-01-01T00:00:00Z')}`)).body
    expect(end).toMatchObject({
      taken: 9_987 - known.length,
      revised: open_.length,
      unchanged: known.length - open_.length,
      refusedCount: 13,
    })
    expect(await loop.store.read('incidents.countOf', 'state:CLOSED')).toBe(9_698)
    const inPeriod = rows.filter(
      ({ created, closed, days, isClosed }) => isClosed && closed >= created && created + days * 86_400_000 < Date.UTC(2018, 2, 1),
    )
    expect(await ratesOf()).toMatchObject({
      due: inPeriod.length,
      onTime: inPeriod.filter(({ created, closed, days }) => closed <= created + days * 86_400_000).length,
    })
  }, 180_000)
})

describe('imports of cases', () => {
  const good = [
    'A-1,01/01/2018 12:00:09 AM,Bulky Items,Closed,Call,01/06/2018 10:18:29 AM,"1 A ST, 90020",34.06,-118.29',
    'A-2,01/01/2018 01:00:00 PM,Graffiti Removal,Open,Driver Self Report,,,,',
  ]
  const bad = [
    'A-3,01/02/2018 12:00:00 AM,Other,Closed,Call,01/01/2018 12:00:00 AM,,,',
    'A-4,yesterday,Other,Closed,Call,,,,',
    'A-5,01/02/2018 12:00:00 AM,Other,Lost,Call,,,,',
    'A-1,01/01/2018 12:00:09 AM,Other,Open,Call,,,,',
  ]

  it('L142 a dry run tells what would come of it and keeps nothing; each refusal names its line and why', async () => {
    await open()
    const { body } = await post(table(...good, ...bad), 'mapping=la311&dryRun=1')
    expect(body).toMatchObject({ taken: 2, repaired: 1, repairs: { 'no-position': 1 }, dryRun: true })
    expect(body.refused.map(({ row, rule }: { row: number; rule: string }) => `${row} ${rule}`)).toEqual([
      '4 closed-before-created',
      '5 time',
      '6 status-unknown',
      '7 row-twice',
    ])
    expect(await all()).toEqual([])
  })

  it('L143 the same file again changes nothing, the same command answers again, and a row that went on takes its case along', async () => {
    await open()
    const first = await post(table(...good), 'mapping=la311', 'command-import-1')
    expect((await post(table(...good), 'mapping=la311', 'command-import-1')).body).toEqual(first.body)
    expect((await post(table(good[0]!), 'mapping=la311', 'command-import-1')).body.rule).toBe('command-body')
    expect((await post(table(...good), 'mapping=la311')).body).toMatchObject({ taken: 0, unchanged: 2 })
    const { body } = await post(
      table(good[1]!.replace('Open,Driver Self Report,', 'Cancelled,Driver Self Report,01/02/2018 01:00:00 PM')),
      'mapping=la311',
    )
    expect(body).toMatchObject({ taken: 0, revised: 1, unchanged: 0 })
    expect(await loop.hub.find('incident:la311-A-2')).toMatchObject({ state: 'REJECTED', channel: 'GRASSROOTS', source: 'PATROL' })
  })

  it('L144 an import is undone whole, save what people have worked on, and can be taken again', async () => {
    await open()
    const { body } = await post(table(...good, 'A-6,01/01/2018 01:00:00 PM,Graffiti Removal,Open,Call,,,,'), 'mapping=la311')
    expect((await loop.step('operator', 'la311-A-6', 'comment', { text: '已转' })).body).toMatchObject({ last: { by: 'operator' } })
    expect((await http.ask('other', 'DELETE', `/api/incident-imports/${body.id}`)).status).toBe(404)
    expect((await http.ask('operator', 'DELETE', `/api/incident-imports/${body.id}`)).body).toMatchObject({
      removed: 2,
      kept: ['la311-A-6'],
    })
    expect((await all()).map(({ id }) => id)).toEqual(['la311-A-6'])
    expect((await loop.get('operator', 'la311-A-2')).status).toBe(404)
    expect((await http.ask('operator', 'DELETE', `/api/incident-imports/${body.id}`)).body.rule).toBe('already-undone')
    expect((await post(table(...good), 'mapping=la311')).body).toMatchObject({ taken: 2 })
    expect(
      (await loop.get('operator', 'la311-A-2')).body.history
        .filter((line: { by: string }) => line.by !== 'clock')
        .map((line: { step: string }) => line.step),
    ).toEqual(['report', 'register'])
  })

  it.skipIf(!existsSync(NYC))('L145 a second mapping suffices for New York: a row’s own due date is its limit', async () => {
    await open()
    const { body } = await post(readFileSync(NYC), 'mapping=nyc311')
    expect(body).toMatchObject({ rows: 100, taken: 100, refusedCount: 0, repaired: 18 })
    const [noise, pending] = [
      (await loop.hub.find('incident:nyc311-42254749'))!,
      (await all()).filter(({ state }) => state === 'PENDING_DISPATCH'),
    ]
    expect(noise).toMatchObject({
      state: 'CLOSED',
      reportedAt: '2019-04-19T01:55:45.000Z',
      due: '2019-04-19T09:55:45.000Z',
      closedAt: '2019-04-19T07:45:24.000Z',
    })
    expect(pending).toHaveLength(2)
  })

  it('L146 what is no table, or names no mapping, is refused and leaves nothing', async () => {
    await open()
    expect((await post(table(...good), 'mapping=../../etc/passwd')).body.rule).toBe('mapping-unknown')
    expect((await post(Buffer.from('"a,b\nc'), 'mapping=la311')).body.rule).toBe('table')
    expect(await all()).toEqual([])
  })
})
