import type { ReactElement } from 'react'

export const Review = (): ReactElement => <main />
