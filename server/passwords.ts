import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { HttpProblem } from './problem.ts'

/** OWASP's row for scrypt with 32 MB: N = 2^15, r = 8, p = 3; about a quarter of a second. */
export const COST = { N: 2 ** 15, r: 8, p: 3 }
type Cost = typeof COST
const AT_ONCE = 2
const WAITING = 20
const BYTES = 32

const derive = (password: string, salt: Buffer, { N, r, p }: Cost) =>
  new Promise<Buffer>((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )

/** Hashing costs memory and a core: two at once, twenty waiting, the rest is told to come back. */
export function openPasswords(cost: Cost = COST) {
  let running = 0
  const queue: (() => void)[] = []
  const nobody = { salt: randomBytes(16), key: randomBytes(BYTES) }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (queue.length >= WAITING) throw new HttpProblem(429, 'busy', '登录人数过多，请稍后再试', { retryAfterS: 2 })
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
  return {
    /** `scrypt$N$r$p$SALT$KEY`, base64url. */
    async hash(password: string): Promise<string> {
      const salt = randomBytes(16)
      const key = await inTurn(() => derive(password, salt, cost))
      return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
    },
    /** Without a stored hash (no such user) the same work is done and the answer is no. */
    async verify(password: string, stored: string | null): Promise<boolean> {
      const [, N, r, p, salt, key] = stored?.split('$') ?? []
      const want = key === undefined ? nobody.key : Buffer.from(key, 'base64url')
      const used = key === undefined ? cost : { N: Number(N), r: Number(r), p: Number(p) }
      const got = await inTurn(() => derive(password, salt === undefined ? nobody.salt : Buffer.from(salt, 'base64url'), used))
      return timingSafeEqual(got, want) && key !== undefined
    },
  }
}
export type Passwords = ReturnType<typeof openPasswords>

const COMMON = ['password', 'passw0rd', 'admin', 'administrator', 'qwerty', 'qwertyuiop', 'letmein', 'welcome', 'iloveyou', 'tongguan', 'tongguan-demo', 'changeme', 'abc', 'root', 'test', 'guest', 'default', 'secret', 'zhuhai', 'woaini', 'p@ssw0rd', 'p@ssword'] // prettier-ignore

/** Why a password is weak, as a sentence, or null. Length counts most (NIST 800-63B); kinds of characters are not demanded. */
export function weakness(password: string, user: string): string | null {
  const plain = password.toLowerCase()
  const stem = plain.replace(/[0-9!@#$%^&*._\-+=?~ ]+$/u, '')
  if ([...password].length < 10) return '密码至少 10 个字符'
  if ([...password].length > 200) return '密码至多 200 个字符'
  if (new Set(plain).size < 5) return '密码里不同的字符太少'
  if (/^\d+$/.test(plain) && plain.length < 16) return '密码不能只是数字'
  if (COMMON.includes(plain) || COMMON.includes(stem)) return '密码太常见'
  if (plain.split(user.toLowerCase()).join('').length < 6) return '密码不能是用户名的变化'
  if ('01234567890123456789abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm'.includes(plain)) return '密码是连续的字符'
  return null
}
