import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from 'express'
import type { Config } from './config.ts'
import { newId } from './id.ts'
import type { Log } from './log.ts'
import { pageHeaders, pages } from './pages.ts'
import { HttpProblem } from './problem.ts'
import { type Route, type RouteContext, mountRoutes } from './route.ts'
import { squeezed } from './squeeze.ts'
import { StoreError } from './store/store.ts'

export type AppParts = {
  config: Config
  log: Log
  routes: readonly Route[]
  context: RouteContext
  /** Host, session, key, csrf, rate: who asks. */
  guard: readonly RequestHandler[]
  /** JSON bodies within their limits. */
  bodies: RequestHandler
  clientFolder: string
  ready(): boolean
  metrics: RequestHandler
}

/** The HTTP side of the house: headers, guard, routes, pages, and errors as problem+json. */
export function createApp(parts: AppParts): Express {
  const { config, log, context } = parts
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', config.proxies.length ? config.proxies : false)
  app.set('query parser', 'simple')
  app.use(logged(log))
  app.use(pageHeaders(config))
  const probe =
    (isUp: () => boolean): RequestHandler =>
    (_req, res) =>
      void res
        .status(isUp() ? 200 : 503)
        .type('text')
        .send(isUp() ? 'ok' : 'wait')
  app.get(
    '/healthz',
    probe(() => true),
  )
  app.get('/readyz', probe(parts.ready))
  app.use([...parts.guard])
  app.get('/metrics', parts.metrics)
  app.use('/api', parts.bodies, squeezed())
  const router = Router()
  mountRoutes(router, parts.routes, context)
  app.use(router)
  app.use('/api', () => {
    throw new HttpProblem(404, 'not-found', '没有这个接口')
  })
  app.use(pages(parts.clientFolder))
  app.use((_req, res) => void problem(res, new HttpProblem(404, 'not-found', '没有这个页面')))
  app.use(errors(log))
  return app
}

const problem = (res: express.Response, error: HttpProblem) => {
  if (error.more.retryAfterS !== undefined) res.set('Retry-After', String(Math.ceil(error.more.retryAfterS)))
  res.status(error.status).type('application/problem+json').send(JSON.stringify(error.body()))
}

/** Method, route pattern, status, time, request id, actor: nothing that was asked or answered. */
function logged(log: Log): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const id = newId()
    res.locals['requestId'] = id
    res.set('X-Request-Id', id)
    res.on('finish', () => {
      const pattern = (req.route as { path?: string } | undefined)?.path ?? (req.path.startsWith('/assets') ? '/assets' : '-')
      const line = {
        id,
        method: req.method,
        route: pattern,
        status: res.statusCode,
        ms: Math.round(performance.now() - started),
        actor: (res.locals['actor'] as { id: string } | undefined)?.id,
      }
      if (res.statusCode >= 500) log.warn(line)
      else log.debug(line)
    })
    next()
  }
}

/** No stack and no 500 for any input: what is ours to refuse has a rule, what broke is 503 and a logged id. */
function errors(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    if (res.headersSent) return void res.destroy()
    if (error instanceof HttpProblem) return problem(res, error)
    if (error instanceof StoreError)
      return problem(
        res,
        new HttpProblem(
          503,
          `store-${error.code}`,
          error.code === 'full' ? '存储已满，暂不能写入；已有画面继续显示' : '存储暂不可用，请稍后重试',
          { retryAfterS: 5 },
        ),
      )
    const known = error as { status?: number; type?: string; code?: string }
    if (known.status !== undefined && known.status >= 400 && known.status < 500)
      return problem(
        res,
        new HttpProblem(
          known.status === 404 ? 404 : known.status,
          known.type ?? 'malformed',
          known.status === 404 ? '没有这个文件' : '请求不合格式',
        ),
      )
    if (error instanceof URIError) return problem(res, new HttpProblem(400, 'malformed', '地址不合格式'))
    log.error({ id: res.locals['requestId'] as string, method: req.method, error }, 'unexpected')
    problem(res, new HttpProblem(503, 'unexpected', `服务暂时出错，编号 ${res.locals['requestId'] as string}`, { retryAfterS: 5 }))
  }
}
