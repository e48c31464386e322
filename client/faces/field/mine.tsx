import { type ReactElement, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { signOut } from '../../live/api.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { whenText } from './fuse-line.tsx'
import { setLanguage, useLanguage } from '../../ui/messages.ts'
import { keep } from './act.ts'
import { Icon } from './icons.tsx'
import { useInstall } from './install.ts'
import { m } from './messages-mine.ts'
import { Back, Dock, Nav, OfflineStrip, Page, Primary, Segmented } from './parts.tsx'
import { unsent, usePhone } from './phone.ts'
import { applyLook, applySize, type Look, lookNow, type Size, sizeNow } from './settings.ts'
import { Gps } from './tasks.tsx'

const SIZES = ['1', '1.25', '1.5'] as const
const LOOKS = ['day', 'night', 'phone'] as const

type Lack = 'push' | 'install' | 'offline' | 'keep' | 'camera'
function lacks(durable: boolean, installable: boolean): Lack[] {
  const standalone = window.matchMedia('(display-mode: standalone)').matches
  return [
    // The browser's own push does not reach phones in mainland China: nothing is promised.
    'push',
    ...(installable || standalone ? [] : (['install'] as const)),
    ...(navigator.serviceWorker?.controller ? [] : (['offline'] as const)),
    ...(durable ? [] : (['keep'] as const)),
    ...('mediaDevices' in navigator ? [] : (['camera'] as const)),
  ]
}

function Cannot(): ReactElement {
  const storage = usePhone((phone) => phone.storage)
  const { canInstall, install } = useInstall()
  const list = lacks(storage?.durable ?? true, canInstall)
  return (
    <section className="sep2" style={{ padding: '14px 16px' }} aria-label={m('cannot.title')}>
      <b className="b">{m('cannot.title')}</b>
      {list.map((lack) => (
        <div key={lack} className="row" style={{ marginTop: 7, alignItems: 'flex-start', gap: 10 }}>
          <svg width="20" height="20" viewBox="0 0 20 20" style={{ marginTop: 2 }} aria-hidden>
            <circle cx="10" cy="10" r="7.6" fill="none" stroke="var(--ink-2)" strokeWidth="2" />
            <path d="M4.6 15.4 15.4 4.6" stroke="var(--ink-2)" strokeWidth="2" />
          </svg>
          <span style={{ flex: '0 0 6.2em' }}>{m(`cannot.${lack}`)}</span>
          <span className="grow">{m(`cannot.${lack}For`)}</span>
        </div>
      ))}
      {canInstall && (
        <button type="button" className="row b" style={{ minHeight: 48 }} onClick={() => void install()}>
          {m('install')}
          <Icon name="more" size={22} />
        </button>
      )}
    </section>
  )
}

const mb = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)
function Storage(): ReactElement {
  const { storage, actions } = usePhone()
  const [state, setState] = useState<{ used: number; limit: number | null; photos: number } | null>(null)
  useEffect(() => {
    void Promise.all([navigator.storage?.estimate?.().catch(() => null) ?? null, storage?.photoBytes() ?? 0]).then(([estimate, photos]) =>
      setState({ used: Math.max(estimate?.usage ?? 0, photos), limit: estimate?.quota ?? null, photos }),
    )
  }, [storage, actions])
  const waiting = unsent(actions)
  const photoShare = state && state.used > 0 ? (state.photos / state.used) * 100 : 0
  return (
    <section className="sep2" style={{ padding: '14px 16px' }} aria-label={m('storage')}>
      <div className="row">
        <b className="b">{m('storage')}</b>
        <span className="sp" />
        {state && (
          <span>
            {m('used', { n: mb(state.used) })}
            {state.limit && m('limit', { n: Math.round(state.limit / 1e6).toLocaleString('en-US') })}
          </span>
        )}
      </div>
      {state && (
        <>
          <div style={{ display: 'flex', height: 14, background: 'var(--sunken)', margin: '7px 0 5px', gap: 2 }} aria-hidden>
            <i style={{ width: `${Math.max(photoShare > 0 ? 1 : 0, photoShare)}%`, background: 'var(--ink)' }} />
            <i style={{ width: `${100 - photoShare}%`, background: 'var(--ink-2)', maxWidth: '40%' }} />
          </div>
          <div className="row s" style={{ flexWrap: 'wrap', columnGap: 16 }}>
            <span>{m('part.photos', { n: mb(state.photos) })}</span>
            <span>{m('part.rest', { n: mb(state.used - state.photos) })}</span>
            <span className="sp" />
            {waiting > 0 && <span>{m('unsent', { n: waiting })}</span>}
          </div>
        </>
      )}
    </section>
  )
}

