import type { ReactElement } from 'react'

export const Field = (): ReactElement => <main />
