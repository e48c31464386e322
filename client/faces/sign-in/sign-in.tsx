import type { ReactElement } from 'react'

export const SignIn = (): ReactElement => <main />
