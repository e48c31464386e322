import type { Rule } from '../shared/alert.ts'
import { within } from '../shared/area.ts'
import type { Datastream } from '../shared/sensor.ts'
import { lookbackS, silencesS } from '../shared/watch.ts'

/** A rule with what can be known of it beforehand. */
export type Watched = { rule: Rule; lookbackS: number; silent: boolean }
const NONE: readonly Watched[] = []

/** Which rules touch a datastream, without asking the others: 10,000 rules over 100,000 datastreams cost one look by id and one by group
 *  (what shares area, type and source), made when first asked. */
export function createRuleIndex(city: string) {
  const byDatastream = new Map<string, Watched[]>()
  const byType = new Map<string, Watched[]>()
  const anyType: Watched[] = []
  const byId = new Map<string, Watched>()
  let groups: (readonly Watched[] | undefined)[] = []

  function applies({ rule }: Watched, { id, type, area }: Datastream): boolean {
    const { scope } = rule
    return (scope.datastream ?? id) === id && (scope.type ?? type) === type && (scope.area === undefined || within(area, scope.area, city))
  }
  function ofGroup(row: Datastream, group: number): readonly Watched[] {
    const found = groups[group] ?? [...(byType.get(row.type) ?? NONE), ...anyType].filter((w) => applies(w, row))
    groups[group] = found
    return found
  }
  return {
    get: (id: string): Watched | undefined => byId.get(id),
    all: () => byId.values(),
    applies,
    of(row: Datastream, group: number): readonly Watched[] {
      const own = byDatastream.get(row.id)
      const shared = ofGroup(row, group)
      return own ? [...own.filter((w) => applies(w, row)), ...shared] : shared
    },
    /** Begins anew with these; a rule that is switched off watches nothing. */
    load(rules: readonly Rule[]) {
      byDatastream.clear()
      byType.clear()
      anyType.length = 0
      byId.clear()
      groups = []
      for (const rule of rules) {
        if (!rule.enabled) continue
        const watched = { rule, lookbackS: lookbackS(rule), silent: silencesS(rule).length > 0 }
        byId.set(rule.id, watched)
        const { datastream, type } = rule.scope
        if (datastream !== undefined) byDatastream.set(datastream, [...(byDatastream.get(datastream) ?? NONE), watched])
        else if (type !== undefined) byType.set(type, [...(byType.get(type) ?? NONE), watched])
        else anyType.push(watched)
      }
    },
  }
}
