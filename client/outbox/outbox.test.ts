import { expect, test } from 'vitest'
import type { Draft, KeptPhoto } from './action.ts'
import { memoryStorage } from './memory-storage.ts'
import { openOutbox } from './outbox.ts'
import type { Sent, Transport, Uploaded } from './ports.ts'

const aPhoto = (key: string): KeptPhoto => ({
  key, user: 'wu', bytes: new Uint8Array([1, 2, 3, 4]), thumb: '', type: 'image/jpeg', sha256: `sha-${key}`, originalSha256: 'o', capturedAt: '2026-11-22T11:40:00.000Z',
  position: [113.5, 22.2], accuracyM: 6, from: 'camera', url: null, sent: 0, id: null,
}) // prettier-ignore
const aStep = (step: 'acknowledge' | 'handle' | 'self-handle', extra: Partial<Draft> = {}): Draft => ({
  deed: { kind: 'step', incident: { id: 'c1' }, step, body: {} },
  about: { title: '道路积水', place: '明珠北路' },
  ...extra,
})
const accepted: Sent = { kind: 'accepted', receipt: { at: '2026-11-22T11:41:00.000Z', incident: 'c1', number: null, state: 'ACCEPTED' } }

function aPhone(
  answer: (n: number) => Sent = () => accepted,
  upload: (photo: KeptPhoto) => Uploaded = () => ({ kind: 'stored', id: 'p1' }),
) {
  const storage = memoryStorage()
  const sent: { commandId: string; body: Record<string, unknown>; incident: string | null }[] = []
  const transport: Transport = {
    send: async ({ commandId }, body, incident) => {
      sent.push({ commandId, body, incident })
      return answer(sent.length)
    },
    upload: async (photo, kept) => {
      await kept({ url: '/api/photos/u1', sent: 2 })
      return upload(photo)
    },
  }
  const clock = { now: Date.parse('2026-11-22T11:42:00.000Z') }
  let ids = 0
  const open = (user = 'wu') =>
    openOutbox({ user, storage, transport, nowMs: () => clock.now, newId: () => `command-${++ids}`, dayOf: () => '2026-11-22' })
  return { storage, sent, clock, open }
}

test('J140 a deed is on the disk before the first request leaves', async () => {
  const phone = aPhone()
  const outbox = await phone.open()
  const action = await outbox.add(aStep('handle', { photos: [{ photo: aPhoto('a'), when: 'after' }] }))
  expect(phone.storage.actions.get(action.commandId)?.state).toBe('waiting')
  expect(phone.storage.photos.has('a')).toBe(true)
  expect(phone.sent).toEqual([])
})

test('J141 without a network the queue waits in order and the same commandId is sent again', async () => {
  const phone = aPhone((n) => (n < 3 ? { kind: 'later', why: 'offline', afterMs: 1000 } : accepted))
  const outbox = await phone.open()
  const first = await outbox.add(aStep('acknowledge'))
  const second = await outbox.add(aStep('handle'))
  expect(await outbox.pump()).toMatchObject({ kind: 'later', why: 'offline' })
  await outbox.pump()
  expect(await outbox.pump()).toEqual({ kind: 'idle' })
  expect(phone.sent.map(({ commandId }) => commandId)).toEqual([first.commandId, first.commandId, first.commandId, second.commandId])
})

test('J142 a refused deed keeps its reason and its photos and does not hold up the next', async () => {
  const phone = aPhone((n) =>
    n === 1 ? { kind: 'refused', status: 409, rule: 'wrong-state', reason: '案件已改派', state: 'DISPATCHED' } : accepted,
  )
  const outbox = await phone.open()
  await outbox.add(aStep('handle', { photos: [{ photo: aPhoto('a'), when: 'after' }] }))
  await outbox.add(aStep('acknowledge'))
  await outbox.pump()
  expect(outbox.actions().map(({ state }) => state)).toEqual(['refused', 'accepted'])
  expect(outbox.actions()[0]?.refused).toMatchObject({ rule: 'wrong-state', reason: '案件已改派' })
  expect(phone.storage.photos.has('a')).toBe(true)
})

