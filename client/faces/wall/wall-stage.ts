import { useEffect, useRef, useState } from 'react'
import { Bbox } from '../../../shared/geo.ts'
import { useNow } from '../../ui/clock.ts'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { compose, type Composition } from './composition.ts'

/** Where the city stands on one screen, and beside columns of its own on three. */
const CITY: Bbox = [113.173, 21.967, 113.844, 22.4075]
const CITY_WIDE: Bbox = [113.0267, 22.0653, 113.9633, 22.3797]

/** `?view=west,south,east,north`, else the city. The server keeps the lens inside the wall's own area. */
export function viewOf(search: string, kind: Composition['kind']): Bbox {
  const given = new URLSearchParams(search).get('view')?.split(',').map(Number)
  const parsed = Bbox.safeParse(given)
  return parsed.success ? parsed.data : kind === 'wide' ? CITY_WIDE : CITY
}

/** What the reader is told of: a third more on each side than is aimed at, for what lies under the bands and feeds the heat. */
export const lensOf = ([west, south, east, north]: Bbox): Bbox => {
  const [dx, dy] = [(east - west) / 3, (north - south) / 3]
  return [Math.max(-180, west - dx), Math.max(-90, south - dy), Math.min(180, east + dx), Math.min(90, north + dy)]
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
/** Day is for lit rooms: when the evening comes it ends by itself; who then wants it back presses N. */
export function useDusk(): void {
  const now = useNow(60_000)
  const hour = new Date(now + 8 * 3_600_000).getUTCHours()
  const night = hour >= DUSK || hour < DAWN
  const before = useRef(night)
  useEffect(() => {
    if (night && !before.current && useTheme.getState().theme === 'day') setTheme('night', 'wall')
    before.current = night
  }, [night])
}
