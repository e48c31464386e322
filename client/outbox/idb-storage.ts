import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Action, KeptPhoto } from './action.ts'
import { memoryStorage } from './memory-storage.ts'
import type { OutboxStorage } from './ports.ts'

interface FieldDb extends DBSchema {
  actions: { key: string; value: Action; indexes: { user: string } }
  photos: { key: string; value: KeptPhoto }
  /** Last known tasks, items, settings: what may be fetched again. */
  kept: { key: string; value: unknown }
}

let opened: Promise<IDBPDatabase<FieldDb>> | null = null
const database = () =>
  (opened ??= openDB<FieldDb>('tongguan-field', 1, {
    upgrade(db) {
      db.createObjectStore('actions', { keyPath: 'commandId' }).createIndex('user', 'user')
      db.createObjectStore('photos', { keyPath: 'key' })
      db.createObjectStore('kept')
    },
  }))

export type PhoneStorage = OutboxStorage & {
  /** False: this browser keeps nothing once closed, and the face says so. */
  durable: boolean
  read<T>(key: string): Promise<T | null>
  write(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  /** Bytes of unsent photos of everybody on this phone. */
  photoBytes(): Promise<number>
}

const idbStorage = (db: IDBPDatabase<FieldDb>): PhoneStorage => ({
  durable: true,
  load: (user) => db.getAllFromIndex('actions', 'user', user),
  async commit(change) {
    const tx = db.transaction(['actions', 'photos'], 'readwrite', { durability: 'strict' })
    for (const action of change.actions ?? []) void tx.objectStore('actions').put(action)
    for (const photo of change.photos ?? []) void tx.objectStore('photos').put(photo)
    for (const key of change.dropPhotos ?? []) void tx.objectStore('photos').delete(key)
    for (const commandId of change.dropActions ?? []) void tx.objectStore('actions').delete(commandId)
    await tx.done
  },
  photo: async (key) => (await db.get('photos', key)) ?? null,
  read: async <T>(key: string) => ((await db.get('kept', key)) as T | undefined) ?? null,
  write: async (key, value) => void (await db.put('kept', value, key)),
  remove: (key) => db.delete('kept', key),
  photoBytes: async () => (await db.getAll('photos')).reduce((sum, { bytes }) => sum + bytes.length, 0),
})

function volatileStorage(): PhoneStorage {
  const memory = memoryStorage()
  const kept = new Map<string, unknown>()
  return {
    ...memory,
    durable: false,
    read: async <T>(key: string) => (kept.get(key) as T | undefined) ?? null,
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    photoBytes: async () => [...memory.photos.values()].reduce((sum, { bytes }) => sum + bytes.length, 0),
  }
}

/** The phone's own store, or memory where the browser refuses one. */
export const openPhoneStorage = async (): Promise<PhoneStorage> => {
  try {
    return idbStorage(await database())
  } catch {
    return volatileStorage()
  }
}
