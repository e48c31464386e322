import type { Figure } from './indicator.ts'
import { byPeriod, spanOf } from './period.ts'

/** One line of a chart: newest revisions of one indicator, area, measure and scope, oldest first. 1—2月 stands in the current and in the
 *  cumulative line; a half year and a year stand in the cumulative line of a quarterly series. */
export type Line = readonly Figure[]

/** A chart's line has one rhythm: a half year is no point among quarters, nor a year among months, unless it is cumulative. */
const belongs = (figure: Figure, scope: Figure['scope']): boolean =>
  figure.scope === scope ||
  (figure.period.kind === 'M12' && scope !== 'STOCK') ||
  (figure.period.kind === 'Y' && scope === 'CUMULATIVE' && figure.scope === 'CURRENT')

export function lineOf(known: readonly Figure[], measure: Figure['measure'], scope: Figure['scope']): Line {
  const spans = new Map<string, Figure>()
  for (const figure of known) {
    if (figure.measure !== measure || !belongs(figure, scope)) continue
    const at = figure.scope === scope ? scope : figure.scope
    const span = `${spanOf(figure.period, at)}|${figure.definition}`
    const held = spans.get(span)
    if (!held || figure.scope === scope) spans.set(span, figure)
  }
  return [...spans.values()].sort((a, b) => a.definition - b.definition || byPeriod(a.period, b.period))
}

/** Where a changed definition breaks the line: one piece a definition, never joined. */
export function piecesOf(line: Line): Figure[][] {
  const pieces: Figure[][] = []
  for (const figure of line) {
    const piece = pieces.at(-1)
    if (piece?.[0]?.definition === figure.definition) piece.push(figure)
    else pieces.push([figure])
  }
  return pieces
}

/** The figure of one span, under the newest definition that has it, or under the one asked for. */
export function at(line: Line, period: Figure['period'], scope: Figure['scope'], definition?: number): Figure | null {
  const span = spanOf(period, scope)
  let found: Figure | null = null
  for (const figure of line) {
    if (spanOf(figure.period, figure.scope) !== span || (definition !== undefined && figure.definition !== definition)) continue
    if (found === null || figure.definition >= found.definition) found = figure
  }
  return found
}
