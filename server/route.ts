import { createHash } from 'node:crypto'
import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { Actor } from '../shared/actor.ts'
import { CommandId } from '../shared/api.ts'
import { type DoorName, mayPass } from '../shared/doors.ts'
import type { Hub } from './hub.ts'
import { HttpProblem } from './problem.ts'
import { type Store, StoreError, type WriteOp, op } from './store/store.ts'

type Input = { params: z.ZodType; query: z.ZodType; body: z.ZodType }
type Out<I extends Partial<Input>, K extends keyof Input> = I[K] extends z.ZodType ? z.output<I[K]> : undefined
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> }

/** What a route is given: who asks (already allowed through the door), parsed input, and for commands the row that remembers its answer. */
export type Asked<I extends Partial<Input> = Input> = {
  actor: Actor
  params: Out<I, 'params'>
  query: Out<I, 'query'>
  body: Out<I, 'body'>
  req: Request
  res: Response
  /** For commands: put this operation into the write of the change itself, so that effect and answer are kept together. */
  remember(status: number, answer: unknown): WriteOp[]
  /** Row of the audit trail, to be put into the change's own write. */
  audit(action: string, object: string, result: string, reason?: string): WriteOp[]
}
export type Route = {
  /** Its row in shared/doors.ts: `POST /api/incidents/:id/steps`. A route without a row does not start. */
  door: DoorName
  summary: string
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  answer?: z.ZodType
  /** Body limit in bytes where it is not 256 kB; `raw`: the handler reads the stream itself. */
  limit?: number
  raw?: boolean
  handle(asked: Asked): Promise<Answer>
}

type Given = z.ZodType | undefined
/** Declares a route with its input types inferred. */
export const route = <P extends Given = undefined, Q extends Given = undefined, B extends Given = undefined>(
  spec: Omit<Route, 'handle' | keyof Input> & { params?: P; query?: Q; body?: B; handle(asked: AskedOf<P, Q, B>): Promise<Answer> },
): Route => spec as unknown as Route
type Output<S> = S extends z.ZodType ? z.output<S> : undefined
type AskedOf<P, Q, B> = Omit<Asked, keyof Input> & { params: Output<P>; query: Output<Q>; body: Output<B> }
export const ok = (body: unknown, headers?: Record<string, string>): Answer => ({ status: 200, body, ...(headers ? { headers } : {}) })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }

export function parse<S extends z.ZodType>(schema: S, value: unknown, status: 400 | 422): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const detail = parsed.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new HttpProblem(
    status,
    status === 400 ? 'malformed' : 'body',
    `输入有误：${detail
      .map((d) => (d.path ? `${d.path} ${d.message}` : d.message))
      .join('；')
      .slice(0, 500)}`,
    { detail },
  )
}

export type RouteContext = {
  hub: Hub
  store: Store
  now(): Date
  auditOps(asked: { actor: Actor; req: Request }, row: { action: string; object: string; result: string; reason?: string }): WriteOp[]
}

/** Mounts routes: door → parse → handle → answer; and for bodies with a commandId, the old answer for the same command. */
export function mountRoutes(router: Router, routes: readonly Route[], context: RouteContext): void {
  for (const spec of routes) {
    const [method, path] = spec.door.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS', string]
    router[method.toLowerCase() as 'get'](path, async (req: Request, res: Response) => send(res, await run(spec, req, res, context)))
  }
}

function send(res: Response, { status, body, headers }: Answer) {
  if (res.headersSent) return
  if (headers) res.set(headers)
  if (body === undefined) res.status(status).end()
  else if (Buffer.isBuffer(body)) res.status(status).send(body)
  else res.status(status).json(body)
}

async function run(spec: Route, req: Request, res: Response, context: RouteContext): Promise<Answer> {
  const actor = res.locals['actor'] as Actor | undefined
  const passes = mayPass(spec.door, actor ?? null)
  if (passes === 'sign-in') throw new HttpProblem(401, 'sign-in', '请先登录')
  // Who may not is told so before his input is looked at: what is wrong with it is none of his business.
  const isIn = passes === 'yes'
  const params = spec.params && isIn ? parse(spec.params, req.params, 400) : undefined
  const query = spec.query && isIn ? parse(spec.query, req.query, 400) : undefined
  const body: unknown = spec.body ? (isIn ? parse(spec.body, req.body, 422) : req.body) : undefined
  const command = commandOf(body, actor, req)
  const asked = {
    actor: actor as Actor, params, query, body, req, res,
    remember: (status: number, answer: unknown) => (command ? [op('commands.remember', { ...command, status, answer, at: context.now().toISOString() })] : []),
    audit: (action: string, object: string, result: string, reason?: string) => context.auditOps({ actor: actor as Actor, req }, { action, object, result, ...(reason ? { reason } : {}) }),
  } // prettier-ignore
  const attempt = async () => {
    if (passes === 'no') throw new HttpProblem(403, 'role-may-not', '您的岗位不能做这件事')
    return await spec.handle(asked as Asked)
  }
  return command ? once(command, attempt, asked.remember, context) : attempt()
}

type Command = { commandId: string; actor: string; bodyHash: string }
function commandOf(body: unknown, actor: Actor | undefined, req: Request): Command | null {
  const parsed = CommandId.safeParse((body as { commandId?: unknown } | null | undefined)?.commandId)
  if (!parsed.success || !actor) return null
  const commandId = parsed.data
  const bodyHash = createHash('sha256')
    .update(`${req.method} ${req.path} ${JSON.stringify(req.body)}`)
    .digest('base64url')
  return { commandId, actor: actor.id, bodyHash }
}

/** The same command once: an answer that was given before is given again; a refusal by rule is remembered too. */
async function once(
  command: Command,
  attempt: () => Promise<Answer>,
  remember: (status: number, answer: unknown) => WriteOp[],
  { store }: RouteContext,
): Promise<Answer> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof StoreError && error.code === 'seen') return (await oldAnswer(command, store)) ?? Promise.reject(error)
    if (!(error instanceof HttpProblem) || ![403, 409, 422].includes(error.status) || error.rule === 'csrf' || error.rule === 'locked')
      throw error
    const old = await oldAnswer(command, store)
    if (old) return old
    const answer = error.body()
    await store.write({ subjects: [], ops: remember(error.status, answer) }).catch((failure: unknown) => {
      if (!(failure instanceof StoreError && failure.code === 'seen')) throw failure
    })
    throw error
  }
}

async function oldAnswer(command: Command, store: Store): Promise<Answer | null> {
  const old = await store.read('commands.get', command.commandId)
  if (!old) return null
  if (old.actor !== command.actor) throw new HttpProblem(409, 'command-taken', '这个 commandId 已被别人用过')
  if (old.bodyHash !== command.bodyHash) throw new HttpProblem(422, 'command-body', '同一 commandId 的内容与上次不同')
  return { status: old.status, body: old.answer }
}
