import type { ReactElement } from 'react'
import { useLive } from '../../live/store.ts'
import { countText } from '../../ui/age.ts'
import { LiveRing } from '../../ui/freshness-ring.tsx'
import { t } from './messages-review.ts'
import { valueOf } from './words.ts'

const MOST = 8
/** 城市体征: the city's lifelines from our own engine, each with its ring. */
export function Vitals(): ReactElement {
  const heads = useLive((s) => s.picture.indicator)
  const city = useLive((s) => s.picture.system.get('city'))
  const live = [...heads.values()].filter((head) => head.operational && head.area === city?.city && head.figure).slice(0, MOST)
  const area = useLive((s) => s.picture.area.get(city?.city ?? ''))
  return (
    <section className="vitals" aria-label={t('vitals')}>
      <div><b>{t('vitals')}</b><div className="q">{city?.demo ? t('demo') : ''}</div></div>
      {live.map((head) => <div key={head.id}><div className="q">{head.name}</div><div className="line"><span className="fig">{valueOf(head)}</span><span className="q2">{head.figure?.unit}</span><LiveRing at={head.figure?.asOf ?? null} periodS={300} size={13} /></div></div>)}
      {area && <div><div className="q">{t('sources')}</div><span className="fig">{countText(area.sources.fresh)}/{countText(area.sources.total)}</span></div>}
    </section>
  ) // prettier-ignore
}
