import { op, type Store } from './store.ts'

/** How long what is kept stays, in days. Hours and days of observations, journal, cases, figures and audit stay for ever. */
export type Keeping = { rawDays: number; minuteDays: number; commandDays: number; sealedDays: number }

const DAY_MS = 86_400_000
/** Rows a step: about 10 ms, so that an alert never waits for retention. */
const STEP_ROWS = 5_000

/** One round of keeping: drops weeks of rows and minutes past their time, remembered answers, sealed personal data, payloads of dead
 *  letters and of what went out. In steps of its own, so that other writes go between. Call it now and then (each hour). */
export async function keepStore(store: Store, keeping: Keeping, nowMs: number): Promise<{ weeks: number }> {
  const before = (days: number) => nowMs - days * DAY_MS
  const iso = (days: number) => new Date(before(days)).toISOString()
  const sealed = iso(keeping.sealedDays)
  await store.write({
    subjects: [],
    ops: [op('commands.forgetBefore', iso(keeping.commandDays)), op('personal.expire', new Date(nowMs).toISOString())],
  })
  await store.write({ subjects: [], ops: [op('letters.forgetBefore', sealed), op('outbox.eraseBodiesBefore', sealed)] })
  const weeks = new Set<string>()
  for (const [what, days] of [
    ['raw', keeping.rawDays],
    ['minute', keeping.minuteDays],
  ] as const) {
    for (let more = true; more;) {
      const [step] = (await store.write({ subjects: [], ops: [op('observations.retire', what, before(days), STEP_ROWS)] })) as [
        { week: number | null; more: boolean },
      ]
      if (step.week !== null) weeks.add(`${what} ${step.week}`)
      more = step.more
    }
  }
  return { weeks: weeks.size }
}
