import Database from 'better-sqlite3'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Another process owns the folder. */
export class FolderHeld extends Error {
  readonly pid: string
  constructor(folder: string, pid: string) {
    super(`${folder} is held by process ${pid}: one process owns a store`)
    this.name = 'FolderHeld'
    this.pid = pid
  }
}

/** Makes this process the only owner of the folder. The lock is the operating system's, so that a killed owner leaves none behind; the
 *  text beside it only says who it was. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'owner.lock')
  const who = join(folder, 'owner.pid')
  closeSync(openSync(path, 'a', 0o600))
  const db = new Database(path, { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch {
    db.close()
    let pid = 'unknown'
    try {
      pid = readFileSync(who, 'utf8').trim()
    } catch {
      // Held, but it has not yet said by whom.
    }
    throw new FolderHeld(folder, pid)
  }
  writeFileSync(who, `${process.pid}\n`, { mode: 0o600 })
  return () => void db.close()
}
