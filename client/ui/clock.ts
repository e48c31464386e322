import { useSyncExternalStore } from 'react'

/** One ticker for the whole page: ages, fuses and clocks step together, and a hundred rows cost one timer. */
const listeners = new Map<number, Set<() => void>>()
const ticks = new Map<number, number>()
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let offsetMs = 0

/** The server's clock minus ours: ages are counted by the clock that stamped them. */
export const setClockOffset = (ms: number): void => {
  offsetMs = ms
}
export const nowMs = (): number => Date.now() + offsetMs

function arm(stepMs: number): void {
  // Re-armed each time at the next whole step, so that minutes change on the minute and a sleeping page catches up at once.
  timers.set(
    stepMs,
    setTimeout(
      () => {
        ticks.set(stepMs, nowMs())
        arm(stepMs)
        for (const wake of [...(listeners.get(stepMs) ?? [])]) wake()
      },
      stepMs - (nowMs() % stepMs) + 5,
    ),
  )
}

/** Calls back once a step, on the step. Returns the undo. */
export function subscribeNow(stepMs: number, wake: () => void): () => void {
  const set = listeners.get(stepMs) ?? new Set()
  listeners.set(stepMs, set)
  if (set.size === 0) {
    ticks.set(stepMs, nowMs())
    arm(stepMs)
  }
  set.add(wake)
  return () => {
    set.delete(wake)
    if (set.size > 0) return
    clearTimeout(timers.get(stepMs))
    ticks.delete(stepMs)
  }
}

const subscribers = new Map<number, (wake: () => void) => () => void>()
const subscriberOf = (stepMs: number) => {
  const known = subscribers.get(stepMs) ?? ((wake: () => void) => subscribeNow(stepMs, wake))
  subscribers.set(stepMs, known)
  return known
}
const MINUTE = 60_000

/** The instant in ms, renewed once a step (1 s, 5 s, 60 s …). */
export const useNow = (stepMs = 1000): number =>
  useSyncExternalStore(
    subscriberOf(stepMs),
    () => ticks.get(stepMs) ?? Math.floor(nowMs() / stepMs) * stepMs,
    () => Math.floor(nowMs() / MINUTE) * MINUTE,
  )

/** Clocks and dates in the city's zone, whatever the browser's. */
const parts = (ms: number, timeZone: string) => {
  const found: Record<string, string> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) found[type] = value
  return found
}
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }) // prettier-ignore
  formats.set(timeZone, made)
  return made
}
const WEEK = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
export const CITY_ZONE = 'Asia/Shanghai'

/** `19:42` */
export const clockText = (ms: number, timeZone = CITY_ZONE): string => {
  const p = parts(ms, timeZone)
  return `${p.hour}:${p.minute}`
}
/** `19:42:07` */
export const clockSecondsText = (ms: number, timeZone = CITY_ZONE): string => `${clockText(ms, timeZone)}:${parts(ms, timeZone).second}`
/** Calendar day: year, month 1–12, day, weekday 0 = Sunday. */
export const dayOf = (ms: number, timeZone = CITY_ZONE): { year: number; month: number; day: number; weekday: number } => {
  const p = parts(ms, timeZone)
  return { year: Number(p.year), month: Number(p.month), day: Number(p.day), weekday: WEEK.indexOf(p.weekday ?? '') }
}
