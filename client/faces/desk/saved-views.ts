import type { SavedView } from './desk-store.ts'

const KEPT = 'tongguan.desk.views'
/** Views that this person saved in this browser. */
export function savedViews(): SavedView[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? '[]') as unknown
    return Array.isArray(kept) ? (kept as SavedView[]) : []
  } catch {
    return []
  }
}
export function rememberView(view: SavedView): SavedView {
  const saved = { ...view, id: `saved-${Date.now()}` }
  localStorage.setItem(KEPT, JSON.stringify([...savedViews(), saved].slice(-6)))
  return saved
}
