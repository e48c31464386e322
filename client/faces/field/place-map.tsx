import { type ReactElement, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import type { Bbox, Position } from '../../../shared/geo.ts'
import type { Severity } from '../../../shared/alert.ts'
import { LazyCityMap } from '../../map/lazy-map.tsx'
import { Region } from '../../ui/region.tsx'
import { metresBetween, movedBy, offsetM } from '../../task/near.ts'
import { t } from './messages-field.ts'
import type { Fix } from './phone.ts'

type Project = (position: readonly [number, number]) => [number, number]
type Props = {
  label: string
  height: number | string
  target: Position | null
  /** Shape of the target: the event's level, or the pin of a report. */
  mark: Severity | 'pin'
  fix: Fix | null
  /** A touch on the map puts the pin there. */
  onPlace?: (position: Position) => void
  children?: ReactNode
}

const RINGS_M = [10, 25, 50, 100, 250, 500, 1000, 2000, 5000]
/** Half the width shown, in metres: both places with room round them, never closer than 40 m. */
const spanOf = (target: Position | null, fix: Fix | null) =>
  Math.max(40, target && fix ? metresBetween(target, fix.position) * 0.75 : 60, fix ? Math.min(fix.accuracyM, 2000) * 1.3 : 0)

/** The ground is asked for only on a good network: half a megabyte on 2G would stand in the way of a photo. */
const groundIsCheap = (): boolean => {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } }
  return navigator.onLine && !connection?.saveData && (connection?.effectiveType === undefined || connection.effectiveType === '4g')
}

function useSize() {
  const holder = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 390, height: 248 })
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { holder, size }
}

/** Where the case lies from here: bearing and distance drawn true to scale by the phone alone, over the city's ground when it has come. */
export function PlaceMap({ label, height, target, mark, fix, onPlace, children }: Props): ReactElement {
  const { holder, size } = useSize()
  const [ground] = useState(groundIsCheap)
  const centre: Position | null =
    target && fix && mark !== 'pin'
      ? [(target[0] + fix.position[0]) / 2, (target[1] + fix.position[1]) / 2]
      : (target ?? fix?.position ?? null)
  if (!centre)
    return (
      <div className="map" style={{ height }} ref={holder}>
        <p className="pad q">{t('map.noPlace')}</p>
        {children}
      </div>
    )
  const half = mark === 'pin' ? 40 : spanOf(target, fix)
  const scale = Math.min(size.width, size.height) / (2 * half)
  const [w, s] = movedBy(centre, -size.width / 2 / scale, -size.height / 2 / scale)
  const [e, n] = movedBy(centre, size.width / 2 / scale, size.height / 2 / scale)
  const project: Project = (position) => {
    const { east, north } = offsetM(centre, position as Position)
    return [size.width / 2 + east * scale, size.height / 2 - north * scale]
  }
  const place = onPlace && ((x: number, y: number) => onPlace(movedBy(centre, (x - size.width / 2) / scale, (size.height / 2 - y) / scale)))
  return (
    <div className="map" style={{ height }} ref={holder}>
      {ground && (
        <Region title="">
          <Suspense fallback={null}>
            <LazyCityMap label={label} bbox={[w, s, e, n] as Bbox} padding={{ top: 0, right: 0, bottom: 0, left: 0 }} />
          </Suspense>
        </Region>
      )}
      <svg role="img" aria-label={label} width={size.width} height={size.height} onClick={place && ((event) => { const box = event.currentTarget.getBoundingClientRect(); place(event.clientX - box.left, event.clientY - box.top) })} style={{ touchAction: 'manipulation' }}>
        <Rings project={project} centre={fix?.position ?? centre} scale={scale} half={half} size={size} />
        <Marks project={project} target={target} mark={mark} fix={fix} scale={scale} />
      </svg>
      {children}
    </div>
  ) // prettier-ignore
}

function Rings({
  project,
  centre,
  scale,
  half,
  size,
}: {
  project: Project
  centre: Position
  scale: number
  half: number
  size: { width: number; height: number }
}): ReactElement {
  const step = RINGS_M.find((ring) => ring >= half / 2.2) ?? 10_000
  const [x, y] = project(centre)
  const far = Math.ceil(Math.hypot(size.width, size.height) / scale / step)
  return (
    <g fontSize="15" fill="var(--ink-2)">
      {Array.from({ length: Math.min(6, far) }, (_, i) => (
        <circle
          key={i}
          cx={x}
          cy={y}
          r={step * (i + 1) * scale}
          fill="none"
          stroke="var(--line-strong)"
          strokeWidth="1"
          strokeDasharray="2 5"
        />
      ))}
      <path d={`M${x} 0V${size.height}M0 ${y}H${size.width}`} stroke="var(--line)" strokeWidth="1" />
      {size.width > 240 && (
        <text x={12} y={size.height - 12} stroke="var(--land)" strokeWidth="4" paintOrder="stroke">
          {t('map.sketch', { n: step })}
        </text>
      )}
      <g transform={`translate(${size.width - 26} ${size.height / 2})`}>
        <path d="M0-16 6 0H-6Z" fill="var(--ink)" />
        <text y="18" textAnchor="middle" fill="var(--ink)">
          {t('map.north')}
        </text>
      </g>
    </g>
  )
}

const SHAPE = { RED: 'M0-25 25 0 0 25-25 0Z', ORANGE: 'M0-24 25 20H-25Z', YELLOW: 'M-19-19H19V19H-19Z', BLUE: 'M0-22a22 22 0 1 0 0 44 22 22 0 0 0 0-44' } as const // prettier-ignore
const FILL = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow-sign)', BLUE: 'var(--blue)' } as const

function Marks({
  project,
  target,
  mark,
  fix,
  scale,
}: {
  project: Project
  target: Position | null
  mark: Severity | 'pin'
  fix: Fix | null
  scale: number
}): ReactElement {
  const me = fix && project(fix.position)
  const there = target && project(target)
  return (
    <>
      {me && there && (
        <path
          d={`M${me[0]} ${me[1]}L${there[0]} ${there[1]}`}
          stroke={mark === 'pin' ? 'var(--ink)' : 'var(--accent)'}
          strokeWidth={mark === 'pin' ? 2 : 5}
          strokeDasharray={mark === 'pin' ? '4 4' : '2 9'}
          strokeLinecap="round"
          fill="none"
        />
      )}
      {me && fix && (
        <g>
          <circle
            cx={me[0]}
            cy={me[1]}
            r={Math.max(14, fix.accuracyM * scale)}
            fill="var(--accent)"
            fillOpacity=".16"
            stroke="var(--accent)"
            strokeWidth="1.5"
          />
          <circle cx={me[0]} cy={me[1]} r="9.5" fill="var(--surface)" />
          <circle cx={me[0]} cy={me[1]} r="7" fill="var(--accent)" />
        </g>
      )}
      {there && mark !== 'pin' && (
        <path
          d={SHAPE[mark]}
          transform={`translate(${there[0]} ${there[1]})`}
          fill={FILL[mark]}
          stroke={mark === 'YELLOW' ? 'var(--ink)' : 'var(--surface)'}
          strokeWidth="3"
          strokeLinejoin="round"
        />
      )}
      {there && mark === 'pin' && (
        <g transform={`translate(${there[0]} ${there[1]})`}>
          <path d="M0 0C-5-9-17-16-17-29a17 17 0 0 1 34 0C17-16 5-9 0 0Z" fill="var(--ink)" stroke="var(--surface)" strokeWidth="2.5" />
          <circle cy="-29" r="6" fill="var(--surface)" />
        </g>
      )}
    </>
  )
}
