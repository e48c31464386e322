import { expect, it } from 'vitest'
import { type Incident, type IncidentState, isOpen, lightOf } from '../../shared/incident.ts'
import { within } from '../../shared/area.ts'
import type { IncidentQuery } from './incidents.ts'
import { op } from './store.ts'
import type { Bench } from './store-contract.ts'

const CITY = '440400'
const DAY = Date.UTC(2026, 10, 2)
const iso = (ms: number) => new Date(ms).toISOString()
const STATES: IncidentState[] = ['REPORTED', 'PENDING_DISPATCH', 'DISPATCHED', 'HANDLING', 'INSPECTING', 'CLOSED', 'REJECTED']
const AREAS = [{ division: '440402001', zone: null }, { division: '440402002', zone: '440400-HQ' }, { division: '440403', zone: null }, { division: 'none', zone: null }] // prettier-ignore

/** A case number `i`, varied by its number alone. */
export function aKeptIncident(i: number, more: Partial<Incident> = {}): Incident {
  const state = STATES[i % STATES.length] as IncidentState
  const redAt = ['CLOSED', 'REJECTED'].includes(state) ? null : iso(DAY + (i % 9) * 3_600_000)
  return {
    kind: 'incident', id: `i${i}`, number: `44040220261102${String(i).padStart(5, '0')}`, title: ['唐家湾道路积水', '香洲路灯不亮', 'Broken LIGHT 100%_'][i % 3] as string, description: '', channel: i % 2 ? 'GRASSROOTS' : 'PETITION',
    source: 'GRID', feed: null, state, flags: [], severity: 'BLUE', item: i % 4 ? { id: `item${i % 5}`, version: 1, name: 'x', code: `010${i % 5}` } : null, condition: null, area: AREAS[i % 4] as Incident['area'],
    position: [113.5 + (i % 10) / 1000, 22.2], place: `人民路${i}号`, alert: null, workOrder: i % 7 ? null : `W${i}`, reporter: `u${i % 3}`, reportedAt: iso(DAY + Math.floor(i / 2) * 1000), registeredAt: null, dispatchedAt: null,
    handledAt: null, closedAt: null, updatedAt: iso(DAY), tasks: [], clocks: [], due: null, closeDue: null, yellowAt: redAt === null ? null : iso(Date.parse(redAt) - 3_600_000), redAt, clock: null, round: 1, returns: 0, reworks: 0,
    level: 'GRID', attachedTo: null, attached: [], handledBy: i % 6 ? [] : ['worker'], inspection: null, verification: null, extension: null, stateBeforePause: null, photos: [],
    last: { at: iso(DAY), step: 'report', by: 'u', text: '' }, ...more,
  } as Incident // prettier-ignore
}

