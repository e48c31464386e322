import * as xlsx from '@e965/xlsx'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aHouse, anActor, CITY, type House, serve } from '../fixtures/routes-under-test.ts'
import { aPassport } from '../shared/figures.fixture.ts'
import type { Directive } from '../shared/directive.ts'
import { openBriefs } from './briefs.ts'
import { createDirectives, directiveNoun } from './directives.ts'
import { openFigures } from './figures.ts'
import { keep } from './register.ts'
import { briefRoutes } from './routes/briefs.ts'
import { exportRoutes } from './routes/exports.ts'

const DIRECTIVE: Directive = {
  kind: 'directive', id: 'd1', about: { kind: 'place' }, subject: '机密事项', text: '尽快', by: 'zhou', byName: '周', onBehalfOf: null, photos: [], assignee: { department: 'drainage' }, assigneeName: '排水', area: { division: 'none', zone: null },
  due: '2026-11-20T00:00:00.000Z', state: 'GIVEN', givenAt: '2026-11-19T00:00:00.000Z', thread: [], finishedBy: null, updatedAt: '2026-11-19T00:00:00.000Z',
} // prettier-ignore
let house: House
let http: Awaited<ReturnType<typeof serve>>
let stop: () => Promise<void>
beforeEach(async () => {
  house = await aHouse({ directive: directiveNoun }, '2026-11-22T11:42:00.000Z')
  const { hub, store, now } = house
  const figures = await openFigures({ store, hub, city: CITY, areas: { all: () => [], get: () => undefined }, now, onError: (error) => { throw error } }) // prettier-ignore
  stop = figures.stop
  await keep(store, figures.passportChange(aPassport()))
  await figures.take(
    [
      {
        indicator: 'retail',
        area: CITY,
        period: { kind: 'M', end: '2026-10-31' },
        scope: 'CUMULATIVE',
        measure: 'LEVEL',
        value: 7.5,
        unit: '亿元',
        status: 'PRELIM',
        releasedAt: null,
        receivedAt: now().toISOString(),
        source: '=evil',
        byHand: null,
        demo: false,
        definition: 1,
      },
    ],
    { actor: 'a', feed: 'test' },
  )
  const directives = createDirectives({
    hub,
    figures,
    now,
    incidents: {} as never,
    people: { get: () => undefined },
    departments: { get: () => undefined },
    places: { belongs: () => null },
    photos: { row: async () => null },
  })
  const briefs = await openBriefs({ hub, store, city: CITY, utcOffsetMin: 480, now })
  const week = {
    hub,
    store,
    departments: { all: () => [] },
    areas: { all: () => [] },
    city: CITY,
    cityName: '珠海',
    utcOffsetMin: 480,
    now,
  }
  await hub.record({ actor: 'zhou', feed: 'review', events: [{ subject: 'directive:d1', type: 'directive.given', data: DIRECTIVE }] })
  http = await serve(house, [...briefRoutes({ briefs, week }), ...exportRoutes({ directives, figures, store, briefs, week, sourceName: (id) => id, now })], [
    anActor('lead', ['shift-leader']), anActor('op', ['operator']), anActor('zhou', ['leader']), anActor('worker', ['worker']), anActor('east', ['operator'], { areas: ['440402'] }),
  ]) // prettier-ignore
})
afterEach(async () => {
  await stop()
  await http.close()
  await house.close()
})
const brief = (as: string) => http.ask(as, 'GET', '/api/briefs/duty')

