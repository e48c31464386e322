/** Surface water class by GB 3838-2002 (mg/L, pH): the worst single factor decides. River assessment leaves out temperature, total
 *  nitrogen and fecal coliforms; lakes have their own total phosphorus and count total nitrogen. */
export const WATER_CLASSES = ['I', 'II', 'III', 'IV', 'V', 'WORSE_V'] as const
export type WaterClass = (typeof WATER_CLASSES)[number]
export type WaterFactor = 'ph' | 'do' | 'codmn' | 'cod' | 'bod5' | 'nh3n' | 'tp' | 'tn'
export type WaterBody = 'river' | 'lake'

/** Upper limits of classes I to V. */
const MOST: Record<Exclude<WaterFactor, 'ph' | 'do'>, readonly number[]> = {
  codmn: [2, 4, 6, 10, 15],
  cod: [15, 15, 20, 30, 40],
  bod5: [3, 3, 4, 6, 10],
  nh3n: [0.15, 0.5, 1, 1.5, 2],
  tp: [0.02, 0.1, 0.2, 0.3, 0.4],
  tn: [0.2, 0.5, 1, 1.5, 2],
}
const TP_LAKE: readonly number[] = [0.01, 0.025, 0.05, 0.1, 0.2]
const LEAST_OXYGEN: readonly number[] = [7.5, 6, 5, 3, 2]
const WORST = 5

function rank(factor: WaterFactor, value: number, body: WaterBody): number | null {
  if (factor === 'ph') return value >= 6 && value <= 9 ? 0 : WORST
  if (factor === 'tn' && body === 'river') return null
  const at = factor === 'do' ? LEAST_OXYGEN.findIndex((least) => value >= least) : (factor === 'tp' && body === 'lake' ? TP_LAKE : MOST[factor]).findIndex((most) => value <= most)
  return at < 0 ? WORST : at
} // prettier-ignore

export type WaterResult = { class: WaterClass | null; by: WaterFactor[] }

/** Class of the factors measured, and which of them decided it; null when nothing that counts was measured. */
export function waterClass(factors: Partial<Record<WaterFactor, number | null>>, body: WaterBody): WaterResult {
  let worst = -1
  let by: WaterFactor[] = []
  for (const [factor, value] of Object.entries(factors) as [WaterFactor, number | null | undefined][]) {
    const at = value == null ? null : rank(factor, value, body)
    if (at === null || at < worst) continue
    by = at > worst ? [factor] : [...by, factor]
    worst = at
  }
  return { class: WATER_CLASSES[worst] ?? null, by: worst > 0 ? by : [] }
}
