import { expect, it } from 'vitest'
import type { FigureInput } from './figures.ts'
import { op } from './store.ts'
import type { Bench } from './store-contract.ts'

const aFigure = (more: Partial<FigureInput> = {}): FigureInput => ({
  indicator: 'gdp', area: '440400', period: { kind: 'Q', end: '2026-03-31' }, scope: 'CUMULATIVE', measure: 'LEVEL', value: 100, unit: '亿元', status: 'PRELIM',
  releasedAt: null, receivedAt: '2026-04-20T00:00:00.000Z', source: 'stats', byHand: null, demo: false, definition: 1, ...more,
}) // prettier-ignore

export function figureContract(bench: Bench): void {
  const put = async (rows: FigureInput[], undo: string | null = null) => [
    ...((await bench.store.write({ subjects: [], ops: [op('figures.put', rows, undo)] }))[0] as Uint8Array),
  ]
  const values = async (q: object) =>
    (await bench.store.read('figures.read', { indicator: 'gdp', ...q })).map((f) => [f.period.end, f.area, f.value, f.revision])

  it('K40 the same figure again is the same, another value a revision, and every revision is kept', async () => {
    expect(await put([aFigure(), aFigure(), aFigure({ value: 101, receivedAt: '2026-05-20T00:00:00.000Z' })])).toEqual([0, 2, 1])
    expect(await values({})).toEqual([['2026-03-31', '440400', 101, 1]])
    expect(await values({ asOf: '2026-05-01T00:00:00.000Z' })).toEqual([['2026-03-31', '440400', 100, 0]])
    expect(
      (await bench.store.read('figures.revisions', 'gdp', '440400', 'CUMULATIVE', 'LEVEL', 'Q', '2026-03-31')).map((f) => f.value),
    ).toEqual([100, 101])
  })

  it('K41 an import can be taken back, and what it had revised stands again', async () => {
    await put([aFigure()], 'one')
    await put([aFigure({ value: 105 }), aFigure({ area: '440402', value: 7 })], 'two')
    expect((await bench.store.write({ subjects: [], ops: [op('figures.undo', 'two')] }))[0]).toBe(2)
    expect(await values({})).toEqual([['2026-03-31', '440400', 100, 0]])
    expect(await bench.store.read('figures.known')).toEqual([{ indicator: 'gdp', area: '440400' }])
  })

  it('K42 one period across areas, and a series newest first within its limits', async () => {
    await put(
      ['2025-12-31', '2026-03-31', '2026-06-30'].flatMap((end, i) =>
        ['440402', '440403'].map((area, k) => aFigure({ area, period: { kind: 'Q', end }, value: i * 10 + k })),
      ),
    )
    const across = await bench.store.read('figures.across', {
      indicator: 'gdp',
      scope: 'CUMULATIVE',
      measure: 'LEVEL',
      kind: 'Q',
      end: '2026-03-31',
    })
    expect(across.map((f) => [f.area, f.value])).toEqual([
      ['440402', 10],
      ['440403', 11],
    ])
    expect(await values({ area: '440403', to: '2026-03-31' })).toEqual([
      ['2026-03-31', '440403', 11, 0],
      ['2025-12-31', '440403', 1, 0],
    ])
    expect(await values({ area: '440403', limit: 1 })).toEqual([['2026-06-30', '440403', 21, 0]])
  })
}
