import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { randomId } from './id.ts'

/** 256 random bits, base64url. Kept only as `digest`. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
export const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
/** In constant time for texts of one length. */
export const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
/** A code to be read aloud or written down: 80 bits, `xxxx-xxxx-xxxx-xxxx` without i, l, o and u. */
export const newCode = (): string => randomId(16).replace(/(.{4})(?=.)/g, '$1-')
export const plainCode = (typed: string): string => typed.toLowerCase().replace(/[\s-]/g, '').replace(/[il]/g, '1').replace(/o/g, '0')
