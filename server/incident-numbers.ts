import { NO_AREA } from '../shared/area.ts'
import type { Store } from './store/store.ts'

/** Numbers of cases: {division6}{yyyyMMdd}{seq5}, counted by division and local day. A number once given is never given again, also when
 *  its case was not kept. */
export function createNumbers({ store, city, utcOffsetMin }: { store: Store; city: string; utcOffsetMin: number }) {
  const next = new Map<string, Promise<{ seq: number }>>()
  const dayOf = (atMs: number, offsetMin: number) => new Date(atMs + offsetMin * 60_000).toISOString().slice(0, 10).replaceAll('-', '')

  function forget(today: string) {
    for (const prefix of next.keys()) if (next.size > 500 && !prefix.endsWith(today)) next.delete(prefix)
  }
  return async (division: string, reportedMs: number, offsetMin = utcOffsetMin): Promise<string> => {
    const division6 = division === NO_AREA || division.length < 6 ? city : division.slice(0, 6)
    const day = dayOf(reportedMs, offsetMin)
    const prefix = `${division6}${day}`
    let counter = next.get(prefix)
    if (!counter) {
      forget(day)
      counter = store.read('incidents.nextSeq', division6, day).then((seq) => ({ seq }))
      counter.catch(() => next.delete(prefix))
      next.set(prefix, counter)
    }
    const count = await counter
    return `${prefix}${String(count.seq++).padStart(5, '0')}`
  }
}
