import Database from 'better-sqlite3'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { STORE_FILE } from './open-file.ts'
import { openLocalStore } from './open-store.ts'
import { op, type Store } from './store.ts'

let folder = ''
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'disk-'))
  store = await openLocalStore(join(folder, 'data'))
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})
const row = { at: '2026-11-02T00:00:00.000Z', actor: 'a', roles: [], address: null, session: null, action: 'x', object: null, result: 'ok', reason: null, bodyHash: null } // prettier-ignore

it('K57 the file itself refuses to change or delete an audit row, and a row changed behind its back is found', async () => {
  for (const action of ['one', 'two', 'three']) await store.write({ subjects: [], ops: [op('audit.add', { ...row, action })] })
  const db = new Database(join(folder, 'data', STORE_FILE))
  expect(() => db.exec("UPDATE audit SET actor = 'b'")).toThrow('never changed')
  expect(() => db.exec('DELETE FROM audit')).toThrow('never deleted')
  db.exec("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'b' WHERE n = 2")
  db.close()
  expect(await store.read('audit.verify')).toMatchObject({ rows: 1, brokenAt: 2 })
})

it('K58 the folder is for its owner only, and so is every file in it', async () => {
  await store.write({ subjects: [], ops: [op('meta.put', 'a', 'b')] })
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  const files = readdirSync(join(folder, 'data'))
  expect(files).toContain(`${STORE_FILE}-wal`)
  expect(files.filter((name) => (statSync(join(folder, 'data', name)).mode & 0o077) !== 0)).toEqual([])
})
