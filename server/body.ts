import type { Request, RequestHandler } from 'express'
import { createGunzip } from 'node:zlib'
import { HttpProblem } from './problem.ts'

export const BODY_LIMIT = 256 * 1024
export const JSON_DEPTH = 16

/** The request's bytes, inflated when gzip, counted while they grow: 413 over the limit, 415 for another encoding, 400 for a broken one.
 *  The rest of a body that is too large is not kept; the answer closes the connection. */
export function readBytes(req: Request, limitBytes: number): Promise<Buffer> {
  const encoding = (req.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip') throw new HttpProblem(415, 'encoding', '只接受 gzip 或不压缩的内容')
  return new Promise((resolve, reject) => {
    const gunzip = encoding === 'gzip' ? createGunzip() : null
    const source = gunzip ?? req
    const chunks: Buffer[] = []
    let bytes = 0
    const fail = (problem: HttpProblem) => {
      source.removeAllListeners('data')
      req.unpipe()
      gunzip?.destroy()
      req.resume()
      req.res?.set('Connection', 'close')
      reject(problem)
    }
    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limitBytes) fail(new HttpProblem(413, 'too-large', `内容超过 ${limitBytes} 字节`))
      else chunks.push(chunk)
    })
    source.on('end', () => resolve(Buffer.concat(chunks)))
    source.on('error', () => fail(new HttpProblem(400, 'malformed', '无法解压内容')))
    req.on('aborted', () => fail(new HttpProblem(400, 'aborted', '连接中断')))
    if (gunzip) req.pipe(gunzip)
  })
}

/** Is the JSON text nested deeper than allowed? Looked for before parsing: ten megabytes of `[` hold a parser for seconds. */
export function isTooDeep(text: Uint8Array, most = JSON_DEPTH): boolean {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]
    if (quoted) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) quoted = false
    } else if (byte === 0x22) quoted = true
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > most) return true
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return false
}

/** JSON from UTF-8 bytes; 400 when it is none or nested too deep. */
export function parseJson(bytes: Uint8Array): unknown {
  if (isTooDeep(bytes)) throw new HttpProblem(400, 'too-deep', `JSON 嵌套超过 ${JSON_DEPTH} 层`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    throw new HttpProblem(400, 'malformed', '不是有效的 JSON（UTF-8）')
  }
}

type BodyRule = { door: string; limit?: number; raw?: boolean }
const patternOf = (path: string) => new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\/:[^/]+/g, '/[^/]+').replace(/\/\*\w*$/, '/.*')}/?$`) // prettier-ignore

/** Puts the parsed JSON of a changing request on `req.body`, within its route's limit. Routes that read their own stream do without. */
export function readBodies(routes: readonly BodyRule[]): RequestHandler {
  const rules = routes.filter((route) => route.raw || route.limit !== undefined).map((route) => {
    const [method, path] = route.door.split(' ') as [string, string]
    return { ...route, method, pattern: patternOf(path) }
  }) // prettier-ignore
  return async (req, _res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS') return next()
    const path = req.baseUrl + req.path
    const rule = rules.find(({ method, pattern }) => method === req.method && pattern.test(path))
    if (rule?.raw) return next()
    const bytes = await readBytes(req, rule?.limit ?? BODY_LIMIT)
    const type = (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
    if (bytes.length > 0 && type !== 'application/json' && !type.endsWith('+json'))
      throw new HttpProblem(415, 'media-type', '内容类型须为 application/json')
    req.body = bytes.length === 0 ? undefined : parseJson(bytes)
    next()
  }
}
