import { describe, expect, it } from 'vitest'
import { AFTER, CAST, GOOD, LEAD, at, brought } from './loop-cast.ts'
import { type RateCase, actRatesOf, overdueAt, rateCasesOf, ratesOf } from './rates.ts'

const day = (date: string, time = '12:00') => at(`2026-03-${date} ${time}`)
let count = 0
const aCase = (given: Partial<RateCase>): RateCase => ({
  incident: `i${++count}`, round: 1, reportedAt: day('02'), due: day('10'), closeDue: day('11'), handledAt: null, endedAt: null, outcome: 'OPEN', ...given,
}) // prettier-ignore
const week = { fromMs: day('09', '00:00'), toMs: day('16', '00:00') }
const after = day('20')
const closed = (endedAt: number, more: Partial<RateCase> = {}) => aCase({ outcome: 'CLOSED', handledAt: endedAt, endedAt, ...more })

describe('rates of a period', () => {
  it('L60 numerator and denominator are the cases due in the period, wherever they were reported', () => {
    const rates = ratesOf(
      [closed(day('10')), closed(day('12')), aCase({}), closed(day('10'), { closeDue: day('17') }), closed(day('09'), { reportedAt: 0 })],
      week,
      after,
    )
    expect(rates.closure).toEqual({ rate: 3 / 4, count: 3, of: 4 })
    expect(rates.onTimeClosure).toEqual({ rate: 2 / 4, count: 2, of: 4 })
    const onTheEdge = [closed(day('10'), { closeDue: week.toMs })]
    expect([ratesOf(onTheEdge, week, after).closure.of, ratesOf(onTheEdge, { fromMs: week.toMs, toMs: after }, after).closure.of]).toEqual([
      0, 1,
    ])
  })
  it('L61 it is judged at the end of the period: what closed later was not closed', () => {
    const rows = [closed(day('18'))]
    expect(ratesOf(rows, week, after)).toMatchObject({ closure: { rate: 0, of: 1 }, judgedAt: week.toMs })
    expect(ratesOf(rows, { ...week, toMs: day('19') }, after).closure.rate).toBe(1)
  })
  it('L62 while it runs only what was due by now is in it', () => {
    const rows = [closed(day('10')), aCase({ closeDue: day('14') })]
    expect(ratesOf(rows, week, day('12')).closure).toEqual({ rate: 1, count: 1, of: 1 })
    expect(ratesOf(rows, week, after).closure).toEqual({ rate: 0.5, count: 1, of: 2 })
    expect(ratesOf([], week, after).closure).toEqual({ rate: null, count: 0, of: 0 })
  })
  it('L63 forced ends are due and not closed, and shown apart', () => {
    expect(ratesOf([aCase({ outcome: 'FORCE_CLOSED', endedAt: day('10') }), closed(day('10'))], week, after)).toMatchObject({
      closure: { rate: 0.5, of: 2 },
      forceClosed: 1,
    })
  })
  it('L64 rejected, attached, self-handled and undated cases are in no rate; their counts stand beside', () => {
    const inWeek = { reportedAt: day('10'), due: null, closeDue: null }
    const ended = (outcome: RateCase['outcome']) => aCase({ ...inWeek, outcome, endedAt: day('10') })
    const rates = ratesOf(
      [
        aCase({ outcome: 'REJECTED', endedAt: day('10'), reportedAt: 0 }),
        ended('REJECTED'),
        ended('ATTACHED'),
        ended('SELF_HANDLED'),
        aCase(inWeek),
        closed(day('10')),
      ],
      week,
      after,
    )
    expect(rates).toMatchObject({ closure: { of: 1 }, handling: { of: 1 }, rejected: 1, attached: 1, selfHandled: 1, withoutDue: 1 })
  })
  it('L65 a paused case keeps its last due; only the configuration takes it out', () => {
    const rows = [aCase({ outcome: 'PAUSED' }), closed(day('10'))]
    expect(ratesOf(rows, week, after)).toMatchObject({ closure: { rate: 0.5, of: 2 }, pausedDue: 1, deferredTakenOut: 0 })
    expect(ratesOf(rows, week, after, { defersTakenOut: true })).toMatchObject({
      closure: { rate: 1, of: 1 },
      deferredTakenOut: 1,
      options: { defersTakenOut: true },
    })
  })
  it('L66 handling is judged by its own deadline, the last handling counts', () => {
    const rows = [closed(day('12'), { handledAt: day('10') }), aCase({ handledAt: day('11') }), aCase({})]
    expect(ratesOf(rows, week, after)).toMatchObject({ handling: { count: 2, of: 3 }, onTimeHandling: { count: 1, of: 3 } })
  })
  it('L67 beside stand those overdue and still open from before', () => {
    const rows = [aCase({ closeDue: day('05') }), closed(day('12'), { closeDue: day('05') }), closed(day('18'), { closeDue: day('05') })]
    expect(ratesOf(rows, week, after)).toMatchObject({ overdueFromBefore: 2, closure: { of: 0 } })
  })
  it('L68 overdue counts what closed late and what is open past its deadline', () => {
    const rows = [
      closed(day('12')),
      closed(day('11')),
      aCase({}),
      aCase({ closeDue: day('25') }),
      aCase({ outcome: 'REJECTED', endedAt: day('12') }),
    ]
    expect(overdueAt(rows, after)).toEqual({ closedLate: 1, openLate: 1 })
    expect(overdueAt(rows, day('11', '18:00'))).toEqual({ closedLate: 0, openLate: 2 })
  })
  it('L69 a reopened case is one more due case, and the earlier round keeps its result', () => {
    const city = brought('CLOSED')
    city.now('2026-03-12 15:00')
    city.take(CAST.operator, 'reopen', { reason: '又积水' })
    city.take(CAST.dispatcher, 'dispatch', LEAD)
    const rows = rateCasesOf(city.get())
    expect(rows.map(({ round, outcome }) => [round, outcome])).toEqual([[1, 'CLOSED'], [2, 'OPEN']]) // prettier-ignore
    expect(ratesOf(rows, week, after)).toMatchObject({ closure: { count: 1, of: 2 }, onTimeHandling: { count: 1, of: 2 } })
    city.take(CAST.crew1, 'acknowledge')
    city.take(CAST.crew1, 'handle', { opinion: '', photos: AFTER })
    city.take(CAST.inspector, 'inspect', GOOD)
    city.take(CAST.operator, 'close', {})
    expect(ratesOf(rateCasesOf(city.get()), week, after).closure).toMatchObject({ count: 2, of: 2 })
  })
  it('L70 rates of acts are counted from the timelines', () => {
    const rates = actRatesOf({
      report: 10,
      register: 8,
      dispatch: 9,
      designate: 1,
      return: 2,
      handle: 4,
      rework: 1,
      'self-handle': 1,
      inspect: 5,
      passed: 4,
    })
    expect(Object.entries(rates).map(([name, { rate }]) => [name, rate])).toEqual([
      ['registered', 0.8],
      ['returned', 0.2],
      ['rework', 0.25],
      ['extended', 0],
      ['passed', 0.8],
      ['selfHandled', 0.1],
    ])
  })
})
