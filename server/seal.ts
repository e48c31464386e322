import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What seals personal data; another provider (SM4) may stand in its place. The key's id is in the text, so that keys can follow each other. */
export interface Seal {
  keyId: string
  seal(text: string): string
  /** Throws when the text was sealed by another key or was touched. */
  unseal(sealed: string): string
}

/** AES-256-GCM, `g1.KEYID.NONCE.TAG.TEXT` in base64url. */
export function sealWith(key: Buffer): Seal {
  const keyId = createHash('sha256').update('tongguan-seal-id').update(key).digest('base64url').slice(0, 8)
  return {
    keyId,
    seal(text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(keyId))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return ['g1', keyId, nonce.toString('base64url'), cipher.getAuthTag().toString('base64url'), body.toString('base64url')].join('.')
    },
    unseal(sealed) {
      const [form, id, nonce = '', tag = '', body = ''] = sealed.split('.')
      if (form !== 'g1' || id !== keyId) throw new Error(`sealed by another key (${id ?? '?'}); this one is ${keyId}`)
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'))
      decipher.setAAD(Buffer.from(keyId))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8')
    },
  }
}

const parsed = (text: string): Buffer => {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (bytes.length === 32) return bytes
  if (text.length < 16) throw new Error('TONGGUAN_SEAL_KEY: 32 bytes in hex or base64, or a passphrase of at least 16 characters')
  return scryptSync(text.normalize('NFKC'), 'tongguan-seal', 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 })
}

/** The configured key, else `seal.key` in the data folder: made once, readable by its owner only, in no backup. */
export function openSeal(dataFolder: string, sealKey: string | null, mustExist = false): Seal {
  if (sealKey !== null) return sealWith(parsed(sealKey))
  const path = join(dataFolder, 'seal.key')
  if (!existsSync(path) && mustExist)
    throw new Error(
      `${path} is missing and this store has personal data sealed by it: put the copy you kept back, or set TONGGUAN_SEAL_KEY`,
    )
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  return sealWith(parsed(readFileSync(path, 'utf8').trim()))
}
