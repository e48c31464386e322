import { room } from './room.ts'

export type Remembered = { commandId: string; actor: string; bodyHash: string; status: number; answer: unknown; at: string }
type Row = Omit<Remembered, 'answer'> & { answer: string }

/** Answers by commandId, for 90 days: the same command again gets the same answer and happens once. */
export const commands = room({
  migrations: [
    `CREATE TABLE command (commandId TEXT PRIMARY KEY, actor TEXT NOT NULL, bodyHash TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL) STRICT;
     CREATE INDEX command_at ON command (at)`,
  ],
  reads: (db) => {
    const get = db.prepare('SELECT * FROM command WHERE commandId = ?')
    return {
      get: (commandId: string): Remembered | null => {
        const row = get.get(commandId) as Row | undefined
        return row === undefined ? null : { ...row, answer: JSON.parse(row.answer) as unknown }
      },
    }
  },
  writes: (db) => {
    // A plain insert: a commandId that was used before breaks the write, which the store reports as `seen`.
    const add = db.prepare('INSERT INTO command VALUES (?, ?, ?, ?, ?, ?)')
    const redact = db.prepare('UPDATE command SET answer = replace(answer, @text, @by) WHERE instr(answer, @text) > 0')
    const forget = db.prepare('DELETE FROM command WHERE at < ?')
    return {
      remember: (r: Remembered): void => void add.run(r.commandId, r.actor, r.bodyHash, r.status, JSON.stringify(r.answer), r.at),
      /** Takes a text out of every remembered answer. */
      redact: (text: string, by: string): void => {
        const inJson = (one: string) => JSON.stringify(one).slice(1, -1)
        redact.run({ text: inJson(text), by: inJson(by) })
      },
      forgetBefore: (at: string): void => void forget.run(at),
    }
  },
})
