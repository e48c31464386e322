import { z } from 'zod'

const At = z.iso.datetime({ offset: true })
export const WarningColour = z.enum(['WHITE', 'BLUE', 'YELLOW', 'ORANGE', 'RED'])
/** Official warning 预警: what may happen, by an authority; never a sensor alert. */
export const Warning = z.strictObject({
  kind: z.literal('warning'),
  id: z.string(),
  type: z.string(),
  colour: WarningColour,
  issuer: z.string(),
  areas: z.array(z.string()),
  issuedAt: At,
  liftedAt: At.nullable(),
  text: z.string(),
})
export type Warning = z.infer<typeof Warning>

/** The signals we know, with the colours each may have. Guangdong's rainstorm has no blue; typhoon begins at white. Others: all but white. */
export const WARNING_TYPES: Record<string, { zh: string; en: string; colours: readonly z.infer<typeof WarningColour>[] }> = {
  rainstorm: { zh: '暴雨', en: 'Rainstorm', colours: ['YELLOW', 'ORANGE', 'RED'] },
  typhoon: { zh: '台风', en: 'Typhoon', colours: ['WHITE', 'BLUE', 'YELLOW', 'ORANGE', 'RED'] },
  thunderstormGale: { zh: '雷雨大风', en: 'Thunderstorm gale', colours: ['YELLOW', 'ORANGE', 'RED'] },
  stormSurge: { zh: '风暴潮', en: 'Storm surge', colours: ['BLUE', 'YELLOW', 'ORANGE', 'RED'] },
  heat: { zh: '高温', en: 'Heat', colours: ['YELLOW', 'ORANGE', 'RED'] },
  fog: { zh: '大雾', en: 'Fog', colours: ['YELLOW', 'ORANGE', 'RED'] },
  cold: { zh: '寒冷', en: 'Cold', colours: ['YELLOW', 'ORANGE', 'RED'] },
}

/** The city's posture: response level (what we do) and operating mode 平战. One entity, id `city`. */
export const Posture = z.strictObject({
  kind: z.literal('posture'),
  id: z.literal('city'),
  level: z.enum(['I', 'II', 'III', 'IV']).nullable(),
  mode: z.enum(['ROUTINE', 'EMERGENCY']),
  reason: z.string(),
  by: z.string().nullable(),
  at: At.nullable(),
})
export type Posture = z.infer<typeof Posture>
