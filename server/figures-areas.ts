import { round, shareOf, yearOnYear } from '../shared/figures-compare.ts'
import { PEER_AREAS } from '../shared/peer-areas.ts'
import type { Figure, Passport } from '../shared/indicator.ts'
import { lastYear, byPeriod } from '../shared/period.ts'
import { labelOf } from '../shared/period-words.ts'
import type { Figures } from './figures.ts'
import type { Store } from './store/store.ts'

type Query = {
  measure: Figure['measure']
  scope?: Figure['scope'] | undefined
  kind?: Figure['period']['kind'] | undefined
  end?: string | undefined
  asOf?: string | undefined
}
type Asked = { figures: Figures; store: Store; passport: Passport; parent: string; query: Query; sees(area: string): boolean }

/** The areas directly under one: districts and zones of the city, cities of the province, large cities of the nation. */
export function childrenOf(figures: Figures, parent: string): { id: string; name: string; zone: boolean; group: string | null }[] {
  const own = figures.areas
    .all()
    .filter((area) => area.parent === parent && (area.kind === 'DISTRICT' || area.kind === 'ZONE' || area.kind === 'TOWN'))
  const levelled = parent === figures.city && own.some(({ kind }) => kind === 'DISTRICT') ? own.filter(({ kind }) => kind !== 'TOWN') : own
  const peers = PEER_AREAS.filter((area) => area.parent === parent)
  return [
    ...levelled.map(({ id, name, kind }) => ({ id, name, zone: kind === 'ZONE', group: null })),
    ...peers.map(({ id, name, group }) => ({ id, name, zone: false, group })),
  ]
}

/** Which period to show when none was asked for: the newest that most of the areas have. */
async function fullest(
  store: Store,
  passport: Passport,
  query: Query,
  children: ReadonlySet<string>,
): Promise<{ kind: Figure['period']['kind']; end: string; scope: Figure['scope'] } | null> {
  const wanted = (await store.read('figures.series', passport.id)).filter(
    (s) =>
      s.measure === query.measure &&
      children.has(s.area) &&
      (!query.scope || s.scope === query.scope) &&
      (!query.kind || s.kind === query.kind),
  )
  const shapes = [...new Set(wanted.map(({ scope, kind }) => `${scope}|${kind}`))].map(
    (one) => one.split('|') as [Figure['scope'], Figure['period']['kind']],
  )
  const found: { kind: Figure['period']['kind']; end: string; scope: Figure['scope']; count: number }[] = []
  for (const [scope, kind] of shapes) {
    const ends = query.end
      ? [query.end]
      : await store.read('figures.ends', { indicator: passport.id, scope, measure: query.measure, kind, limit: 4 })
    for (const end of ends) {
      const rows = await store.read('figures.across', {
        indicator: passport.id,
        scope,
        measure: query.measure,
        kind,
        end,
        ...(query.asOf ? { asOf: query.asOf } : {}),
      })
      found.push({ kind, end, scope, count: rows.filter(({ area }) => children.has(area)).length })
    }
  }
  const most = Math.max(0, ...found.map(({ count }) => count))
  return found.filter(({ count }) => count > 0 && count >= most * 0.9).sort((a, b) => byPeriod(b, a))[0] ?? null
}

/** One period across the areas under a parent, ranked; who published nothing is listed without a value, never as zero. For additive levels
 *  the sum of the parts stands beside the whole, with the difference. */
export async function rankedAreas({ figures, store, passport, parent, query, sees }: Asked) {
  const children = childrenOf(figures, parent).filter(({ id }) => sees(id))
  const spot = await fullest(store, passport, query, new Set(children.map(({ id }) => id)))
  const empty = {
    parent,
    parentName: figures.nameOf(parent),
    measure: query.measure,
    period: null,
    scope: null,
    label: null,
    rows: [],
    published: 0,
    of: children.length,
    whole: null,
    sum: null,
    difference: null,
  }
  if (!spot)
    return {
      ...empty,
      rows: children.map((child) => ({
        area: child.id,
        name: child.name,
        zone: child.zone,
        group: child.group,
        value: null,
        unit: passport.unit,
        yearOnYear: null,
        share: null,
        figure: null,
      })),
    }
  const { kind, end, scope } = spot
  const across = (measure: Figure['measure'], at: Figure['period']) =>
    store.read('figures.across', {
      indicator: passport.id,
      scope,
      measure,
      kind: at.kind,
      end: at.end,
      ...(query.asOf ? { asOf: query.asOf } : {}),
    })
  const period = { kind, end }
  const before = lastYear(period)
  const [now, growth, base] = await Promise.all([
    across(query.measure, period),
    query.measure === 'LEVEL' ? across('YOY', period) : [],
    query.measure === 'LEVEL' ? across('LEVEL', before) : [],
  ])
  const all = [...now, ...growth, ...base]
  const of = (area: string) => all.filter((figure) => figure.area === area)
  const whole = sees(parent) ? (now.find(({ area }) => area === parent) ?? null) : null
  const rows = children.map((child) => {
    const figure = now.find(({ area }) => area === child.id) ?? null
    const yoy = figure && query.measure === 'LEVEL' ? yearOnYear(passport, of(child.id), { period, scope }) : null
    const share = figure && whole && query.measure === 'LEVEL' ? shareOf(passport, of(child.id), of(parent), { period, scope }) : null
    return {
      area: child.id,
      name: child.name,
      zone: child.zone,
      group: child.group,
      value: figure?.value ?? null,
      unit: figure?.unit ?? passport.unit,
      yearOnYear: yoy,
      share,
      figure,
    }
  })
  rows.sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity))
  const published = rows.filter(({ value }) => value !== null).length
  const additive = passport.additive && query.measure === 'LEVEL' && published === children.length && published > 0
  const sum = additive
    ? round(
        rows.reduce((total, { value }) => total + (value ?? 0), 0),
        4,
      )
    : null
  const difference = sum !== null && whole?.value != null ? round(sum - whole.value, 4) : null
  return { ...empty, period, scope, label: labelOf(period, scope), rows, published, whole, sum, difference }
}
