import { describe, expect, it } from 'vitest'
import { clockSteps, nextLookAt } from './incident-ladder.ts'
import { AFTER, CAST, type City, at, brought, iso } from './loop-cast.ts'

/** Lets the clock take everything it wants at that moment. */
function tick(city: City, local: string): string[] {
  city.now(local)
  const steps = clockSteps(city.get(), city.context.nowMs, city.context.config)
  for (const { step, body } of steps) city.take(CAST.clock, step, body)
  return steps.map(({ step }) => step)
}

describe('the clock', () => {
  it('L50 reminds at yellow, urges past red, supervises when nothing happens, once each', () => {
    const city = brought('ACCEPTED')
    expect(tick(city, '2026-03-11 11:00')).toEqual([])
    expect(nextLookAt(city.get(), city.context.config)).toBe(at('2026-03-11 11:30'))
    expect(tick(city, '2026-03-11 11:30')).toEqual(['urge'])
    expect(city.get()).toMatchObject({ ladder: { rung: 'REMINDED', of: iso('2026-03-11 12:00') } })
    expect(tick(city, '2026-03-11 12:00')).toEqual([])
    expect(tick(city, '2026-03-11 12:01')).toEqual(['urge'])
    expect(tick(city, '2026-03-11 13:00')).toEqual([])
    expect(tick(city, '2026-03-11 14:00')).toEqual(['supervise'])
    expect(city.get().flags).toContain('SUPERVISED')
    expect(tick(city, '2026-03-12 14:00')).toEqual([])
    expect(nextLookAt(city.get(), city.context.config)).toBeNull()
  })
  it('L51 begins anew with another deadline, and is silent while paused and after the end', () => {
    const city = brought('ACCEPTED')
    tick(city, '2026-03-11 11:30')
    city.take(CAST.chief, 'defer', { reason: 'x' })
    expect(tick(city, '2026-03-11 18:00')).toEqual([])
    city.take(CAST.chief, 'resume', { reason: 'x' })
    expect(tick(city, '2026-03-11 18:01')).toEqual(['urge'])
    city.take(CAST.crew1, 'handle', { opinion: '', photos: AFTER })
    city.take(CAST.chief, 'force-close', { reason: 'x' })
    expect(tick(city, '2026-04-11 18:01')).toEqual([])
  })
  it('L52 a case that nobody takes in time rises a level, again after as long, and stays at the top', () => {
    const city = brought('DISPATCHED')
    expect(city.get()).toMatchObject({ level: 'GRID', riseAt: iso('2026-03-11 11:00') })
    const levels = ['10:59', '11:00', '11:30', '12:00', '13:00', '14:00', '15:00', '16:00'].map((time) => {
      tick(city, `2026-03-11 ${time}`)
      return city.get().level
    })
    expect(levels).toEqual(['GRID', 'COMMUNITY', 'COMMUNITY', 'TOWN', 'DISTRICT', 'CITY', 'CITY', 'CITY'])
    expect(city.get()).toMatchObject({ state: 'DISPATCHED', riseAt: null })
    city.take(CAST.crew1, 'acknowledge')
    expect(city.get().riseAt).toBeNull()
  })
  it('L53 what waits for dispatch rises too, and registration does not', () => {
    expect(brought('REPORTED').get().riseAt).toBeNull()
    expect(brought('PENDING_DISPATCH').get().riseAt).toBe(iso('2026-03-11 10:30'))
  })
})
