import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { type Grid, LIMITS, type ReadLimits, UnreadableTable } from './grid.ts'
import type { ReadTask } from './read-worker.ts'

type Said = { grid: Grid } | { rule: string; reason: string }

/** Built, the entry is plain JavaScript; from source, a thread of Node 20 needs the TypeScript loader of its own. */
function startWorker(options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./read-worker.js', import.meta.url), options)
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  const entry = new URL('./read-worker.ts', import.meta.url).href
  return new Worker(`import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`, {
    ...options,
    eval: true,
  })
}

/** Reads a foreign CSV, XLS or XLSX into a grid, in a thread that is ended at 512 MB or 30 s. Throws UnreadableTable with its rule. */
export function readTable(bytes: Uint8Array, options: Omit<ReadTask, 'bytes' | 'limits'> = {}, limits: ReadLimits = LIMITS): Promise<Grid> {
  if (bytes.byteLength > limits.bytes)
    return Promise.reject(new UnreadableTable('F-size', `文件超过 ${Math.round(limits.bytes / 1_000_000)} MB`))
  return new Promise<Grid>((resolve, reject) => {
    const worker = startWorker({
      workerData: { bytes, limits, ...options } satisfies ReadTask,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64 },
    })
    const end = (act: () => void) => {
      clearTimeout(timer)
      act()
      void worker.terminate()
    }
    const timer = setTimeout(() => end(() => reject(new UnreadableTable('F-time', `${limits.ms / 1000} 秒内没有读完`))), limits.ms)
    worker.once('message', (said: Said) =>
      end(() => ('grid' in said ? resolve(said.grid) : reject(new UnreadableTable(said.rule, said.reason)))),
    )
    worker.once('error', (error) =>
      end(() =>
        reject(
          new UnreadableTable(
            (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'F-memory' : 'F-file',
            '文件太大或已损坏，读取已中止',
            { cause: error },
          ),
        ),
      ),
    )
    worker.once('exit', () => end(() => reject(new UnreadableTable('F-file', '读取已中止'))))
  })
}
