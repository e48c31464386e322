import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromOf } from '../../shared/incident-table.ts'
import type { StepName } from '../../shared/incident.ts'
import type { Action, Draft, KeptPhoto } from './action.ts'
import { memoryStorage } from './memory-storage.ts'
import { modelServer } from './model-server.ts'
import { openOutbox, type Outbox } from './outbox.ts'
import type { OutboxStorage, Sent, Transport, Uploaded } from './ports.ts'

const FAULTS = ['ok', 'ok', 'lost-before', 'lost-after', 'late', 'busy', 'signed-out'] as const
type Fault = (typeof FAULTS)[number]
const USERS = ['wu', 'zhou'] as const
type User = (typeof USERS)[number]

const who = fc.constantFrom(...USERS)
const onCase = fc.nat({ max: 3 })
const op = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('act' as const), who, onCase, step: fc.constantFrom<StepName>('acknowledge', 'arrive', 'handle', 'handle', 'return', 'inspect'), passed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('report' as const), who, self: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('pump' as const), who, faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 8 }), kill: fc.option(fc.record({ at: fc.integer({ min: 1, max: 12 }), after: fc.boolean() })) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('desk' as const), onCase, step: fc.constantFrom<StepName>('register', 'dispatch', 'dispatch', 'recall', 'close', 'rework'), team: fc.constantFrom('drain-1', 'drain-2') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('kill' as const), who }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('deliver' as const), at: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('withdraw' as const), who }) },
) // prettier-ignore
type Op = typeof op extends fc.Arbitrary<infer T> ? T : never

const BODY: Partial<Record<StepName, (passed: boolean) => Record<string, unknown>>> = {
  handle: () => ({ opinion: '' }),
  return: () => ({ reason: '不归我队' }),
  inspect: (passed) => ({ passed, method: 'ON_SITE', opinion: '' }),
}
const DESK: Partial<Record<StepName, (team: string) => { user: string; body: Record<string, unknown> }>> = {
  register: () => ({ user: 'operator', body: { item: 'water', condition: 'deep' } }),
  dispatch: (team) => ({ user: 'dispatcher', body: { department: 'drainage', team } }),
  recall: () => ({ user: 'dispatcher', body: { reason: '改派' } }),
  rework: () => ({ user: 'operator', body: { reason: '未恢复' } }),
}

class Killed extends Error {}
/** One run of the app on a phone: it may die at any call over its borders, before or after the call had its effect. */
type Life = { dead: boolean; left: number | null; after: boolean }
async function over<T>(life: Life, effect: () => Promise<T>): Promise<T> {
  if (life.dead) throw new Killed()
  if (life.left !== null && --life.left <= 0) {
    life.dead = true
    if (life.after) await effect()
    throw new Killed()
  }
  return effect()
}

