import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from './store-reader.ts'
import type { Write } from './store.ts'
import { type Answer, openWriter } from './store-writer.ts'

/** What both store threads are asked, and answer under the same id. */
export type Asked =
  | { id: number; do: 'commit'; group: readonly Write[] }
  | { id: number; do: 'probe' }
  | { id: number; do: 'bytes' }
  | { id: number; do: 'read'; name: string; args: readonly unknown[] }
  | { id: number; do: 'backup'; file: string }
  | { id: number; do: 'close' }
export type Said =
  { id: number; value: unknown } | { id: number; error: string } | { id: number; progress: [number, number] } | { id: 0; migrating: string }
export type WorkerStart = { role: 'writer' | 'reader'; path: string; pages?: Int32Array }

const port = parentPort
if (port === null) throw new Error('runs as a worker thread only')
const start = workerData as WorkerStart
const say = (said: Said) => port.postMessage(said)

function work(): (asked: Asked) => unknown {
  if (start.role === 'writer') {
    const writer = openWriter(start.path, {
      ...(start.pages && { pages: start.pages }),
      onProgress: (migrating) => say({ id: 0, migrating }),
    })
    return (asked): Answer[] | string | number | null | void =>
      asked.do === 'commit'
        ? writer.commit(asked.group)
        : asked.do === 'probe'
          ? writer.probe()
          : asked.do === 'bytes'
            ? writer.bytes()
            : asked.do === 'close'
              ? writer.close()
              : null
  }
  const reader = openReader(start.path)
  return (asked) =>
    asked.do === 'read'
      ? reader.read(asked.name, asked.args)
      : asked.do === 'backup'
        ? reader.backup(asked.file, (done, total) => say({ id: asked.id, progress: [done, total] }))
        : asked.do === 'close'
          ? reader.close()
          : null
}

const handle = work()
port.on('message', (asked: Asked) => {
  void (async () => {
    try {
      say({ id: asked.id, value: await handle(asked) })
    } catch (error) {
      say({ id: asked.id, error: (error as Error).message })
    }
    if (asked.do === 'close') port.close()
  })()
})
say({ id: 0, migrating: '' })
