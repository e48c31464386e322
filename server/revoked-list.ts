import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Line = z.strictObject({ kind: z.enum(['key', 'person']), id: z.string(), at: z.string() })
export type RevokedLine = z.infer<typeof Line>
export const REVOKED_FILE = 'revoked.ndjson'

/** What was revoked or erased, kept beside the store: a restored older store must not bring a key or a person back. */
export function openRevokedList(dataFolder: string) {
  const path = join(dataFolder, REVOKED_FILE)
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).flatMap((text) => { const line = Line.safeParse(JSON.parse(text)); return line.success ? [line.data] : [] }) : [] // prettier-ignore
  const has = (kind: RevokedLine['kind'], id: string) => lines.some((line) => line.kind === kind && line.id === id)
  return {
    all: (kind: RevokedLine['kind']): string[] => lines.filter((line) => line.kind === kind).map(({ id }) => id),
    add(kind: RevokedLine['kind'], id: string, at: string): void {
      if (has(kind, id)) return
      const line = { kind, id, at }
      const fd = openSync(path, 'a', 0o600)
      appendFileSync(fd, `${JSON.stringify(line)}\n`)
      fsyncSync(fd)
      closeSync(fd)
      lines.push(line)
    },
  }
}
