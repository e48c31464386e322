import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
/** Chance is drawn a page at a time: asking the system for ten bytes costs as much as for thousands. */
const PAGE_BYTES = 4_096
let page = Buffer.alloc(0)
let drawn = 0
function chance(length: number): Buffer {
  if (drawn + length > page.length) {
    page = randomBytes(Math.max(PAGE_BYTES, length))
    drawn = 0
  }
  return page.subarray(drawn, (drawn += length))
}

let lastMs = 0
let sequence = 0

/** An id of our own: 9 characters of time, 3 of order within the millisecond, 10 of chance; sorts by the time it was made. */
export function newId(nowMs: number = Date.now()): string {
  sequence = nowMs === lastMs ? sequence + 1 : 0
  lastMs = nowMs
  let time = ''
  for (let rest = nowMs, i = 0; i < 9; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time
  const order = ALPHABET[(sequence >> 10) & 31]! + ALPHABET[(sequence >> 5) & 31]! + ALPHABET[sequence & 31]!
  return time + order + randomId(10)
}

/** Nothing but chance: for keys that must tell nothing. 5 bits a character. */
export const randomId = (length = 22): string => Array.from(chance(length), (byte) => ALPHABET[byte & 31]).join('')
