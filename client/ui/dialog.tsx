import { Dialog as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { t } from './messages-ui.ts'

type Props = {
  open: boolean
  onClose: () => void
  title: string
  description?: string
  children: ReactNode
  side?: 'center' | 'right' | 'bottom'
}

/** A panel that asks for something: focus is kept inside and goes back to where it came from. Escape closes. */
export const Dialog = ({ open, onClose, title, description, children, side = 'center' }: Props): ReactElement => (
  <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
    <Radix.Portal>
      <Radix.Overlay className="dialog-veil" />
      <Radix.Content className={`dialog dialog-${side}`} {...(description ? {} : { 'aria-describedby': undefined })}>
        <header className="dialog-head">
          <Radix.Title className="dialog-title">{title}</Radix.Title>
          <Radix.Close className="quiet-button" aria-label={t('close')}>
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
              <path d="M2 2L12 12M12 2L2 12" stroke="currentColor" strokeWidth="1.4" />
            </svg>
          </Radix.Close>
        </header>
        {description && <Radix.Description className="dialog-text">{description}</Radix.Description>}
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)
