import { Component, type ErrorInfo, type ReactNode } from 'react'
import { t } from './messages-ui.ts'

type Props = { title: string; children: ReactNode; className?: string }

/** A part of a screen that may fail alone: then it shows its title, a dash and one line, and the rest lives on. */
export class Region extends Component<Props, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(`${this.props.title}: ${error.message}`, info.componentStack)
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className={this.props.className} role="status" style={{ padding: 'var(--s4)' }}>
        <div style={{ color: 'var(--ink-2)' }}>{this.props.title}</div>
        <div className="fig">—</div>
        <div style={{ color: 'var(--ink-2)' }}>{t('face.failed')}</div>
        <button type="button" className="button" onClick={() => this.setState({ failed: false })}>
          {t('face.retry')}
        </button>
      </div>
    )
  }
}
