/** The geometry of the loop river 闭环河. Exact: a gate is as high as what passed it, gate − next gate = the strand that leaves there. */
export type RiverCounts = {
  /** What ever passed each gate, first gate first. Never rising: a later gate cannot have passed more than an earlier one. */
  gates: readonly number[]
  /** Of the first difference: what was answered without becoming a case (不予立案). It leaves, it is not held. */
  rejected: number
  /** Overdue now, by strand (as many as gates − 1). */
  overdue: readonly number[]
  /** Came back from inspection to handling. */
  rework: number
}
export type RiverLayout = {
  x0: number
  x1: number
  /** x of each gate; ends: where each strand stops. */
  gates: readonly number[]
  ends: readonly number[]
  /** Surface of the river, and upper edge of the basins. */
  y: number
  bed: number
  /** px for one case. */
  perCase: number
  /** The strand leaves the bed this far after its gate, and takes `curve` px to come down. */
  lead: number
  curve: number
}
export type Strand = {
  stage: number
  part: 'held' | 'rejected'
  count: number
  px: number
  path: string
  line: string
  endX: number
  endY: number
}
export type River = {
  body: string
  strands: Strand[]
  lines: { path: string; leaves: boolean }[]
  gates: { x: number; count: number; px: number }[]
}

const n1 = (v: number) => String(Math.round(v * 100) / 100)
/** Counts as they can be drawn: whole, not negative, not rising. */
export const settle = (gates: readonly number[]): number[] => {
  let top = Infinity
  return gates.map((n) => (top = Math.max(0, Math.min(top, Math.round(n)))))
}

const fall = (layout: RiverLayout, x: number, from: number, to: number) =>
  `C${n1(x + layout.curve * 0.55)} ${n1(from)} ${n1(x + layout.curve * 0.45)} ${n1(to)} ${n1(x + layout.curve)} ${n1(to)}`

function strandOf(layout: RiverLayout, stage: number, part: Strand['part'], from: number, count: number, offset: number): Strand {
  const x = (layout.gates[stage] ?? 0) + layout.lead
  const endX = layout.ends[stage] ?? layout.x1
  const px = count * layout.perCase
  const top = layout.y + from * layout.perCase
  const floor = layout.bed + offset * layout.perCase
  const back = `C${n1(x + layout.curve * 0.45)} ${n1(floor + px)} ${n1(x + layout.curve * 0.55)} ${n1(top + px)} ${n1(x)} ${n1(top + px)}Z`
  const line = `M${n1(x)} ${n1(top)}${fall(layout, x, top, floor)}H${n1(endX)}`
  return { stage, part, count, px, line, path: `${line}V${n1(floor + px)}H${n1(x + layout.curve)}${back}`, endX, endY: floor + px / 2 }
}

function strandsOf(counts: RiverCounts, gates: readonly number[], layout: RiverLayout): Strand[] {
  const strands: Strand[] = []
  for (let i = 0; i + 1 < gates.length; i++) {
    const here = gates[i] ?? 0
    const next = gates[i + 1] ?? 0
    const rejected = i === 0 ? Math.min(counts.rejected, here - next) : 0
    const held = here - next - rejected
    if (i > 0 || held > 0 || rejected === 0) strands.push(strandOf(layout, i, 'held', next, held, 0))
    if (rejected > 0) strands.push(strandOf(layout, i, 'rejected', next + held, rejected, held))
  }
  return strands
}

function bodyOf(gates: readonly number[], layout: RiverLayout): string {
  const px = (i: number) => n1(layout.y + (gates[i] ?? 0) * layout.perCase)
  let path = `M${layout.x0} ${layout.y}H${layout.x1}V${px(gates.length - 1)}`
  for (let i = gates.length - 2; i >= 0; i--) path += `H${n1((layout.gates[i] ?? 0) + layout.lead)}V${px(i)}`
  return `${path}H${layout.x0}Z`
}

/** One line for every `each` cases; a line follows its cases, into the strand that holds them or to the end. */
function linesOf(gates: readonly number[], layout: RiverLayout, each: number): River['lines'] {
  const lines: River['lines'] = []
  for (let q = each; q < (gates[0] ?? 0); q += each) {
    const stage = gates.findIndex((n) => n < q) - 1
    const y = layout.y + q * layout.perCase
    if (stage < 0) {
      lines.push({ path: `M${layout.x0} ${n1(y)}H${layout.x1}`, leaves: false })
      continue
    }
    const x = (layout.gates[stage] ?? 0) + layout.lead
    const floor = layout.bed + (q - (gates[stage + 1] ?? 0)) * layout.perCase
    lines.push({ path: `M${layout.x0} ${n1(y)}H${n1(x)}${fall(layout, x, y, floor)}H${n1(layout.ends[stage] ?? layout.x1)}`, leaves: true })
  }
  return lines
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
/** How many cases one stream line stands for: the smallest round number that leaves the lines apart. */
export const casesALine = (perCase: number, apartPx = 2.5): number => STEPS.find((n) => n * perCase >= apartPx) ?? 10_000

export function drawRiver(counts: RiverCounts, layout: RiverLayout, each: number): River {
  const gates = settle(counts.gates)
  return {
    body: bodyOf(gates, layout),
    strands: strandsOf(counts, gates, layout),
    lines: linesOf(gates, layout, each),
    gates: gates.map((count, i) => ({ x: layout.gates[i] ?? 0, count, px: count * layout.perCase })),
  }
}

/** Above this a grain stands for ten cases, and the caption says so. */
export const GRAINS_AT_MOST = 40
export const casesAGrain = (overdue: readonly number[]): number => (overdue.reduce((sum, n) => sum + n, 0) > GRAINS_AT_MOST ? 10 : 1)

/** A heap of `count` grains, widest row at the bottom, seen from its lower left corner. Units of px; y grows downwards. */
export function heap(count: number, grain: number, widest: number): { x: number; y: number }[] {
  const pitch = grain * 2 + 1
  const placed: { x: number; y: number }[] = []
  for (let row = 0, left = count; left > 0; row++) {
    const inRow = Math.max(1, Math.min(left, widest - row))
    for (let c = 0; c < inRow; c++)
      placed.push({ x: grain + c * pitch + (Math.min(row, widest - 1) * pitch) / 2, y: -grain + 1 - row * (grain + 1) })
    left -= inRow
  }
  return placed
}