function aWorld() {
  const server = modelServer()
  server.addCase('drain-1')
  server.addCase('drain-2')
  const late: (() => void)[] = []
  const told = new Map<string, Action>()
  const withdrawn = new Set<string>()
  const clock = { now: 1_000_000 }
  let ids = 0
  const phones = Object.fromEntries(USERS.map((user) => [user, aPhone(user)])) as Record<User, ReturnType<typeof aPhone>>

  function aPhone(user: User) {
    const disk = memoryStorage()
    const uploads = new Map<string, number[]>()
    const phone = {
      user,
      disk,
      life: { dead: false, left: null, after: false } as Life,
      faults: [] as Fault[],
      outbox: null as Outbox | null,
      open,
      taken: 0,
    }
    const lost = (why: 'offline' | 'busy') => ({ kind: 'later' as const, why, afterMs: 0 })
    const asked = <T>(fault: Fault, call: () => T): T | ReturnType<typeof lost> | { kind: 'stop'; why: 'signed-out' } => {
      if (fault === 'lost-before') return lost('offline')
      if (fault === 'busy') return lost('busy')
      if (fault === 'signed-out') return { kind: 'stop', why: 'signed-out' }
      if (fault === 'late') {
        late.push(call)
        return lost('offline')
      }
      const answer = call()
      return fault === 'lost-after' ? lost('offline') : answer
    }
    function open() {
      const life: Life = { dead: false, left: null, after: false }
      phone.life = life
      const storage: OutboxStorage = {
        load: (name) => over(life, async () => structuredClone(await disk.load(name))),
        commit: (change) => over(life, () => disk.commit(structuredClone(change))),
        photo: (key) => over(life, async () => structuredClone(await disk.photo(key))),
      }
      const transport: Transport = {
        send: ({ commandId }, body, incident) =>
          over(life, async (): Promise<Sent> => {
            const sent = structuredClone({ body, incident })
            return asked(phone.faults.shift() ?? 'ok', () => server.receive(user, commandId, sent.incident, sent.body))
          }),
        upload: async (photo, kept): Promise<Uploaded> => {
          let url = photo.url
          if (!url || !uploads.has(url)) {
            url = `u-${user}-${uploads.size}`
            uploads.set(url, [])
            await kept({ url, sent: 0 })
          }
          const got = uploads.get(url) as number[]
          while (got.length < photo.bytes.length) {
            const fault = phone.faults.shift() ?? 'ok'
            const answer = await over(life, async () =>
              asked(fault === 'late' ? 'lost-after' : fault, () => (got.push(...photo.bytes.subarray(got.length, got.length + 2)), null)),
            )
            if (answer) return answer
            await kept({ url, sent: got.length })
          }
          server.photos.set(url, { sha256: photo.sha256, bytes: [...got] })
          return { kind: 'stored', id: url }
        },
      }
      return openOutbox({ user, storage, transport, nowMs: () => clock.now, newId: () => `command-${++ids}`, dayOf: () => 'day' }).then(
        (outbox) => (phone.outbox = outbox),
      )
    }
    return phone
  }

  const aPhotoOf = (user: string): KeptPhoto => {
    const n = ++ids
    return { key: `photo-${n}`, user, bytes: new Uint8Array([n % 256, 1, 2, 3, 4]), thumb: '', type: 'image/webp', sha256: `sha-${n}`, originalSha256: 'o', capturedAt: 'now', position: null, accuracyM: null, from: 'camera', url: null, sent: 0, id: null } // prettier-ignore
  }
  async function add(user: User, draft: Draft): Promise<Action> {
    const outbox = phones[user].outbox as Outbox
    const action = await outbox.add(draft)
    told.set(action.commandId, action)
    return action
  }
  const about = { title: '', place: '' }
  async function run(step: Op): Promise<void> {
    clock.now += 1_000
    if (step.op === 'act') {
      const photos = step.step === 'handle' ? [{ photo: aPhotoOf(step.who), when: 'after' as const }] : []
      const body = BODY[step.step]?.(step.passed) ?? {}
      await add(step.who, { deed: { kind: 'step', incident: { id: `case-${step.onCase}` }, step: step.step, body }, about, photos })
    } else if (step.op === 'report') {
      const report = await add(step.who, {
        deed: { kind: 'report', body: { title: 'x', description: '', channel: 'GRASSROOTS', source: 'GRID' } },
        about,
      })
      if (step.self)
        await add(step.who, {
          deed: {
            kind: 'step',
            incident: { report: report.commandId },
            step: 'self-handle',
            body: { item: 'litter', condition: 'bin', opinion: '' },
          },
          about,
          photos: [{ photo: aPhotoOf(step.who), when: 'after' }],
        })
    } else if (step.op === 'desk') {
      const { user, body } = DESK[step.step]?.(step.team) ?? { user: 'operator', body: {} }
      server.receive(user, `desk-${++ids}-x`, `case-${step.onCase}`, { step: step.step, ...body })
    } else if (step.op === 'deliver') {
      for (const call of late.splice(Math.min(step.at, late.length - 1), 1)) call()
    } else if (step.op === 'kill') {
      phones[step.who].life.dead = true
      await phones[step.who].open()
    } else if (step.op === 'withdraw') {
      const phone = phones[step.who]
      const last = phone.outbox?.actions().find(({ state }) => state === 'waiting')
      if (last && (await phone.outbox?.withdraw(last.commandId))) withdrawn.add(last.commandId)
      if (last && withdrawn.has(last.commandId)) told.delete(last.commandId)
    } else await pump(step)
  }
  async function pump({ who: user, faults, kill }: Extract<Op, { op: 'pump' }>): Promise<void> {
    const phone = phones[user]
    phone.faults = [...faults]
    if (kill) Object.assign(phone.life, { left: kill.at, after: kill.after })
    try {
      await phone.outbox?.pump()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
    phone.life.left = null
    if (phone.life.dead) await phone.open()
  }
  /** The partition heals: what was late arrives, in the worst order, and both phones send until nothing is left. */
  async function heal(): Promise<void> {
    for (const call of late.splice(0).reverse()) call()
    for (const user of USERS) {
      phones[user].life.dead = true
      phones[user].faults = []
      await phones[user].open()
      expect(await phones[user].outbox?.pump()).toEqual({ kind: 'idle' })
    }
  }
  return { server, phones, told, withdrawn, run, heal }
}

function checkNothingLostOrDoubled({ server, phones, told, withdrawn }: ReturnType<typeof aWorld>): void {
  const { applied } = server
  expect(new Set(applied.map(({ commandId }) => commandId)).size).toBe(applied.length)
  const by = new Map(applied.map((event) => [event.commandId, event]))
  for (const commandId of withdrawn) expect(by.has(commandId)).toBe(false)
  for (const [commandId, { user, photos }] of told) {
    const { disk } = phones[user as User]
    const kept = disk.actions.get(commandId)
    expect(['accepted', 'refused']).toContain(kept?.state)
    expect(by.has(commandId)).toBe(kept?.state === 'accepted')
    if (by.has(commandId)) expect(by.get(commandId)?.by).toBe(user)
    for (const { key, sha256 } of photos) {
      const shown = by.get(commandId)?.photos.map((id) => server.photos.get(id)) ?? []
      const there = shown.some((photo) => photo?.sha256 === sha256 && photo.bytes.length === 5)
      expect(there || disk.photos.get(key)?.bytes.length === 5).toBe(true)
    }
  }
}
function checkEveryStateLegal({ server }: ReturnType<typeof aWorld>): void {
  for (const [id, incident] of server.cases) {
    let state: string | null = null
    for (const { entry } of server.applied.filter((event) => event.incident === id)) {
      expect(entry.from).toBe(state)
      if (entry.from !== null) expect(fromOf(entry.step as StepName, false)).toContain(entry.from)
      state = entry.to
    }
    expect(incident.state).toBe(state)
  }
}

test('J152 two phones and a desk, 1,000 random partitions, kills and reorderings: no evidence lost, no illegal state, nothing applied twice', async () => {
  const seen = { accepted: 0, refused: 0, killed: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(op, { minLength: 4, maxLength: 30 }), async (ops) => {
      const world = aWorld()
      for (const user of USERS) await world.phones[user].open()
      for (const step of ops) await world.run(step)
      await world.heal()
      checkNothingLostOrDoubled(world)
      checkEveryStateLegal(world)
      for (const { user, commandId } of world.told.values())
        seen[world.phones[user as User].disk.actions.get(commandId)?.state as 'accepted'] += 1
      seen.killed += ops.filter((step) => step.op === 'pump' && step.kill).length
    }),
    { numRuns: 1_000, seed: 20261122 },
  )
  // The walk must really have walked: both ends are common, and phones really died.
  expect(Math.min(seen.accepted, seen.refused, seen.killed)).toBeGreaterThan(500)
}, 60_000)
