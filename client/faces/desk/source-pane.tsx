import type { ReactElement } from 'react'
import { useLive } from '../../live/store.ts'
import { ageText } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { t } from './messages-desk.ts'

/** The five attributes of the catalogue (一数一源一标准), and how fresh it is. */
export function SourceFacts({ id }: { id: string }): ReactElement {
  const source = useLive((s) => s.picture.source.get(id))
  const now = useNow(5_000)
  if (!source)
    return (
      <p className="ink3">
        {t('alert.source')} {id}
      </p>
    )
  const every = source.update === 'event' ? t('alert.event') : t('alert.every', { n: source.update.periodS })
  return (
    <>
      <div className="line"><h3 style={{ fontWeight: 560 }}>{t('alert.source')}</h3><span className="push" /><span className="small ink3">{t('alert.passport')} · {source.id}{source.mode === 'replay' ? ' · 重放' : source.mode === 'demo' ? ' · 演示' : ''}</span></div>
      <dl className="facts" style={{ marginTop: 6 }}>
        <dt>{t('alert.department')}</dt><dd>{source.department}</dd>
        <dt>{t('alert.origin')}</dt><dd>{source.origin}</dd>
        <dt>{t('alert.update')}</dt><dd>{every}</dd>
        <dt>{t('alert.quality')}</dt><dd>{source.quality}</dd>
        <dt>{t('alert.usage')}</dt><dd>{source.usage}</dd>
      </dl>
      <p className={`small ${source.state === 'fresh' ? 'ink3' : 'stale'}`} style={{ marginTop: 4 }}>{t(`health.${source.state}`)} {source.fresh}/{source.total} · {source.newestAt === null ? '—' : `${clockText(Date.parse(source.newestAt))} ${ageText(now - Date.parse(source.newestAt))}`}</p>
    </>
  ) // prettier-ignore
}

export const SourcePane = ({ id }: { id: string }): ReactElement => {
  const source = useLive((s) => s.picture.source.get(id))
  return (
    <div className="pane desk-scroll">
      <div className="pane-head"><h2 className="pane-title">{source?.name ?? id}</h2></div>
      <div className="section"><SourceFacts id={id} /></div>
      {source?.contact && <div className="section"><div className="label">{t('alert.department')}</div>{source.contact}</div>}
    </div>
  ) // prettier-ignore
}
