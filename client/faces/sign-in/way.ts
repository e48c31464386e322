import type { SessionInfo } from '../../../shared/api.ts'

/** Where a person goes after signing in: where he came from, else the face of his work. */
export function wayOf(search: string, session: Pick<SessionInfo, 'roles'>): string {
  const to = new URLSearchParams(search).get('to')
  if (to !== null && /^\/(?![/\\])[\w\-./?=&%#,]*$/.test(to) && !to.startsWith('/sign-in')) return to
  const is = (...roles: string[]) => session.roles.some((role) => roles.includes(role))
  if (is('operator', 'dispatcher', 'shift-leader')) return '/desk'
  if (is('leader', 'office')) return '/review'
  if (is('handler', 'worker', 'inspector')) return '/field'
  return is('admin', 'security', 'auditor') ? '/admin' : '/desk'
}
/** A phone in the hand of somebody in the street: its session lives a week. */
export const deviceOf = (search: string): 'phone' | 'desk' =>
  matchMedia('(pointer: coarse)').matches && (new URLSearchParams(search).get('to') ?? '').startsWith('/field') ? 'phone' : 'desk'
