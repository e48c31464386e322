import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { backupTo } from './backup.ts'
import { readConfig } from './config.ts'
import { openIdentity } from './identity.ts'
import { keep } from './register.ts'
import { restoreFrom } from './restore.ts'
import { openLocalStore } from './store/open-store.ts'
import { op } from './store/store.ts'

const now = () => new Date('2026-07-01T00:00:00Z')
const cost = { N: 1024, r: 8, p: 1 }
const configOf = (folder: string) => readConfig({ TONGGUAN_DATA: folder })
const open = async (folder: string) => {
  const store = await openLocalStore(folder)
  return { store, house: await openIdentity({ store, config: configOf(folder), now, cost }) }
}
const restore = (from: string, to: string, ...flags: string[]) =>
  restoreFrom({ args: [from, ...flags], config: configOf(to), cwd: '/', now, open: openLocalStore })

let folder: string
let copy: string
let key: { id: string; text: string }
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'tongguan-')), 'data')
  copy = join(mkdtempSync(join(tmpdir(), 'tongguan-backup-')), 'copy')
  const { store, house } = await open(folder)
  const user = {
    ...house.people.blank({
      id: 'ann',
      name: 'Ann',
      roles: ['operator'],
      areas: ['440400'],
      domains: [],
      departments: [],
      teams: [],
      active: true,
    }),
    password: await house.passwords.hash('a long enough one'),
  }
  key = house.keys.make({ name: 'gate', scopes: ['read'], areas: ['440400'], until: null, datastreams: null, by: 'test' }) as typeof key
  await keep(
    store,
    [house.people.change(user), (key as unknown as { change: { ops: never[]; applied(): void } }).change],
    [op('meta.put', 'epoch', 'first'), ...house.personal.ops('incident:1', { phone: '13812345678' })],
  )
  await house.sessions.signIn({ user: 'ann', password: 'a long enough one', device: 'desk', address: 'x', browser: null })
  mkdirSync(join(folder, 'photos'), { recursive: true })
  writeFileSync(join(folder, 'photos', 'p1.jpg'), 'picture')
  await backupTo({ store, dataFolder: folder, folder: copy, cwd: '/', at: now().toISOString() })
  // After the backup: the key is revoked and the person is erased.
  await keep(store, [house.keys.revoke(key.id)])
  await house.personal.erase('incident:1', [])
  await house.stop()
  await store.close()
})

describe('backup and restore', () => {
  it('X24 a backup holds the store and its photos and no seal, for the owner only', () => {
    expect(readdirSync(copy).sort()).toEqual(['city.db', 'manifest.json', 'photos'])
    expect([statSync(copy).mode & 0o777, statSync(join(copy, 'city.db')).mode & 0o777]).toEqual([0o700, 0o600])
    expect(readFileSync(join(copy, 'city.db')).includes('13812345678')).toBe(false)
  })
  it('X25 a restored store has a new epoch and no session; what was revoked or erased since stays so; it is audited', async () => {
    await expect(restore(copy, folder)).rejects.toThrow('not empty')
    expect((await restore(copy, folder, '--replace')).ok).toBe(true)
    const { store, house } = await open(folder)
    expect((await store.read('meta.all'))['epoch']).not.toBe('first')
    expect(house.sessions.all()).toEqual([])
    expect(house.keys.actorOf(key.text)).toBeNull()
    expect(await house.personal.of('incident:1')).toEqual([])
    expect((await store.read('audit.list', { limit: 1 }))[0]).toMatchObject({ action: 'store.restore', actor: 'console' })
    expect(await store.read('audit.verify')).toMatchObject({ brokenAt: null })
    await house.stop()
    await store.close()
  })
  it('X26 a restore takes only what the manifest names, with its digest, no links, no way out', async () => {
    const into = join(folder, '..', 'other')
    const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8')) as { files: { name: string }[] }
    const broken = async (change: () => void) => {
      rmSync(into, { recursive: true, force: true })
      change()
      await expect(restore(copy, into)).rejects.toThrow()
      expect(existsSync(join(into, 'city.db'))).toBe(false)
      writeFileSync(join(copy, 'manifest.json'), JSON.stringify(manifest))
    }
    const name = (other: string) =>
      writeFileSync(
        join(copy, 'manifest.json'),
        JSON.stringify({ ...manifest, files: [...manifest.files, { ...manifest.files[0], name: other }] }),
      )
    await broken(() => name('../../etc/passwd'))
    await broken(() => name('/etc/passwd'))
    await broken(() => writeFileSync(join(copy, 'photos', 'p1.jpg'), 'forgery'))
    await broken(() => {
      rmSync(join(copy, 'photos', 'p1.jpg'))
      symlinkSync('/etc/hostname', join(copy, 'photos', 'p1.jpg'))
    })
  })
  it('X27 a restored store without its seal does not get another one by mistake', async () => {
    const into = join(folder, '..', 'other')
    await restore(copy, into)
    expect(existsSync(join(into, 'seal.key'))).toBe(false)
    const store = await openLocalStore(into)
    await expect(openIdentity({ store, config: configOf(into), now, cost })).rejects.toThrow('seal.key is missing')
    await store.close()
  })
})
