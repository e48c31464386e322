import { commands } from './commands.ts'
import { documents } from './documents.ts'
import { entities } from './entities.ts'
import { journal } from './journal.ts'
import { meta } from './meta.ts'
import { picture } from './picture.ts'

/** Every room of the store, by name; migrations run in this order. A new noun's tables are one file and one line here. */
export const ROOMS = { meta, journal, entities, picture, documents, commands }
