import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256, sha256Plain } from './sha256.ts'

test("J149 the hash of a photo is the same with and without the browser's help", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const own = new Uint8Array(bytes)
      const expected = createHash('sha256').update(own).digest('hex')
      expect(sha256Plain(own)).toBe(expected)
      expect(await sha256(own)).toBe(expected)
    }),
  )
})
