/** Opens the face without a network next time, where the browser can. Without it everything works as long as the page is open. */
export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return
  try {
    await navigator.serviceWorker.register('/field-worker.js', { scope: '/field' })
    const { active } = await navigator.serviceWorker.ready
    // What this page has loaded by now is what it needs to stand alone; the names carry a hash and never change.
    const files = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
    active?.postMessage({ keep: [...new Set(files.filter((file) => file.startsWith('/assets/')))] })
  } catch {
    // A web view may refuse workers: 我的 says so.
  }
}
