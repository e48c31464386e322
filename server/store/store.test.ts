import { openLocalStore, openStore } from './open-store.ts'
import { storeContract } from './store-contract.ts'

storeContract('the store in this thread', (folder, pages) => openLocalStore(folder, pages === undefined ? {} : { pages }))
storeContract('the store in its own threads', (folder, pages) => openStore({ folder, ...(pages === undefined ? {} : { pages }) }), 'none')
