import { Welcome } from '../../shared/organisation.ts'
import { type Route, ok, route } from '../route.ts'

/** Which city this is, and in a demonstration on this very machine the password that everybody may know. */
export const welcomeRoutes = (welcome: Welcome): Route[] => [
  route({
    door: 'GET /api/welcome',
    summary: 'What the sign-in page shows before anybody is in.',
    answer: Welcome,
    handle: () => Promise.resolve(ok(welcome)),
  }),
]
