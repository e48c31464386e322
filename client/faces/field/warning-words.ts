import type { Warning } from '../../../shared/warning.ts'
import { useLanguage } from '../../ui/messages.ts'

const TYPES: Record<string, string> = {
  rainstorm: '暴雨',
  typhoon: '台风',
  thunderstormGale: '雷雨大风',
  stormSurge: '风暴潮',
  heat: '高温',
  fog: '大雾',
  cold: '寒冷',
}
const COLOURS: Record<Warning['colour'], string> = { WHITE: '白色', BLUE: '蓝色', YELLOW: '黄色', ORANGE: '橙色', RED: '红色' }

/** An official signal's name as it is issued: 暴雨橙色预警. */
export const WARNING_WORDS = ({ type, colour }: Pick<Warning, 'type' | 'colour'>): string =>
  useLanguage.getState().language === 'zh' ? `${TYPES[type] ?? type}${COLOURS[colour]}预警` : `${type} warning, ${colour.toLowerCase()}`
