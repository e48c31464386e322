import type { Action, KeptPhoto } from './action.ts'
import type { OutboxStorage } from './ports.ts'

export type MemoryStorage = OutboxStorage & { photos: Map<string, KeptPhoto>; actions: Map<string, Action> }

/** The outbox's place when the browser gives none (a private window), and in tests. It lives as long as the object. */
export function memoryStorage(): MemoryStorage {
  const actions = new Map<string, Action>()
  const photos = new Map<string, KeptPhoto>()
  return {
    actions,
    photos,
    load: async (user) => [...actions.values()].filter((action) => action.user === user),
    commit: async (change) => {
      for (const action of change.actions ?? []) actions.set(action.commandId, action)
      for (const photo of change.photos ?? []) photos.set(photo.key, photo)
      for (const key of change.dropPhotos ?? []) photos.delete(key)
      for (const commandId of change.dropActions ?? []) actions.delete(commandId)
    },
    photo: async (key) => photos.get(key) ?? null,
  }
}
