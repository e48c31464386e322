import ipaddr from 'ipaddr.js'
import { lookup as dnsLookup } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { createGunzip } from 'node:zlib'

const MOST_REDIRECTS = 3
const MOST_BYTES = 10 * 1024 * 1024
const MOST_MS = 30_000

/** The server would not call this address, or it did not answer as it must. */
export class EgressError extends Error {
  readonly rule: 'egress' | 'egress-failed'
  constructor(rule: EgressError['rule'], message: string) {
    super(message)
    this.rule = rule
  }
}
export type Called = { status: number; headers: Record<string, string>; body: Buffer }
export type Call = {
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: Buffer | string
  /** Set by `admin` or the configuration file: may be any address. */ trusted?: boolean
  redirects?: number
}
export type Egress = ReturnType<typeof createEgress>

/** Addresses the server calls. One from API or seed must be public or allowed by name or network; what was checked is what is connected to. */
export function createEgress({
  allow,
  resolve = async (host: string) => (await dnsLookup(host, { all: true })).map(({ address }) => address),
}: {
  allow: readonly string[]
  resolve?: (host: string) => Promise<string[]>
}) {
  const bare = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase()
  const isAllowed = (host: string, address: string) => {
    const one = ipaddr.process(address)
    return (
      one.range() === 'unicast' ||
      allow.some((entry) => {
        if (entry.toLowerCase() === host || entry === address) return true
        if (!entry.includes('/')) return false
        const [base, bits] = ipaddr.parseCIDR(entry)
        return base.kind() === one.kind() && one.match(base, bits)
      })
    )
  }
  async function check(url: URL, trusted: boolean): Promise<string> {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new EgressError('egress', `只能访问 http(s)：${url.protocol}`)
    const host = bare(url.hostname)
    const addresses = isIP(host) ? [host] : await resolve(host).catch(() => { throw new EgressError('egress-failed', `找不到主机 ${host}`) }) // prettier-ignore
    const address = addresses.find((one) => trusted || isAllowed(host, one))
    if (address === undefined) throw new EgressError('egress', `不允许访问 ${host}：不是公网地址，也不在许可名单`)
    return address
  }

  async function call({
    url: text,
    method = 'GET',
    headers = {},
    body,
    trusted = false,
    redirects = MOST_REDIRECTS,
  }: Call): Promise<Called> {
    const url = new URL(text)
    const address = await check(url, trusted)
    const answer = await send(url, address, { method, headers, ...(body === undefined ? {} : { body }) })
    const location = answer.headers['location']
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer
    if (redirects <= 0) throw new EgressError('egress-failed', '转向次数过多')
    const next = new URL(location, url)
    // A configured address is trusted, not wherever it sends us; credentials do not go along to another host.
    const kept =
      next.host === url.host
        ? headers
        : Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie|x-tongguan-signature)$/i.test(name)))
    return call({
      url: next.href,
      method: answer.status === 303 ? 'GET' : method,
      headers: kept,
      ...(body === undefined || answer.status === 303 ? {} : { body }),
      trusted: trusted && next.host === url.host,
      redirects: redirects - 1,
    })
  }
  return { call, check: (url: string) => check(new URL(url), false).then(() => undefined) }
}

function send(
  url: URL,
  address: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body?: Buffer | string },
): Promise<Called> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    const family = isIP(address)
    const fail = (why: string) => reject(new EgressError('egress-failed', why))
    const req = request(
      url,
      {
        method, headers: { 'Accept-Encoding': 'gzip', 'User-Agent': 'tongguan', ...headers, ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }) }, signal: AbortSignal.timeout(MOST_MS), agent: false,
        lookup: (_host, options, done) => (options.all ? (done as unknown as (e: null, all: { address: string; family: number }[]) => void)(null, [{ address, family }]) : done(null, address, family)),
      },
      (res) => {
        const chunks: Buffer[] = []
        let bytes = 0
        const source = res.headers['content-encoding'] === 'gzip' ? res.pipe(createGunzip()) : res
        source.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MOST_BYTES) {
            req.destroy()
            fail('回应超过 10 MB')
          } else chunks.push(chunk)
        })
        source.on('end', () => resolve({ status: res.statusCode ?? 0, headers: Object.fromEntries(Object.entries(res.headers).map(([name, value]) => [name, String(value)])), body: Buffer.concat(chunks) }))
        source.on('error', (error: Error) => fail(error.message))
      },
    ) // prettier-ignore
    req.on('error', (error: Error) => fail(error.name === 'TimeoutError' ? '30 秒无回应' : error.message))
    req.end(body)
  })
}
