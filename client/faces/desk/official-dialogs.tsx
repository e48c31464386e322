import { type FormEvent, type ReactElement, useState } from 'react'
import { WARNING_TYPES } from '../../../shared/warning.ts'
import { serverNow, useLive } from '../../live/store.ts'
import { clockText } from '../../ui/clock.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { WarningChip } from '../../ui/standard-chips.tsx'
import { stepOf } from '../../../shared/scale.ts'
import { send } from './acts.ts'
import { askFor } from './desk-store.ts'
import { t } from './messages-desk.ts'
import { useOrganisation } from './organisation.ts'

const close = () => askFor(null)

/** Official warnings 预警: what is in force, lifted here; a new one by its signal and the colours that signal may have. */
export function WarningDialog(): ReactElement {
  const warnings = useLive((s) => s.picture.warning)
  const city = useLive((s) => s.picture.system.get('city'))
  const areas = useOrganisation((s) => s.areas).filter((area) => area.kind === 'DISTRICT' || area.kind === 'ZONE' || area.kind === 'CITY')
  const [type, setType] = useState('rainstorm')
  const colours = WARNING_TYPES[type]?.colours ?? []
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const done = await send('/api/warnings', {
      type,
      colour: form.get('colour'),
      issuer: form.get('issuer'),
      areas: [form.get('area')],
      issuedAt: new Date(serverNow()).toISOString(),
      text: form.get('text'),
    })
    if (done) close()
  }
  return (
    <Dialog open onClose={close} title={t('warning.title')}>
      <div className="desk" style={{ display: 'block', height: 'auto' }}>
        {[...warnings.values()].map((one) => (
          <div key={one.id} className="line" style={{ minHeight: 36 }}><WarningChip colour={one.colour} size={20} /><span>{WARNING_TYPES[one.type]?.zh ?? one.type}{stepOf('warning', one.colour)?.zh}</span><span className="small ink3">{one.issuer} {clockText(Date.parse(one.issuedAt))}</span><span className="push" /><button type="button" className="btn" onClick={() => void send(`/api/warnings/${one.id}`, { liftedAt: new Date(serverNow()).toISOString() }, 'PUT')}>{t('warning.lift')}</button></div>
        ))}
        {warnings.size === 0 && <p className="ink3">{t('warning.none')}</p>}
        <form onSubmit={(e) => void submit(e)} style={{ borderTop: '1px solid var(--line)', marginTop: 8, paddingTop: 8 }}>
          <div className="field-row"><label htmlFor="w-type">{t('warning.type')}</label><select id="w-type" value={type} onChange={(e) => setType(e.target.value)}>{Object.entries(WARNING_TYPES).map(([id, one]) => <option key={id} value={id}>{one.zh}</option>)}</select></div>
          <div className="field-row"><label htmlFor="w-colour">{t('warning.colour')}</label><select id="w-colour" name="colour">{colours.map((colour) => <option key={colour} value={colour}>{stepOf('warning', colour)?.zh}</option>)}</select></div>
          <div className="field-row"><label htmlFor="w-issuer">{t('warning.issuer')}</label><input id="w-issuer" name="issuer" required maxLength={100} /></div>
          <div className="field-row"><label htmlFor="w-area">{t('warning.areas')}</label><select id="w-area" name="area">{city && <option value={city.city}>{city.cityName}</option>}{areas.filter((area) => area.id !== city?.city).map((area) => <option key={area.id} value={area.id}>{area.name}</option>)}</select></div>
          <div className="field-row"><label htmlFor="w-text">{t('step.text')}</label><textarea id="w-text" name="text" required maxLength={4_000} rows={2} /></div>
          <div className="line" style={{ justifyContent: 'flex-end' }}><button type="submit" className="btn primary">{t('warning.issue')}</button></div>
        </form>
      </div>
    </Dialog>
  ) // prettier-ignore
}

/** Response level and operating mode 平战: a state of the city, set by the shift leader. */
export function PostureDialog(): ReactElement {
  const posture = useLive((s) => s.picture.posture.get('city'))
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const done = await send('/api/posture', { level: form.get('level') || null, mode: form.get('mode'), reason: form.get('reason') }, 'PUT')
    if (done) close()
  }
  return (
    <Dialog open onClose={close} title={t('posture.title')}>
      <form onSubmit={(e) => void submit(e)} className="desk" style={{ display: 'block', height: 'auto' }}>
        <div className="field-row"><label htmlFor="p-level">{t('posture.level')}</label><select id="p-level" name="level" defaultValue={posture?.level ?? ''}><option value="">{t('posture.level.none')}</option>{(['I', 'II', 'III', 'IV'] as const).map((level) => <option key={level} value={level}>{stepOf('response', level)?.zh}</option>)}</select></div>
        <div className="field-row"><label htmlFor="p-mode">{t('posture.mode')}</label><select id="p-mode" name="mode" defaultValue={posture?.mode ?? 'ROUTINE'}>{(['ROUTINE', 'EMERGENCY'] as const).map((mode) => <option key={mode} value={mode}>{t(`posture.${mode}`)}</option>)}</select></div>
        <div className="field-row"><label htmlFor="p-reason">{t('step.reason')}</label><input id="p-reason" name="reason" required maxLength={400} /></div>
        <div className="line" style={{ justifyContent: 'flex-end' }}><button type="submit" className="btn primary">{t('step.send')}</button></div>
      </form>
    </Dialog>
  ) // prettier-ignore
}
