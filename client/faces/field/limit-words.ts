import type { Limit } from '../../../shared/item.ts'
import { speak, type Words } from '../../ui/messages.ts'

const words = {
  URGENT_HOUR: { zh: '{n}紧急工作时', en: '{n} urgent h' },
  WORK_HOUR: { zh: '{n}工作时', en: '{n} working h' },
  WORK_DAY: { zh: '{n}工作日', en: '{n} working days' },
  NATURAL_DAY: { zh: '{n}天', en: '{n} days' },
} as const satisfies Words
const t = speak(words)

export const limitText = ({ value, type }: Limit): string => t(type, { n: value })
