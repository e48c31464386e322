import { ApiError, api, currentSession, loadSession, OfflineError } from '../live/api.ts'
import type { Problem } from '../../shared/api.ts'
import type { Action } from './action.ts'
import type { Later, Refusing, Sent, Stop, Transport, Uploaded } from './ports.ts'
import { tusUpload } from './tus.ts'

const AGAIN_MS = 5_000
type Failure = Later | Stop | Refusing

/** What an answer that is not a success means for the queue. Only what the server remembers by commandId, or will never take, ends a deed. */
export function failureOf(status: number, problem: Partial<Problem>, retryAfterS?: number): Failure | 'csrf' {
  if (status === 401) return { kind: 'stop', why: 'signed-out' }
  if (status === 403 && problem.rule === 'csrf') return 'csrf'
  if (status === 403 && problem.rule === 'locked') return { kind: 'stop', why: 'locked' }
  if (status === 403 && problem.rule === 'must-change-password') return { kind: 'stop', why: 'password' }
  if (status === 408 || status === 421 || status === 423 || status === 425 || status === 429 || status >= 500)
    return { kind: 'later', why: 'busy', afterMs: (retryAfterS ?? 0) * 1000 || AGAIN_MS }
  return {
    kind: 'refused',
    status,
    rule: problem.rule ?? 'unknown',
    reason: problem.reason ?? `HTTP ${status}`,
    state: problem.state ?? null,
  }
}

/** Runs a call under the session of exactly this user. The token belongs to the session, so that a cookie changed in another window is
 *  refused by the server (`csrf`) before anything happens under a wrong name. */
async function asUser<T extends { kind: string }>(
  user: string,
  call: (csrf: string) => Promise<T | Failure | 'csrf'>,
): Promise<T | Failure> {
  try {
    for (const last of [false, true]) {
      const session = last ? await loadSession() : (currentSession() ?? (await loadSession()))
      if (!session) return { kind: 'stop', why: 'signed-out' }
      if (session.user !== user) return { kind: 'stop', why: 'other-user' }
      const answer = await call(session.csrf)
      if (answer !== 'csrf') return answer
    }
    return { kind: 'stop', why: 'signed-out' }
  } catch (error) {
    if (error instanceof ApiError) {
      const failure = failureOf(error.status, { rule: error.rule, reason: error.message }, error.retryAfterS)
      return failure === 'csrf' ? { kind: 'stop', why: 'signed-out' } : failure
    }
    if (error instanceof OfflineError || error instanceof TypeError) return { kind: 'later', why: 'offline', afterMs: AGAIN_MS }
    throw error
  }
}

const pathOf = ({ deed }: Action, incident: string | null): string =>
  deed.kind === 'report'
    ? '/api/incidents'
    : deed.kind === 'suggestion'
      ? '/api/suggestions'
      : `/api/incidents/${encodeURIComponent(incident ?? '')}/steps`

export const httpTransport = (): Transport => ({
  send: (action, body, incident) =>
    asUser<Sent>(action.user, async () => {
      try {
        const answer = await api<{ id?: string; number?: string; state?: string } | undefined>(pathOf(action, incident), {
          body: { commandId: action.commandId, ...body },
        })
        const receipt = {
          at: new Date().toISOString(),
          incident: answer?.id ?? incident,
          number: answer?.number ?? null,
          state: answer?.state ?? null,
        }
        return { kind: 'accepted', receipt }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return failureOf(
          error.status,
          { rule: error.rule, reason: error.message, ...(error.state === undefined ? {} : { state: error.state }) },
          error.retryAfterS,
        )
      }
    }),
  upload: (photo, kept) =>
    asUser<Uploaded>(photo.user, async (csrf) => {
      const answer = await tusUpload({ photo, csrf, kept })
      if ('id' in answer) return { kind: 'stored', id: answer.id }
      const { response } = answer
      // Another request moved the offset: asked again from where the server stands.
      if (response.status === 409) return { kind: 'later', why: 'busy', afterMs: 1_000 }
      const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
      return failureOf(response.status, problem, Number(response.headers.get('retry-after')) || undefined)
    }),
})
