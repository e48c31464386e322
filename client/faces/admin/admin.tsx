import type { ReactElement } from 'react'

export const Admin = (): ReactElement => <main />
