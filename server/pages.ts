import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import type { Config } from './config.ts'
import { packedFiles } from './packed-files.ts'

/** What every answer of ours says about itself; nothing from elsewhere may run in our pages. No upgrade-insecure-requests: on plain http
 *  it would turn every script into https and the page would stay blank. */
export function pageHeaders(config: Pick<Config, 'map' | 'cameras' | 'origin' | 'tls'>): RequestHandler {
  const hosts = (list: readonly string[]) => list.map((host) => ` https://${host}`).join('')
  const maps = hosts(config.map.hosts)
  const policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", `img-src 'self' data: blob:${maps}${hosts(config.cameras.hosts)}`,
    `connect-src 'self'${maps}`, "font-src 'self'", "worker-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
  ].join('; ') // prettier-ignore
  const secure = config.tls !== null || config.origin?.startsWith('https:') === true
  return (req, res, next) => {
    res.set({
      'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Opener-Policy': 'same-origin',
      ...(secure ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}), ...(req.path.startsWith('/api') ? { 'Cache-Control': 'no-store' } : {}),
    }) // prettier-ignore
    next()
  }
}

const FACES = ['/', '/wall', '/desk', '/review', '/field', '/admin', '/sign-in']

/** Serves the built client. Hashed files are kept for a year; a face's page is always asked again. */
export function pages(folder: string): Router {
  const router = Router()
  const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null)
  const index = read('index.html')
  // The field has a page of its own: fewer scripts and round trips before its first row.
  const field = read('field.html') ?? index
  router.use(
    '/assets',
    packedFiles(join(folder, 'assets')),
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  )
  router.use(express.static(folder, { index: false, maxAge: 0 }))
  router.get(
    FACES.flatMap((face) => (face === '/' ? ['/'] : [face, `${face}/*rest`])),
    (req, res) => {
      const page = /^\/field(\/|$)/.test(req.path) ? field : index
      if (!page) return void res.status(503).type('text').send('The client is not built: npm run build')
      res.set('Cache-Control', 'no-cache').type('html').send(page)
    },
  )
  return router
}
