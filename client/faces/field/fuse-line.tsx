import type { ReactElement } from 'react'
import type { Clock } from '../../../shared/clock.ts'
import { clockText, dayOf } from '../../ui/clock.ts'
import { t } from './messages-field.ts'

/** `21:36`, with the day when it is neither today's nor within twelve hours. */
export function whenText(ms: number, nowMs: number): string {
  if (Math.abs(ms - nowMs) < 12 * 3_600_000) return clockText(ms)
  const day = dayOf(ms)
  const today = dayOf(nowMs)
  return day.day === today.day && day.month === today.month
    ? clockText(ms)
    : `${day.month}-${String(day.day).padStart(2, '0')} ${clockText(ms)}`
}

/** Time running to its limit: start, when it turns yellow, the limit; the black part is used up. */
export function FuseLine({ clock, nowMs, width = 349 }: { clock: Clock; nowMs: number; width?: number }): ReactElement | null {
  if (clock.due === null) return null
  const start = Date.parse(clock.startedAt)
  const due = Date.parse(clock.due)
  const yellow = clock.yellowAt === null ? null : Date.parse(clock.yellowAt)
  const at = (ms: number) => Math.min(1, Math.max(0, (ms - start) / Math.max(1, due - start))) * width
  const yellowX = yellow === null ? 0 : at(yellow)
  const started = `${whenText(start, nowMs)} ${t(clock.limit.from === 'REPORT' ? 'case.start.report' : 'case.start.dispatch')}`
  return (
    <svg width="100%" height="40" viewBox={`0 0 ${width + 9} 40`} style={{ overflow: 'visible' }} aria-hidden>
      <path d={`M0 9H${width}`} stroke="var(--line-strong)" strokeWidth="8" />
      <path d={`M0 9H${at(nowMs)}`} stroke="var(--ink)" strokeWidth="8" />
      <path d={`M${at(nowMs)} 0V18`} stroke="var(--ink)" strokeWidth="3" />
      {yellow !== null && (
        <>
          <rect x={yellowX - 9} y="0" width="18" height="18" fill="var(--paper)" />
          <rect x={yellowX - 6.5} y="2.5" width="13" height="13" className="ysign" />
        </>
      )}
      <path
        d={`M${width - 1} -2 ${width + 9} 9 ${width - 1} 20 ${width - 11} 9Z`}
        fill="var(--red)"
        stroke="var(--paper)"
        strokeWidth="2"
      />
      <g fontSize="15" fill="var(--ink)">
        <text x="0" y="37">
          {started}
        </text>
        {yellow !== null && due - start < 86_400_000 && (
          <text x={Math.min(yellowX, width - 92)} y="37" textAnchor="middle">
            {clockText(yellow)} {t('light.YELLOW')}
          </text>
        )}
        <text x={width + 8} y="37" textAnchor="end">
          {whenText(due, nowMs)}
        </text>
      </g>
    </svg>
  )
}
