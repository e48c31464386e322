import { expect, test } from 'vitest'
import { failureOf } from './http-transport.ts'
import { metadataOf } from './tus.ts'

test('J150 only an answer that the server remembers or will never change ends a deed; every other keeps it', () => {
  for (const status of [403, 404, 409, 413, 422, 400])
    expect(failureOf(status, { rule: 'x', reason: 'y' })).toMatchObject({ kind: 'refused', rule: 'x' })
  for (const status of [429, 500, 502, 503]) expect(failureOf(status, {}, 3)).toEqual({ kind: 'later', why: 'busy', afterMs: 3_000 })
  expect(failureOf(401, {})).toEqual({ kind: 'stop', why: 'signed-out' })
  expect(failureOf(403, { rule: 'locked' })).toEqual({ kind: 'stop', why: 'locked' })
  expect(failureOf(403, { rule: 'csrf' })).toBe('csrf')
})

test('J151 a photo goes with its facts of capture, and what is not known is left out', () => {
  const known = { key: 'k1', user: 'wu', bytes: new Uint8Array(3), thumb: '', type: 'image/webp', sha256: 'ab', originalSha256: 'cd', capturedAt: '2026-11-22T11:40:00.000Z', position: [113.5, 22.25], accuracyM: 6.4, from: 'camera', url: null, sent: 0, id: null } as const // prettier-ignore
  const read = (text: string) => Object.fromEntries(text.split(',').map((row) => { const [name = '', value = ''] = row.split(' '); return [name, Buffer.from(value, 'base64').toString()] })) // prettier-ignore
  expect(read(metadataOf({ ...known, position: [113.5, 22.25] }))).toEqual({
    filename: 'k1.webp', filetype: 'image/webp', sha256: 'ab', originalSha256: 'cd', capturedAt: '2026-11-22T11:40:00.000Z', position: '113.5,22.25', accuracyM: '6', from: 'camera',
  }) // prettier-ignore
  expect(Object.keys(read(metadataOf({ ...known, position: null, accuracyM: null })))).toEqual([
    'filename',
    'filetype',
    'sha256',
    'originalSha256',
    'capturedAt',
    'from',
  ])
})
