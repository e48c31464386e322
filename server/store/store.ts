import type { OpName, OpOf } from './room.ts'
import type { ROOMS } from './rooms.ts'

type Rooms = typeof ROOMS
type Fn = (...args: never[]) => unknown
export type ReadName = OpName<Rooms, 'reads'>
export type WriteName = OpName<Rooms, 'writes'>
export type ReadOp<N extends ReadName> = Extract<OpOf<Rooms, 'reads', N>, Fn>
export type WriteOp = { [N in WriteName]: { op: N; args: Parameters<Extract<OpOf<Rooms, 'writes', N>, Fn>> } }[WriteName]

/** Makes one operation of a write; the transaction it runs in is the write's. */
export const op = <N extends WriteName>(name: N, ...args: Parameters<Extract<OpOf<Rooms, 'writes', N>, Fn>>): WriteOp =>
  ({ op: name, args }) as WriteOp

/** The store refused or cannot take it. `full`: no space; `seen`: the commandId was used before; `stale`: an earlier write on the same
 *  subject failed, decide again; `down`: not open or the disk failed. */
export class StoreError extends Error {
  readonly code: 'full' | 'seen' | 'stale' | 'down'
  constructor(code: StoreError['code'], message: string) {
    super(message)
    this.name = 'StoreError'
    this.code = code
  }
}

/** How a write may fail inside the engine; `broken` is a fault of the program and becomes a plain Error. */
export type Failure = StoreError['code'] | 'broken'

/** A write: operations that are kept together or not at all. `subjects` are the keys it depends on: when a write fails, those that follow
 *  in the same group with a common subject fail as `stale`. */
export type Write = { subjects: readonly string[]; ops: readonly WriteOp[] }

/** The one store. Everything is asynchronous; what `write` resolves is on disk (fsync). Writes that wait together become one transaction;
 *  the next begins when the last has returned. */
export interface Store {
  write(write: Write): Promise<unknown[]>
  read<N extends ReadName>(name: N, ...args: Parameters<ReadOp<N>>): Promise<ReturnType<ReadOp<N>>>
  /** Copies the whole store, online, into one new file. `backup.ts` makes a backup of it. */
  backup(file: string, progress?: (done: number, total: number) => void): Promise<void>
  /** Milliseconds of the last 1,000 commits, and bytes on disk; for /metrics. */
  health(): { commitMs: readonly number[]; groups: number; queued: number; bytes: number; failing: string | null }
  /** Called when the store stops or starts to be able to write. */
  onHealth(tell: (failing: string | null) => void): () => void
  close(): Promise<void>
}
