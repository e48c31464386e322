import { type ReactElement, useMemo } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import { stepOf } from '../../../shared/scale.ts'
import { WARNING_TYPES } from '../../../shared/warning.ts'
import { useLive } from '../../live/store.ts'
import { dayOf, useNow } from '../../ui/clock.ts'
import { t as ui } from '../../ui/messages-ui.ts'
import { useLanguage } from '../../ui/messages.ts'
import { WarningChip } from '../../ui/standard-chips.tsx'
import { spanText } from '../../ui/age.ts'
import { Ledger } from './ledger.tsx'
import { t } from './messages-review.ts'
import { storiesOf } from './stories.ts'
import { StoryView } from './story.tsx'
import { Vitals } from './vitals.tsx'

/** The front page: what needs attention and why, in sentences; then the six domains; then the city's vitals. */
export function Home({ session }: { session: SessionInfo }): ReactElement {
  const picture = useLive((s) => s.picture)
  const city = useLive((s) => s.picture.system.get('city'))
  const stories = useMemo(
    () => storiesOf(picture, city?.city ?? ''),
    [picture.alert, picture.indicator, picture.source, picture.area, city?.city],
  )
  const blind = useLive((s) => [...s.picture.source.values()].every((source) => source.state === 'not-connected'))
  const head = stories.length > 0 ? t(`headline.${stories.length as 1 | 2 | 3}`) : t(blind ? 'blind' : 'calm')
  return (
    <>
      <main className="review-home">
        <section aria-label={t('today')}>
          <h1 className="review-head" role="status">{head}</h1>
          <DayLine />
          {stories.length === 0 ? <Calm /> : stories.map((story, i) => <StoryView key={`${story.kind} ${story.id}`} story={story} n={i + 1} session={session} />)}
        </section>
        <section aria-label={t('col.name')}><Ledger /></section>
      </main>
      <Vitals />
    </>
  ) // prettier-ignore
}

function DayLine(): ReactElement {
  const now = useNow(60_000)
  const warnings = useLive((s) => s.picture.warning)
  const city = useLive((s) => s.picture.system.get('city'))
  const { month, day, weekday } = dayOf(now)
  const en = useLanguage.getState().language === 'en'
  const worst = [...warnings.values()][0]
  return (
    <p className="line ink2" style={{ paddingBottom: 10, flexWrap: 'wrap' }}>
      <span>{city?.cityName} {en ? `${day}/${month}` : `${month} 月 ${day} 日`} {ui(`week.${weekday as 0 | 1 | 2 | 3 | 4 | 5 | 6}`)}</span>
      {worst && <><WarningChip colour={worst.colour} size={18} /><b style={{ color: 'var(--ink)', fontWeight: 600 }}>{en ? (WARNING_TYPES[worst.type]?.en ?? worst.type) : `${WARNING_TYPES[worst.type]?.zh ?? worst.type}${stepOf('warning', worst.colour)?.zh ?? ''}预警`}</b><span className="q2">{spanText(now - Date.parse(worst.issuedAt))}</span></>}
      {city?.demo && <span className="demo">{t('demo')}</span>}
    </p>
  ) // prettier-ignore
}

function Calm(): ReactElement {
  const picture = useLive((s) => s.picture)
  const connected = [...picture.source.values()].filter((source) => source.state !== 'not-connected')
  if (connected.length === 0) return <p className="story ink2">{t('blind.why')}</p> // prettier-ignore
  return (
    <p className="story ink2">
      {t('calm.checked', {
        n: picture.indicator.size,
        fresh: connected.filter((source) => source.state === 'fresh').length,
        total: connected.length,
      })}
    </p>
  )
}
