import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { AFTER, BAD, CAST, DEEP, GOOD, LEAD, aCity } from '../../shared/loop-cast.ts'
import { type RateCase, rateCasesOf, ratesOf } from '../../shared/rates.ts'
import type { Actor } from '../../shared/actor.ts'
import type { Incident, StepName } from '../../shared/incident.ts'
import { openLocalStore } from './open-store.ts'
import { op } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'rates-'))
afterAll(() => rmSync(folder, { recursive: true }))
const HOUR = 3_600_000

const { operator, dispatcher, chief, crew1, inspector, grid } = CAST
const STEPS: [Actor, StepName, object][] = [
  [operator, 'register', DEEP], [dispatcher, 'dispatch', LEAD], [crew1, 'acknowledge', {}], [crew1, 'handle', { opinion: '', photos: AFTER }],
  [inspector, 'inspect', GOOD], [operator, 'close', {}], [inspector, 'inspect', BAD], [operator, 'rework', { reason: 'x' }], [operator, 'reopen', { reason: 'x' }],
  [chief, 'defer', { reason: 'x' }], [chief, 'resume', { reason: 'x' }], [chief, 'force-close', { reason: 'x' }], [operator, 'reject', { reason: 'x' }],
  [grid, 'self-handle', { item: 'litter', condition: 'bin', opinion: '', photos: AFTER }],
] // prettier-ignore
const walks = fc.array(fc.record({ step: fc.nat(STEPS.length - 1), id: fc.nat(5), hours: fc.nat(6), onward: fc.boolean() }), {
  minLength: 40,
  maxLength: 90,
})

it('L71 the rates of the store are those of the formula, for any cases, period and moment', async () => {
  let store = 0
  await fc.assert(
    fc.asyncProperty(walks, fc.nat(60), fc.integer({ min: 1, max: 60 }), fc.boolean(), async (walk, from, length, defersTakenOut) => {
      const kept = await openLocalStore(join(folder, String(++store)))
      const city = aCity()
      const start = city.context.nowMs
      const keep = (one: Incident) => kept.write({ subjects: [], ops: [op('entities.put', one), op('incidents.put', one, null)] })
      for (let i = 0; i < 6; i++) {
        city.report(`c${i}`, grid, {}, { number: `44040220260311${String(i).padStart(5, '0')}` })
        await keep(city.get(`c${i}`))
      }
      for (const { step, id, hours, onward } of walk) {
        city.context.nowMs += hours * HOUR
        const tried = onward ? STEPS.slice(0, 6) : [STEPS[step]!]
        for (const [actor, name, body] of tried) {
          if (!city.try(actor, name, body, `c${id}`).ok) continue
          await keep(city.get(`c${id}`))
          break
        }
      }
      const rows: RateCase[] = [...city.cases.values()].flatMap(rateCasesOf)
      const period = { fromMs: start + from * HOUR, toMs: start + (from + length) * HOUR }
      const told = ratesOf(rows, period, city.context.nowMs, { defersTakenOut })
      const ask = async (basis: 'closeDue' | 'due') =>
        (
          await kept.read('incidents.rates', {
            city: '440400',
            basis,
            ...period,
            asOfMs: Math.min(period.toMs, city.context.nowMs),
            defersTakenOut,
            by: 'all',
          })
        )[0]
      const [closing, handling] = [await ask('closeDue'), await ask('due')]
      await kept.close()
      expect([closing?.due ?? 0, closing?.closed ?? 0, closing?.onTime ?? 0, closing?.forced ?? 0, closing?.overdueBefore ?? 0]).toEqual([
        told.closure.of,
        told.closure.count,
        told.onTimeClosure.count,
        told.forceClosed,
        told.overdueFromBefore,
      ])
      expect([handling?.due ?? 0, handling?.handled ?? 0, handling?.handledOnTime ?? 0]).toEqual([
        told.handling.of,
        told.handling.count,
        told.onTimeHandling.count,
      ])
    }),
    { seed: 20_261_122, numRuns: 25, endOnFailure: true },
  )
})
