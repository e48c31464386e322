import { useSyncExternalStore } from 'react'

type InstallEvent = Event & { prompt(): Promise<void> }
let offered: InstallEvent | null = null
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

/** The browser offers installing once, early; the offer is kept until he asks for it. Never shown by itself. */
export function keepInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offered = event as InstallEvent
    tell()
  })
}
export function useInstall(): { canInstall: boolean; install: () => Promise<void> } {
  const canInstall = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => offered !== null,
  )
  return {
    canInstall,
    install: async () => {
      await offered?.prompt()
      offered = null
      tell()
    },
  }
}
