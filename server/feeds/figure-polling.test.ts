import { expect, it } from 'vitest'
import { aHouse, CITY } from '../../fixtures/routes-under-test.ts'
import { aPassport } from '../../shared/figures.fixture.ts'
import { TableMapping } from '../../shared/figures-mapping.ts'
import { createImports } from '../figures-import.ts'
import { openFigures } from '../figures.ts'
import { createFigurePoll } from './figure-polling.ts'

it('F40 a table that is polled is imported when it changed, by its mapping; an address that fails is a feed that is down', async () => {
  const house = await aHouse({}, '2026-11-22T11:42:00.000Z')
  const figures = await openFigures({ store: house.store, hub: house.hub, city: CITY, areas: { all: () => [], get: () => undefined }, now: house.now, onError: (error) => { throw error } }) // prettier-ignore
  const imports = createImports({ figures, hub: house.hub, store: house.store, now: house.now })
  const mapping = TableMapping.parse({
    name: 'polled',
    title: '月报',
    source: 'stat',
    area: CITY,
    table: { heading: '指标', rows: ['indicator'], columns: ['period'] },
    indicators: [{ label: '零售', indicator: 'retail' }],
    passports: [aPassport()],
  })
  let body = '指标,2026年1—9月\n零售,5\n外星,6\n'
  const asked: Record<string, string>[] = []
  let status = 200
  const poll = createFigurePoll({ id: 'a', url: 'https://stat.example/a.csv', mapping: 'polled', periodS: 3600 }, {
    hub: house.hub, imports, mappings: new Map([['polled', mapping]]), city: CITY, now: house.now,
    call: async ({ headers }) => { asked.push(headers); return { status, headers: { etag: '"1"' }, body: Buffer.from(body) } },
  }) // prettier-ignore
  expect(await poll.ask()).toBe(3600)
  expect(house.hub.peek(`indicator:retail@${CITY}`)?.figure?.value).toBe(5)
  await poll.ask()
  expect(asked[1]).toEqual({ 'If-None-Match': '"1"' })
  expect(figures.imports.size()).toBe(1)
  body = '指标,2026年1—10月\n零售,"5,500"\n'
  await poll.ask()
  expect(house.hub.peek(`indicator:retail@${CITY}`)?.figure?.value).toBe(5500)
  expect(house.hub.peek('feed:figures:a')).toMatchObject({ state: 'ok', accepted: 2, refused: 1, refusedBy: { 'F-label': 1 } })
  status = 500
  expect(await poll.ask()).toBe(7200)
  expect(house.hub.peek('feed:figures:a')).toMatchObject({ state: 'down', error: 'HTTP 500' })
  await figures.stop()
  await house.close()
})
