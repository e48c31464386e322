import { type ReactElement, useState } from 'react'
import { Link } from 'wouter'
import type { SessionInfo } from '../../../shared/api.ts'
import { useLive } from '../../live/store.ts'
import { figureText, spanText } from '../../ui/age.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { Spark } from '../../ui/spark.tsx'
import { type About, DirectivePanel, mayOrder } from './directive-panel.tsx'
import { t } from './messages-review.ts'
import type { Story } from './stories.ts'
import { figureOf } from './words.ts'

/** One story: why it is first, a sentence, a small proof, and a place to answer. */
export function StoryView({ story, n, session }: { story: Story; n: number; session: SessionInfo }): ReactElement {
  const now = useNow(30_000)
  const [ordering, setOrdering] = useState(false)
  const said = sentenceOf(story, now)
  const body = (
    <>
      <p className="why"><span className="q">{n}</span><Why story={story} now={now} /></p>
      <h2>{said}</h2>
    </>
  ) // prettier-ignore
  return (
    <article className="story" data-story={story.kind}>
      {story.kind === 'indicator' ? <Link href={`/review/indicator/${story.head.indicator}`} style={{ color: 'inherit', textDecoration: 'none' }}>{body}</Link> : body}
      <div className="proof">
        <Proof story={story} />
        <span className="push" />
        {mayOrder(session) && <button type="button" className={`btn${n === 1 ? ' primary' : ''}`} onClick={() => setOrdering(true)}>{t('order')}</button>}
      </div>
      {ordering && <DirectivePanel about={aboutOf(story)} subject={said} onClose={() => setOrdering(false)} session={session} />}
    </article>
  ) // prettier-ignore
}

function Why({ story, now }: { story: Story; now: number }): ReactElement {
  if (story.kind === 'alert') return <><LevelMark level={story.severity} size={16} /><b>{ui(`level.${story.severity}`)} {t('story.over')}</b><span>{t('story.since', { time: clockText(Date.parse(story.since)) })}</span></> // prettier-ignore
  if (story.kind === 'source') return <><LevelMark level="LATE" size={16} /><b>{t('story.sourceWhy')}</b>{story.periodS !== null && <span>{t('story.contract', { n: story.periodS })}</span>}</> // prettier-ignore
  if (story.kind === 'rate') return <><LevelMark level="YELLOW" size={16} /><b>{t('story.rateWhy')}</b></> // prettier-ignore
  const { head } = story
  const word = head.state === 'over' ? 'story.band' : head.state === 'watch' ? 'story.behind' : 'story.overdue'
  return <>{head.severity && <LevelMark level={head.severity} size={16} />}<b>{head.severity ? ui(`level.${head.severity}`) : ''} {t(word)}</b>{head.demo && <span className="demo">{t('demo')}</span>}<span className="q">{now ? head.department : ''}</span></> // prettier-ignore
}

export function sentenceOf(story: Story, now: number): string {
  switch (story.kind) {
    case 'alert':
      return t('story.alert', {
        name: story.name,
        value: story.value === null ? '' : ` ${figureText(story.value, 1)} ${story.unit}`,
        rule: story.rule,
      })
    case 'source':
      return t('story.source', { name: story.name, age: story.newestAt === null ? '' : spanText(now - Date.parse(story.newestAt)) })
    case 'rate':
      return t('story.rate', { due: story.due, onTime: story.onTime, rate: ((story.onTime / story.due) * 100).toFixed(1) })
    case 'indicator':
      return story.head.why ?? `${story.head.name} ${figureOf(story.head)}`
  }
}

/** A small chart that proves the sentence. */
function Proof({ story }: { story: Story }): ReactElement | null {
  const area = useLive((s) => s.picture.area.get(s.picture.system.get('city')?.city ?? ''))
  // One point proves nothing: its figure is in the sentence already.
  if (story.kind === 'indicator' && story.head.spark.length < 2) return null
  if (story.kind === 'indicator')
    return (
      <Spark
        points={story.head.spark}
        band={story.head.band}
        level={story.head.severity}
        width={220}
        height={44}
        label={sentenceOf(story, 0)}
      />
    )
  if (story.kind === 'alert')
    return (
      <span className="fig" style={{ fontSize: 44, lineHeight: '48px', color: story.severity === 'RED' ? 'var(--red)' : 'var(--orange)' }}>
        {figureText(story.value, 1)}
        <span className="q2" style={{ marginLeft: 4 }}>
          {story.unit}
        </span>
      </span>
    )
  if (story.kind === 'rate')
    return (
      <span className="fig" style={{ fontSize: 44, lineHeight: '48px' }}>
        {((story.onTime / story.due) * 100).toFixed(1)}
        <span className="q2"> %</span>
      </span>
    )
  return <span className="q2">{story.fresh}/{story.total}{area ? '' : ''}</span> // prettier-ignore
}

const aboutOf = (story: Story): About =>
  story.kind === 'indicator'
    ? { kind: 'indicator', id: story.head.id }
    : story.kind === 'alert'
      ? { kind: 'place', position: [story.position[0], story.position[1]] }
      : { kind: 'indicator', id: 'cases.onTimeClosure' }
