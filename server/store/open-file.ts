import type Database from 'better-sqlite3'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from './folder-lock.ts'
import type { Ops, Room } from './room.ts'
import { ROOMS } from './rooms.ts'

export type FileOptions = {
  /** Pages the file may have, in shared memory: a test fills the disk with it and makes room again. */
  pages?: Int32Array
  onProgress?: (step: string) => void
}
export const STORE_FILE = 'city.db'
/** Pages that each connection holds in memory: 64 MB. */
export const CACHE_KB = 65_536

/** Takes the folder for this process and brings the tables up to date. */
export function openFile(folder: string): { unlock: () => void; path: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const unlock = lockFolder(folder)
  const path = join(folder, STORE_FILE)
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  return { unlock, path }
}

/** Each room's migrations that this file has not seen, in order. */
export function migrate(db: Database.Database, onProgress: (step: string) => void): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (room TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (room, n)) STRICT, WITHOUT ROWID')
  const count = db.prepare('SELECT count(*) FROM migration WHERE room = ?').pluck()
  const done = db.prepare('INSERT INTO migration VALUES (?, ?)')
  for (const [name, { migrations }] of Object.entries(ROOMS as Record<string, Room>)) {
    const have = count.get(name) as number
    if (have > migrations.length)
      throw new Error(`the store is newer than this program: room ${name} has ${have} migrations, known are ${migrations.length}`)
    migrations.slice(have).forEach((sql, at) => {
      onProgress(`${name} ${have + at + 1}/${migrations.length}`)
      db.transaction(() => {
        db.exec(sql)
        done.run(name, have + at)
      })()
    })
  }
}

/** Every room's operations under their full names. */
export const operations = (make: (room: Room) => Ops): Map<string, (...args: unknown[]) => unknown> =>
  new Map(
    Object.entries(ROOMS as Record<string, Room>).flatMap(([name, room]) =>
      Object.entries(make(room)).map(([op, fn]) => [`${name}.${op}`, fn] as const),
    ),
  )
/** Names of the rooms whose writes change memory too. */
export const gatheringRooms = (): Set<string> =>
  new Set(Object.entries(ROOMS as Record<string, Room>).flatMap(([name, { gathers }]) => (gathers ? [name] : [])))
