import type { ReactElement } from 'react'

export const Desk = (): ReactElement => <main />
