import type { z } from 'zod'
import { type Store, type WriteOp, op } from './store/store.ts'

/** A change of a register: put `ops` into a write, call `applied` when it is on disk. */
export type Change = { ops: WriteOp[]; applied(): void }
export type Register<T extends { id: string }> = Awaited<ReturnType<typeof openRegister<T>>>

/** A small bounded collection of the documents room, held in memory, read at start. What `all` and `get` say is on disk. */
export async function openRegister<T extends { id: string }>(store: Store, name: string, schema: z.ZodType<T>) {
  const rows = new Map<string, T>()
  const listeners = new Set<(id: string, now: T | undefined) => void>()
  for (const data of await store.read('documents.all', name)) {
    const parsed = schema.safeParse(data)
    if (!parsed.success)
      throw new Error(
        `the store's ${name} ${String((data as { id?: unknown }).id)} does not fit: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
      )
    rows.set(parsed.data.id, parsed.data)
  }
  const tell = (id: string) => { for (const listener of listeners) listener(id, rows.get(id)) } // prettier-ignore

  return {
    name,
    all: (): T[] => [...rows.values()],
    get: (id: string): T | undefined => rows.get(id),
    has: (id: string): boolean => rows.has(id),
    size: (): number => rows.size,
    put: (...values: readonly T[]): Change => ({
      ops: values.map((value) => op('documents.put', name, value.id, schema.parse(value))),
      applied: () => { for (const value of values) { rows.set(value.id, value); tell(value.id) } },
    }), // prettier-ignore
    remove: (...ids: readonly string[]): Change => ({
      ops: ids.map((id) => op('documents.remove', name, id)),
      applied: () => { for (const id of ids) { rows.delete(id); tell(id) } },
    }), // prettier-ignore
    /** Changes what is in memory at once and on disk later: only for what may be lost (last use). */
    touch: (value: T): void => void rows.set(value.id, value),
    onChange(listener: (id: string, now: T | undefined) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Keeps changes together with other operations, or none of them; memory follows the disk. */
export async function keep(
  store: Store,
  changes: readonly Change[],
  ops: readonly WriteOp[] = [],
  subjects: readonly string[] = [],
): Promise<void> {
  await store.write({ subjects, ops: [...changes.flatMap((change) => change.ops), ...ops] })
  for (const change of changes) change.applied()
}
