import { type Belongs, within } from '../shared/area.ts'
import type { Key } from '../shared/entity.ts'
import { headOf } from '../shared/figures-head.ts'
import { OPERATIONAL, type StationHour, aqiNow, judgeOperational } from '../shared/figures-operational.ts'
import type { Figure, IndicatorHead, Passport } from '../shared/indicator.ts'
import type { Figures } from './figures.ts'
import type { Hub } from './hub.ts'
import { keep } from './register.ts'
import type { FigureInput } from './store/figures.ts'
import type { Store } from './store/store.ts'

type Value = { value: number | null; inputs?: { fresh: number; total: number } }
export type LiveParts = {
  hub: Hub
  store: Store
  figures: Figures
  /** The engine of AQI, or null where nothing senses. */
  air: { latest(): readonly (StationHour & { area: Belongs; replay: boolean })[] } | null
  now(): Date
  utcOffsetMin: number
  onError(error: unknown): void
}
/** What changes within a moment is counted once; what sensors say is asked once a second. */
const DEBOUNCE_MS = 200
const POLL_MS = 1_000
/** One point of the live spark; 24 of them are shown. */
const SPARK_MS = 5 * 60_000
const DAY_MS = 86_400_000
const SOURCES: readonly string[] = ['area', 'load', 'source', 'alert', 'warning', 'incident']
const CITY_ONLY = new Set(['alert-load', 'warning-active', 'sources-fresh', 'hotline-intake'])
const percent = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 1000) / 10)

