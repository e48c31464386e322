import { z } from 'zod'
import { type Route, ok, route } from '../route.ts'
import { SeedResult } from '../seed.ts'
import type { Store } from '../store/store.ts'

/** What the seed runs did, newest first. */
export const seedRoutes = ({ store }: { store: Store }): Route[] => [
  route({
    door: 'GET /api/seeds',
    summary: 'Runs of the seed: what they changed and what they refused.',
    answer: z.strictObject({ seeds: z.array(SeedResult) }),
    handle: async () => ok({ seeds: (await store.read('documents.all', 'seeds')).reverse().slice(0, 50) }),
  }),
]
