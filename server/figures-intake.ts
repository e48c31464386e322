import { type Actor, withinActor } from './figures-scope.ts'
import { IncomingFigure, type RefusedRow } from '../shared/figures-api.ts'
import { type FigureRow, checkFigure, definitionOf, isGrowth } from '../shared/figures-rules.ts'
import type { Passport } from '../shared/indicator.ts'
import type { FigureInput } from './store/figures.ts'

export type Where = { row: number } | { cell: string }
/** A row with where it came from, and who answers for it. */
export type Given = { where: Where; row: unknown }
/** What an importer of ours made is of the right shape already; 100,000 cells need not be parsed twice. */
export type Read = { where: Where; incoming: IncomingFigure }
export type Who = {
  actor: Actor
  byHand: string | null
  today: string
  at: string
  knowsArea(id: string): boolean
  passport(id: string): Passport | undefined
}
export type Judged = { accepted: FigureInput[]; refused: RefusedRow[] }

const utc = (instant: string | null) => (instant === null ? null : new Date(instant).toISOString())
const unitOf = (passport: Passport, measure: FigureRow['measure']) =>
  isGrowth(measure) || measure === 'SHARE' ? '%' : measure === 'INDEX' && passport.unit === '%' ? '' : passport.unit

/** Which rows may become figures, and of each other why not. Nothing is thrown: a row is judged by itself. */
export function judge(given: readonly (Given | Read)[], who: Who): Judged {
  const judged: Judged = { accepted: [], refused: [] }
  for (const one of given) {
    const result = judgeOne(one, who)
    if ('rule' in result) judged.refused.push({ ...one.where, ...result })
    else judged.accepted.push(result)
  }
  return judged
}

function judgeOne(one: Given | Read, who: Who): FigureInput | { rule: string; reason: string } {
  const parsed = 'incoming' in one ? { success: true as const, data: one.incoming } : IncomingFigure.safeParse(one.row)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { rule: 'body', reason: `${issue?.path.join('.') ?? ''} ${issue?.message ?? '不合格式'}`.trim() }
  }
  const incoming = parsed.data
  const passport = who.passport(incoming.indicator)
  if (!passport) return { rule: 'I-indicator', reason: `没有指标 ${incoming.indicator}` }
  if (passport.operational) return { rule: 'I-operational', reason: '这是本系统自己的实时指标，不由外部填报' }
  if (!who.knowsArea(incoming.area)) return { rule: 'I-area', reason: `不认识区域 ${incoming.area}` }
  if (!withinActor(who.actor, incoming.area, passport.domain)) return { rule: 'out-of-scope', reason: '区域或领域超出您的范围' }
  const figure = toRow(incoming, passport, who)
  const refusal = checkFigure(passport, figure, who.today)
  return refusal ? { rule: refusal.rule, reason: refusal.reason } : { ...figure, receivedAt: who.at }
}

function toRow(incoming: IncomingFigure, passport: Passport, who: Who): FigureRow {
  return {
    ...incoming,
    unit: incoming.unit ?? unitOf(passport, incoming.measure),
    source: incoming.source ?? passport.source,
    definition: incoming.definition ?? definitionOf(passport, incoming.period.end),
    releasedAt: utc(incoming.releasedAt),
    demo: incoming.demo ?? passport.demo,
    byHand: who.byHand,
  }
}
