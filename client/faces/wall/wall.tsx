import type { ReactElement } from 'react'

export const Wall = (): ReactElement => <main />
