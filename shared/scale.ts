/** One table holds every scale of the product: its steps from most to least urgent, each with word, shape and colour. Colours are CSS
 *  custom properties of client/ui/tokens.css. An alert 告警 (ours) is never called 预警 (official). */
export type Shape = 'diamond' | 'triangle' | 'square' | 'circle' | 'ring' | 'hatched' | 'none'
export type Step = { id: string; zh: string; en: string; shape: Shape; colour: string }

const step = (id: string, zh: string, en: string, shape: Shape, colour: string): Step => ({ id, zh, en, shape, colour })

export const SCALES = {
  /** Alert severity: ours, from rules. */
  severity: [
    step('RED', '红', 'Red', 'diamond', '--red'),
    step('ORANGE', '橙', 'Orange', 'triangle', '--orange'),
    step('YELLOW', '黄', 'Yellow', 'square', '--yellow-sign'),
    step('BLUE', '蓝', 'Blue', 'circle', '--blue'),
  ],
  /** Official warning 预警: the colours allowed depend on the signal (WARNING_COLOURS). */
  warning: [
    step('RED', '红色', 'Red', 'diamond', '--std-warning-red'),
    step('ORANGE', '橙色', 'Orange', 'triangle', '--std-warning-orange'),
    step('YELLOW', '黄色', 'Yellow', 'square', '--std-warning-yellow'),
    step('BLUE', '蓝色', 'Blue', 'circle', '--std-warning-blue'),
    step('WHITE', '白色', 'White', 'ring', '--std-warning-white'),
  ],
  /** The deadline's light of a case. */
  light: [
    step('RED', '超期', 'Overdue', 'diamond', '--red'),
    step('YELLOW', '临期', 'Nearly due', 'square', '--yellow-sign'),
    step('GREEN', '在限', 'In time', 'ring', '--ok'),
  ],
  /** Emergency response level 应急响应. */
  response: [
    step('I', 'Ⅰ级', 'Level I', 'none', '--ink'),
    step('II', 'Ⅱ级', 'Level II', 'none', '--ink'),
    step('III', 'Ⅲ级', 'Level III', 'none', '--ink'),
    step('IV', 'Ⅳ级', 'Level IV', 'none', '--ink'),
  ],
  /** AQI class, HJ 633-2026 annex A, best first. */
  aqi: [
    step('1', '优', 'Excellent', 'square', '--std-aqi-1'),
    step('2', '良', 'Good', 'square', '--std-aqi-2'),
    step('3', '轻度污染', 'Light pollution', 'square', '--std-aqi-3'),
    step('4', '中度污染', 'Moderate pollution', 'square', '--std-aqi-4'),
    step('5', '重度污染', 'Heavy pollution', 'square', '--std-aqi-5'),
    step('6', '严重污染', 'Severe pollution', 'square', '--std-aqi-6'),
  ],
  /** Surface water class, GB 3838-2002. */
  water: [
    step('I', 'Ⅰ类', 'Class I', 'square', '--std-water-1'),
    step('II', 'Ⅱ类', 'Class II', 'square', '--std-water-2'),
    step('III', 'Ⅲ类', 'Class III', 'square', '--std-water-3'),
    step('IV', 'Ⅳ类', 'Class IV', 'square', '--std-water-4'),
    step('V', 'Ⅴ类', 'Class V', 'square', '--std-water-5'),
    step('WORSE_V', '劣Ⅴ类', 'Worse than V', 'square', '--std-water-6'),
  ],
} as const satisfies Record<string, readonly Step[]>

export type ScaleName = keyof typeof SCALES
export const stepOf = (scale: ScaleName, id: string): Step | undefined => (SCALES[scale] as readonly Step[]).find((s) => s.id === id)
/** 0 is the most urgent; unknown sorts last. */
export const rankOf = (scale: ScaleName, id: string): number => {
  const at = (SCALES[scale] as readonly Step[]).findIndex((s) => s.id === id)
  return at < 0 ? 99 : at
}
