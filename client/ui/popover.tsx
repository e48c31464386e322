import { Popover as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

/** What a number is made of, opened from the number itself. `trigger` must be one element that takes a ref (a button). */
export const Popover = ({ trigger, children, label }: { trigger: ReactElement; children: ReactNode; label: string }): ReactElement => (
  <Radix.Root>
    <Radix.Trigger asChild>{trigger}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content className="popover" sideOffset={6} collisionPadding={12} aria-label={label}>
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)
