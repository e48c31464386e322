import { type Entity, type Key, type Kind, type EntityOf, keyOf, splitKey } from '../shared/entity.ts'
import type { Envelope } from '../shared/envelope.ts'
import type { Decision } from '../shared/decision.ts'
import { newId } from './id.ts'
import { createMarks } from './marks.ts'
import { type Nouns, evolveBy } from './nouns.ts'
import { type Store, StoreError, type WriteOp, op } from './store/store.ts'

export type Happened = { subject: Key; type: string; data: unknown }
/** One thing that is kept together or not at all: what happened, who did it, by which sender, and rows that go with it. */
export type Record_ = { actor: string; feed: string; at?: string; events: readonly Happened[]; ops?: readonly WriteOp[] }
/** The envelopes, and what each of `ops` returned. */
export type Recorded = Envelope[] & { values: unknown[] }
export type Hub = Awaited<ReturnType<typeof openHub>>

/** Seqs promised in advance: after an unclean stop the store begins above everything a reader may have been told. */
const CEILING_STEP = 10_000
const RECENT = 5_000

/** The one door: whatever happens is recorded here, becomes what is, and is told by the next tick. `head` is what is decided already,
 *  though not yet on disk; readers see `marks` only, which is on disk. */
export async function openHub(options: { store: Store; nouns: Nouns; now: () => Date; tombstones?: number }) {
  const { store, nouns, now } = options
  const meta = await store.read('meta.all')
  const rows = await store.read('picture.all')
  const epoch = meta['epoch'] ?? newId()
  const kept = Math.max(Number(meta['seq'] ?? 0), ...(rows.length ? [rows.at(-1)!.seq] : []))
  const clean = meta['clean'] === 'yes' || meta['epoch'] === undefined
  let ceiling = Number(meta['ceiling'] ?? 0)
  const marks = createMarks({
    epoch, tombstones: options.tombstones ?? 20_000, remembersFrom: Number(meta['remembersFrom'] ?? 0),
    seq: clean ? kept : Math.max(kept, ceiling), hole: clean ? null : [kept, ceiling],
  }) // prettier-ignore
  for (const { key, seq, entity } of rows) marks.set(key, seq, entity)
  let assigned = marks.seq()
  const heads = new Map<Key, { entity: Entity | null; pending: number }>()
  const recent = new Map<Key, Entity>()
  const listeners = new Set<(changed: readonly Key[]) => void>()
  const tell = (keys: readonly Key[]) => { for (const listener of listeners) listener(keys) } // prettier-ignore

  await store.write({ subjects: [], ops: [op('meta.put', 'epoch', epoch), op('meta.put', 'clean', 'no'), ...raiseCeiling()] })

  function raiseCeiling(): WriteOp[] {
    if (assigned + CEILING_STEP / 2 < ceiling) return []
    ceiling = assigned + CEILING_STEP
    return [op('meta.put', 'ceiling', String(ceiling))]
  }
  /** Decided state, as far as it is in memory: undefined when it would have to be read. */
  function decided(key: Key): Entity | null | undefined {
    const head = heads.get(key)
    return head ? head.entity : (marks.get(key) ?? recent.get(key))
  }

  function remember(key: Key, entity: Entity | null, shown: boolean) {
    recent.delete(key)
    if (entity === null || shown) return
    recent.set(key, entity)
    if (recent.size > RECENT) recent.delete(recent.keys().next().value as Key)
  }
  function settle(key: Key) {
    const head = heads.get(key)
    if (head && --head.pending === 0) heads.delete(key)
  }
  const isShown = (entity: Entity): boolean =>
    nouns[entity.kind] === undefined || (nouns[entity.kind] as { inPicture(e: Entity): boolean }).inPicture(entity)

  /** The newest state of a subject, from memory or the store; null when there is none. */
  async function find<K extends Kind>(key: `${K}:${string}`): Promise<EntityOf<K> | null> {
    const held = decided(key)
    if (held !== undefined) return held as EntityOf<K> | null
    const read = await store.read('entities.get', key)
    const since = decided(key) // somebody may have recorded while we read
    if (since === undefined && read !== null) remember(key, read, false) // `record` stands on it
    return (since === undefined ? read : since) as EntityOf<K> | null
  }

  /** Keeps what happened and makes what is; resolves when it is on disk and told. Subjects must have been looked up by `find` (or be new). */
  async function record({ actor, feed, at = now().toISOString(), events, ops = [] }: Record_): Promise<Recorded> {
    const envelopes = events.map(({ subject, type, data }): Envelope => ({ id: newId(), at, feed, actor, subject, type, data }))
    const touched = new Map<Key, Entity | null>()
    for (const envelope of envelopes) {
      const key = envelope.subject as Key
      const after = evolveBy(nouns, splitKey(key)[0], decided(key) ?? null, envelope)
      const head = heads.get(key)
      heads.set(key, { entity: after, pending: (head?.pending ?? 0) + (touched.has(key) ? 0 : 1) })
      touched.set(key, after)
    }
    const changes = [...touched].map(([key, entity]) => ({
      key,
      entity,
      shown: entity !== null && isShown(entity),
      was: marks.get(key) !== null,
      seq: ++assigned,
    }))
    const kept = changes.flatMap(({ key, entity, shown, was, seq }): WriteOp[] => [
      entity === null ? op('entities.remove', key) : op('entities.put', entity),
      ...(shown || was || pendingShown(key) ? [op('picture.put', key, seq, shown ? entity : null)] : []),
      ...(entity === null ? [] : ((nouns[entity.kind] as { project?(e: Entity): WriteOp[] } | undefined)?.project?.(entity) ?? [])),
    ])
    let values: unknown[]
    try {
      values = await store.write({
        subjects: [...touched.keys()],
        ops: [...envelopes.map((e) => op('journal.add', e)), ...kept, ...ops, ...raiseCeiling()],
      })
      for (const { key, entity, shown, seq } of changes) {
        if (shown || marks.get(key) !== null) marks.set(key, seq, shown ? entity : null)
        remember(key, entity, shown)
      }
    } catch (error) {
      for (const { key } of changes) heads.delete(key) // what was decided on top of it fails as stale and decides again
      throw error
    }
    for (const { key } of changes) settle(key)
    tell(changes.map(({ key }) => key))
    return Object.assign(envelopes, { values: values.slice(envelopes.length + kept.length, envelopes.length + kept.length + ops.length) })
  }
  /** An earlier record that still waits may be about to show it. */
  const pendingShown = (key: Key) => (heads.get(key)?.pending ?? 0) > 1

  /** Decides on the newest state and records; decides again when an earlier write that it stood on failed. */
  async function act<K extends Kind, Event extends Record_>(
    key: `${K}:${string}`,
    decide: (entity: EntityOf<K> | null) => Decision<Event>,
  ): Promise<Decision<Event>> {
    for (let attempt = 0; ; attempt++) {
      const found = await find(key)
      const decision = decide(heads.has(key) ? (heads.get(key)!.entity as EntityOf<K> | null) : found)
      if (!decision.ok) return decision
      try {
        await record(decision.event)
        return decision
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'stale') || attempt >= 5) throw error
      }
    }
  }

  /** Derived state (health, summaries, heads): no envelope, since it can be computed again; kept in the picture so that a restart costs a
   *  reader nothing. When the store cannot write it is shown all the same. What did not change is not told. */
  async function show(entities: readonly Entity[], gone: readonly Key[] = []): Promise<void> {
    const changes = [...entities.map((entity) => ({ key: keyOf(entity), entity })), ...gone.map((key) => ({ key, entity: null }))]
      .filter(({ key, entity }) => JSON.stringify(derived.get(key) ?? marks.get(key)) !== JSON.stringify(entity))
      .map((change) => ({ ...change, seq: ++assigned }))
    if (changes.length === 0) return
    for (const { key, entity } of changes) derived.set(key, entity)
    try {
      await store.write({
        subjects: [],
        ops: [...changes.map(({ key, seq, entity }) => op('picture.put', key, seq, entity)), ...raiseCeiling()],
      })
    } catch {
      if (assigned >= ceiling) return
    } finally {
      for (const { key } of changes) derived.delete(key)
    }
    for (const { key, seq, entity } of changes) marks.set(key, seq, entity)
    tell(changes.map(({ key }) => key))
  }
  const derived = new Map<Key, Entity | null>()

  /** Forgets the oldest tombstones, here and on disk. Called now and then by the house-keeper. */
  async function forget(): Promise<void> {
    const keys = marks.forget()
    if (keys.length)
      await store.write({
        subjects: [],
        ops: [op('picture.forget', keys), op('meta.put', 'remembersFrom', String(marks.log().remembersFrom))],
      })
  }

  return {
    epoch,
    log: marks.log,
    /** Committed picture. */
    peek: <K extends Kind>(key: `${K}:${string}`) => marks.get(key) as EntityOf<K> | null,
    ofKind: <K extends Kind>(kind: K) => marks.ofKind(kind) as Iterable<EntityOf<K>>,
    find, record, act, show, forget,
    /** Told after each commit with the keys that changed. Returns the undo. */
    onChange(listener: (changed: readonly Key[]) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Promises a clean next start: every seq that was told is on disk. */
    close: () => store.write({ subjects: [], ops: [op('meta.put', 'seq', String(marks.seq())), op('meta.put', 'clean', 'yes')] }).then(() => undefined),
  } // prettier-ignore
}
