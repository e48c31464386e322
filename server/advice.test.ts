import { afterEach, describe, expect, it } from 'vitest'
import { aLoop } from '../fixtures/a-loop.ts'
import { CAST, CITY, DEEP, LEAD, aPerson } from '../shared/loop-cast.ts'
import { openAdvice } from './advice.ts'

let loop: Awaited<ReturnType<typeof aLoop>>
afterEach(() => loop.end())

describe('advice', () => {
  it('L95 the load of a team follows its cases as they change, and a part of the city hears of its own part only', async () => {
    loop = await aLoop()
    const advice = openAdvice({ hub: loop.hub, organisation: loop.organisation, city: CITY, onShift: () => [{ team: 'drain-2' }] })
    const { id } = (await loop.report('grid')).body
    await loop.step('operator', id, 'register', DEEP)
    const other = (await loop.report('grid')).body.id
    const asked = async (actor = CAST.dispatcher) => {
      const incident = (await loop.hub.find(`incident:${other}`))!
      return advice.for({ ...incident, suggested: 'water' }, actor).map(({ team, reasons }) => [team, reasons[2]?.text, reasons[3]?.text])
    }
    expect(await asked()).toEqual([['drain-2', '手上没有任务', '在班'], ['drain-1', '手上没有任务', '不在班']]) // prettier-ignore
    await loop.step('dispatcher', id, 'dispatch', LEAD)
    expect((await asked())[1]).toEqual(['drain-1', '在手 1 件', '不在班'])
    expect((await asked(aPerson('afar', ['dispatcher'], { areas: ['440403'] })))[1]).toEqual(['drain-1', '手上没有任务', '不在班'])
    await loop.step('dispatcher', id, 'recall', { reason: '派错' })
    expect((await asked())[1]).toEqual(['drain-1', '手上没有任务', '不在班'])
    advice.close()
  })
})