test('J143 photos go before the deed that shows them and leave the phone only when it is accepted', async () => {
  const phone = aPhone((n) => (n === 1 ? { kind: 'later', why: 'offline', afterMs: 1000 } : accepted))
  const outbox = await phone.open()
  await outbox.add(aStep('handle', { photos: [{ photo: aPhoto('a'), when: 'after' }] }))
  await outbox.pump()
  expect(phone.storage.photos.get('a')).toMatchObject({ id: 'p1' })
  await outbox.pump()
  expect(phone.sent[1]?.body).toEqual({ step: 'handle', photos: [{ id: 'p1', when: 'after' }] })
  expect(phone.storage.photos.size).toBe(0)
})

test('J144 signed out, the queue stays and another user sends nothing of it', async () => {
  const phone = aPhone(() => ({ kind: 'stop', why: 'signed-out' }))
  await (await phone.open()).add(aStep('acknowledge'))
  const other = await phone.open('zhou')
  expect(other.actions()).toEqual([])
  await other.pump()
  expect(phone.sent).toEqual([])
  expect((await phone.open()).actions()).toHaveLength(1)
})

test('J145 within its ten seconds a deed is not sent and can be taken back; once sent it cannot', async () => {
  const phone = aPhone()
  const outbox = await phone.open()
  const undone = await outbox.add(aStep('acknowledge', { undoMs: 10_000 }))
  expect(await outbox.pump()).toEqual({ kind: 'wait', ms: 10_000 })
  expect(await outbox.withdraw(undone.commandId)).toBe(true)
  const kept = await outbox.add(aStep('acknowledge', { undoMs: 10_000 }))
  phone.clock.now += 10_000
  await outbox.pump()
  expect(await outbox.withdraw(kept.commandId)).toBe(false)
  expect(phone.sent.map(({ commandId }) => commandId)).toEqual([kept.commandId])
})

test('J146 a step on a case reported offline goes to the number the server gave it, and not at all when the report was refused', async () => {
  const report: Draft = {
    deed: { kind: 'report', body: { title: '井盖', description: '', channel: 'GRASSROOTS', source: 'GRID' } },
    about: { title: '井盖', place: '' },
  }
  for (const refusedFirst of [false, true]) {
    const phone = aPhone((n) =>
      refusedFirst && n === 1 ? { kind: 'refused', status: 422, rule: 'x', reason: 'y', state: null } : accepted,
    )
    const outbox = await phone.open()
    const { commandId } = await outbox.add(report)
    await outbox.add({ ...aStep('self-handle'), deed: { kind: 'step', incident: { report: commandId }, step: 'self-handle', body: {} } })
    await outbox.pump()
    expect(phone.sent.map(({ incident }) => incident)).toEqual(refusedFirst ? [null] : [null, 'c1'])
    expect(outbox.actions()[1]?.state).toBe(refusedFirst ? 'refused' : 'accepted')
  }
})

test('J147 a killed phone resumes the upload where its last receipt stood', async () => {
  const phone = aPhone(
    () => accepted,
    () => ({ kind: 'later', why: 'offline', afterMs: 0 }),
  )
  const outbox = await phone.open()
  await outbox.add(aStep('handle', { photos: [{ photo: aPhoto('a'), when: 'after' }] }))
  await outbox.pump()
  const again = await phone.open()
  expect(again.actions()[0]).toMatchObject({ state: 'part-sent', bytes: { sent: 2, total: 4 } })
  expect(await again.photo('a')).toMatchObject({ url: '/api/photos/u1', sent: 2 })
})

test('J148 receipts are forgotten with time, but never what the server has not taken', async () => {
  const phone = aPhone((n) => (n === 1 ? accepted : { kind: 'refused', status: 409, rule: 'x', reason: 'y', state: null }))
  const outbox = await phone.open()
  await outbox.add(aStep('acknowledge'))
  await outbox.add(aStep('handle', { photos: [{ photo: aPhoto('a'), when: 'after' }] }))
  await outbox.pump()
  await outbox.forget(phone.clock.now + 1)
  expect(phone.storage.actions.size).toBe(1)
  expect(phone.storage.photos.size).toBe(1)
})
