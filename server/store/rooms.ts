import { alerts } from './alerts.ts'
import { audit } from './audit.ts'
import { commands } from './commands.ts'
import { directives } from './directives.ts'
import { documents } from './documents.ts'
import { entities } from './entities.ts'
import { figures } from './figures.ts'
import { incidents } from './incidents.ts'
import { journal } from './journal.ts'
import { letters } from './letters.ts'
import { meta } from './meta.ts'
import { observations } from './observations.ts'
import { outbox } from './outbox.ts'
import { personal } from './personal.ts'
import { photos } from './photos.ts'
import { picture } from './picture.ts'

/** Every room of the store, by name; migrations run in this order. A new noun's tables are one file and one line here. */
export const ROOMS = {
  meta,
  journal,
  entities,
  picture,
  documents,
  commands,
  observations,
  incidents,
  alerts,
  directives,
  audit,
  personal,
  letters,
  figures,
  photos,
  outbox,
}
