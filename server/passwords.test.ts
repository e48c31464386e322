import { describe, expect, it } from 'vitest'
import { openPasswords, weakness } from './passwords.ts'
import { sealWith } from './seal.ts'

describe('passwords', () => {
  it('X65 weak passwords are refused, long ones are taken whatever they are made of', () => {
    for (const weak of [
      'short',
      'password1234',
      'PASSWORD!!!!',
      'tongguan-demo',
      'aaaaaaaaaaaa',
      '123456789012',
      'annannannann',
      'qwertyuiop',
      'abababababab',
      'ann1ann2ann3',
    ])
      expect(weakness(weak, 'ann'), weak).not.toBeNull()
    for (const good of ['correct horse battery', 'a-strong-Passphrase-7', '珠海城市运行管理中心二楼', 'k8#Lw0!zQp'])
      expect(weakness(good, 'ann'), good).toBeNull()
  })
  it('X66 at most two hashes run at once, twenty wait, the next is told to come back; nobody costs what somebody costs', async () => {
    const passwords = openPasswords({ N: 2 ** 14, r: 8, p: 1 })
    const stored = await passwords.hash('a long enough one')
    const all = await Promise.allSettled(Array.from({ length: 25 }, () => passwords.verify('a long enough one', stored)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(22)
    expect(all.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 429, rule: 'busy' } })
    expect(await passwords.verify('wrong', stored)).toBe(false)
    const timed = async (hash: string | null) => { const before = performance.now(); expect(await passwords.verify('x', hash)).toBe(false); return performance.now() - before } // prettier-ignore
    const [known, unknown] = [await timed(stored), await timed(null)]
    expect(unknown).toBeGreaterThan(known / 4) // the same work, on a busy machine
  })
  it('X67 what is sealed opens with its key only, whole only', () => {
    const seal = sealWith(Buffer.alloc(32, 1))
    const sealed = seal.seal('张三 13812345678')
    expect(sealed).toMatch(/^g1\.[\w-]{8}\./)
    expect(seal.seal('张三 13812345678')).not.toBe(sealed)
    expect(seal.unseal(sealed)).toBe('张三 13812345678')
    expect(() => sealWith(Buffer.alloc(32, 2)).unseal(sealed)).toThrow('another key')
    const parts = sealed.split('.')
    const touched = Buffer.from(parts[4]!, 'base64url')
    touched[0]! ^= 1
    expect(() => seal.unseal([...parts.slice(0, 4), touched.toString('base64url')].join('.'))).toThrow()
  })
})
