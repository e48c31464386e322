import { systemActor } from '../shared/actor.ts'
import { calendarOf } from '../shared/calendar.ts'
import type { Incident } from '../shared/incident.ts'
import type { LoopConfig } from '../shared/loop-context.ts'
import type { Hub } from './hub.ts'
import { type Rung, dueRung, nextRung } from './incident-noun.ts'
import type { Incidents } from './incidents.ts'
import type { Organisation } from './organisation.ts'
import { type Store, op } from './store/store.ts'

const BATCH = 200
/** At the longest between two looks, so that a clock that was set is noticed. */
const LONGEST_MS = 60_000
const SHORTEST_MS = 20

export type ClockParts = {
  hub: Hub
  store: Store
  incidents: Pick<Incidents, 'step'>
  organisation: Pick<Organisation, 'calendars'>
  loop: LoopConfig
  city: string
  now: () => Date
  onError(error: unknown): void
}
export type Clock = ReturnType<typeof openClock>

/** What the clock says with a step of its own. */
function bodyOf({ step }: Rung, incident: Incident, nowMs: number): Record<string, string> {
  if (step === 'rise') return { reason: incident.state === 'DISPATCHED' ? '超时未签收，上提一级' : '超时未派遣，上提一级' }
  const late = incident.redAt !== null && nowMs > Date.parse(incident.redAt)
  return { text: step === 'supervise' ? '超时未办结，自动督办' : late ? '已超时，催办' : '时限将到，提醒' }
}

/** The actor `clock`: reminds, urges, supervises and raises. What is due is asked of the store by time, so that a restart loses nothing
 *  and a million cases cost nothing; a change that is due sooner brings the next look forward. */
export function openClock(parts: ClockParts) {
  const { hub, store, incidents, now } = parts
  const actor = systemActor('clock', parts.city)
  let timer: NodeJS.Timeout | null = null
  let timerAt = Infinity
  let running: Promise<number> | null = null
  let stopped = false

  async function look({ id, nextAt }: { id: string; nextAt: number }): Promise<boolean> {
    const incident = await hub.find(`incident:${id}`)
    const nowMs = now().getTime()
    const rung = incident && dueRung(incident, nowMs, parts.loop)
    const decision =
      incident && rung ? await incidents.step({ id, step: rung.step, body: bodyOf(rung, incident, nowMs), actor, feed: 'clock' }) : null
    if (decision?.ok) return true
    // What the table refuses, or an earlier configuration wanted, waits for its next time or for a change of the case.
    const later = decision === null && incident ? (nextRung(incident, parts.loop)?.at ?? null) : null
    await store.write({ subjects: [], ops: [op('incidents.lookAgain', id, nextAt, later)] })
    return false
  }
  async function work(): Promise<number> {
    let done = 0
    for (;;) {
      const due = await store.read('incidents.dueBefore', now().getTime(), BATCH)
      const taken = await Promise.all(due.map(look))
      done += taken.filter(Boolean).length
      if (due.length === 0 || stopped) return done
    }
  }
  /** Does everything that is due; resolves to how many steps were taken. */
  function turn(): Promise<number> {
    return (running ??= work()
      .catch((error: unknown) => (parts.onError(error), 0))
      .finally(() => {
        running = null
        void arm()
      }))
  }
  async function arm(): Promise<void> {
    if (stopped) return
    const next = await store.read('incidents.nextDue').catch(() => null)
    const nowMs = now().getTime()
    // What is due already is being recorded; it must not make the clock spin.
    wakeAt(next === null ? nowMs + LONGEST_MS : next <= nowMs ? nowMs + 1_000 : Math.min(next, nowMs + LONGEST_MS))
  }
  function wakeAt(at: number): void {
    if (stopped || (timer !== null && timerAt <= at)) return
    if (timer) clearTimeout(timer)
    timerAt = at
    timer = setTimeout(
      () => {
        timer = null
        timerAt = Infinity
        void turn()
      },
      Math.max(SHORTEST_MS, Math.min(at - now().getTime(), LONGEST_MS)),
    )
    timer.unref()
  }
  const undo = [
    hub.onChange((keys) => {
      for (const key of keys) {
        const incident = key.startsWith('incident:') ? hub.peek(key as `incident:${string}`) : null
        const rung = incident && nextRung(incident, parts.loop)
        if (rung) wakeAt(rung.at)
      }
    }),
    parts.organisation.calendars.onChange(() => void recalculate().catch(parts.onError)),
  ]
  /** When a calendar was loaded, what could not be counted is counted, with that reason. */
  async function recalculate(): Promise<void> {
    const waiting = [...hub.ofKind('incident')].filter((incident) => incident.flags.includes('CALENDAR_MISSING'))
    for (const { id } of waiting)
      await incidents.step({ id, step: 'recalculate', body: { reason: '日历已更新，重新计算时限' }, actor, feed: 'clock' })
  }
  return {
    turn, recalculate,
    start: () => void turn(),
    /** Years that some open case needs and the city has not loaded. */
    calendarMissing(): number[] {
      const years = new Set<number>()
      for (const incident of hub.ofKind('incident')) {
        if (!incident.flags.includes('CALENDAR_MISSING')) continue
        const loaded = calendarOf(parts.organisation.calendars.all(), incident.area, parts.city)?.years ?? []
        let year = new Date(incident.reportedAt).getUTCFullYear()
        while (loaded.includes(year)) year++
        years.add(year)
      }
      return [...years].sort((a, b) => a - b)
    },
    async stop(): Promise<void> {
      stopped = true
      if (timer) clearTimeout(timer)
      for (const end of undo) end()
      await running
    },
  } // prettier-ignore
}
