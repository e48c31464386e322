import { type FormEvent, type ReactElement, useState } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { send } from './acts.ts'
import { askFor, say, select } from './desk-store.ts'
import { t, word } from './messages-desk.ts'
import { useOrganisation } from './organisation.ts'

const CHANNEL_OF: Record<string, 'GRASSROOTS' | 'PETITION' | 'INDUSTRY'> = {
  DESK: 'GRASSROOTS',
  PATROL: 'GRASSROOTS',
  GRID: 'GRASSROOTS',
  HOTLINE: 'PETITION',
  ENTERPRISE: 'PETITION',
  SUPERIOR: 'INDUSTRY',
}

/** A new report by the desk: what somebody saw, patrolled, phoned in or ordered. */
export function ReportDialog(): ReactElement {
  const areas = useOrganisation((s) => s.areas).filter((area) => ['DISTRICT', 'TOWN', 'ZONE'].includes(area.kind))
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    const form = new FormData(event.currentTarget)
    const source = String(form.get('source'))
    const area = String(form.get('area'))
    const made = await send<{ id: string; number: string }>('/api/incidents', {
      title: form.get('title'),
      description: form.get('description'),
      place: form.get('place'),
      channel: CHANNEL_OF[source],
      source,
      ...(area ? { area } : {}),
    })
    setBusy(false)
    if (!made) return
    askFor(null)
    say(t('report.done', { number: made.number }))
    select(`incident:${made.id}`)
  }
  return (
    <Dialog open onClose={() => askFor(null)} title={t('report.title')}>
      <form onSubmit={(e) => void submit(e)} className="desk" style={{ display: 'block', height: 'auto' }}>
        <div className="field-row"><label htmlFor="r-title">{t('step.title')}</label><input id="r-title" name="title" required autoFocus maxLength={200} /></div>
        <div className="field-row"><label htmlFor="r-place">{t('step.place')}</label><input id="r-place" name="place" maxLength={200} /></div>
        <div className="field-row"><label htmlFor="r-area">{t('sensors.area')}</label><select id="r-area" name="area"><option value="">—</option>{areas.map((area) => <option key={area.id} value={area.id}>{area.name}</option>)}</select></div>
        <div className="field-row"><label htmlFor="r-source">{t('step.channel')}</label><select id="r-source" name="source">{Object.keys(CHANNEL_OF).map((source) => <option key={source} value={source}>{word(source)}</option>)}</select></div>
        <div className="field-row"><label htmlFor="r-text">{t('step.description')}</label><textarea id="r-text" name="description" maxLength={4_000} rows={3} /></div>
        <div className="line" style={{ justifyContent: 'flex-end' }}><button type="submit" className="btn primary" disabled={busy}>{t('key.report')}</button></div>
      </form>
    </Dialog>
  ) // prettier-ignore
}
