import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { clockText } from '../../ui/clock.ts'
import { distanceParts } from '../../task/near.ts'
import { type Light, spanParts } from '../../task/work.ts'
import { Icon, type IconName, LightSign } from './icons.tsx'
import { t } from './messages-field.ts'
import { unsent, usePhone } from './phone.ts'

/** Wet glass: a second touch of a primary within this time is the same drop. */
const GUARD_MS = 600
export function useGuarded(act: () => unknown): () => void {
  const last = useRef(0)
  return () => {
    const now = performance.now()
    if (last.current > 0 && now - last.current < GUARD_MS) return
    last.current = now
    act()
  }
}

export function Primary({
  children,
  sub,
  icon,
  onPress,
  outlined = false,
  href,
}: {
  children: ReactNode
  sub?: ReactNode | undefined
  icon?: IconName | undefined
  onPress?: () => unknown
  outlined?: boolean
  href?: string
}): ReactElement {
  const press = useGuarded(() => onPress?.())
  const inner = (
    <>
      {icon && <Icon name={icon} size={28} width={2.1} />}
      <span>
        {children}
        {sub && <span className="sub">{sub}</span>}
      </span>
    </>
  )
  if (href !== undefined)
    return (
      <Link className="pri" href={href}>
        {inner}
      </Link>
    )
  return (
    <button type="button" className={`pri${outlined ? ' outlined' : ''}`} onClick={press}>
      {inner}
    </button>
  )
}
// Pages opened since the start: a page opened from a notice has nothing of ours to go back to.
let inside = 0
window.addEventListener('pushState', () => (inside += 1))
window.addEventListener('popstate', () => (inside = Math.max(0, inside - 1)))

/** Back to where he came from; on a page opened from a notice, to its parent. */
export function Back({ to = '/field' }: { to?: string }): ReactElement {
  const [, go] = useLocation()
  return (
    <button type="button" className="sec" onClick={() => (inside > 0 ? window.history.back() : go(to))}>
      <Icon name="back" width={2.2} />
      <span>{t('back')}</span>
    </button>
  )
}
export const Dock = ({ children, hint, nav = false }: { children: ReactNode; hint?: ReactNode; nav?: boolean }): ReactElement => (
  <div className={`dock${nav ? ' over-nav' : ''}`}>
    {hint && <div className="hint">{hint}</div>}
    <div className="bar">{children}</div>
  </div>
)

const PAGES = [['/field', 'list', 'nav.tasks'], ['/field/report', 'camera', 'nav.report'], ['/field/outbox', 'outbox', 'nav.outbox'], ['/field/mine', 'person', 'nav.mine']] as const // prettier-ignore
export function Nav({ on }: { on: '/field' | '/field/outbox' | '/field/mine' }): ReactElement {
  const kept = usePhone((phone) => unsent(phone.actions))
  return (
    <nav aria-label={t('nav')}>
      {PAGES.map(([href, icon, word]) => (
        <Link key={href} href={href} aria-current={href === on ? 'page' : undefined}>
          <Icon name={icon} width={href === on ? 2.3 : 1.8} />
          <span>{t(word)}</span>
          {href === '/field/outbox' && kept > 0 && <span className="n f">{kept}</span>}
        </Link>
      ))}
    </nav>
  )
}

/** Only when offline: how much is kept, and until when everything below is known. */
export function OfflineStrip(): ReactElement | null {
  const { online, knownAt, actions } = usePhone()
  if (online) return null
  const kept = unsent(actions)
  return (
    <Link className="off" href="/field/outbox" role="status">
      <span className="hx hatch">
        <Icon name="offline" size={24} />
      </span>
      <span className="b">{kept > 0 ? t('offline.kept', { n: kept }) : t('offline.none')}</span>
      <span className="sp" />
      {knownAt !== null && <span className="s nw">{t('offline.asOf', { at: clockText(knownAt) })}</span>}
    </Link>
  )
}

export const Span = ({ ms }: { ms: number }): ReactElement => {
  const { d, h, m } = spanParts(ms)
  if (d > 0)
    return (
      <>
        {d}
        <small>{t('unit.d')}</small>
        {h}
        <small>{t('unit.h')}</small>
      </>
    )
  return (
    <>
      {h > 0 && (
        <>
          {h}
          <small>{t('unit.h')}</small>
        </>
      )}
      {h > 0 ? String(m).padStart(2, '0') : m}
      <small>{t('unit.m')}</small>
    </>
  )
}
export const Distance = ({ metres }: { metres: number | null }): ReactElement => {
  if (metres === null) return <>—</>
  const { n, unit } = distanceParts(metres)
  return (
    <>
      {n}
      <small style={{ marginLeft: 2 }}>{unit}</small>
    </>
  )
}
export const LightWord = ({ light, ms, size = 20 }: { light: Light; ms: number | null; size?: number }): ReactElement => (
  <span className="row">
    <LightSign light={light} size={size} />
    <span className={light === 'RED' || light === 'YELLOW' ? 'b' : undefined}>{t(light ? `light.${light}` : 'light.none')}</span>
    {ms !== null && light && (
      <span className="f fl">
        <Span ms={ms} />
      </span>
    )}
  </span>
)

/** Ten seconds in which the last deed can be taken back; nothing of it is sent before. */
export function UndoBar(): ReactElement | null {
  const { actions, outbox } = usePhone()
  const [, tick] = useState(0)
  const last = actions.findLast(({ state, attempts, sendAfterMs }) => state === 'waiting' && attempts === 0 && sendAfterMs > Date.now())
  useEffect(() => {
    if (!last) return
    const timer = setInterval(() => tick((n) => n + 1), 500)
    return () => clearInterval(timer)
  }, [last])
  if (!last || !outbox) return null
  const step = last.deed.kind === 'step' ? last.deed.step : last.deed.kind
  const key = `step.${step}` as 'step.handle'
  return (
    <div className="toast" role="status">
      <Icon name="check" />
      <span className="grow">
        <b className="b blk">{t('undo.kept', { what: `${t(key)} ${last.about.title}` })}</b>
        <span className="s">{t('undo.left', { n: Math.max(1, Math.ceil((last.sendAfterMs - Date.now()) / 1000)) })}</span>
      </span>
      <button type="button" onClick={() => void outbox.withdraw(last.commandId)}>
        {t('undo')}
      </button>
    </div>
  )
}

export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: readonly (readonly [T, string])[]
  value: T | null
  onChange: (value: T) => void
}): ReactElement {
  return (
    <span className="seg" role="radiogroup" aria-label={label}>
      {options.map(([key, word]) => (
        <button key={key} type="button" role="radio" aria-checked={key === value} onClick={() => onChange(key)}>
          {word}
        </button>
      ))}
    </span>
  )
}
export const Page = ({ children, label }: { children: ReactNode; label: string }): ReactElement => (
  <main aria-label={label} style={{ display: 'contents' }}>
    {children}
  </main>
)