/** Operational indicators: counted from the live picture, shown within a moment of the event, kept once a day. */
export async function openOperational(parts: LiveParts) {
  const { hub, store, figures, now } = parts
  const { city } = figures
  const dayOf = (ms: number) => new Date(ms + parts.utcOffsetMin * 60_000).toISOString().slice(0, 10)
  const dayStart = () => Math.floor((now().getTime() + parts.utcOffsetMin * 60_000) / DAY_MS) * DAY_MS - parts.utcOffsetMin * 60_000
  const news = OPERATIONAL.filter((passport) => JSON.stringify(figures.passports.get(passport.id)) !== JSON.stringify(passport))
  await keep(store, news.flatMap(figures.passportChange))
  const history = new Map<string, Figure[]>()
  const sparks = new Map<string, { at: number; points: (number | null)[] }>()
  const hotline = new Set<string>()
  let day = dayOf(now().getTime())
  let handling = { due: 0, onTime: 0 }

  for (const { id } of OPERATIONAL) {
    for (const figure of await store.read('figures.read', { indicator: id, kind: 'D', limit: 30 })) {
      const key = `${id}@${figure.area}`
      history.set(key, [...(history.get(key) ?? []), figure])
    }
  }
  await loadHotline()

  async function loadHotline(): Promise<void> {
    for (let before: number | undefined; ;) {
      const page = await store.read('incidents.list', {
        city,
        nowMs: now().getTime(),
        fromMs: dayStart(),
        limit: 500,
        ...(before === undefined ? {} : { before }),
      })
      for (const incident of page.incidents) if (incident.source === 'HOTLINE') hotline.add(incident.id)
      if (page.next === null) return
      before = page.next
    }
  }

  /** Recordings do not speak for today. */
  const airOf = (area: string) => aqiNow((parts.air?.latest() ?? []).filter((one) => !one.replay && within(one.area, area, city)), now().getTime()) // prettier-ignore

  /** The picture is walked once a turn, however many areas ask. */
  const look = () => ({
    alerts: [...hub.ofKind('alert')].filter((alert) => alert.state !== 'CLEARED' && !alert.replay),
    warnings: [...hub.ofKind('warning')].length,
    perSeat: [...hub.ofKind('load')][0]?.perSeat ?? null,
    sources: [...hub.ofKind('source')].filter((source) => source.state !== 'not-connected' && source.mode !== 'replay'),
  })
  function valueOf(id: string, area: string, seen: ReturnType<typeof look>): Value | null {
    const summary = hub.peek(`area:${area}`)
    if (id === 'case-open') return summary && { value: summary.open }
    if (id === 'case-overdue') return summary && { value: summary.overdue }
    if (id === 'on-time-closure') return summary && { value: percent(summary.onTimeClosure.onTime, summary.onTimeClosure.due) }
    if (id === 'on-time-handling') return { value: percent(handling.onTime, handling.due) }
    if (id === 'alert-load') return { value: seen.perSeat }
    if (id === 'alert-active') return { value: seen.alerts.filter((alert) => within(alert.area, area, city)).length }
    if (id === 'warning-active') return { value: seen.warnings }
    if (id === 'hotline-intake') return { value: hotline.size }
    if (id === 'sources-fresh') {
      const fresh = seen.sources.filter((source) => source.state === 'fresh').length
      return { value: percent(fresh, seen.sources.length), inputs: { fresh, total: seen.sources.length } }
    }
    const air = airOf(area)
    return { value: air.aqi.aqi, inputs: { fresh: air.fresh, total: air.total } }
  }

  function figureOf(passport: Passport, area: string, value: number, kind: 'LIVE' | 'D', end: string): FigureInput {
    const at = now().toISOString()
    return {
      indicator: passport.id,
      area,
      period: { kind, end },
      scope: 'CURRENT',
      measure: 'LEVEL',
      value,
      unit: passport.unit,
      status: 'PRELIM',
      releasedAt: at,
      receivedAt: at,
      source: passport.source,
      byHand: null,
      demo: false,
      definition: 1,
    }
  }
  function sparkOf(key: string, value: number | null): (number | null)[] {
    const spark = sparks.get(key) ?? { at: now().getTime(), points: [] }
    for (; now().getTime() - spark.at >= SPARK_MS; spark.at += SPARK_MS) spark.points = [...spark.points, value].slice(-23)
    sparks.set(key, spark)
    return [...spark.points, value]
  }

  const signs = new Map<string, string>()
  function headAt(passport: Passport, area: string, seen: ReturnType<typeof look>): IndicatorHead[] {
    const key = `${passport.id}@${area}`
    const counted = valueOf(passport.id, area, seen)
    const value = counted?.value ?? null
    const sign = JSON.stringify([counted, day, Math.floor(now().getTime() / SPARK_MS)])
    if (signs.get(key) === sign) return []
    signs.set(key, sign)
    return [made(passport, area, key, counted, value)]
  }
  function made(passport: Passport, area: string, key: string, counted: Value | null, value: number | null): IndicatorHead {
    const past = history.get(key) ?? []
    const known = value === null ? [] : [...past, { ...figureOf(passport, area, value, 'LIVE', day), revision: 0 }]
    const head = headOf(passport, known, { area, nowMs: now().getTime(), ...(counted?.inputs ? { inputs: counted.inputs } : {}) })
    if (value === null)
      return counted === null || counted.inputs?.total === 0
        ? head
        : { ...head, state: 'normal', why: passport.unit === '%' ? '今日还没有到期的案件' : '输入不全，暂无数值' }
    // `asOf` would be told each second though nothing moved; a live figure is of now.
    const before = hub.peek(`indicator:${key}`)
    const asOf = before?.figure?.value === value && before.figure.period.end === day ? before.figure.asOf : head.figure!.asOf
    return {
      ...head,
      figure: { ...head.figure!, asOf },
      spark: sparkOf(key, value),
      band: null,
      ...judgeOperational(passport.id, value, head.comparison),
    }
  }
  const areasOf = (id: string) =>
    CITY_ONLY.has(id) || id === 'on-time-handling'
      ? [city]
      : [
          city,
          ...figures.areas
            .all()
            .filter(({ kind }) => kind === 'DISTRICT' || kind === 'ZONE')
            .map((area) => area.id),
        ]
  function showAll(ids: readonly string[] = OPERATIONAL.map(({ id }) => id)): Promise<void> {
    const seen = look()
    return hub.show(
      OPERATIONAL.filter(({ id }) => ids.includes(id)).flatMap((passport) =>
        areasOf(passport.id).flatMap((area) => headAt(passport, area, seen)),
      ),
    )
  }

  /** The day that ended is kept with its last values; the new one begins from nothing. */
  async function turnDay(): Promise<void> {
    const ended = day
    day = dayOf(now().getTime())
    const rows = [...hub.ofKind('indicator')].filter(
      (head) => head.operational && head.figure?.value != null && head.figure.period.end === ended,
    )
    const kept = rows.map((head) =>
      figureOf(
        OPERATIONAL.find(({ id }) => id === head.indicator)!,
        head.area,
        head.figure!.value!,
        'D',
        ended,
      ),
    )
    for (const figure of kept) {
      const key = `${figure.indicator}@${figure.area}`
      history.set(key, [{ ...figure, revision: 0 }, ...(history.get(key) ?? [])].slice(0, 30))
    }
    hotline.clear()
    await figures.take(kept, { actor: 'engine', feed: 'engine' })
  }

  async function countHandling(): Promise<void> {
    const [row] = await store.read('incidents.rates', {
      city,
      area: city,
      basis: 'due',
      fromMs: dayStart(),
      toMs: dayStart() + DAY_MS,
      asOfMs: now().getTime(),
      by: 'all',
    })
    handling = { due: row?.due ?? 0, onTime: row?.handledOnTime ?? 0 }
  }
  async function countHotline(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const incident = await hub.find(`incident:${id}`)
      if (incident?.source === 'HOTLINE' && Date.parse(incident.reportedAt) >= dayStart()) hotline.add(id)
    }
  }

  let timer: NodeJS.Timeout | null = null
  let changed = new Set<string>()
  let working: Promise<void> = Promise.resolve()
  const run = (work: () => Promise<void>) => (working = working.then(work).catch(parts.onError))
  async function flush(): Promise<void> {
    const cases = [...changed]
    changed = new Set()
    if (dayOf(now().getTime()) !== day) await turnDay()
    await countHotline(cases)
    if (cases.length) await countHandling()
    await showAll()
  }
  const undo = hub.onChange((keys: readonly Key[]) => {
    const about = keys.filter((key) => SOURCES.includes(key.slice(0, key.indexOf(':'))))
    if (about.length === 0) return
    for (const key of about) if (key.startsWith('incident:')) changed.add(key.slice('incident:'.length))
    timer ??= setTimeout(() => {
      timer = null
      void run(flush)
    }, DEBOUNCE_MS)
  })
  let polls = 0
  const poll = setInterval(() => {
    const due = dayOf(now().getTime()) !== day || polls++ % 60 === 0
    void run(async () => (due ? (await countHandling(), await flush()) : showAll(['aqi'])))
  }, POLL_MS)
  poll.unref()
  await run(async () => (await countHandling(), await flush()))

  return {
    /** Everything that happened so far is counted and shown. */
    settled: () => run(flush),
    async stop(): Promise<void> {
      undo()
      clearInterval(poll)
      if (timer) clearTimeout(timer)
      await working
    },
  }
}
