import { afterEach, expect, it } from 'vitest'
import { aLoop } from '../fixtures/a-loop.ts'

let loop: Awaited<ReturnType<typeof aLoop>>
afterEach(() => loop.end())
const reported = async () =>
  ((await loop.report('grid', { title: '张大山先生反映积水', description: '电话 13812345678' })).body as { id: string }).id
const reveal = (as: string, id: string, field = 'phone', reason = '回访') =>
  loop.http.ask(as, 'POST', `/api/incidents/${id}/reveal`, { commandId: loop.http.commandId(), field, reason })

it('X34 a desk reveals one field with a reason, audited with it, remembered nowhere; the street only when asked and while the case is open', async () => {
  loop = await aLoop()
  const id = await reported()
  const shown = await reveal('operator', id)
  expect([shown.status, shown.body]).toMatchObject([200, { field: 'phone', value: '13812345678' }])
  expect(Date.parse(shown.body.maskAt) - loop.now().getTime()).toBe(60_000)
  expect((await loop.store.read('audit.list', { limit: 1 }))[0]).toMatchObject({
    action: 'personal.reveal',
    actor: 'operator',
    object: `incident:${id}#phone`,
    reason: '回访',
  })
  expect((await reveal('operator', id, 'phone', '')).status).toBe(422)
  expect((await reveal('operator', id, 'idNumber')).body.rule).toBe('nothing-kept')
  expect((await reveal('stranger', id)).status).toBe(404)
  expect((await reveal('wall', id)).status).toBe(403)
  expect((await reveal('crew1', id)).status).not.toBe(200)
  await loop.step('operator', id, 'register', { item: 'water', condition: 'deep' })
  await loop.step('dispatcher', id, 'dispatch', { department: 'drainage', team: 'drain-1' })
  expect((await reveal('crew1', id)).status).toBe(200)
  expect(JSON.stringify(await loop.store.read('journal.of', `incident:${id}`))).not.toContain('13812345678')
})
it('X35 what was redacted is gone from journal, case, list, index and remembered answers; the audit chain stays whole', async () => {
  loop = await aLoop()
  const id = await reported()
  await loop.step('operator', id, 'register', { item: 'water', condition: 'deep' })
  const commandId = loop.http.commandId()
  await loop.http.ask('operator', 'POST', `/api/incidents/${id}/steps`, { commandId, step: 'comment', text: '张大山已联系' })
  const redact = (as: string) =>
    loop.http.ask(as, 'POST', `/api/incidents/${id}/redact`, {
      commandId: loop.http.commandId(),
      text: '张大山',
      reason: '当事人要求',
      personal: true,
    })
  expect((await redact('operator')).status).toBe(403)
  const done = await redact('chief')
  expect([done.status, done.body]).toEqual([200, { replaced: 2 }])
  const again = await loop.http.ask('operator', 'POST', `/api/incidents/${id}/steps`, { commandId, step: 'comment', text: '张大山已联系' })
  const everywhere = JSON.stringify([
    await loop.store.read('journal.of', `incident:${id}`),
    (await loop.get('operator', id)).body,
    await loop.list('operator'),
    again.body,
  ])
  expect(everywhere).not.toContain('张大山')
  expect((await loop.list('operator', `q=${encodeURIComponent('张大山')}`)).incidents).toEqual([])
  expect(await loop.personal.of(`incident:${id}`)).toEqual([])
  expect((await loop.get('operator', id)).body.history.map((line: { step: string }) => line.step)).toEqual([
    'report',
    'register',
    'comment',
  ])
  expect(await loop.store.read('audit.verify')).toMatchObject({ brokenAt: null })
})
