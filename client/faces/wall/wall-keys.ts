import { useEffect } from 'react'
import { setTheme, useTheme } from '../../ui/theme.ts'

export type WallKeys = { focus(n: number | null): void; measure(): void; close(): void }

/** Remote or keyboard: 1–5 focus, 0 the rule's choice, N night or day, M next measure, F full screen, Esc closes. */
export function useWallKeys(keys: WallKeys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const key = event.key.toLowerCase()
      if (key >= '1' && key <= '5') keys.focus(Number(key))
      else if (key === '0') keys.focus(null)
      else if (key === 'n') setTheme(useTheme.getState().theme === 'night' ? 'day' : 'night', 'wall')
      else if (key === 'm') keys.measure()
      else if (key === 'escape') keys.close()
      else if (key === 'f') void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [keys])
}

/** Steps of a slow path that the whole page walks, one every five minutes: nothing burns in. Pixels, at most 4 each way. */
const STEPS = 16
export function burnInShift(nowMs: number): readonly [number, number] {
  const angle = ((Math.floor(nowMs / 300_000) % STEPS) / STEPS) * Math.PI * 2
  return [Math.round(4 * Math.sin(angle)), Math.round(4 * Math.sin(angle * 2))]
}
