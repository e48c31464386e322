import { lazy } from 'react'

/** The map is half a megabyte: a face draws its words first and its ground when it has come. */
export const LazyCityMap = lazy(async () => ({ default: (await import('./city-map.tsx')).CityMap }))
