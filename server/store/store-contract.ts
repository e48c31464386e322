import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Envelope } from '../../shared/envelope.ts'
import { auditContract } from './contract-audit.ts'
import { figureContract } from './contract-figures.ts'
import { incidentContract } from './contract-incidents.ts'
import { observationContract } from './contract-observations.ts'
import { op, type Store, type StoreError, type Write } from './store.ts'

/** Opens a store on a folder; `pages` limits how large its file may grow. */
export type OpenForTest = (folder: string, pages?: Int32Array) => Promise<Store>
/** What a part of the suite works with: a fresh store, which it may close and open again. */
export type Bench = { store: Store; reopen: () => Promise<Store> }

export const anEnvelope = (id: string, more: Partial<Envelope> = {}): Envelope => ({
  id, at: '2026-11-02T00:00:00.000Z', feed: 'test', actor: 'test', subject: 'record:test', type: 'test.done', data: { id }, ...more,
}) // prettier-ignore
const remembered = (commandId: string) =>
  op('commands.remember', { commandId, actor: 'a', bodyHash: 'h', status: 200, answer: { n: 1 }, at: '2026-11-02T00:00:00.000Z' })
const outcome = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'kept' : ((result.reason as StoreError).code ?? 'error')
const outcomes = async (writes: Promise<unknown>[]) => (await Promise.allSettled(writes)).map(outcome)

/** What every store has to keep, whatever it is made of. `rooms`: the same rooms need not be asked again behind
 *  another way to reach them. */
