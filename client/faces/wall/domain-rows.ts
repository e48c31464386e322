import { DOMAINS, type IndicatorHead } from '../../../shared/indicator.ts'
import { rankOf } from '../../../shared/scale.ts'

export type DomainRow = { domain: (typeof DOMAINS)[number]; head: IndicatorHead | null }

/** One figure for each domain: the most urgent, then our own live ones before published ones, then by id so that it never flickers. */
export function domainRows(heads: Iterable<IndicatorHead>, area: string): DomainRow[] {
  const here = [...heads].filter((head) => head.area === area && head.state !== 'not-connected' && head.figure !== null)
  const order = (head: IndicatorHead): [number, number, string] => [
    head.severity ? rankOf('severity', head.severity) : 9,
    head.operational ? 0 : 1,
    head.id,
  ]
  const before = (a: IndicatorHead, b: IndicatorHead) => {
    const [x, y] = [order(a), order(b)]
    return x[0] - y[0] || x[1] - y[1] || x[2].localeCompare(y[2])
  }
  return DOMAINS.map((domain) => ({ domain, head: here.filter((head) => head.domain === domain).sort(before)[0] ?? null }))
}
