import { evolveAlert } from '../shared/alert-life.ts'
import type { Noun } from './nouns.ts'
import { op } from './store/store.ts'

/** An alert stands in the picture until it is cleared; lists keep it afterwards. */
export const alertNoun: Noun<'alert'> = {
  evolve: evolveAlert,
  inPicture: (alert) => alert.state !== 'CLEARED',
  project: (alert) => [op('alerts.put', alert)],
}
