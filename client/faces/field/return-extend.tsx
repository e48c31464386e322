import { type ReactElement, useState } from 'react'
import { useLocation } from 'wouter'
import { taskOf } from '../../task/work.ts'
import { useNow } from '../../ui/clock.ts'
import { keepStep, UNDO_MS } from './act.ts'
import { Missing } from './case.tsx'
import { whenText } from './fuse-line.tsx'
import { w } from './messages-work.ts'
import { Back, Dock, Page, Segmented } from './parts.tsx'
import { usePhone } from './phone.ts'
import { ReasonPage } from './reason-page.tsx'
import { useCase } from './use-case.ts'
import { thin } from '../../ui/thin-space.ts'

const four = (name: 'return' | 'extend') => ([0, 1, 2, 3] as const).map((n) => w(`${name}.${n}`))

export function Return({ id }: { id: string }): ReactElement {
  const found = useCase(id)
  const owner = usePhone((phone) => phone.owner)
  const [, go] = useLocation()
  if (!found || !owner) return <Missing />
  const { shown } = found
  const under = thin(`${shown.title} · ${shown.place}`)
  if (taskOf(shown, owner)?.designated)
    return (
      <Page label={w('return.title')}>
        <div className="mid head">
          <h1 className="h1">{w('return.title')}</h1>
          <p>{w('return.designated')}</p>
        </div>
        <Dock>
          <Back to={`/field/case/${id}`} />
        </Dock>
      </Page>
    )
  const send = async (reason: string) => {
    await keepStep(shown, 'return', { reason }, [], UNDO_MS)
    go('/field', { replace: true })
  }
  return (
    <ReasonPage
      title={w('return.title')}
      under={under}
      ask={w('return.ask')}
      reasons={four('return')}
      send={w('return.send')}
      sub={w('return.hint')}
      back={`/field/case/${id}`}
      onSend={send}
    />
  )
}

const HOURS = [2, 4, 24, 72] as const
export function Extend({ id }: { id: string }): ReactElement {
  const found = useCase(id)
  const [, go] = useLocation()
  const [hours, setHours] = useState<string>('2')
  const now = useNow(60_000)
  if (!found) return <Missing />
  const { shown } = found
  if (shown.due === null) return <Missing />
  const until = Date.parse(shown.due) + Number(hours) * 3_600_000
  const send = async (reason: string) => {
    await keepStep(shown, 'extend', { until: new Date(until).toISOString(), reason }, [], UNDO_MS)
    go(`/field/case/${id}`, { replace: true })
  }
  const choices = HOURS.map((n) => [String(n), n < 24 ? w('extend.plus', { n }) : w('extend.day', { n: n / 24 })] as const)
  return (
    <ReasonPage
      title={w('extend.title')}
      under={thin(`${shown.title} · ${shown.place}`)}
      ask={w('extend.why')}
      reasons={four('extend')}
      send={w('extend.send')}
      sub={w('extend.hint')}
      back={`/field/case/${id}`}
      onSend={send}
    >
      <div className="pad sep2">
        <div className="row" style={{ minHeight: 48 }}>
          <span className="grow">{w('extend.until')}</span>
          <span className="f fl">{whenText(until, now)}</span>
        </div>
        <Segmented label={w('extend.until')} options={choices} value={hours} onChange={setHours} />
      </div>
    </ReasonPage>
  )
}
