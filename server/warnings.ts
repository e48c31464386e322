import { type Posture, WARNING_TYPES, type Warning, type WarningColour } from '../shared/warning.ts'
import type { Noun } from './nouns.ts'
import type { z } from 'zod'

type Colour = z.infer<typeof WarningColour>
/** Colours a signal may have; a signal we do not know may have all but white. */
export const coloursOf = (type: string): readonly Colour[] =>
  Object.hasOwn(WARNING_TYPES, type) ? WARNING_TYPES[type]!.colours : ['BLUE', 'YELLOW', 'ORANGE', 'RED']

/** An official warning stands in the picture until it is lifted. */
export const warningNoun: Noun<'warning'> = {
  evolve(before, { type, data }) {
    if (type === 'warning.issued') return data as Warning
    if (type === 'warning.lifted' && before) return { ...before, liftedAt: (data as { liftedAt: string }).liftedAt }
    return before
  },
  inPicture: (warning) => warning.liftedAt === null,
}

export const CALM: Posture = { kind: 'posture', id: 'city', level: null, mode: 'ROUTINE', reason: '', by: null, at: null }
export const postureNoun: Noun<'posture'> = {
  evolve: (before, { type, data, at, actor }) =>
    type === 'posture.set' ? { ...(before ?? CALM), ...(data as Pick<Posture, 'level' | 'mode' | 'reason'>), by: actor, at } : before,
  inPicture: () => true,
}
