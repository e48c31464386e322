import type { IndicatorHead } from '../../../shared/indicator.ts'
import { labelOf } from '../../../shared/period-words.ts'
import { figureText } from '../../ui/age.ts'
import { useLanguage } from '../../ui/messages.ts'
import { t } from './messages-review.ts'

const signed = (value: number) => `${value > 0 ? '+' : ''}${figureText(value)}`
const isGrowth = (measure: string) => measure === 'YOY' || measure === 'MOM'

/** `+3.5`, `4,479.06`; growth with its sign. */
export const valueOf = (head: IndicatorHead): string => {
  const value = head.figure?.value
  return value === null || value === undefined ? '—' : head.figure && isGrowth(head.figure.measure) ? signed(value) : figureText(value)
}
export const figureOf = (head: IndicatorHead): string => `${valueOf(head)} ${head.figure?.unit ?? head.unit}`
export const periodOf = (head: IndicatorHead): string => {
  if (!head.figure) return ''
  if (head.figure.period.kind === 'LIVE') return t('live')
  return labelOf(head.figure.period, head.figure.scope, useLanguage.getState().language).replace(`${new Date().getFullYear()}年`, '')
}
export const comparisonOf = (head: IndicatorHead): string =>
  head.comparison ? `${signed(head.comparison.value)} ${head.comparison.unit}` : ''
