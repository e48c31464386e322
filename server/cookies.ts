/** Cookies of a request by name; the first of a name counts, as browsers send the most specific first. */
export function cookiesOf(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const part of (header ?? '').slice(0, 8_192).split(';')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at).trim()
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim())
  }
  return cookies
}

/** HttpOnly, SameSite=Lax, Path=/; on https Secure and the `__Host-` prefix, so that no neighbour host can plant one. */
export function openCookies(https: boolean) {
  const nameOf = (name: string) => (https ? `__Host-${name}` : name)
  return {
    read: (header: string | undefined, name: string): string | null => cookiesOf(header).get(nameOf(name)) ?? null,
    write: (name: string, value: string, maxAgeS: number): string =>
      `${nameOf(name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.max(0, Math.round(maxAgeS))}${https ? '; Secure' : ''}`,
    clear: (name: string): string => `${nameOf(name)}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${https ? '; Secure' : ''}`,
  }
}
export type Cookies = ReturnType<typeof openCookies>
