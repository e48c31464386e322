/** How often the server is told that somebody is here. Idle locks after a quarter of an hour. */
const EVERY_MS = 60_000
let started = false

/** Somebody who reads, scrolls and types is here, though nothing was changed: told at most once a minute, so that a seat that is used does
 *  not lock. Polling and the live picture are no sign of anybody. */
export function keepAwake(tell: () => Promise<unknown>): void {
  if (started || typeof addEventListener === 'undefined') return
  started = true
  let told = Date.now()
  const moved = () => {
    if (Date.now() - told < EVERY_MS) return
    told = Date.now()
    tell().catch(() => {}) // locked or cut off: the next deed says so
  }
  for (const kind of ['pointerdown', 'keydown', 'wheel'] as const) addEventListener(kind, moved, { passive: true })
}
