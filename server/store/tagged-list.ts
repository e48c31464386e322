import type { Database, Statement } from 'better-sqlite3'

/** Lists that stay flat: each row has words (`state:CLOSED`, `area:440402`), each word a posting list in order of time. A page walks the
 *  rarest of the words asked for and looks each row up in the others, so that its cost knows the page and not the table. Rows are numbered
 *  by their time (`seq` = milliseconds × 1000 + a counter), so that order, range of time and cursor are one number. */
export type TagQuery = {
  /** A row must have one word of each of these. */
  all: readonly (readonly string[])[]
  fromMs?: number
  toMs?: number
  /** The last seq seen; what is older comes next. */
  before?: number
  limit: number
}
/** One more condition in SQL over `t.seq`, with its parameters, and how to walk instead of the words (a full-text match). */
export type Extra = { where?: string; params?: readonly unknown[]; drive?: { from: string; params: readonly unknown[] } }
const PER_MS = 1_000

/** A word as a 53-bit number (cyrb53), so that no dictionary has to be asked. */
export function tagOf(word: string): number {
  let h1 = 0xdeadbeef
  let h2 = 0x41c6ce57
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i)
    h1 = Math.imul(h1 ^ c, 2654435761)
    h2 = Math.imul(h2 ^ c, 1597334677)
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909)
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909)
  return 4294967296 * (2097151 & h2) + (h1 >>> 0)
}

export const listTables = (name: string): string =>
  `CREATE TABLE ${name}_row (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tags TEXT NOT NULL) STRICT;
   CREATE TABLE ${name}_tag (tag INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (tag, seq)) STRICT, WITHOUT ROWID;
   CREATE TABLE ${name}_count (tag INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT`

/** Reads pages of seqs, newest first. */
export function listReads(db: Database, name: string) {
  const count = db.prepare(`SELECT n FROM ${name}_count WHERE tag = ?`).pluck()
  const statements = new Map<string, Statement>()
  const prepared = (sql: string): Statement => {
    const statement = statements.get(sql) ?? db.prepare(sql).pluck()
    statements.set(sql, statement)
    return statement
  }
  const countOf = (words: readonly string[]) => words.reduce((sum, word) => sum + ((count.get(tagOf(word)) as number | undefined) ?? 0), 0)
  const page = (query: TagQuery, extra: Extra = {}): number[] => {
    const low = query.fromMs === undefined ? 0 : query.fromMs * PER_MS
    const high = Math.min(
      query.toMs === undefined ? Number.MAX_SAFE_INTEGER : query.toMs * PER_MS + PER_MS - 1,
      (query.before ?? Number.MAX_SAFE_INTEGER) - 1,
    )
    const axes = [...query.all].map((words) => ({ words, n: countOf(words) })).sort((a, b) => a.n - b.n)
    if (axes[0]?.n === 0) return []
    const driver = extra.drive === undefined ? axes.shift() : undefined
    const checks = axes
      .map(({ words }) => `AND EXISTS (SELECT 1 FROM ${name}_tag x WHERE x.tag IN (${words.map(() => '?').join()}) AND x.seq = t.seq)`)
      .join(' ')
    const rest = [low, high, ...axes.flatMap(({ words }) => words.map(tagOf)), ...(extra.params ?? []), query.limit]
    const walk = (from: string, params: readonly unknown[]) =>
      prepared(`SELECT t.seq FROM ${from} AND t.seq BETWEEN ? AND ? ${checks} ${extra.where ?? ''} ORDER BY t.seq DESC LIMIT ?`).all(
        ...params,
        ...rest,
      ) as number[]
    if (extra.drive !== undefined) return walk(extra.drive.from, extra.drive.params)
    if (driver === undefined) return walk(`${name}_row t WHERE 1`, [])
    const found = driver.words.map((word) => walk(`${name}_tag t WHERE t.tag = ?`, [tagOf(word)]))
    return found.length === 1 ? (found[0] as number[]) : [...new Set(found.flat())].sort((a, b) => b - a).slice(0, query.limit)
  }
  return { page, count: countOf }
}

/** Keeps rows, their words and how many rows each word has. */
export function listWrites(db: Database, name: string) {
  const get = db.prepare(`SELECT seq, tags FROM ${name}_row WHERE id = ?`)
  const last = db.prepare(`SELECT max(seq) FROM ${name}_row WHERE seq BETWEEN ? AND ?`).pluck()
  const put = db.prepare(`INSERT INTO ${name}_row VALUES (?, ?, ?) ON CONFLICT (seq) DO UPDATE SET tags = excluded.tags`)
  const remove = db.prepare(`DELETE FROM ${name}_row WHERE seq = ?`)
  const tag = db.prepare(`INSERT INTO ${name}_tag VALUES (?, ?)`)
  const untag = db.prepare(`DELETE FROM ${name}_tag WHERE tag = ? AND seq = ?`)
  const count = db.prepare(`INSERT INTO ${name}_count VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n`)
  const freeSeq = (atMs: number): number => {
    for (let base = Math.floor(atMs) * PER_MS; ; base += PER_MS) {
      const used = last.get(base, base + PER_MS - 1) as number | null
      if (used === null) return base
      if (used < base + PER_MS - 1) return used + 1
    }
  }
  const retag = (seq: number, before: readonly number[], after: readonly number[]) => {
    for (const one of before.filter((old) => !after.includes(old))) {
      untag.run(one, seq)
      count.run(one, -1)
    }
    for (const one of after.filter((now) => !before.includes(now))) {
      tag.run(one, seq)
      count.run(one, 1)
    }
  }
  return {
    /** Its seq, which never changes: `atMs` counts only the first time. */
    put: (id: string, atMs: number, words: readonly string[]): number => {
      const old = get.get(id) as { seq: number; tags: string } | undefined
      const seq = old?.seq ?? freeSeq(atMs)
      const before = old === undefined ? [] : (JSON.parse(old.tags) as number[])
      const after = [...new Set(words.map(tagOf))]
      if (old === undefined || before.length !== after.length || after.some((one) => !before.includes(one))) {
        put.run(seq, id, JSON.stringify(after))
        retag(seq, before, after)
      }
      return seq
    },
    remove: (id: string): number | null => {
      const old = get.get(id) as { seq: number; tags: string } | undefined
      if (old === undefined) return null
      retag(old.seq, JSON.parse(old.tags) as number[], [])
      remove.run(old.seq)
      return old.seq
    },
  }
}
