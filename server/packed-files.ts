import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestHandler } from 'express'

const TYPES: Record<string, string> = { js: 'text/javascript; charset=utf-8', mjs: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json', svg: 'image/svg+xml' } // prettier-ignore

/** Gives the `.br` or `.gz` that the build laid beside a hashed file, where the browser takes it; otherwise the next in line serves it. */
export function packedFiles(folder: string): RequestHandler {
  const packed = new Set(existsSync(folder) ? readdirSync(folder).filter((name) => /\.(br|gz)$/.test(name)) : [])
  return (req, res, next) => {
    const name = req.path.slice(1)
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
    if (req.method !== 'GET' || type === undefined) return next()
    const [ending, coding] =
      req.acceptsEncodings('br') && packed.has(`${name}.br`)
        ? ['br', 'br']
        : req.acceptsEncodings('gzip') && packed.has(`${name}.gz`)
          ? ['gz', 'gzip']
          : [null, null]
    if (ending === null) return next()
    res.vary('Accept-Encoding')
    res.set({ 'Content-Type': type, 'Content-Encoding': coding, 'Cache-Control': 'public, max-age=31536000, immutable' })
    res.sendFile(join(folder, `${name}.${ending}`), { cacheControl: false, lastModified: false })
  }
}
