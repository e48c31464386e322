import type { ReactElement } from 'react'
import type { Severity } from '../../../shared/alert.ts'
import type { Light } from '../../task/work.ts'

const PATHS = {
  back: 'm12 19-7-7 7-7M19 12H5',
  nav: 'M3 11 22 2 13 21 11 13Z',
  camera:
    'M14 4a2 2 0 0 1 1.76 1.05l.49.9A2 2 0 0 0 18 7h2a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2h2a2 2 0 0 0 1.76-1.05l.49-.9A2 2 0 0 1 10 4zM12 10a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  pen: 'M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4z',
  check: 'M20 6 9 17l-5-5',
  offline: 'M10.9 5.3A7 7 0 0 1 15.7 10h1.8a4.5 4.5 0 0 1 4.2 6M18.8 18.8a4.5 4.5 0 0 1-1.3.2H9A7 7 0 0 1 5.8 5.8M2 2l20 20',
  outbox: 'M22 12h-6l-2 3h-4l-2-3H2M5.45 5.1 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.45-6.9A2 2 0 0 0 16.76 4H7.24a2 2 0 0 0-1.79 1.1z',
  person: 'M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8',
  list: 'M13 5h8M13 12h8M13 19h8M3 17l2 2 4-4M4 4h4a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
  pin: 'M20 10c0 5-5.5 10.2-7.4 11.8a1 1 0 0 1-1.2 0C9.5 20.2 4 15 4 10a8 8 0 0 1 16 0M12 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  redo: 'M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5',
  more: 'm9 18 6-6-6-6',
  down: 'm6 9 6 6 6-6',
  send: 'M14.5 21.7a.5.5 0 0 0 1 0l6.4-19a.5.5 0 0 0-.6-.6l-19 6.5a.5.5 0 0 0 0 .9l8 3.2a2 2 0 0 1 1 1.1zM21.9 2.1 10.9 13',
  phone:
    'M13.8 16.6a1 1 0 0 0 1.2-.3l.4-.5A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.5.4a1 1 0 0 0-.3 1.2 14 14 0 0 0 6.4 6.4',
  locate: 'M2 12h3M19 12h3M12 2v3M12 19v3M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14',
  album: 'M4 4h16v16H4zM4 16l5-5 4 4 2-2 5 5M15 8h.01',
  dots: 'M5 12h.01M12 12h.01M19 12h.01',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2',
} as const
export type IconName = keyof typeof PATHS

export const Icon = ({ name, size = 26, width = 1.9 }: { name: IconName; size?: number; width?: number }): ReactElement => (
  <svg className="i" width={size} height={size} viewBox="0 0 24 24" strokeWidth={name === 'dots' ? 3.4 : width} aria-hidden>
    <path d={PATHS[name]} />
  </svg>
)

const SHAPES = {
  RED: 'M10 .6 19.4 10 10 19.4.6 10Z',
  ORANGE: 'M10 1.4 19.6 18.4H.4Z',
  YELLOW: 'M2.5 2.5h15v15h-15Z',
  BLUE: 'M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
} as const
const FILLS = { RED: 'var(--red)', ORANGE: 'var(--orange)', YELLOW: 'var(--yellow-sign)', BLUE: 'var(--blue)' } as const

/** Level of an event: shape first, its word stands beside it. */
export const LevelSign = ({ level, size = 20 }: { level: Severity; size?: number }): ReactElement => (
  <svg className="sg" width={size} height={size} viewBox="0 0 20 20" aria-hidden>
    <path d={SHAPES[level]} fill={FILLS[level]} className={level === 'YELLOW' ? 'ysign' : undefined} />
  </svg>
)

/** The deadline's light: hollow ring, yellow square, red diamond. */
export const LightSign = ({ light, size = 20 }: { light: Light; size?: number }): ReactElement =>
  light === 'RED' || light === 'YELLOW' ? (
    <LevelSign level={light} size={size} />
  ) : (
    <svg className="sg" width={size} height={size} viewBox="0 0 20 20" aria-hidden>
      <circle cx="10" cy="10" r="7.6" fill="none" stroke="var(--ok)" strokeWidth="2.6" strokeDasharray={light ? undefined : '3 3'} />
    </svg>
  )

/** Official warnings carry their standard's own colour, as a chip beside the word. */
export const WarningSign = ({ colour, size = 22 }: { colour: string; size?: number }): ReactElement => (
  <svg className="sg" width={size} height={size} viewBox="0 0 20 20" aria-hidden>
    <rect
      x=".8"
      y=".8"
      width="18.4"
      height="18.4"
      rx="3"
      fill={WARNING_FILL[colour] ?? 'var(--surface)'}
      stroke="var(--ink)"
      strokeWidth="1.5"
    />
    <path d="M10 4.5 16 14.8H4Z" fill={colour === 'RED' || colour === 'BLUE' ? '#fff' : '#101b25'} />
  </svg>
)
const WARNING_FILL: Record<string, string> = {
  RED: '#e60012',
  ORANGE: 'var(--std-warning-orange)',
  YELLOW: '#ffe600',
  BLUE: '#0070c0',
  WHITE: '#fff',
}

/** How much of its update contract a value has left; hatched when it is late. */
export const Ring = ({ fraction, late, size = 20 }: { fraction: number; late: boolean; size?: number }): ReactElement => {
  const round = 2 * Math.PI * 7.6
  return (
    <svg className="sg" width={size} height={size} viewBox="0 0 20 20" aria-hidden>
      <circle cx="10" cy="10" r="7.6" fill="none" stroke={late ? 'var(--ink-2)' : 'var(--line-strong)'} strokeWidth="1.5" />
      {late ? (
        <path d="M4 13 13 4M6 16 16 6M11 17l6-6" stroke="var(--ink-2)" strokeWidth="1.6" />
      ) : (
        <circle
          cx="10"
          cy="10"
          r="7.6"
          fill="none"
          stroke="var(--ink)"
          strokeWidth="3"
          strokeDasharray={`${round * fraction} ${round}`}
          transform="rotate(-90 10 10)"
        />
      )}
    </svg>
  )
}