export function storeContract(name: string, open: OpenForTest, rooms: 'all' | 'none' = 'all'): void {
  describe(name, () => {
    let folder = ''
    const bench = {} as Bench
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'store-'))
      bench.store = await open(folder)
      bench.reopen = async () => {
        await bench.store.close()
        return (bench.store = await open(folder))
      }
    })
    afterEach(async () => {
      await bench.store.close()
      rmSync(folder, { recursive: true, force: true })
    })
    const write = (w: Partial<Write>) => bench.store.write({ subjects: [], ops: [], ...w })

    it('K1 what a write resolved is there after opening again, in its order', async () => {
      await Promise.all(['a', 'b', 'c'].map((id) => write({ ops: [op('journal.add', anEnvelope(id))] })))
      const store = await bench.reopen()
      expect((await store.read('journal.after', 0, 10)).map((e) => e.id)).toEqual(['a', 'b', 'c'])
    })

    it('K2 the operations of a write are kept together or not at all', async () => {
      await write({ ops: [remembered('c1')] })
      expect(await outcomes([write({ ops: [op('journal.add', anEnvelope('x')), remembered('c1')] })])).toEqual(['seen'])
      expect(await bench.store.read('journal.after', 0, 10)).toEqual([])
    })

    it('K3 a write that fails takes along those decided on top of it, in its own group and in the next, and nobody else', async () => {
      await write({ ops: [remembered('c1')] })
      const first = write({ subjects: ['incident:1'], ops: [remembered('c1')] })
      const rest = [
        write({ subjects: ['incident:1', 'incident:2'], ops: [op('journal.add', anEnvelope('a'))] }),
        write({ subjects: ['incident:2'], ops: [op('journal.add', anEnvelope('b'))] }),
        write({ subjects: ['incident:3'], ops: [op('journal.add', anEnvelope('c'))] }),
      ]
      expect(await outcomes([first, ...rest])).toEqual(['seen', 'stale', 'stale', 'kept'])
      // All in one group, behind one that is already on its way.
      const ahead = write({ ops: [op('journal.add', anEnvelope('d'))] })
      const group = [
        ['incident:1', op('journal.add', anEnvelope('d'))],
        ['incident:1', op('journal.add', anEnvelope('e'))],
        ['incident:2', op('journal.add', anEnvelope('f'))],
      ] as const
      expect(await outcomes([ahead, ...group.map(([subject, one]) => write({ subjects: [subject], ops: [one] }))])).toEqual([
        'kept',
        'error',
        'stale',
        'kept',
      ])
      expect((await bench.store.read('journal.after', 0, 10)).map((e) => e.id)).toEqual(['c', 'd', 'f'])
    })

    it('K4 a fault of one write is an error of that write only', async () => {
      const twice = [
        write({ ops: [op('journal.add', anEnvelope('a'))] }),
        write({ ops: [op('journal.add', anEnvelope('a'))] }),
        write({ ops: [op('journal.add', anEnvelope('b'))] }),
      ]
      expect(await outcomes(twice)).toEqual(['kept', 'error', 'kept'])
      expect(bench.store.health().failing).toBeNull()
    })

    it('K5 a second owner is refused and told who holds the folder', async () => {
      await expect(open(folder)).rejects.toThrow(`held by process ${process.pid}`)
      await bench.store.close()
      bench.store = await open(folder)
    })

    it('K6 a full disk refuses writes, keeps reading, says so, and goes on by itself when there is room', async () => {
      await bench.store.close()
      const pages = new Int32Array(new SharedArrayBuffer(4))
      pages[0] = 400
      const store = (bench.store = await open(folder, pages))
      const told: (string | null)[] = []
      const turned = (to: 'bad' | 'good') =>
        new Promise<void>((resolve) => {
          const stop = store.onHealth((failing) => {
            told.push(failing)
            if ((failing === null) === (to === 'good')) resolve(stop())
          })
        })
      const bad = turned('bad')
      let kept = 0
      let failed = ''
      while (failed === '') {
        const [result] = await outcomes([write({ ops: [op('journal.add', anEnvelope(`e${kept}`, { data: 'x'.repeat(20_000) }))] })])
        if (result === 'kept') kept++
        else failed = result as string
      }
      await bad
      expect(failed).toBe('full')
      expect(store.health().failing).toMatch(/FULL/)
      expect(await outcomes([write({ ops: [op('journal.add', anEnvelope('later'))] })])).toEqual(['full'])
      expect(await store.read('journal.after', 0, 1_000)).toHaveLength(kept)
      const good = turned('good')
      pages[0] = 100_000
      await good
      expect(store.health().failing).toBeNull()
      expect(await outcomes([write({ ops: [op('journal.add', anEnvelope('after'))] })])).toEqual(['kept'])
      expect(told.map((one) => one === null)).toEqual([false, true])
      const again = await bench.reopen()
      expect(await again.read('journal.after', 0, 1_000)).toHaveLength(kept + 1)
    })

    it('K7 a read asked for is answered, also when it is unknown', async () => {
      await expect(bench.store.read('nothing.here' as 'meta.all')).rejects.toThrow('no read nothing.here')
      expect(await bench.store.read('entities.get', 'incident:none')).toBeNull()
    })

    it('K8 a backup while writes go on ends, and is a store as it was at one moment', async () => {
      let n = 0
      let going = true
      const busy = (async () => {
        while (going)
          await write({
            subjects: [],
            ops: [op('journal.add', anEnvelope(`e${n}`, { data: 'x'.repeat(40_000) })), op('meta.put', 'n', String(n++))],
          })
      })()
      while (n < 150) await bench.store.read('meta.all')
      mkdirSync(join(folder, 'copy'))
      const steps: number[] = []
      await bench.store.backup(join(folder, 'copy', 'city.db'), (done) => steps.push(done))
      const after = n
      going = false
      await busy
      const copy = await open(join(folder, 'copy'))
      const last = Number((await copy.read('meta.all'))['n'])
      const rows = await copy.read('journal.after', 0, 1_000_000)
      await copy.close()
      expect(steps.length).toBeGreaterThan(1)
      expect(rows.map((e) => e.id)).toEqual(Array.from({ length: last + 1 }, (_, i) => `e${i}`))
      expect(last).toBeLessThan(after)
    })

    it('K9 columns go in and answers come out as they are', async () => {
      const columns = {
        ordinals: Int32Array.of(1, 1),
        ats: Float64Array.of(1_000, 1_000),
        values: Float64Array.of(2.5, 2.5),
        flags: new Uint8Array(2),
        receivedAt: 2_000,
      }
      const [codes] = await write({ ops: [op('observations.add', columns)] })
      expect(codes).toEqual(Uint8Array.of(0, 1))
      expect((await bench.store.read('observations.latest')).values).toEqual(Float64Array.of(2.5))
      expect(columns.values).toHaveLength(2)
    })

    if (rooms !== 'all') return
    observationContract(bench)
    incidentContract(bench)
    figureContract(bench)
    auditContract(bench)
  })
}
