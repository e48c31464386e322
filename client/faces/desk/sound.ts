import { create } from 'zustand'
import { onDelta, useLive } from '../../live/store.ts'

/** A mute ends by itself and never covers an unacknowledged red. */
export const MUTE_MS = 10 * 60_000
const REPEAT_MS = 8_000
export const useSound = create<{ armed: boolean; mutedUntil: number }>(() => ({ armed: false, mutedUntil: 0 }))

let audio: AudioContext | null = null
/** Browsers let a page sound only after a person touched it: the operator arms it as the shift begins. */
export async function armSound(): Promise<void> {
  audio ??= new AudioContext()
  await audio.resume()
  useSound.setState({ armed: true, mutedUntil: 0 })
  tone(660, 0.12)
}
export const muteSound = (): void => {
  const { mutedUntil } = useSound.getState()
  useSound.setState({ mutedUntil: mutedUntil > Date.now() ? 0 : Date.now() + MUTE_MS })
}

function tone(hz: number, seconds: number, at = 0): void {
  if (!audio) return
  const [oscillator, gain] = [audio.createOscillator(), audio.createGain()]
  oscillator.frequency.value = hz
  gain.gain.setValueAtTime(0.0001, audio.currentTime + at)
  gain.gain.exponentialRampToValueAtTime(0.2, audio.currentTime + at + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + seconds)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(audio.currentTime + at)
  oscillator.stop(audio.currentTime + at + seconds + 0.05)
}
const ring = (severity: string): void => {
  if (!useSound.getState().armed) return
  if (severity === 'RED') [0, 0.22, 0.44].forEach((at) => tone(880, 0.16, at))
  else tone(severity === 'ORANGE' ? 740 : 560, 0.2)
}

/** Rings what is raised, and an unacknowledged red again and again. Returns the undo. */
export function keepSound(): () => void {
  const stop = onDelta((delta) => {
    if (delta.after === 0) return
    const raised = delta.put.filter(
      (entity) => entity.kind === 'alert' && entity.state === 'RAISED' && !entity.replay && entity.count === 1,
    )
    const red = raised.some((entity) => entity.kind === 'alert' && entity.severity === 'RED')
    if (red) ring('RED')
    else if (raised.length && useSound.getState().mutedUntil < Date.now())
      ring(raised[0]!.kind === 'alert' ? raised[0]!.severity : 'YELLOW')
  })
  const timer = setInterval(() => {
    const waits = [...useLive.getState().picture.alert.values()].some(
      (alert) => alert.state === 'RAISED' && alert.severity === 'RED' && !alert.replay,
    )
    if (waits) ring('RED')
  }, REPEAT_MS)
  return () => {
    stop()
    clearInterval(timer)
  }
}
