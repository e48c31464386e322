import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readArguments } from './arguments.ts'
import { MANIFEST, Manifest, STORE_FILE, sha256Of } from './backup.ts'
import type { Config } from './config.ts'
import { askConsole, type Said } from './console.ts'
import { newId } from './id.ts'
import { openIdentity } from './identity.ts'
import { keep } from './register.ts'
import { REVOKED_FILE, openRevokedList } from './revoked-list.ts'
import { openStore } from './store/open-store.ts'
import { type Store, op } from './store/store.ts'

/** What a store leaves when another takes its place. The seal, and what was revoked since, stay. */
const REPLACED = [STORE_FILE, `${STORE_FILE}-wal`, `${STORE_FILE}-shm`, 'photos', 'shown', 'uploads']

/** Takes only what the manifest names, each a plain file of the named size and SHA-256. */
async function checked(from: string): Promise<Manifest> {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(from, MANIFEST), 'utf8')))
  if (!manifest.files.some(({ name }) => name === STORE_FILE)) throw new Error(`${from} holds no ${STORE_FILE}`)
  for (const { name, bytes, sha256 } of manifest.files) {
    for (const part of [dirname(name), name])
      if (part !== '.' && lstatSync(join(from, part)).isSymbolicLink()) throw new Error(`${name}: a link is not taken`)
    const stat = lstatSync(join(from, name))
    if (!stat.isFile() || stat.size !== bytes || (await sha256Of(join(from, name))) !== sha256)
      throw new Error(`${name}: not the file that the manifest names`)
  }
  return manifest
}

type Restore = { args: readonly string[]; config: Config; cwd: string; now: () => Date; open?: (folder: string) => Promise<Store> }

/** Into an empty folder, or with `--replace`: a new epoch, no session, no wall cookie, what was revoked or erased stays so; audited. */
export async function restoreFrom({ args, config, cwd, now, open = (folder) => openStore({ folder }) }: Restore): Promise<Said> {
  const { flags, words } = readArguments(args, [], ['replace'])
  if (words.length !== 1) throw new Error('usage: npm run restore -- DIR [--replace]')
  const [from, to] = [resolve(cwd, words[0]!), config.dataFolder]
  if (await askConsole(to, 'ping', [], cwd)) throw new Error('a server is running on this folder: stop it first')
  const manifest = await checked(from)
  const isThere =
    existsSync(join(to, STORE_FILE)) ||
    (existsSync(to) && readdirSync(to).some((name) => manifest.files.some((file) => file.name.split('/')[0] === name)))
  if (isThere && !flags.has('replace')) throw new Error(`${to} is not empty: give --replace, or another TONGGUAN_DATA`)
  mkdirSync(to, { recursive: true, mode: 0o700 })
  chmodSync(to, 0o700)
  for (const name of REPLACED) rmSync(join(to, name), { recursive: true, force: true })
  const later = openRevokedList(to)
  for (const { name } of manifest.files) {
    if (name === REVOKED_FILE) continue
    mkdirSync(dirname(join(to, name)), { recursive: true, mode: 0o700 })
    copyFileSync(join(from, name), join(to, name))
    chmodSync(join(to, name), 0o600)
  }
  if (manifest.files.some(({ name }) => name === REVOKED_FILE)) {
    const earlier = openRevokedList(from)
    for (const kind of ['key', 'person'] as const) for (const id of earlier.all(kind)) later.add(kind, id, now().toISOString())
  }
  await renew(await open(config.dataFolder), config, now, manifest)
  return { lines: [`${manifest.files.length} files of ${manifest.at} are in ${to}; all sessions and wall cookies have ended`], ok: true }
}

async function renew(store: Store, config: Config, now: () => Date, manifest: Manifest): Promise<void> {
  // No seal is needed here, and none is to be made.
  const house = await openIdentity({ store, config: { ...config, sealKey: 'not used while restoring' }, now }) // applies what was revoked and erased
  const row = house.audit.row({
    actor: { id: 'console', roles: [] }, where: { address: null, session: 'console' }, action: 'store.restore', object: 'store', result: 'done', reason: `备份于 ${manifest.at}`,
  }) // prettier-ignore
  await keep(
    store,
    [house.sessions.endAll(), house.walls.endAll()],
    [row, op('meta.put', 'epoch', newId()), op('meta.put', 'clean', 'yes')],
  )
  await house.stop()
  await store.close()
}
