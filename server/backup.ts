import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { REVOKED_FILE } from './revoked-list.ts'
import type { Store } from './store/store.ts'

/** A plain relative name: no link, no way out of the folder. */
const FileName = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)?$/)
export const Manifest = z.strictObject({
  version: z.literal(1),
  at: z.string(),
  files: z.array(z.strictObject({ name: FileName, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(5_000_000),
})
export type Manifest = z.infer<typeof Manifest>
export const MANIFEST = 'manifest.json'
export const STORE_FILE = 'city.db'
/** What belongs to the store though it lies beside it. Never `seal.key`; copies that can be made again are left out. */
const FOLDERS = ['photos']

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Copies the whole store, online, into an empty folder: the database first, then the files that it names, then the manifest. */
export async function backupTo({
  store,
  dataFolder,
  folder,
  cwd,
  at,
}: {
  store: Store
  dataFolder: string
  folder: string
  cwd: string
  at: string
}) {
  const to = resolve(cwd, folder)
  if (existsSync(to) && readdirSync(to).length > 0) throw new Error(`${to} is not empty`)
  mkdirSync(to, { recursive: true, mode: 0o700 })
  chmodSync(to, 0o700)
  await store.backup(join(to, STORE_FILE))
  const names = [STORE_FILE]
  const beside = FOLDERS.flatMap((name) =>
    existsSync(join(dataFolder, name)) ? readdirSync(join(dataFolder, name)).map((file) => `${name}/${file}`) : [],
  )
  for (const name of [...beside, ...(existsSync(join(dataFolder, REVOKED_FILE)) ? [REVOKED_FILE] : [])]) {
    if (!FileName.safeParse(name).success || !statSync(join(dataFolder, name)).isFile()) continue
    mkdirSync(dirname(join(to, name)), { recursive: true, mode: 0o700 })
    copyFileSync(join(dataFolder, name), join(to, name))
    names.push(name)
  }
  const files: Manifest['files'] = []
  for (const name of names) {
    chmodSync(join(to, name), 0o600)
    files.push({ name, bytes: statSync(join(to, name)).size, sha256: await sha256Of(join(to, name)) })
  }
  const manifest: Manifest = { version: 1, at, files }
  writeFileSync(join(to, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 })
  return { folder: to, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}
