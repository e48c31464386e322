import { speak, type Words } from '../../ui/messages.ts'

export type Choice = { id: string; name: string }
const domains = {
  economy: { zh: '经济调节', en: 'Economy' },
  emergency: { zh: '应急管理', en: 'Emergency' },
  market: { zh: '市场监管', en: 'Market' },
  society: { zh: '社会管理', en: 'Society' },
  service: { zh: '公共服务', en: 'Services' },
  ecology: { zh: '生态环境', en: 'Ecology' },
} satisfies Words
const domainWord = speak(domains)
export const DOMAIN_IDS = (): Choice[] => (Object.keys(domains) as (keyof typeof domains)[]).map((id) => ({ id, name: domainWord(id) }))
