import type { Incident, StepName } from './incident.ts'

/** Rates of a period, contract §4; formulas after CJ/T 292 as cities print them (结案率, 按期结案率, 处置率, 按期处置率). Numerator and
 *  denominator are the same cases: those whose deadline lies in the period, each round of a case being one. */

export type Outcome = 'OPEN' | 'PAUSED' | 'CLOSED' | 'SELF_HANDLED' | 'FORCE_CLOSED' | 'REJECTED' | 'ATTACHED'
/** One round of one case, as rates see it; instants in ms. */
export type RateCase = {
  incident: string
  round: number
  reportedAt: number
  due: number | null
  closeDue: number | null
  handledAt: number | null
  endedAt: number | null
  outcome: Outcome
}

const ms = (at: string | null) => (at === null ? null : Date.parse(at))

function outcomeOf(incident: Incident): Outcome {
  const { state, flags } = incident
  if (state === 'CLOSED') return flags.includes('SELF_HANDLED') ? 'SELF_HANDLED' : 'CLOSED'
  if (state === 'FORCE_CLOSED' || state === 'REJECTED' || state === 'ATTACHED') return state
  return state === 'SUSPENDED' || state === 'ON_ACCOUNT' ? 'PAUSED' : 'OPEN'
}

/** The rounds of a case: the earlier ones as they ended, the present one as it stands. */
export function rateCasesOf(incident: Incident): RateCase[] {
  const common = { incident: incident.id, reportedAt: Date.parse(incident.reportedAt) }
  const earlier = incident.rounds.map(({ round, due, closeDue, handledAt, endedAt, outcome }) => ({
    ...common, round, due: ms(due), closeDue: ms(closeDue), handledAt: ms(handledAt), endedAt: ms(endedAt), outcome,
  })) // prettier-ignore
  const { round, due, closeDue, handledAt, endedAt } = incident
  return [
    ...earlier,
    {
      ...common,
      round,
      due: ms(due),
      closeDue: ms(closeDue),
      handledAt: ms(handledAt),
      endedAt: ms(endedAt),
      outcome: outcomeOf(incident),
    },
  ]
}

/** `fromMs` ≤ deadline < `toMs`. */
export type Period = { fromMs: number; toMs: number }
export type RateOptions = {
  /** Take paused cases (缓办, 挂账) out of numerator and denominator; printed beside the rate. */
  defersTakenOut: boolean
}
/** `rate` is null without cases. */
export type Rate = { rate: number | null; count: number; of: number }
export type Rates = {
  closure: Rate
  onTimeClosure: Rate
  handling: Rate
  onTimeHandling: Rate
  /** Of the cases due for closing. */
  forceClosed: number
  pausedDue: number
  deferredTakenOut: number
  /** Of the period, by report: in no rate. */
  selfHandled: number
  rejected: number
  attached: number
  withoutDue: number
  /** closeDue before the period, and still open when judged. */
  overdueFromBefore: number
  judgedAt: number
  options: RateOptions
}

const rate = (count: number, of: number): Rate => ({ rate: of === 0 ? null : count / of, count, of })
/** Ended by then; what ended later was open. */
const endedBy = (row: RateCase, atMs: number): boolean => row.endedAt !== null && row.endedAt <= atMs
const IN_NO_RATE: readonly Outcome[] = ['REJECTED', 'ATTACHED', 'SELF_HANDLED']

/** The rates of the period, judged at its end, or now while it runs: then only what was due by now is in them. */
export function ratesOf(rows: readonly RateCase[], period: Period, nowMs: number, options: RateOptions = { defersTakenOut: false }): Rates {
  const judgedAt = Math.min(period.toMs, nowMs)
  const isIn = (at: number | null): boolean => at !== null && at >= period.fromMs && at < period.toMs && at <= judgedAt
  const rated = rows.filter((row) => !IN_NO_RATE.includes(row.outcome))
  const kept = options.defersTakenOut ? rated.filter((row) => row.outcome !== 'PAUSED') : rated
  const dueForClosing = kept.filter((row) => isIn(row.closeDue))
  const closed = dueForClosing.filter((row) => row.outcome === 'CLOSED' && endedBy(row, judgedAt))
  const onTime = closed.filter((row) => (row.endedAt as number) <= (row.closeDue as number))
  const dueForHandling = kept.filter((row) => isIn(row.due))
  const handled = dueForHandling.filter((row) => row.handledAt !== null && row.handledAt <= judgedAt)
  const reported = (outcome: Outcome) =>
    rows.filter((row) => row.outcome === outcome && row.reportedAt >= period.fromMs && row.reportedAt < period.toMs).length
  return {
    closure: rate(closed.length, dueForClosing.length),
    onTimeClosure: rate(onTime.length, dueForClosing.length),
    handling: rate(handled.length, dueForHandling.length),
    onTimeHandling: rate(handled.filter((row) => (row.handledAt as number) <= (row.due as number)).length, dueForHandling.length),
    forceClosed: dueForClosing.filter((row) => row.outcome === 'FORCE_CLOSED' && endedBy(row, judgedAt)).length,
    pausedDue: dueForClosing.filter((row) => row.outcome === 'PAUSED').length,
    deferredTakenOut: options.defersTakenOut ? rated.filter((row) => row.outcome === 'PAUSED' && isIn(row.closeDue)).length : 0,
    selfHandled: reported('SELF_HANDLED'),
    rejected: reported('REJECTED'),
    attached: reported('ATTACHED'),
    withoutDue: rated.filter((row) => row.closeDue === null && row.reportedAt >= period.fromMs && row.reportedAt < period.toMs).length,
    overdueFromBefore: kept.filter((row) => row.closeDue !== null && row.closeDue < period.fromMs && !endedBy(row, judgedAt)).length,
    judgedAt,
    options,
  }
}

/** Overdue at T: closed after the deadline of closing, or open with that deadline before T. Rejected cases and those without a deadline
 *  never are (contract §4, Los Angeles). */
export function overdueAt(rows: readonly RateCase[], atMs: number): { closedLate: number; openLate: number } {
  const withDue = rows.filter((row) => row.closeDue !== null && !IN_NO_RATE.includes(row.outcome))
  const closed = (row: RateCase) => row.outcome === 'CLOSED' && endedBy(row, atMs)
  const open = (row: RateCase) => !endedBy(row, atMs)
  return {
    closedLate: withDue.filter((row) => closed(row) && (row.endedAt as number) > (row.closeDue as number)).length,
    openLate: withDue.filter((row) => open(row) && (row.closeDue as number) < atMs).length,
  }
}

/** What was done in a period, counted from the timelines; each act counts, on whatever case. */
export type Acts = Partial<Record<StepName | 'report', number>> & { passed?: number }
/** Rates of acts (domain.md §2.6): 立案率, 退回率, 返工率, 延期率, 核查通过率, 自行处置率. `passed`: inspections that passed. */
export function actRatesOf(acts: Acts): Record<'registered' | 'returned' | 'rework' | 'extended' | 'passed' | 'selfHandled', Rate> {
  const of = (act: keyof Acts) => acts[act] ?? 0
  const dispatched = of('dispatch') + of('designate')
  return {
    registered: rate(of('register'), of('report')),
    returned: rate(of('return'), dispatched),
    rework: rate(of('rework'), of('handle')),
    extended: rate(of('grant-extension'), dispatched),
    passed: rate(of('passed'), of('inspect')),
    selfHandled: rate(of('self-handle'), of('report')),
  }
}
