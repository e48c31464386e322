import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createCommands } from './console-commands.ts'
import { openIdentity } from './identity.ts'
import { openOrganisation } from './organisation.ts'
import { openLocalStore } from './store/open-store.ts'

it('X28 the shipped templates are a whole small city: loaded without one refused row', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongguan-'))
  const store = await openLocalStore(folder)
  const now = () => new Date('2026-07-01T00:00:00Z')
  const house = await openIdentity({
    store,
    now,
    config: { dataFolder: folder, origin: null, proxies: [], tls: null, limits: { requestsPerS: 50 }, city: { code: '440400' } },
  })
  const organisation = await openOrganisation(store)
  const { lines } = await createCommands({ house, store, organisation, dataFolder: folder, address: () => '' })['seed']!(
    ['docs/seed'],
    process.cwd(),
  )
  expect(lines.filter((line) => line.startsWith('refused'))).toEqual([])
  expect([organisation.items.size(), organisation.calendars.get('city')?.days.length, house.people.all().length]).toEqual([2, 2, 7])
  await house.stop()
  await store.close()
})
