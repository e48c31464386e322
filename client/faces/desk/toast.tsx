import type { ReactElement } from 'react'
import { useDesk } from './desk-store.ts'

/** What was just done, for a moment; with its undo while there is one. */
export function Toast(): ReactElement | null {
  const toast = useDesk((s) => s.toast)
  if (!toast) return null
  return (
    <div className="toast" role="status">
      {toast.text}
      {toast.undo && <button type="button" className="btn" onClick={() => { toast.undo?.act(); useDesk.setState({ toast: null }) }}>{toast.undo.label} <span className="key">Z</span></button>}
    </div>
  ) // prettier-ignore
}
