import { useEffect, useState } from 'react'
import { Bbox } from '../../../shared/geo.ts'
import { dayOf, useNow } from '../../ui/clock.ts'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { compose, type Composition } from './composition.ts'

/** Where the city stands on one screen, and beside columns of its own on three. */
const CITY: Bbox = [113.173, 21.967, 113.844, 22.4075]
const CITY_WIDE: Bbox = [113.06, 22.065, 113.9, 22.38]

/** `?view=west,south,east,north`, else the city. The server keeps the lens inside the wall's own area. */
export function viewOf(search: string, kind: Composition['kind']): Bbox {
  const given = new URLSearchParams(search).get('view')?.split(',').map(Number)
  const parsed = Bbox.safeParse(given)
  return parsed.success ? parsed.data : kind === 'wide' ? CITY_WIDE : CITY
}

/** The composition for this window; the root unit is set on the page, so that every length follows it. */
export function useComposition(): Composition {
  const [at, setAt] = useState(() => compose(window.innerWidth, window.innerHeight))
  useEffect(() => {
    const resize = () => setAt(compose(window.innerWidth, window.innerHeight))
    window.addEventListener('resize', resize)
    return () => window.removeEventListener('resize', resize)
  }, [])
  useEffect(() => {
    const { style } = document.documentElement
    style.setProperty('--u', `${at.scale * 16}px`)
    return () => void style.removeProperty('--u')
  }, [at.scale])
  return at
}

const DUSK = 19
const DAWN = 7
/** Day is for lit rooms: it ends by itself when the evening comes. */
export function useDusk(): void {
  const now = useNow(60_000)
  const hour = new Date(now + 8 * 3_600_000).getUTCHours()
  const { day } = dayOf(now)
  const night = hour >= DUSK || hour < DAWN
  useEffect(() => {
    if (night && useTheme.getState().theme === 'day' && hour === DUSK) setTheme('night', 'wall')
  }, [night, hour, day])
}
