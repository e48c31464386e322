import type { ReactElement } from 'react'
import type { StepName } from '../../../shared/incident.ts'
import { useLive } from '../../live/store.ts'
import type { CaseDetail } from './acts.ts'
import { ItemPicker } from './item-picker.tsx'
import { t, word } from './messages-desk.ts'
import { useOrganisation } from './organisation.ts'
import { useAsked } from './use-detail.ts'

type Values = Record<string, unknown>
export type FieldProps = {
  name: string
  detail: CaseDetail
  step: StepName
  choices?: string[] | undefined
  values: Values
  setValues(values: Values): void
  first: boolean
  required: boolean
}

const LABEL: Record<string, Parameters<typeof t>[0]> = {
  reason: 'step.reason', opinion: 'step.opinion', text: 'step.text', until: 'step.until', item: 'step.item', condition: 'step.condition', department: 'step.department', team: 'step.team', assignee: 'step.assignee',
  found: 'step.found', passed: 'step.passed', method: 'step.method', to: 'step.to', reply: 'step.reply', changes: 'step.changes',
} // prettier-ignore
const ctrlEnter = (event: React.KeyboardEvent<HTMLElement>) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    (event.currentTarget.closest('form') as HTMLFormElement | null)?.requestSubmit()
}

/** One field of a step, by its name in the contract. */
export function StepField(props: FieldProps): ReactElement | null {
  const { name, detail, values, setValues, first, required, choices } = props
  const { users, departments } = useOrganisation()
  const set = (value: unknown) => setValues({ ...values, [name]: value })
  const id = `field-${name}`
  if (name === 'item')
    return (
      <ItemPicker
        text={`${detail.title} ${detail.description}`}
        first={first}
        onPick={(item, condition) => setValues({ ...values, item, condition })}
      />
    )
  if (name === 'condition' || name === 'task') return null // given with the item; the only task is chosen by the server
  if (name === 'to') return <AttachTo id={id} detail={detail} onPick={set} />
  if (name === 'changes') return <Changes detail={detail} onChange={set} />
  const label = <label htmlFor={id}>{LABEL[name] ? t(LABEL[name]) : name}</label>
  if (name === 'found' || name === 'passed')
    return <div className="field-row">{label}<input id={id} type="checkbox" checked={values[name] === true} onChange={(e) => set(e.target.checked)} autoFocus={first} /></div> // prettier-ignore
  if (name === 'until')
    return <div className="field-row">{label}<input id={id} type="datetime-local" required={required} autoFocus={first} onChange={(e) => set(e.target.value ? new Date(e.target.value).toISOString() : undefined)} /></div> // prettier-ignore
  const options =
    choices ??
    (name === 'department'
      ? departments.map((one) => one.id)
      : name === 'assignee'
        ? users.filter((user) => user.roles.some((role) => role === 'worker' || role === 'inspector')).map((user) => user.id)
        : null)
  if (options) {
    const named = (value: string) =>
      departments.find((one) => one.id === value)?.name ?? users.find((one) => one.id === value)?.name ?? word(value)
    return (
      <div className="field-row">{label}
        <select id={id} required={required} autoFocus={first} value={String(values[name] ?? '')} onChange={(e) => set(e.target.value)}>
          <option value="">—</option>
          {options.map((value) => <option key={value} value={value}>{named(value)}</option>)}
        </select>
      </div>
    ) // prettier-ignore
  }
  return (
    <div className="field-row">{label}
      <textarea id={id} required={required} maxLength={4_000} rows={2} autoFocus={first} value={String(values[name] ?? '')} onChange={(e) => set(e.target.value)} onKeyDown={ctrlEnter} />
    </div>
  ) // prettier-ignore
}

type Near = { id: string; number: string; title: string; distanceM: number | null }
/** Open cases of a like class near by, or any by its number. */
function AttachTo({ id, detail, onPick }: { id: string; detail: CaseDetail; onPick(to: string): void }): ReactElement {
  const { data } = useAsked<{ incidents: Near[] }>(`/api/incidents/${detail.id}/near`)
  const incidents = useLive((s) => s.picture.incident)
  return (
    <div className="field-row"><label htmlFor={id}>{t('step.to')}</label>
      <div>
        {(data?.incidents ?? []).map((near) => (
          <label key={near.id} className="line" style={{ minHeight: 28 }}><input type="radio" name="to" onChange={() => onPick(near.id)} /> <span className="clip">{near.title}</span><span className="push" /><span className="small ink3">…{near.number.slice(-5)} {near.distanceM === null ? '' : `${Math.round(near.distanceM)} m`}</span></label>
        ))}
        <input id={id} placeholder={t('case.number')} onChange={(e) => { const found = [...incidents.values()].find((one) => one.number.endsWith(e.target.value.trim()) && e.target.value.trim().length >= 4); if (found) onPick(found.id) }} />
      </div>
    </div>
  ) // prettier-ignore
}

function Changes({ detail, onChange }: { detail: CaseDetail; onChange(changes: Values): void }): ReactElement {
  const changes: Values = {}
  const put = (name: string, value: string) => {
    changes[name] = value
    onChange({ ...changes })
  }
  return (
    <>
      {(['title', 'place', 'description'] as const).map((name) => (
        <div key={name} className="field-row"><label htmlFor={`change-${name}`}>{t(`step.${name}`)}</label><input id={`change-${name}`} defaultValue={detail[name]} onChange={(e) => put(name, e.target.value)} /></div>
      ))}
    </>
  ) // prettier-ignore
}
