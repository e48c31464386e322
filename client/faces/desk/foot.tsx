import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useLive } from '../../live/store.ts'
import { ageText, countText } from '../../ui/age.ts'
import { useNow } from '../../ui/clock.ts'
import { FreshnessRing } from '../../ui/freshness-ring.tsx'
import { askFor } from './desk-store.ts'
import { t } from './messages-desk.ts'

export type KeyHint = { keys: string; word: string }

/** What the numbers above stand on: sources, sensors, late feeds, walls; and the keys of this view. */
export function Foot({ hints }: { hints: readonly KeyHint[] }): ReactElement {
  const sources = useLive((s) => s.picture.source)
  const system = useLive((s) => s.picture.system.get('city'))
  const area = useLive((s) => s.picture.area.get(system?.city ?? ''))
  const gap = useLive((s) => s.gap)
  const [, go] = useLocation()
  const now = useNow(5_000)
  const connected = [...sources.values()].filter((source) => source.state !== 'not-connected')
  const late = connected.filter((source) => source.state !== 'fresh')
  const fresh = connected.length - late.length
  return (
    <footer className="desk-foot">
      <button type="button" className="line" style={{ gap: 6 }} onClick={() => go('/desk/health')}>
        <FreshnessRing of={{ fraction: connected.length ? fresh / connected.length : 0, late: connected.length === 0, ageMs: 0 }} size={12} />
        {t('foot.sources')} <b className="fig">{fresh}</b>/{connected.length}
      </button>
      <button type="button" onClick={() => go('/desk/sensors')}>{t('foot.sensors')} <b className="fig">{countText(area?.sensors.fresh)}</b>/{countText(area?.sensors.total)}</button>
      {late.slice(0, 2).map((source) => (
        <button key={source.id} type="button" className="stale" style={{ padding: '0 5px' }} onClick={() => go('/desk/health')}>{source.name} {ageText(source.newestAt === null ? null : now - Date.parse(source.newestAt))}</button>
      ))}
      <Walls />
      {gap && <button type="button" onClick={() => go('/desk/gap')}>{t('foot.gap', { s: Math.round((gap.to - gap.from) / 1000), n: gap.missed })}</button>}
      <span className="push" />
      <span className="keys">
        {hints.map(({ keys, word }) => <span key={keys}>{keys.split(' ').map((key) => <kbd key={key} className="key">{key}</kbd>)} {word}</span>)}
        <button type="button" onClick={() => askFor({ kind: 'keys' })}><kbd className="key">?</kbd> {t('key.all')}</button>
      </span>
    </footer>
  ) // prettier-ignore
}

/** Which wall paints, and which stands still. */
function Walls(): ReactElement | null {
  const walls = useLive((s) => s.picture.wall)
  const on = [...walls.values()].filter((wall) => wall.state !== 'off')
  if (on.length === 0) return null
  const still = on.find((wall) => wall.state === 'still')
  if (still) return <span style={{ color: 'var(--orange)' }}>▲ {t('foot.wallStill', { name: still.name })}</span>
  return <span>{t('foot.walls', { n: on.length, m: on.length })}</span>
}
