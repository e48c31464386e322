import { type Action, type Draft, isEnded, type KeptPhoto, type Refused } from './action.ts'
import type { Later, OutboxStorage, Refusing, Stop, Transport } from './ports.ts'

export type Rest = { kind: 'idle' } | { kind: 'wait'; ms: number } | Later | Stop
export type Outbox = {
  user: string
  actions(): readonly Action[]
  rest(): Rest
  /** Resolves when the deed and its photos are on the phone's disk: only then may a screen say so. */
  add(draft: Draft): Promise<Action>
  /** Takes back what was never sent; false when a request may have left. */
  withdraw(commandId: string): Promise<boolean>
  /** Sends in order until nothing is left or something must be waited for. One at a time, whoever calls. */
  pump(): Promise<Rest>
  /** Forgets receipts older than `beforeMs`. What is not accepted, and its photos, never goes. */
  forget(beforeMs: number): Promise<void>
  /** The author has seen a refusal and gives its evidence up. */
  discard(commandId: string): Promise<void>
  photo(key: string): Promise<KeptPhoto | null>
  subscribe(listener: () => void): () => void
}
export type OutboxParts = {
  user: string
  storage: OutboxStorage
  transport: Transport
  nowMs: () => number
  newId: () => string
  /** Local calendar day of an instant, for the day's numbering. */
  dayOf: (ms: number) => string
}

/** The phone's outbox: every deed is kept before anything is sent, belongs to one user, goes out in order and is applied at most once,
 *  because its commandId is made here and the server remembers it. */
