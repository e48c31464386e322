import type { Problem, SessionInfo } from '../../shared/api.ts'
import { keepAwake } from './awake.ts'

/** A refusal by the server: its rule, its sentence, and the subject's present state. */
export class ApiError extends Error {
  readonly status: number
  readonly rule: string
  readonly state: string | undefined
  readonly retryAfterS: number | undefined
  constructor(status: number, problem: Partial<Problem>, retryAfterS?: number) {
    super(problem.reason ?? `HTTP ${status}`)
    this.status = status
    this.rule = problem.rule ?? 'unknown'
    this.state = problem.state
    this.retryAfterS = retryAfterS
  }
}
/** No answer came: the network, not a rule. */
export class OfflineError extends Error {}

let csrf = ''
let session: SessionInfo | null = null

export async function api<T>(
  path: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<T> {
  const raw = init.body instanceof Blob || init.body instanceof ArrayBuffer || typeof init.body === 'string'
  let response: Response
  try {
    response = await fetch(path, {
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      credentials: 'same-origin',
      headers: {
        ...(init.body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...(csrf ? { 'x-csrf-token': csrf } : {}),
        ...init.headers,
      },
      ...(init.body === undefined ? {} : { body: raw ? (init.body as BodyInit) : JSON.stringify(init.body) }),
      ...(init.signal ? { signal: init.signal } : {}),
    })
  } catch (error) {
    throw new OfflineError(error instanceof Error ? error.message : 'offline')
  }
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
    throw new ApiError(response.status, problem, Number(response.headers.get('retry-after')) || undefined)
  }
  if (response.status === 204) return undefined as T
  return (await (response.headers.get('content-type')?.includes('json') ? response.json() : response.blob())) as T
}

/** Who is signed in, with the token that changing requests carry; null without a session. */
export async function loadSession(): Promise<SessionInfo | null> {
  try {
    session = await api<SessionInfo>('/api/session')
    csrf = session.csrf
    keepAwake(() => (session ? api('/api/session/active', { method: 'POST' }) : Promise.resolve()))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    session = null
  }
  return session
}
/** A session that a face has fetched by its own early request. */
export function adoptSession(info: SessionInfo): void {
  session = info
  csrf = info.csrf
}
export const currentSession = (): SessionInfo | null => session

export async function signIn(user: string, password: string): Promise<SessionInfo | null> {
  await api<void>('/api/session', { body: { user, password } })
  return loadSession()
}
export async function signOut(): Promise<void> {
  await api<void>('/api/session', { method: 'DELETE' })
  session = null
  csrf = ''
}

/** A new commandId: without `crypto.randomUUID` on plain http, so from random values. */
export const newCommandId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
/** Sends a command once; the same commandId may be sent again after a lost answer. */
export const command = <T>(path: string, body: Record<string, unknown>, commandId = newCommandId(), method = 'POST'): Promise<T> =>
  api<T>(path, { method, body: { commandId, ...body } })