describe('the duty brief', () => {
  it('I140 is drafted from the picture, edited, signed by the shift leader, and then stays', async () => {
    const draft = (await brief('lead')).body
    expect(draft).toMatchObject({
      state: 'draft',
      sections: [{ id: 'summary' }, { id: 'warnings' }, { id: 'reds' }, { id: 'unanswered' }, { id: 'handover' }],
    })
    const post = (as: string, sign: boolean) =>
      http.ask(as, 'POST', '/api/briefs/duty', {
        commandId: http.commandId(),
        id: draft.id,
        sections: [...draft.sections, { id: 'note', title: '说明', lines: ['一切正常，电话 13812345678'] }],
        sign,
      })
    expect((await post('op', false)).status).toBe(403)
    expect((await post('lead', false)).body.state).toBe('edited')
    expect((await post('lead', true)).body).toMatchObject({ state: 'signed', signedByName: 'lead' })
    expect((await post('lead', true)).body.rule).toBe('brief-signed')
    const kept = (await brief('op')).body
    expect(kept.sections.at(-1).lines[0]).toContain('一切正常')
    expect(kept.sections.at(-1).lines[0]).not.toContain('13812345678')
  })
  it('I141 shows unanswered orders to leader and office only, and keeps none of them', async () => {
    expect(JSON.stringify((await brief('lead')).body)).not.toContain('机密事项')
    const leaders = (await brief('zhou')).body
    expect(leaders.sections.at(-1)).toMatchObject({ id: 'directives', lines: [expect.stringContaining('已逾期')] })
    expect((await http.ask('worker', 'GET', '/api/briefs/duty')).status).toBe(403)
  })
})

describe('exports', () => {
  it('I142 a table leaves as XLSX with source, filter, time and user in it, text as text', async () => {
    const answer = await http.ask('zhou', 'GET', `/api/exports/observations?indicator=retail&area=${CITY}`)
    expect(answer.headers.get('content-type')).toContain('spreadsheetml')
    const rows = xlsx.utils.sheet_to_json<string[]>(Object.values(xlsx.read(answer.body).Sheets)[0]!, { header: 1 })
    expect(rows.slice(0, 5).map((row) => row[0])).toEqual(['社会消费品零售总额', '来源', '筛选', '导出时间', '导出人'])
    expect(rows[4]![1]).toBe('zhou（zhou）')
    expect(rows.at(-1)).toContain('=evil')
    const csv = await http.ask('zhou', 'GET', `/api/exports/observations?indicator=retail&area=${CITY}&format=csv`)
    expect(csv.body.toString('utf8')).toContain(",'=evil,")
  })
  it('I143 holds nothing that its asker may not see', async () => {
    expect((await http.ask('op', 'GET', '/api/exports/directives?format=csv')).body.toString('utf8')).not.toContain('机密事项')
    expect((await http.ask('zhou', 'GET', '/api/exports/directives?format=csv')).body.toString('utf8')).toContain('机密事项')
    expect((await http.ask('east', 'GET', `/api/exports/observations?indicator=retail&area=${CITY}`)).status).toBe(404)
    expect((await http.ask('worker', 'GET', '/api/exports/week')).status).toBe(403)
    expect((await http.ask('op', 'GET', '/api/exports/..%2Fetc')).status).toBe(400)
  })
  it('I144 a week of nothing has counts of nothing and no rates', async () => {
    const { body } = await http.ask('op', 'GET', '/api/week')
    expect(body).toMatchObject({ from: '2026-11-16', to: '2026-11-22', rows: [{ by: 'all', due: 0, closureRate: null, overdueNow: 0 }] })
    expect((await http.ask('op', 'GET', '/api/week?from=2026-01-01&to=2026-12-31')).status).toBe(422)
    expect((await http.ask('east', 'GET', '/api/week?area=440404')).status).toBe(404)
    expect((await http.ask('lead', 'GET', '/api/exports/week')).status).toBe(200)
    expect((await http.ask('lead', 'GET', '/api/exports/indicators?format=csv')).body.toString('utf8')).toContain('社会消费品零售总额')
    expect((await http.ask('lead', 'GET', '/api/exports/areas?indicator=retail&parent=440000')).status).toBe(200)
    expect((await http.ask('lead', 'GET', '/api/exports/brief')).status).toBe(200)
    expect((await http.ask('lead', 'GET', '/api/exports/incidents?state=open&format=csv')).body.toString('utf8')).toContain('案件号')
  })
})