function Choices(): ReactElement {
  const [size, setSize] = useState<Size>(sizeNow)
  const [look, setLook] = useState<Look>(lookNow)
  const language = useLanguage((s) => s.language)
  const row = (label: string, choice: ReactElement) => (
    <div className="row sep" style={{ padding: '8px 16px', minHeight: 68, flexWrap: 'wrap' }}>
      <span className="grow">{label}</span>
      {choice}
    </div>
  )
  return (
    <>
      {row(m('size'), <Segmented label={m('size')} options={SIZES.map((s) => [s, m(`size.${s}`)] as const)} value={size} onChange={(s) => { setSize(s); applySize(s) }} />)}
      {row(m('look'), <Segmented label={m('look')} options={LOOKS.map((l) => [l, m(`look.${l}`)] as const)} value={look} onChange={(l) => { setLook(l); applyLook(l) }} />)}
      {row(m('language'), <Segmented label={m('language')} options={[['zh', '中文'], ['en', 'English']]} value={language} onChange={setLanguage} />)}
    </>
  ) // prettier-ignore
}

const ROLES: Record<string, string> = { operator: '值守员', dispatcher: '派遣员', 'shift-leader': '值班长' }
/** Until when the place is shared, and everyone who looked today: who, at which case, when. */
function Sharing(): ReactElement {
  const { share, gps } = usePhone()
  const now = useNow(60_000)
  const on = share.until !== null && Date.parse(share.until) > now && gps === 'on'
  return (
    <section style={{ padding: '9px 16px 12px', background: 'var(--raised)', borderBlock: '1px solid var(--line-strong)' }}>
      <div className="row" style={{ gap: 10, minHeight: 28 }}>
        <span className={`live${on ? '' : ' no'}`} />
        <b className="b">{m(on ? 'place.on' : 'place.title')}</b>
        <span className="sp" />
        {on && share.until ? <span>{m('place.until', { at: whenText(Date.parse(share.until), now) })}</span> : <Gps />}
      </div>
      <div className="row s q" style={{ paddingLeft: 21 }}>
        <span>{on || share.looks.length > 0 ? m('place.looked', { n: share.looks.length }) : m('place.why')}</span>
      </div>
      {share.looks.map((look) => (
        <div key={look.id} className="row" style={{ minHeight: 56, paddingLeft: 21 }}>
          <span className="grow" style={{ lineHeight: 1.3 }}>
            <b className="b blk">{`${ROLES[look.role] ?? ''} ${look.byName}`.trim()}</b>
            <span className="s q">{m('place.look', { title: look.title })}</span>
          </span>
          <span className="f">{clockText(Date.parse(look.at))}</span>
        </div>
      ))}
    </section>
  )
}

export function Mine(): ReactElement {
  const { owner, names } = usePhone()
  const unit = [...(owner?.teams ?? []), ...(owner?.departments ?? [])].map((id) => names[id]).find(Boolean)
  return (
    <Page label={m('title')}>
      <OfflineStrip />
      <div className="mid">
        <header className="head row">
          <h1 className="h1">{m('title')}</h1>
          <span className="sp" />
          <span>
            <b className="b">{owner?.name}</b>
            {unit && ` · ${unit}`}
          </span>
        </header>
        <Sharing />
        <Link className="opt" href="/field/mine/suggest" style={{ minHeight: 80, borderTop: 0 }}>
          <Icon name="pen" size={28} />
          <span className="grow">
            <b className="b blk">{m('say.title')}</b>
            <span className="s q">{m('say.hint')}</span>
          </span>
          <Icon name="more" />
        </Link>
        <Choices />
        <Cannot />
        <Storage />
        <button
          type="button"
          className="opt sep2"
          onClick={() =>
            void signOut()
              .catch(() => undefined)
              .then(() => usePhone.setState({ stage: 'signed-out', session: null }))
          }
        >
          <span className="grow">{m('out')}</span>
          <span className="s q">{m('outHint')}</span>
        </button>
      </div>
      <Nav on="/field/mine" />
    </Page>
  )
}

/** Two taps: here, and send. The words are typed, or dictated by the phone's own keyboard. */
export function Suggest(): ReactElement {
  const [text, setText] = useState('')
  const [anonymous, setAnonymous] = useState(false)
  const [, go] = useLocation()
  const send = async () => {
    if (text.trim() === '') return
    await keep({ deed: { kind: 'suggestion', text: text.trim(), anonymous }, about: { title: '', place: '' } })
    go('/field/mine', { replace: true })
  }
  return (
    <Page label={m('say.title')}>
      <OfflineStrip />
      <header className="head">
        <h1 className="h1">{m('say.title')}</h1>
        <p className="q">{m('say.goes')}</p>
      </header>
      <div className="mid pad">
        <textarea
          autoFocus
          rows={6}
          maxLength={2000}
          value={text}
          placeholder={m('say.what')}
          aria-label={m('say.what')}
          onChange={(event) => setText(event.target.value)}
        />
        <button
          type="button"
          role="checkbox"
          aria-checked={anonymous}
          className="opt"
          style={{ border: 0, paddingInline: 0 }}
          onClick={() => setAnonymous(!anonymous)}
        >
          <span className="ck">{anonymous && <Icon name="check" size={24} width={3} />}</span>
          {m('say.anonymous')}
        </button>
      </div>
      <Dock>
        <Back to="/field/mine" />
        <Primary icon="send" outlined={text.trim() === ''} onPress={send}>
          {m('say.send')}
        </Primary>
      </Dock>
    </Page>
  )
}
