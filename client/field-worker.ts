/// <reference lib="webworker" />
/** The field's service worker: keeps the program, never data. Nothing of `/api` is ever touched or cached here: a citizen's data would
 *  stay on the phone, and the outbox has its own ways. */
const worker = self as unknown as ServiceWorkerGlobalScope
const PROGRAM = 'tongguan-field-1'
const PAGE = '/field'
const ASIDE = ['/field.webmanifest', '/mark.svg']

const filesOf = (html: string): string[] => [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] as string)

async function keepPage(): Promise<void> {
  const cache = await caches.open(PROGRAM)
  const response = await fetch(PAGE, { credentials: 'same-origin' })
  if (!response.ok) return
  const files = filesOf(await response.clone().text())
  await Promise.all([...files, ...ASIDE].map((file) => keep(cache, file)))
  // Last, so that a page is never kept without its scripts.
  await cache.put(PAGE, response)
}
async function keep(cache: Cache, file: string): Promise<void> {
  if (await cache.match(file)) return
  const response = await fetch(file).catch(() => null)
  if (response?.ok) await cache.put(file, response)
}

worker.addEventListener('install', (event) => event.waitUntil(keepPage().then(() => worker.skipWaiting())))
worker.addEventListener('activate', (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== PROGRAM).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  ),
)
worker.addEventListener('message', (event) => {
  const files = (event.data as { keep?: unknown }).keep
  if (!Array.isArray(files)) return
  const own = files.filter((file): file is string => typeof file === 'string' && file.startsWith('/assets/'))
  event.waitUntil(caches.open(PROGRAM).then(async (cache) => void (await Promise.all(own.map((file) => keep(cache, file))))))
})

/** The page: from the network, within two seconds or at once when there is none; then the kept one. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(PROGRAM)
  const fresh = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(PAGE, response.clone())
    return response
  })
  const kept = await cache.match(PAGE)
  if (!kept) return fresh
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), 2_000))
  return Promise.race([fresh.catch(() => kept), late])
}
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(PROGRAM)
  const kept = await cache.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok && new URL(request.url).pathname.startsWith('/assets/')) await cache.put(request, response.clone())
  return response
}

worker.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== worker.location.origin) return
  if (event.request.mode === 'navigate') event.respondWith(page(event.request))
  else if (pathname.startsWith('/assets/') || ASIDE.includes(pathname)) event.respondWith(file(event.request))
})
