import { createHash } from 'node:crypto'
import { gzip } from 'node:zlib'
import type { RequestHandler } from 'express'

/** Below this the header and the work cost more than the bytes; a session's token is never in a compressed answer. */
const WORTH_BYTES = 4_096

/** Long JSON answers go out gzipped: a phone's list of thirty tasks is 50 kB plain, sixteen seconds of 2G. Unchanged ones are 304. */
export function squeezed(): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'GET' || !req.acceptsEncodings('gzip')) return next()
    const plain = res.json.bind(res)
    res.json = (body: unknown) => {
      const text = JSON.stringify(body)
      if (res.statusCode !== 200 || text === undefined || text.length < WORTH_BYTES) return plain(body)
      res.vary('Accept-Encoding')
      res.set('ETag', `W/"${createHash('sha1').update(text).digest('base64url')}"`)
      if (req.fresh) return res.status(304).end()
      gzip(text, { level: 5 }, (error, packed) => {
        if (error) return void plain(body)
        res
          .set({ 'Content-Encoding': 'gzip', 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(packed.length) })
          .end(packed)
      })
      return res
    }
    next()
  }
}
