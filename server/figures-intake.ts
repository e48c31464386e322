import { type Actor, withinActor } from './figures-scope.ts'
import { IncomingFigure, type RefusedRow } from '../shared/figures-api.ts'
import { type FigureRow, checkFigure, definitionOf, isGrowth } from '../shared/figures-rules.ts'
import type { Passport } from '../shared/indicator.ts'
import type { FigureInput } from './store/figures.ts'

export type Where = { row: number } | { cell: string }
/** A row with where it came from, and who answers for it. */
export type Given = { where: Where; row: unknown }
export type Who = { actor: Actor; byHand: string | null; today: string; at: string; knowsArea(id: string): boolean; passport(id: string): Passport | undefined }
export type Judged = { accepted: FigureInput[]; refused: RefusedRow[] }

const utc = (instant: string | null) => (instant === null ? null : new Date(instant).toISOString())
const unitOf = (passport: Passport, measure: FigureRow['measure']) => (isGrowth(measure) || measure === 'SHARE' ? '%' : measure === 'INDEX' && passport.unit === '%' ? '' : passport.unit)

/** Which rows may become figures, and of each other why not. Nothing is thrown: a row is judged by itself. */
export function judge(given: readonly Given[], who: Who): Judged {
  const judged: Judged = { accepted: [], refused: [] }
  for (const { where, row } of given) {
    const refuse = (rule: string, reason: string) => void judged.refused.push({ ...where, rule, reason })
    const parsed = IncomingFigure.safeParse(row)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      refuse('body', `${issue?.path.join('.') ?? ''} ${issue?.message ?? '不合格式'}`.trim())
      continue
    }
    const incoming = parsed.data
    const passport = who.passport(incoming.indicator)
    if (!passport) refuse('I-indicator', `没有指标 ${incoming.indicator}`)
    else if (passport.operational) refuse('I-operational', '这是本系统自己的实时指标，不由外部填报')
    else if (!who.knowsArea(incoming.area)) refuse('I-area', `不认识区域 ${incoming.area}`)
    else if (!withinActor(who.actor, incoming.area, passport.domain)) refuse('out-of-scope', '区域或领域超出您的范围')
    else {
      const figure = toRow(incoming, passport, who)
      const refusal = checkFigure(passport, figure, who.today)
      if (refusal) refuse(refusal.rule, refusal.reason)
      else judged.accepted.push({ ...figure, receivedAt: who.at })
    }
  }
  return judged
}

function toRow({ revision: _r, receivedAt: _a, ...incoming }: IncomingFigure, passport: Passport, who: Who): FigureRow {
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
