import { expect, it } from 'vitest'
import type { AuditRow } from './audit.ts'
import { keepStore } from './keeping.ts'
import { op } from './store.ts'
import { toBatch } from './contract-observations.ts'
import type { Bench } from './store-contract.ts'

const aRow = (n: number, more: Partial<AuditRow> = {}): AuditRow => ({
  at: new Date(Date.UTC(2026, 10, 2) + n * 60_000).toISOString(), actor: n % 2 ? 'zhao' : 'qian', roles: ['operator'], address: '127.0.0.1', session: 's', action: 'incident.step',
  object: `incident:${n}`, result: 'ok', reason: null, bodyHash: 'ab', ...more,
}) // prettier-ignore

export function auditContract(bench: Bench): void {
  const write = (...ops: Parameters<Bench['store']['write']>[0]['ops']) => bench.store.write({ subjects: [], ops })

  it('K50 audit rows are chained over hashes, in the order they were written, also across opening again', async () => {
    await Promise.all([1, 2, 3].map((n) => write(op('audit.add', aRow(n)))))
    const store = await bench.reopen()
    await write(op('audit.add', aRow(4)))
    expect(await store.read('audit.verify')).toMatchObject({ rows: 4, brokenAt: null })
    const rows = await store.read('audit.list', { limit: 10 })
    expect(rows.map((r) => r.n)).toEqual([4, 3, 2, 1])
    expect(rows.slice(0, 3).map((r) => r.prev)).toEqual(rows.slice(1).map((r) => r.hash))
  })

  it('K51 the audit is read by time, actor and action, a page at a time', async () => {
    for (const n of [1, 2, 3, 4, 5, 6]) await write(op('audit.add', aRow(n, n === 6 ? { action: 'sign-in' } : {})))
    const list = async (q: object) => (await bench.store.read('audit.list', { limit: 10, ...q })).map((r) => r.n)
    expect(await list({ actor: 'zhao' })).toEqual([5, 3, 1])
    expect(await list({ actor: 'qian', action: 'incident.step' })).toEqual([4, 2])
    expect(await list({ limit: 2, before: 5 })).toEqual([4, 3])
    expect(await list({ from: aRow(2).at, to: aRow(3).at })).toEqual([3, 2])
    expect(await list({ from: '2027-01-01T00:00:00.000Z' })).toEqual([])
  })

  it('K52 dead letters are counted exactly for ever, and the newest of each feed are kept', async () => {
    const letter = (n: number, feed = 'mqtt') => ({
      feed,
      rule: n % 2 ? 'O-range' : 'O-json',
      reason: '超出范围',
      at: aRow(n).at,
      payload: `p${n}`,
    })
    await write(
      op(
        'letters.add',
        [1, 2, 3, 4, 5, 6, 7].map((n) => letter(n)),
        3,
      ),
      op('letters.add', [letter(8, 'http')], 3),
      op('letters.count', 'mqtt', 'O-rate', 40),
    )
    expect((await bench.store.read('letters.newest', 'mqtt', 10)).map((l) => l.payload)).toEqual(['p7', 'p6', 'p5'])
    const counts = Object.fromEntries((await bench.store.read('letters.counts')).map((c) => [`${c.feed} ${c.rule}`, c.count]))
    expect(counts).toEqual({ 'mqtt O-range': 4, 'mqtt O-json': 3, 'mqtt O-rate': 40, 'http O-json': 1 })
  })

  it('K53 sealed personal data is found by its subject, and gone when removed or past its time', async () => {
    const field = (id: string, expiresAt: string | null) =>
      op('personal.put', { id, subject: 'incident:1', field: id, sealed: `k1.${id}`, at: aRow(0).at, expiresAt })
    await write(field('name', null), field('phone', '2026-11-03T00:00:00.000Z'))
    expect((await bench.store.read('personal.of', 'incident:1')).map((p) => p.sealed)).toEqual(['k1.name', 'k1.phone'])
    await write(op('personal.expire', '2026-12-01T00:00:00.000Z'))
    expect(await bench.store.read('personal.get', 'phone')).toBeNull()
    await write(op('personal.removeOf', 'incident:1'))
    expect(await bench.store.read('personal.of', 'incident:1')).toEqual([])
  })

  it('K54 outgoing messages come due in order and keep their last state', async () => {
    const message = (id: string, nextAt: string | null, state: 'waiting' | 'dead' = 'waiting') =>
      op('outbox.put', {
        id,
        channel: 'sms',
        template: 't',
        subject: 'incident:1',
        body: 'sealed',
        state,
        attempts: 1,
        nextAt,
        createdAt: aRow(0).at,
        sentAt: null,
        receipt: null,
        error: null,
      })
    await write(message('b', aRow(2).at), message('a', aRow(1).at), message('c', aRow(9).at))
    expect((await bench.store.read('outbox.due', aRow(3).at, 10)).map((m) => m.id)).toEqual(['a', 'b'])
    await write(message('a', null, 'dead'))
    expect((await bench.store.read('outbox.due', aRow(3).at, 10)).map((m) => m.id)).toEqual(['b'])
    expect((await bench.store.read('outbox.inState', 'dead', 10)).map((m) => m.id)).toEqual(['a'])
  })

  it('K55 redact rewrites what happened and what was answered, and the audit still verifies', async () => {
    await write(
      op('journal.add', {
        id: 'e1',
        at: aRow(0).at,
        feed: 'desk',
        actor: 'zhao',
        subject: 'incident:1',
        type: 'incident.reported',
        data: { title: '13800000000' },
      }),
      op('audit.add', aRow(1)),
    )
    await write(op('journal.redact', 'e1', { title: '＊' }))
    expect((await bench.store.read('journal.of', 'incident:1')).map((e) => e.data)).toEqual([{ title: '＊' }])
    expect(await bench.store.read('audit.verify')).toMatchObject({ brokenAt: null })
  })

  it('K56 a round of keeping forgets answers after 90 days, sealed data and payloads after 30, rows by their receipt, and no count', async () => {
    const now = Date.UTC(2026, 10, 2)
    const days = (n: number) => new Date(now - n * 86_400_000).toISOString()
    const answer = (commandId: string, at: string) =>
      op('commands.remember', { commandId, actor: 'a', bodyHash: 'h', status: 200, answer: {}, at })
    const row = (n: number) => op('observations.add', toBatch([{ ordinal: 0, at: now - n * 86_400_000, value: n }], now - n * 86_400_000))
    await write(answer('old', days(91)), answer('new', days(89)), row(500), row(401), row(300))
    await write(op('letters.add', [{ feed: 'f', rule: 'r', reason: '', at: days(31), payload: 'p' }], 5))
    await keepStore(bench.store, { rawDays: 400, minuteDays: 450, commandDays: 90, sealedDays: 30 }, now)
    expect([await bench.store.read('commands.get', 'old'), (await bench.store.read('commands.get', 'new'))?.commandId]).toEqual([
      null,
      'new',
    ])
    expect([await bench.store.read('letters.newest', 'f', 5), await bench.store.read('letters.counts')]).toEqual([
      [],
      [{ feed: 'f', rule: 'r', count: 1 }],
    ])
    expect([...(await bench.store.read('observations.window', 0, 0, now)).values]).toEqual([300])
    expect((await bench.store.read('observations.hours', 0, 0, now)).map((h) => h.last)).toEqual([500, 401, 300])
  })
}