export function incidentContract(bench: Bench): void {
  const put = (...list: Incident[]) =>
    Promise.all(
      list.map((one) =>
        bench.store.write({
          subjects: [],
          ops: [op('entities.put', one), op('incidents.put', one, one.redAt === null ? null : Date.parse(one.redAt))],
        }),
      ),
    )
  const base: IncidentQuery = { city: CITY, nowMs: DAY + 4 * 3_600_000, limit: 500 }
  const ids = async (q: Partial<IncidentQuery>) =>
    (await bench.store.read('incidents.list', { ...base, ...q })).incidents.map((one) => one.id)

  it('K30 every filter and every pair of filters gives what a plain filter over all cases gives, newest report first', async () => {
    const all = Array.from({ length: 150 }, (_, i) => aKeptIncident(i))
    await put(...all)
    const newestFirst = [...all].reverse()
    const filters: [Partial<IncidentQuery>, (one: Incident) => boolean][] = [
      [{ state: ['CLOSED', 'HANDLING'] }, (one) => ['CLOSED', 'HANDLING'].includes(one.state)],
      [{ state: ['OPEN'] }, isOpen],
      [{ area: '440402' }, (one) => within(one.area, '440402', CITY)],
      [{ area: '440400-HQ' }, (one) => one.area.zone === '440400-HQ'],
      [{ area: 'none' }, (one) => one.area.division === 'none'],
      [{ area: CITY }, () => true],
      [{ scope: ['440403', '440400-HQ'] }, (one) => one.area.division === '440403' || one.area.zone === '440400-HQ'],
      [{ scope: [] }, () => false],
      [{ light: 'RED' }, (one) => lightOf(one, base.nowMs) === 'RED'],
      [{ light: 'YELLOW' }, (one) => lightOf(one, base.nowMs) === 'YELLOW'],
      [{ light: 'GREEN' }, (one) => lightOf(one, base.nowMs) === 'GREEN'],
      [{ item: 'item3' }, (one) => one.item?.id === 'item3'],
      [{ channel: 'PETITION' }, (one) => one.channel === 'PETITION'],
      [
        { fromMs: DAY + 10_000, toMs: DAY + 40_000 },
        (one) => Date.parse(one.reportedAt) >= DAY + 10_000 && Date.parse(one.reportedAt) <= DAY + 40_000,
      ],
      [{ mine: { user: 'worker', teams: [], departments: [] } }, (one) => one.handledBy.includes('worker')],
      [{ q: '积水' }, (one) => one.title.includes('积水')],
      [{ q: '灯' }, (one) => one.title.includes('灯')],
      [{ q: 'light 100%_' }, (one) => one.title.includes('LIGHT 100%_')],
      [{ q: '0110200012' }, (one) => one.number.includes('0110200012')],
      [{ q: '路12号' }, (one) => one.place.includes('路12号')],
      [{ q: '2' }, (one) => one.number.includes('2')],
      [{ q: '"*' }, () => false],
    ]
    for (const [a, fitsA] of filters)
      for (const [b, fitsB] of filters) {
        if (a !== b && Object.keys(a).some((key) => key in b)) continue
        expect({ a, b, ids: await ids({ ...a, ...b }) }).toEqual({
          a,
          b,
          ids: newestFirst.filter((one) => fitsA(one) && fitsB(one)).map((one) => one.id),
        })
      }
  }, 60_000)

  it('K31 pages follow each other without gap or repeat, also when cases share an instant and change between', async () => {
    const all = Array.from({ length: 60 }, (_, i) => aKeptIncident(i))
    await put(...all)
    const seen: string[] = []
    let before: number | undefined
    do {
      const page = await bench.store.read('incidents.list', { ...base, limit: 7, ...(before !== undefined && { before }) })
      seen.push(...page.incidents.map((one) => one.id))
      before = page.next ?? undefined
      await put(aKeptIncident(60 - seen.length, { state: 'HANDLING' }))
    } while (before !== undefined)
    expect(seen).toEqual([...all].reverse().map((one) => one.id))
  })

  it('K32 a changed case is found by what it is now, and by nothing it was', async () => {
    await put(aKeptIncident(1), aKeptIncident(8), aKeptIncident(1, { state: 'CLOSED', title: '井盖丢失', redAt: null, yellowAt: null }))
    expect(await ids({ state: ['CLOSED'], q: '井盖' })).toEqual(['i1'])
    expect([await ids({ state: ['PENDING_DISPATCH'] }), await ids({ q: '路灯' }), await ids({ state: ['OPEN'] })]).toEqual([
      ['i8'],
      [],
      ['i8'],
    ])
    expect([await ids({ light: 'RED' }), await ids({ light: 'GREEN' })]).toEqual([[], ['i8']])
    await bench.store.write({ subjects: [], ops: [op('incidents.remove', 'i1')] })
    expect([await ids({}), await ids({ q: '井盖' }), await ids({ state: ['CLOSED'] })]).toEqual([['i8'], [], []])
  })

  it('K33 what the loop holds, the river of a day and cases near by are counted in scope', async () => {
    await put(...Array.from({ length: 40 }, (_, i) => aKeptIncident(i, { registeredAt: i % 2 ? iso(DAY) : null })))
    const held = await bench.store.read('incidents.held', { ...base, area: '440402' })
    const own = Array.from({ length: 40 }, (_, i) => aKeptIncident(i)).filter((one) => within(one.area, '440402', CITY) && isOpen(one))
    expect(held.reduce((sum, row) => sum + row.n, 0)).toBe(own.length)
    expect(held.reduce((sum, row) => sum + row.overdue, 0)).toBe(own.filter((one) => lightOf(one, base.nowMs) === 'RED').length)
    expect(await bench.store.read('incidents.river', { city: CITY, fromMs: DAY, toMs: DAY + 10_000 })).toMatchObject({
      reported: 20,
      registered: 10,
    })
    expect(await bench.store.read('incidents.river', { city: CITY, scope: ['440403'], fromMs: DAY, toMs: DAY + 10_000 })).toMatchObject({
      reported: 5,
    })
    const near = await bench.store.read('incidents.near', { city: CITY, bbox: [113.5, 22.1, 113.5015, 22.3], sinceMs: DAY, limit: 100 })
    expect(near.every((one) => isOpen(one) && one.position![0] <= 113.5015)).toBe(true)
    expect(near.length).toBe(
      Array.from({ length: 40 }, (_, i) => aKeptIncident(i)).filter((one) => isOpen(one) && one.position![0] <= 113.5015).length,
    )
  })

  it('K34 the clock is told the longest waiting first; numbers of a day go on', async () => {
    await put(...[3, 2, 1, 0].map((i) => aKeptIncident(i)))
    expect((await bench.store.read('incidents.dueBefore', DAY + 2 * 3_600_000)).map((one) => one.id)).toEqual(['i0', 'i1', 'i2'])
    expect(await bench.store.read('incidents.nextDue')).toBe(DAY)
    expect(await bench.store.read('incidents.nextSeq', '440402', '20261102')).toBe(4)
    expect(await bench.store.read('incidents.nextSeq', '440402', '20261103')).toBe(1)
    expect(await bench.store.read('incidents.byWorkOrder', 'W0')).toBe('i0')
    expect(await bench.store.read('incidents.byNumber', '4404022026110200002')).toBe('i2')
  })

  it('K35 rates judge the same cases in numerator and denominator, and a reopened case keeps its earlier round', async () => {
    const due = (i: number, more: Partial<Incident>) =>
      aKeptIncident(i, { due: iso(DAY + 3_600_000), closeDue: iso(DAY + 7_200_000), redAt: null, yellowAt: null, ...more })
    const closed = { state: 'CLOSED', handledAt: iso(DAY), closedAt: iso(DAY + 7_200_000) } as const
    await put(
      due(1, closed),
      due(2, { ...closed, closedAt: iso(DAY + 7_200_001), handledAt: iso(DAY + 3_600_001) }),
      due(3, { state: 'HANDLING' }),
      due(4, { state: 'FORCE_CLOSED' }),
      due(5, { state: 'REJECTED' }),
      due(6, { ...closed, flags: ['SELF_HANDLED'] }),
      aKeptIncident(7, { state: 'HANDLING' }),
      due(8, { state: 'HANDLING', closeDue: iso(DAY - 1), due: iso(DAY - 2) }),
    )
    const rates = () =>
      bench.store.read('incidents.rates', {
        city: CITY,
        basis: 'closeDue',
        fromMs: DAY,
        toMs: DAY + 86_400_000,
        asOfMs: DAY + 50_000_000,
        by: 'all',
      })
    const expected = [{ key: '', due: 4, closed: 2, onTime: 1, handled: 2, handledOnTime: 1, forced: 1, overdueBefore: 1 }]
    expect(await rates()).toEqual(expected)
    await put(due(1, { ...closed, state: 'REOPENED', round: 2 }))
    expect(await rates()).toEqual(expected)
    await put(
      due(1, {
        state: 'DISPATCHED',
        round: 2,
        handledAt: null,
        closedAt: null,
        due: iso(DAY + 90_000_000),
        closeDue: iso(DAY + 90_000_000),
      }),
    )
    expect(await rates()).toEqual(expected)
    const running = await bench.store.read('incidents.rates', {
      city: CITY,
      basis: 'closeDue',
      fromMs: DAY,
      toMs: DAY + 86_400_000,
      asOfMs: DAY + 3_600_000,
      by: 'all',
    })
    expect(running).toEqual([{ ...expected[0], due: 0, closed: 0, onTime: 0, handled: 0, handledOnTime: 0, forced: 0 }])
  })
}
