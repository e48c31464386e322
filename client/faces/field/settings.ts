import { setTheme } from '../../ui/theme.ts'

export type Size = '1' | '1.25' | '1.5'
export type Look = 'day' | 'night' | 'phone'
const SIZE = 'tongguan.field.size'
const LOOK = 'tongguan.field.look'
const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
const write = (key: string, value: string) => {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A private window keeps no settings; the page still has them.
  }
}

export const sizeNow = (): Size => (['1', '1.25', '1.5'] as const).find((size) => size === read(SIZE)) ?? '1'
export const lookNow = (): Look => (['day', 'night', 'phone'] as const).find((look) => look === read(LOOK)) ?? 'day'

/** The person's choice times the phone's own text setting, which a browser shows as the root's font size. */
export function applySize(size = sizeNow()): void {
  write(SIZE, size)
  const phones = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1
  const k = Math.min(2, Number(size) * phones)
  document.documentElement.style.setProperty('--k', String(k))
  document.documentElement.toggleAttribute('data-large', k >= 1.4)
}

/** Day unless chosen otherwise: the sun is the rule. Returns the undo of following the phone. */
export function applyLook(look = lookNow()): () => void {
  write(LOOK, look)
  document.documentElement.dataset.face = 'field'
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    setTheme(look === 'phone' ? (dark.matches ? 'night' : 'day') : look)
    document
      .querySelector('meta[name=theme-color]')
      ?.setAttribute('content', document.documentElement.dataset.theme === 'night' ? '#070b10' : '#ffffff')
  }
  apply()
  if (look !== 'phone') return () => undefined
  dark.addEventListener('change', apply)
  return () => dark.removeEventListener('change', apply)
}
