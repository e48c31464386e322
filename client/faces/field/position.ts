import { usePhone } from './phone.ts'

let watchers = 0
let watch: number | null = null

/** Asks the browser for the place while a screen needs it and is looked at; it stays on the phone. Returns the undo. */
export function watchPosition(): () => void {
  watchers += 1
  if (watch === null) begin()
  return () => {
    watchers -= 1
    if (watchers === 0 && watch !== null) {
      navigator.geolocation.clearWatch(watch)
      watch = null
    }
  }
}

function begin(): void {
  if (!('geolocation' in navigator) || !window.isSecureContext) return usePhone.setState({ gps: 'off' })
  watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) =>
      usePhone.setState({ gps: 'on', fix: { position: [coords.longitude, coords.latitude], accuracyM: coords.accuracy, at: timestamp } }),
    () => usePhone.setState({ gps: 'off' }),
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: 30_000 },
  )
}
