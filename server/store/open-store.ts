import { setImmediate } from 'node:timers/promises'
import { openGroups } from './group-commit.ts'
import { type FileOptions, openFile } from './open-file.ts'
import { openReader } from './store-reader.ts'
import type { ReadName, ReadOp, Store } from './store.ts'
import { openThread } from './store-thread.ts'
import { type Answer, openWriter } from './store-writer.ts'

/** The store of a running product: writer and reader in threads of their own, so that no batch blocks the event loop. Throws FolderHeld
 *  when another process owns the folder. */
export async function openStore(options: FileOptions & { folder: string }): Promise<Store> {
  const { unlock, path } = openFile(options.folder)
  const writer = openThread({ role: 'writer', path, ...(options.pages && { pages: options.pages }) }, options.onProgress)
  try {
    await writer.ready
  } catch (error) {
    unlock()
    throw error
  }
  const reader = openThread({ role: 'reader', path })
  await reader.ready
  const groups = openGroups({
    commit: (group) => writer.ask({ do: 'commit', group }) as Promise<Answer[]>,
    probe: () => writer.ask({ do: 'probe' }) as Promise<string | null>,
  })
  let bytes = 0
  const measure = () =>
    writer.ask({ do: 'bytes' }).then(
      (now) => void (bytes = now as number),
      () => {},
    )
  await measure()
  const timer = setInterval(() => void measure(), 10_000)
  timer.unref()
  return {
    write: groups.write,
    read: <N extends ReadName>(name: N, ...args: Parameters<ReadOp<N>>) =>
      reader.ask({ do: 'read', name, args }) as Promise<ReturnType<ReadOp<N>>>,
    backup: async (file, progress) => void (await reader.ask({ do: 'backup', file }, progress)),
    health: () => ({ ...groups.health(), bytes }),
    onHealth: groups.onHealth,
    close: async () => {
      clearInterval(timer)
      await groups.close()
      await reader.close()
      await writer.close()
      unlock()
    },
  }
}

/** The same store without threads, for tests of what stands above it. */
export async function openLocalStore(folder: string, options: FileOptions = {}): Promise<Store> {
  const { unlock, path } = openFile(folder)
  const writer = openWriter(path, options)
  const reader = openReader(path)
  const groups = openGroups({
    // A turn of the loop, as with a thread: what is written meanwhile waits for the next group, and nothing else starves.
    commit: async (group) => {
      await setImmediate()
      return writer.commit(structuredClone(group))
    },
    probe: () => Promise.resolve(writer.probe()),
  })
  return {
    write: groups.write,
    read: async <N extends ReadName>(name: N, ...args: Parameters<ReadOp<N>>) => {
      await setImmediate()
      return structuredClone(reader.read(name, args)) as ReturnType<ReadOp<N>>
    },
    backup: async (file, progress) => reader.backup(file, progress ?? (() => {})),
    health: () => ({ ...groups.health(), bytes: writer.bytes() }),
    onHealth: groups.onHealth,
    close: async () => {
      await groups.close()
      reader.close()
      writer.close()
      unlock()
    },
  }
}