export async function openOutbox(parts: OutboxParts): Promise<Outbox> {
  const { user, storage, transport, nowMs } = parts
  const actions = new Map<string, Action>()
  for (const action of await storage.load(user)) if (action.user === user) actions.set(action.commandId, action)
  const listeners = new Set<() => void>()
  let rest: Rest = { kind: 'idle' }
  let running: Promise<Rest> | null = null

  const inOrder = () => [...actions.values()].sort((a, b) => a.seq - b.seq)
  let shown = inOrder()
  const tell = () => {
    shown = inOrder()
    for (const listener of [...listeners]) listener()
  }
  const keep = async (action: Action, change: { photos?: KeptPhoto[]; dropPhotos?: string[] } = {}) => {
    await storage.commit({ actions: [action], ...change })
    actions.set(action.commandId, action)
    tell()
    return action
  }
  // Numbers are given one after the other: two deeds at once must not get the same.
  let tail: Promise<unknown> = Promise.resolve()
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = tail.then(work, work)
    tail = done.catch(() => undefined)
    return done
  }

  const add = (draft: Draft) =>
    alone(async () => {
      const photos = draft.photos ?? []
      return keep(actionOf(draft, [...actions.values()], parts), { photos: photos.map(({ photo }) => photo) })
    })

  const withdraw = (commandId: string) =>
    alone(async () => {
      const action = actions.get(commandId)
      if (!action || action.state !== 'waiting' || action.attempts > 0) return false
      await keep({ ...action, state: 'withdrawn' }, { dropPhotos: action.photos.map(({ key }) => key) })
      return true
    })

  const refuse = (action: Action, { status, rule, reason, state }: Refusing): Promise<Action> => {
    const refused: Refused = { status, rule, reason, state, at: new Date(nowMs()).toISOString() }
    return keep({ ...action, state: 'refused', refused })
  }

  async function sendPhotos(action: Action): Promise<{ ids: Map<string, string> } | Later | Stop | Refusing> {
    const ids = new Map<string, string>()
    for (const { key } of action.photos) {
      let photo = await storage.photo(key)
      if (!photo) return { kind: 'refused', status: 0, rule: 'photo-missing', reason: '照片在本机找不到了，请重拍', state: null }
      if (photo.id === null) {
        const uploaded = await transport.upload(photo, async ({ url, sent }) => {
          photo = { ...(photo as KeptPhoto), url, sent }
          const known = actions.get(action.commandId) as Action
          await keep({ ...known, state: 'part-sent', bytes: { ...known.bytes, sent: sentBefore(known, key) + sent } }, { photos: [photo] })
        })
        if (uploaded.kind !== 'stored') return uploaded
        photo = { ...photo, id: uploaded.id, sent: photo.bytes.length }
        await storage.commit({ photos: [photo] })
      }
      ids.set(key, photo.id as string)
    }
    return { ids }
  }

  async function sendOne(first: Action): Promise<Later | Stop | null> {
    const incident = incidentOf(first, actions)
    if (incident === 'refused') {
      await refuse(first, {
        kind: 'refused',
        status: 0,
        rule: 'report-refused',
        reason: '这件事的上报没有被采用，这一步也就没有发送',
        state: null,
      })
      return null
    }
    // Marked before the first byte leaves: from here on it can no longer be taken back, not even after a kill.
    const marked = await alone(async () => {
      const known = actions.get(first.commandId) as Action
      return isEnded(known.state) ? null : keep({ ...known, state: 'sending', attempts: known.attempts + 1 })
    })
    if (!marked) return null
    const photos = await sendPhotos(marked)
    if (!('ids' in photos)) return pause(photos, first.commandId)
    const known = actions.get(first.commandId) as Action
    const answer = await transport.send(known, bodyOf(known, photos.ids), incident)
    if (answer.kind !== 'accepted') return pause(answer, first.commandId)
    const done: Action = { ...known, state: 'accepted', receipt: answer.receipt, bytes: { ...known.bytes, sent: known.bytes.total } }
    await keep(done, { dropPhotos: known.photos.map(({ key }) => key) })
    return null
  }

  async function pause(answer: Later | Stop | Refusing, commandId: string): Promise<Later | Stop | null> {
    const known = actions.get(commandId) as Action
    if (answer.kind === 'refused') {
      await refuse(known, answer)
      return null
    }
    await keep({ ...known, state: known.bytes.sent > 0 ? 'part-sent' : 'waiting' })
    return answer
  }

  async function run(): Promise<Rest> {
    for (;;) {
      const next = inOrder().find((action) => !isEnded(action.state))
      if (!next) return { kind: 'idle' }
      const ms = next.sendAfterMs - nowMs()
      if (ms > 0) return { kind: 'wait', ms }
      const halted = await sendOne(next)
      if (halted) return halted
    }
  }

  return {
    user,
    actions: () => shown,
    rest: () => rest,
    add,
    withdraw,
    pump: () =>
      (running ??= run()
        .then((end) => (rest = end))
        .finally(() => {
          running = null
          tell()
        })),
    forget: (beforeMs) =>
      alone(async () => {
        const old = [...actions.values()].filter(
          ({ state, at }) => (state === 'accepted' || state === 'withdrawn') && Date.parse(at) < beforeMs,
        )
        if (old.length === 0) return
        await storage.commit({ dropActions: old.map(({ commandId }) => commandId) })
        for (const { commandId } of old) actions.delete(commandId)
        tell()
      }),
    discard: (commandId) =>
      alone(async () => {
        const action = actions.get(commandId)
        if (action?.state !== 'refused') return
        await keep({ ...action, photos: [] }, { dropPhotos: action.photos.map(({ key }) => key) })
      }),
    photo: (key) => storage.photo(key),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function actionOf(draft: Draft, known: readonly Action[], { user, nowMs, newId, dayOf }: OutboxParts): Action {
  const now = nowMs()
  const day = dayOf(now)
  const photos = (draft.photos ?? []).map(({ photo, when }) => ({
    key: photo.key, when, sha256: photo.sha256, size: photo.bytes.length, capturedAt: photo.capturedAt, thumb: photo.thumb,
  })) // prettier-ignore
  return {
    user,
    seq: known.reduce((most, { seq }) => Math.max(most, seq), 0) + 1,
    day,
    number: known.reduce((most, action) => (action.day === day ? Math.max(most, action.number) : most), 0) + 1,
    commandId: newId(),
    at: new Date(now).toISOString(),
    deed: draft.deed,
    about: draft.about,
    photos,
    state: 'waiting',
    sendAfterMs: now + (draft.undoMs ?? 0),
    attempts: 0,
    bytes: { sent: 0, total: photos.reduce((sum, { size }) => sum + size, 0) },
    receipt: null,
    refused: null,
    offlineSince: draft.offlineSince ?? null,
  }
}

const sentBefore = (action: Action, key: string): number => {
  const at = action.photos.findIndex((photo) => photo.key === key)
  return action.photos.slice(0, at).reduce((sum, { size }) => sum + size, 0)
}

function incidentOf({ deed }: Action, actions: ReadonlyMap<string, Action>): string | null | 'refused' {
  if (deed.kind !== 'step') return null
  if ('id' in deed.incident) return deed.incident.id
  const report = actions.get(deed.incident.report)
  // The report stands before it in the same queue, so it has been decided by now.
  return report?.receipt?.incident ?? 'refused'
}

function bodyOf({ deed, photos }: Action, ids: ReadonlyMap<string, string>): Record<string, unknown> {
  const sent = photos.map(({ key, when }) => (when === null ? { id: ids.get(key) } : { id: ids.get(key), when }))
  const withPhotos = sent.length > 0 ? { photos: sent } : {}
  if (deed.kind === 'report') return { ...deed.body, ...withPhotos }
  if (deed.kind === 'suggestion') return { text: deed.text, anonymous: deed.anonymous }
  return { step: deed.step, ...deed.body, ...withPhotos }
}
