import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { StoreError } from './store.ts'
import type { Asked, Said, WorkerStart } from './store-worker.ts'

type Question = Asked extends infer One ? (One extends { id: number } ? Omit<One, 'id'> : never) : never
type Pending = {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
  progress: ((done: number, total: number) => void) | undefined
}

/** Built, the entry is plain JavaScript. From source, a thread of Node 20 does not inherit the TypeScript loader of its parent, so it is
 *  given one of its own first. */
function startWorker(workerData: WorkerStart): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./store-worker.js', import.meta.url), { workerData })
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  const entry = new URL('./store-worker.ts', import.meta.url).href
  return new Worker(`import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`, {
    eval: true,
    workerData,
  })
}

/** A worker thread of the store, asked by promises. A thread that dies fails everything asked of it, then and later, as `down`. */
export function openThread(start: WorkerStart, onProgress: (step: string) => void = () => {}) {
  const worker = startWorker(start)
  const pending = new Map<number, Pending>()
  let next = 1
  let dead: string | null = null
  const die = (why: string) => {
    dead ??= why
    for (const { reject } of pending.values()) reject(new StoreError('down', dead))
    pending.clear()
  }
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (said: Said) => {
      if ('migrating' in said) return said.migrating === '' ? resolve() : onProgress(said.migrating)
      const asked = pending.get(said.id)
      if (asked === undefined) return
      if ('progress' in said) return asked.progress?.(...said.progress)
      pending.delete(said.id)
      if ('error' in said) asked.reject(new Error(said.error))
      else asked.resolve(said.value)
    })
    worker.on('error', (error) => {
      die(error.message)
      reject(error)
    })
    worker.on('exit', (code) => die(`the ${start.role} thread ended with ${code}`))
  })
  return {
    ready,
    ask: (question: Question, progress?: (done: number, total: number) => void): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (dead !== null) return reject(new StoreError('down', dead))
        const id = next++
        pending.set(id, { resolve, reject, progress })
        worker.postMessage({ id, ...question })
      }),
    /** Lets it close its connection and end by itself. */
    close: async () => {
      if (dead !== null) return
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      worker.postMessage({ id: next++, do: 'close' })
      await ended
    },
  }
}
