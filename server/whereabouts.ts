import ipaddr from 'ipaddr.js'
import type { IncomingHttpHeaders } from 'node:http'

const address = (text: string) => {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null
}
/** Is the address one of these, each an address or a CIDR? */
export function isAmong(text: string, list: readonly string[]): boolean {
  const one = address(text)
  return (
    one !== null &&
    list.some((entry) => {
      const [base, bits] = entry.includes('/') ? ipaddr.parseCIDR(entry) : ([address(entry), null] as const)
      if (base === null || base.kind() !== one.kind()) return false
      return one.match(base, bits ?? (base.kind() === 'ipv4' ? 32 : 128))
    })
  )
}
export const isLoopback = (text: string): boolean => address(text)?.range() === 'loopback'

/** Where a caller is, and by which name he came. Only a trusted proxy's word about somebody else is believed. */
export function openWhereabouts(options: { origin: string | null; proxies: readonly string[]; https: boolean }) {
  const own = options.origin === null ? null : new URL(options.origin)
  const hostNameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()
  return {
    /** Nearest address that is no trusted proxy. */
    addressOf(remote: string | undefined, headers: IncomingHttpHeaders): string {
      const forwarded = String(headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim()).filter(Boolean) // prettier-ignore
      let at = remote ?? ''
      while (forwarded.length > 0 && isAmong(at, options.proxies)) at = forwarded.pop()!
      return address(at)?.toString() ?? 'unknown'
    },
    /** A loopback name, an IP literal or the host of the configured origin; anything else may be a rebound name. */
    isOurHost(host: string | undefined): boolean {
      if (host === undefined || !/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host)) return false
      const name = hostNameOf(host)
      return name === 'localhost' || address(name) !== null || (own !== null && name === own.hostname.toLowerCase())
    },
    /** A missing Origin is no browser's cross-site request; a foreign one never passes. */
    isOurOrigin(origin: string | undefined, host: string | undefined): boolean {
      if (origin === undefined) return true
      if (own !== null && origin.toLowerCase() === own.origin.toLowerCase()) return true
      return host !== undefined && origin.toLowerCase() === `${options.https ? 'https' : 'http'}://${host.toLowerCase()}`
    },
  }
}
export type Whereabouts = ReturnType<typeof openWhereabouts>
