import { z } from 'zod'
import type { Actor, KeyScope } from '../shared/actor.ts'
import { KeyView } from '../shared/organisation.ts'
import { randomId } from './id.ts'
import { type Change, openRegister } from './register.ts'
import { digest, newSecret, same } from './secrets.ts'
import type { Store } from './store/store.ts'

const StoredKey = KeyView.extend({ hash: z.string() })
type StoredKey = z.infer<typeof StoredKey>
export type NewKey = {
  name: string
  scopes: readonly KeyScope[]
  wanted?: readonly KeyScope[]
  areas: readonly string[]
  until: string | null
  datastreams: readonly string[] | null
  by: string
}
export type Keys = Awaited<ReturnType<typeof openKeys>>

const FORM = /^tg_([0-9a-z]{12})_([A-Za-z0-9_-]{43})$/
const FLUSH_MS = 60_000

/** Machines' keys: `tg_ID_SECRET`, kept as SHA-256, compared in constant time. */
export async function openKeys({ store, now, city }: { store: Store; now: () => Date; city: string }) {
  const register = await openRegister(store, 'keys', StoredKey)
  const used = new Map<string, string>()
  const flush = async () => {
    const keys = [...used].flatMap(([id, lastUsedAt]) => (register.has(id) ? [{ ...register.get(id)!, lastUsedAt }] : []))
    used.clear()
    if (keys.length === 0) return
    const change = register.put(...keys)
    await store.write({ subjects: [], ops: change.ops }).catch(() => {}) // last use may be lost, no more
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()
  const works = (key: StoredKey): boolean =>
    key.revokedAt === null && (key.until === null || Date.parse(key.until) > now().getTime()) && key.scopes.length > 0
  const toActor = (key: StoredKey): Actor => ({
    id: `key:${key.id}`, name: key.name, kind: 'key', roles: [], scopes: key.scopes, areas: key.areas, domains: [], departments: [], teams: [], city,
    ...(key.datastreams === null ? {} : { datastreams: key.datastreams }),
  }) // prettier-ignore

  return {
    list: (): KeyView[] => register.all().map(({ hash: _, ...key }) => key),
    get: register.get,
    works: (id: string): boolean => register.has(id) && works(register.get(id)!),
    /** Whose key this is, when it works; its use is noted. */
    actorOf(text: string): Actor | null {
      const [, id = '', secret = ''] = FORM.exec(text) ?? []
      const key = register.get(id)
      if (!same(digest(secret), key?.hash ?? digest('')) || key === undefined || !works(key)) return null
      used.set(id, now().toISOString())
      register.touch({ ...key, lastUsedAt: now().toISOString() })
      return toActor(key)
    },
    /** The only moment at which the key's text exists. */
    make({ by, ...asked }: NewKey): { id: string; text: string; change: Change } {
      const id = randomId(12)
      const secret = newSecret()
      const key: StoredKey = {
        id, name: asked.name, scopes: [...asked.scopes], wanted: [...(asked.wanted ?? asked.scopes)], areas: [...asked.areas], until: asked.until,
        datastreams: asked.datastreams === null ? null : [...asked.datastreams],
        createdAt: now().toISOString(), createdBy: by, lastUsedAt: null, revokedAt: null, hash: digest(secret),
      } // prettier-ignore
      return { id, text: `tg_${id}_${secret}`, change: register.put(key) }
    },
    put: (key: StoredKey): Change => register.put(key),
    revoke: (id: string): Change => register.put({ ...register.get(id)!, revokedAt: now().toISOString() }),
    onChange: register.onChange,
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
