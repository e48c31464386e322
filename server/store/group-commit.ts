import { StoreError, type Write } from './store.ts'
import type { Answer } from './store-writer.ts'

/** Where groups go: a worker, or the engine itself. */
export type Executor = { commit(group: readonly Write[]): Promise<Answer[]>; probe(): Promise<string | null> }
type Waiting = { write: Write; weight: number; resolve: (values: unknown[]) => void; reject: (error: Error) => void }

/** A group holds at most so much that it commits within about 100 ms. */
const GROUP_WEIGHT = 20_000
const PROBE_MS = 1_000
const REMEMBERED = 1_000

/** Rows count as one each, other operations as 20 rows. */
const weightOf = (write: Write): number =>
  write.ops.reduce((sum, { args }) => {
    const rows = (args[0] as { ordinals?: { length: number } } | undefined)?.ordinals?.length
    return sum + (rows ?? 20)
  }, 0)

/** Writes that wait while a group commits become the next group. While the disk fails, writes are refused at once and a probe tries again. */
export function openGroups(executor: Executor) {
  const waiting: Waiting[] = []
  const commitMs: number[] = []
  const tellers = new Set<(failing: string | null) => void>()
  let running: Promise<void> | null = null
  let groups = 0
  let failing: string | null = null
  let closed = false
  let timer: NodeJS.Timeout | null = null

  const setFailing = (why: string | null) => {
    if (failing === why) return
    const turned = (failing === null) !== (why === null)
    failing = why
    if (why !== null && timer === null && !closed) timer = setInterval(() => void probe(), PROBE_MS)
    if (why === null && timer !== null) {
      clearInterval(timer)
      timer = null
    }
    if (turned) for (const tell of tellers) tell(why)
  }
  const probe = async () => setFailing(await executor.probe().catch((error: unknown) => (error as Error).message))

  const take = (): Waiting[] => {
    let weight = 0
    let count = 0
    for (const one of waiting) {
      weight += one.weight
      if (count > 0 && weight > GROUP_WEIGHT) break
      count++
    }
    return waiting.splice(0, count)
  }
  /** What still waits and was decided on top of a write that failed is stale, and what was decided on top of that too. */
  const refuseStale = (lost: Set<string>) => {
    for (const one of waiting.splice(0)) {
      if (one.write.subjects.some((subject) => lost.has(subject))) {
        for (const subject of one.write.subjects) lost.add(subject)
        one.reject(new StoreError('stale', 'an earlier write on the same subject failed'))
      } else waiting.push(one)
    }
  }
  const refuseAll = (code: 'full' | 'down', why: string) => {
    for (const { reject } of waiting.splice(0)) reject(new StoreError(code, why))
  }
  const settle = (group: Waiting[], answers: Answer[]) => {
    const lost = new Set<string>()
    let full: string | null = null
    group.forEach(({ write, resolve, reject }, at) => {
      const answer = answers[at] ?? { ok: false, failure: 'down', message: 'no answer' }
      if (answer.ok) return resolve(answer.values)
      for (const subject of write.subjects) lost.add(subject)
      if (answer.failure === 'full') full = answer.message
      reject(answer.failure === 'broken' ? new Error(answer.message) : new StoreError(answer.failure, answer.message))
    })
    if (full !== null) {
      setFailing(full)
      refuseAll('full', full)
    } else if (lost.size > 0) refuseStale(lost)
  }
  const drain = async () => {
    while (waiting.length > 0) {
      const group = take()
      const started = performance.now()
      try {
        settle(group, await executor.commit(group.map(({ write }) => write)))
        groups++
        commitMs.push(performance.now() - started)
        if (commitMs.length > REMEMBERED) commitMs.shift()
      } catch (error) {
        const why = (error as Error).message
        for (const { reject } of group) reject(new StoreError('down', why))
        setFailing(why)
        refuseAll('down', why)
      }
    }
    running = null
  }

  return {
    write: (write: Write): Promise<unknown[]> => {
      if (closed) return Promise.reject(new StoreError('down', 'the store is closed'))
      if (failing !== null) return Promise.reject(new StoreError('full', failing))
      return new Promise((resolve, reject) => {
        waiting.push({ write, weight: weightOf(write), resolve, reject })
        running ??= drain()
      })
    },
    probe,
    health: () => ({ commitMs, groups, queued: waiting.length, failing }),
    onHealth: (tell: (failing: string | null) => void) => {
      tellers.add(tell)
      return () => void tellers.delete(tell)
    },
    /** Takes no more, and waits for what was taken. */
    close: async () => {
      closed = true
      if (timer !== null) clearInterval(timer)
      await running
    },
  }
}
