import { type ReactElement, useEffect, useState } from 'react'
import type { Alert } from '../../../shared/alert.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { speak, type Words } from '../../ui/messages.ts'
import { LevelSign, Ring } from './icons.tsx'
import { ask } from './server-list.ts'

const words = {
  rising: { zh: '仍在上涨', en: 'still rising' },
  falling: { zh: '正在回落', en: 'falling' },
  steady: { zh: '没有变化', en: 'steady' },
  late: { zh: '{at}，数据迟到', en: '{at}, late' },
} as const satisfies Words
const t = speak(words)

type Point = { at: string; value: number }
type Known = { alert: Alert; points: Point[]; periodS: number; marks: { value: number; level: Alert['severity'] }[] }
type Rule = { id: string; levels: { severity: Alert['severity']; when: { op?: string; value?: unknown } }[] }

async function load(id: string): Promise<Known | null> {
  const answer = await ask<Alert>(`/api/alerts/${encodeURIComponent(id)}`)
  if (answer.kind !== 'fresh') return null
  const alert = answer.value
  const to = new Date()
  const from = new Date(to.getTime() - 30 * 60_000)
  const stream = encodeURIComponent(alert.datastream)
  const [rows, head, rules] = await Promise.all([
    ask<{ points: Point[] }>(
      `/api/datastreams/${stream}/observations?from=${encodeURIComponent(from.toISOString())}&to=${encodeURIComponent(to.toISOString())}&points=30`,
    ),
    ask<{ periodS: number }>(`/api/datastreams/${stream}`),
    ask<{ rules: Rule[] }>('/api/rules'),
  ])
  const rule = rules.kind === 'fresh' ? rules.value.rules.find(({ id: name }) => name === alert.rule) : undefined
  const marks = (rule?.levels ?? []).flatMap(({ severity, when }) =>
    when.op === 'above' && typeof when.value === 'number' ? [{ value: when.value, level: severity }] : [],
  )
  return { alert, points: rows.kind === 'fresh' ? rows.value.points : [], periodS: head.kind === 'fresh' ? head.value.periodS : 0, marks }
}

/** The sensor behind the case: its newest value with its age, where it goes, and the rule's levels as marks on one ruler. */
export function SensorLine({ alert: id }: { alert: string }): ReactElement | null {
  const [known, setKnown] = useState<Known | null>(null)
  const now = useNow(5_000)
  useEffect(() => {
    let stopped = false
    const again = () => void load(id).then((found) => !stopped && found && setKnown(found))
    again()
    const timer = setInterval(again, 30_000)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [id])
  if (!known) return null
  const { alert, points, periodS, marks } = known
  const last = points.at(-1) ?? (alert.value === null ? null : { at: alert.observedAt, value: alert.value })
  if (!last) return null
  const first = points[0]
  const ageMs = now - Date.parse(last.at)
  const late = periodS > 0 && ageMs > periodS * 1000 + 1000
  const trend =
    !first || first === last ? null : last.value > first.value * 1.02 ? 'rising' : last.value < first.value * 0.98 ? 'falling' : 'steady'
  return (
    <div style={{ marginTop: 4 }}>
      <div className={`row${late ? ' stale' : ''}`} style={{ marginBottom: 9 }}>
        <span className="f fl">
          {last.value}
          <small>{alert.unit}</small>
        </span>
        <Ring fraction={periodS > 0 ? Math.max(0, 1 - ageMs / (periodS * 1000)) : 1} late={late} size={22} />
        {late ? <span>{t('late', { at: clockText(Date.parse(last.at)) })}</span> : trend && <span className="nw">{t(trend)}</span>}
      </div>
      {marks.length > 0 && <Ruler value={last.value} unit={alert.unit} marks={marks} />}
    </div>
  )
}

function Ruler({ value, unit, marks }: { value: number; unit: string; marks: Known['marks'] }): ReactElement {
  const width = 358
  const top = Math.max(value, ...marks.map((mark) => mark.value)) * 1.12 || 1
  const x = (v: number) => (Math.max(0, v) / top) * width
  return (
    <svg width="100%" height="42" viewBox={`0 0 ${width} 42`} style={{ overflow: 'visible' }} aria-hidden>
      <path d={`M0 11H${width}`} stroke="var(--line-strong)" strokeWidth="8" />
      <path d={`M0 11H${x(value)}`} stroke="var(--ink)" strokeWidth="8" />
      <path d={`M${x(value) - 9} -3h18l-9 9Z`} fill="var(--ink)" stroke="var(--paper)" strokeWidth="1.5" />
      {marks.map((mark) => (
        <g key={mark.level} fontSize="15" fill="var(--ink)">
          <path d={`M${x(mark.value)} 3V21`} stroke={mark.value < value ? 'var(--paper)' : 'var(--ink)'} strokeWidth="3" />
          <path d={`M${x(mark.value)} 15V23`} stroke="var(--ink)" strokeWidth="3" />
          <svg x={x(mark.value) - 24} y={26} width="14" height="14">
            <LevelSign level={mark.level} size={14} />
          </svg>
          <text x={x(mark.value) - 6} y="39">
            {mark.value} {unit}
          </text>
        </g>
      ))}
    </svg>
  )
}
