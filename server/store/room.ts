import type { Database } from 'better-sqlite3'

/** One room of the store: its tables and what may be asked of them. Reads run on a connection of their own beside the writer; writes of
 *  one `store.write` run in one transaction. Functions are synchronous, take and return structured-cloneable values, and know no noun's
 *  rules: SQL ends here. Migrations only grow; each runs once, in order, inside a transaction. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a room's operations differ; their types are kept by inference
export type Ops = Record<string, (...args: any[]) => unknown>
/** What a room that gathers changes in memory within a group asks of the engine. When one of its writes fails, the whole group runs again
 *  without it, because memory knows no savepoint. */
export interface Hooks {
  beforeCommit(flush: () => void): void
  afterRollback(reset: () => void): void
}
export interface Room<Reads extends Ops = Ops, Writes extends Ops = Ops> {
  migrations: readonly string[]
  /** Its writes change memory, so a savepoint would be of no use to them. */
  gathers?: true
  reads(db: Database): Reads
  writes(db: Database, on: Hooks): Writes
}
export const room = <Reads extends Ops, Writes extends Ops>(spec: Room<Reads, Writes>): Room<Reads, Writes> => spec

type Flat<R, Side extends 'reads' | 'writes'> = {
  [N in keyof R & string as R[N] extends Room ? `${N}.${keyof ReturnType<R[N][Side]> & string}` : never]: unknown
}
export type OpName<R, Side extends 'reads' | 'writes'> = keyof Flat<R, Side> & string
export type OpOf<R, Side extends 'reads' | 'writes', Name extends string> = Name extends `${infer N}.${infer O}`
  ? N extends keyof R
    ? R[N] extends Room
      ? O extends keyof ReturnType<R[N][Side]>
        ? ReturnType<R[N][Side]>[O]
        : never
      : never
    : never
  : never
