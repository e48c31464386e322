import { create } from 'zustand'

export type Theme = 'night' | 'day'
export const useTheme = create<{ theme: Theme }>(() => ({ theme: 'night' }))

/** Sets the theme on the page and tells those who draw by themselves (maps, canvases). Kept per face, since a phone is not a wall. */
export function setTheme(theme: Theme, face?: string): void {
  document.documentElement.dataset.theme = theme
  useTheme.setState({ theme })
  if (face) localStorage.setItem(`tongguan.theme.${face}`, theme)
}

/** The face's own theme: what was chosen here last, else its default. */
export function startTheme(face: string, fallback: Theme): void {
  document.documentElement.dataset.face = face
  const kept = localStorage.getItem(`tongguan.theme.${face}`)
  setTheme(kept === 'day' || kept === 'night' ? kept : fallback)
}

/** A token's value as the page computes it now: for canvases and map styles, which know no custom properties. */
export const token = (name: `--${string}`): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
