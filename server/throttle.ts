const FREE_FAILURES = 3
const LONGEST_MS = 15 * 60_000
const FORGET_MS = 60 * 60_000
const MOST = 20_000

/** Failed sign-ins slow down whoever fails: by account and address, or by account and known browser, so that a stranger's failures
 *  never shut out somebody who has signed in there before. */
export function openFailures(now: () => number) {
  const failures = new Map<string, { count: number; at: number }>()
  const waitOf = ({ count, at }: { count: number; at: number }) =>
    count <= FREE_FAILURES ? 0 : Math.max(0, at + Math.min(LONGEST_MS, 1000 * 2 ** (count - FREE_FAILURES)) - now())
  return {
    /** Milliseconds to wait before the next try is looked at. */
    wait: (who: string): number => { const seen = failures.get(who); return seen ? waitOf(seen) : 0 }, // prettier-ignore
    failed(who: string): void {
      const seen = failures.get(who)
      const count = seen && now() - seen.at < FORGET_MS ? seen.count + 1 : 1
      failures.delete(who)
      failures.set(who, { count, at: now() })
      if (failures.size > MOST) failures.delete(failures.keys().next().value as string)
    },
    succeeded: (who: string): void => void failures.delete(who),
  }
}

/** A bucket a session: so many requests a second, as many at once. */
export function openRates(now: () => number) {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(who: string, perS: number): boolean {
      const at = now()
      const bucket = buckets.get(who) ?? { left: perS, at }
      const left = Math.min(perS, bucket.left + ((at - bucket.at) / 1000) * perS)
      buckets.delete(who)
      buckets.set(who, { left: left >= 1 ? left - 1 : left, at })
      if (buckets.size > MOST) buckets.delete(buckets.keys().next().value as string)
      return left >= 1
    },
  }
}
