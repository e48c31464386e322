import type { Alert } from '../../../shared/alert.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Source } from '../../../shared/source.ts'
import { organisationName } from './organisation.ts'
import { t, word } from './messages-desk.ts'

/** In whose hands it is, in a few words. */
export function whoHas(entity: Alert | Incident | Source): string {
  if (entity.kind === 'source') return `${t('source.late')} · ${entity.department}`
  if (entity.kind === 'alert') {
    if (entity.state === 'RAISED') return t('await.ack')
    return t('alert.acked', { who: entity.acknowledgedBy ?? '' })
  }
  if (entity.state === 'RETURNED') return `${word('RETURNED')}：${entity.last.text}`
  const lead = entity.tasks.find((task) => task.role === 'LEAD' && !['ENDED', 'RECALLED', 'RETURNED'].includes(task.state))
  return lead ? `${word(entity.state)} · ${organisationName(lead.team ?? lead.department)}` : word(entity.state)
}

/** The next act of the desk on this row, and its key. */
export function actOf(entity: Alert | Incident | Source): { word: string; key: string } | null {
  if (entity.kind === 'source') return null
  if (entity.kind === 'alert') return entity.state === 'RAISED' ? { word: t('key.ack'), key: 'A' } : { word: t('key.case'), key: 'C' }
  switch (entity.state) {
    case 'REPORTED':
    case 'PENDING_REGISTRATION':
      return { word: word('register'), key: 'R' }
    case 'PENDING_DISPATCH':
    case 'RETURNED':
    case 'REWORK':
    case 'REOPENED':
      return { word: t('key.dispatch'), key: 'D' }
    case 'INSPECTING':
      return { word: word(entity.inspection?.passed === false ? 'rework' : 'close'), key: 'K' }
    case 'HANDLED':
      return { word: word('inspect'), key: 'I' }
    default:
      return { word: t('key.urge'), key: 'U' }
  }
}
