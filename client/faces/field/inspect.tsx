import { type ReactElement, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { Incident } from '../../../shared/incident.ts'
import type { KeptPhoto } from '../../outbox/action.ts'
import { distanceParts, INSPECTION_M, isInside, metresBetween, offsetM } from '../../task/near.ts'
import { clockText } from '../../ui/clock.ts'
import { keepStep } from './act.ts'
import { Missing } from './case.tsx'
import { useDraft } from './draft.ts'
import { Icon } from './icons.tsx'
import { t } from './messages-field.ts'
import { w } from './messages-work.ts'
import { Back, Dock, LightWord, OfflineStrip, Page, Segmented } from './parts.tsx'
import { type Fix, usePhone } from './phone.ts'
import { ReasonPage } from './reason-page.tsx'
import { ServerPhoto } from './server-photo.tsx'
import { PhotoButton, usePhotoUrl, Viewfinder } from './shot.tsx'
import { useCase } from './use-case.ts'
import { thin } from '../../ui/thin-space.ts'

type Draft = { answers: Record<string, 'yes' | 'no'>; photo: KeptPhoto | null; rework: boolean }
const BLANK: Draft = { answers: {}, photo: null, rework: false }

function Pair({ incident }: { incident: Incident }): ReactElement | null {
  const names = usePhone((phone) => phone.names)
  const before = incident.photos.findLast(({ when }) => when === 'before' || when === 'report')
  const after = incident.photos.findLast(({ when }) => when === 'after')
  if (!before && !after) return null
  const team = incident.handledTeams.map((id) => names[id] ?? id).join('、')
  return (
    <>
      <div className="pair">
        {before ? <ServerPhoto photo={before} caption={w('handle.before')} /> : <span className="photo">{w('photo.none')}</span>}
        {after ? <ServerPhoto photo={after} caption={w('handle.after')} /> : <span className="photo">{w('photo.none')}</span>}
      </div>
      <div className="row pad" style={{ gap: 3, paddingTop: 6 }}>
        {[before, after].map((photo, i) => (
          <span key={i} className="grow" style={{ lineHeight: 1.3 }}>
            <b className="b">{w(i === 0 ? 'handle.before' : 'handle.after')}</b> {photo && <span className="f" style={{ fontWeight: 500 }}>{clockText(Date.parse(photo.at))}</span>}
            <span className="s q blk">{i === 1 ? team : ''}</span>
          </span>
        ))}
      </div>
    </>
  ) // prettier-ignore
}

/** Am I there? The fence as a dotted circle, my place in it with its error. */
function Fence({ incident, fix }: { incident: Incident; fix: Fix | null }): ReactElement {
  const { position } = incident
  const metres = fix && position ? metresBetween(position, fix.position) : null
  const inside = isInside(fix, position, INSPECTION_M)
  const scale = 30 / INSPECTION_M
  const at = position && fix ? offsetM(position, fix.position) : null
  const reach = at ? Math.min(1, 46 / Math.max(46, Math.hypot(at.east, at.north) * scale)) : 1
  const said = metres === null ? '' : `${distanceParts(metres).n}\u2009${distanceParts(metres).unit}`
  return (
    <div className="row pad sep2" style={{ gap: 14 }}>
      <svg width="64" height="64" viewBox="0 0 64 64" aria-hidden>
        <circle cx="32" cy="32" r="30" fill="none" stroke="var(--ink)" strokeWidth="2" strokeDasharray="2 4" />
        <path d="M32 23v18M23 32h18" stroke="var(--ink)" strokeWidth="2.5" />
        {at && (
          <g transform={`translate(${32 + at.east * scale * reach} ${32 - at.north * scale * reach})`}>
            <circle r="8" fill="var(--accent)" fillOpacity=".2" stroke="var(--accent)" strokeWidth="1.5" />
            <circle r="4.5" fill="var(--accent)" />
          </g>
        )}
      </svg>
      <span className="grow">
        <b className="b blk">{metres === null ? w('inspect.noGps') : w(inside ? 'inspect.here' : 'inspect.away', { d: said })}</b>
        {w('inspect.fence', { n: INSPECTION_M })}
        {fix && ` · GPS ±${Math.round(fix.accuracyM)}\u2009m`}
      </span>
    </div>
  )
}

/** Held for a second, because a pass is not taken back; with a keyboard or a screen reader it is two presses. */
function HoldToPass({ ready, onPass }: { ready: boolean; onPass: () => void }): ReactElement {
  const [fill, setFill] = useState(0)
  const [asked, setAsked] = useState(false)
  const timer = useRef(0)
  const begin = () => {
    if (!ready) return
    const start = performance.now()
    const step = () => {
      const done = Math.min(1, (performance.now() - start) / 1000)
      setFill(done)
      if (done < 1) timer.current = requestAnimationFrame(step)
      else onPass()
    }
    timer.current = requestAnimationFrame(step)
  }
  const cancel = () => {
    cancelAnimationFrame(timer.current)
    setFill((now) => (now < 1 ? 0 : now))
  }
  return (
    <button
      type="button"
      className={`pri${ready ? '' : ' outlined'}`}
      style={{ position: 'relative', justifyContent: 'center', textAlign: 'center', paddingInline: 8 }}
      onPointerDown={begin}
      onPointerUp={cancel}
      onPointerLeave={cancel}
      onPointerCancel={cancel}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // detail 0: a key or a screen reader, which cannot hold.
        if (event.detail !== 0 || !ready) return
        if (asked) onPass()
        else setAsked(true)
      }}
    >
      <span style={{ paddingBottom: 6 }}>
        {w(asked ? 'inspect.sure' : 'inspect.hold')}
        <span className="sub">{ready ? w('inspect.closedBy') : w('inspect.todo')}</span>
      </span>
      <i aria-hidden style={{ position: 'absolute', left: 14, right: 14, bottom: 7, height: 5, border: '1px solid currentColor' }}>
        <i style={{ display: 'block', height: '100%', width: `${fill * 100}%`, background: 'currentColor' }} />
      </i>
    </button>
  )
}

export function Inspect({ id }: { id: string }): ReactElement {
  const known = useCase(id)
  const fix = usePhone((phone) => phone.fix)
  const names = usePhone((phone) => phone.names)
  const [, go] = useLocation()
  const [draft, change, clear] = useDraft<Draft>(`inspect:${id}`, BLANK)
  const [taking, setTaking] = useState(false)
  const url = usePhotoUrl(draft.photo)
  if (!known) return <Missing />
  const { row, shown } = known
  const checks = shown.condition?.closing.checks.length ? shown.condition.closing.checks : [w('inspect.restored')]
  const here = fix === null || shown.position === null || isInside(fix, shown.position, INSPECTION_M)
  const answered = checks.every((check) => draft.answers[check] !== undefined)
  const failed = checks.some((check) => draft.answers[check] === 'no')
  const ready = here && answered && !failed && draft.photo !== null
  const send = async (passed: boolean, opinion: string) => {
    const manual = fix === null ? '（定位不可用，手动）' : ''
    await keepStep(
      shown,
      'inspect',
      { passed, method: 'ON_SITE', opinion: opinion + manual },
      draft.photo ? [{ photo: draft.photo, when: 'inspect' }] : [],
    )
    clear()
    go('/field', { replace: true })
  }
  const under = thin(`${shown.title} · ${shown.place}`)
  if (draft.rework) {
    const wrong = checks.filter((check) => draft.answers[check] === 'no').map((check) => `不符合：${check}`)
    const team = shown.handledTeams.map((name) => names[name] ?? name).join('、')
    return (
      <ReasonPage
        title={w('inspect.fail')}
        under={under}
        ask={w('rework.why')}
        hint={w('rework.pick')}
        reasons={[...wrong, ...([0, 1, 2, 3] as const).map((n) => w(`rework.${n}`))].slice(0, 5)}
        send={w('rework.send')}
        sub={w('rework.to', { team })}
        back={`/field/case/${id}`}
        onSend={(reason) => send(false, reason)}
      >
        <Pair incident={shown} />
      </ReasonPage>
    )
  }
  return (
    <Page label={w('inspect.title')}>
      <OfflineStrip />
      <header className="head">
        <div className="row">
          <h1 className="h1">{w('inspect.title')}</h1>
          <span className="sp" />
          <LightWord light={row.light} ms={row.leftMs} />
        </div>
        <p>{under}</p>
      </header>
      <div className="mid">
        <Pair incident={shown} />
        <Fence incident={shown} fix={fix} />
        <div className="row pad sep2" style={{ paddingBlock: 7, flexWrap: 'wrap' }}>
          <span className="s q nw">{t('case.closing')}</span>
          <span className="b">{shown.condition?.closing.text}</span>
          <span className="sp" />
          <span className="s q">{w('inspect.free')}</span>
        </div>
        {checks.map((check) => (
          <div key={check} className="row sep" style={{ padding: '8px 16px', minHeight: 68 }}>
            <span className="grow">{thin(check)}</span>
            <Segmented
              label={check}
              options={[
                ['yes', w('inspect.yes')],
                ['no', w('inspect.no')],
              ]}
              value={draft.answers[check] ?? null}
              onChange={(value) => change((old) => ({ ...old, answers: { ...old.answers, [check]: value } }))}
            />
          </div>
        ))}
        <div className="row sep pad" style={{ gap: 12 }}>
          <span className="photo" style={{ width: 96, height: 72, flex: 'none' }}>
            {url ? <img src={url} alt={w('inspect.mine')} /> : <Icon name="camera" />}
          </span>
          <span className="grow" style={{ lineHeight: 1.35 }}>
            <b className="b">{w('inspect.mine')}</b>{' '}
            {draft.photo && <span className="f">{clockText(Date.parse(draft.photo.capturedAt))}</span>}
            <span className="s q blk">{draft.photo ? `${Math.round(draft.photo.bytes.length / 1000)}\u2009kB` : w('photo.none')}</span>
          </span>
          <button type="button" className="row" style={{ minHeight: 48, fontWeight: 560 }} onClick={() => setTaking(true)}>
            <Icon name="camera" size={24} />
            {draft.photo ? w('handle.again') : w('photo.camera')}
          </button>
          {!draft.photo && (
            <PhotoButton from="album" onPhoto={(photo) => change((old) => ({ ...old, photo }))}>
              <Icon name="album" size={24} />
              <span className="vh">{w('photo.album')}</span>
            </PhotoButton>
          )}
        </div>
      </div>
      <Dock>
        <Back to={`/field/case/${id}`} />
        {failed && here ? (
          <button type="button" className="pri" onClick={() => change((old) => ({ ...old, rework: true }))}>
            <Icon name="redo" size={28} />
            <span>
              {w('inspect.fail')}
              <span className="sub">{w('inspect.needReason')}</span>
            </span>
          </button>
        ) : (
          <>
            <button type="button" className="sec word" disabled={!here} onClick={() => change((old) => ({ ...old, rework: true }))}>
              {w('inspect.fail')}
              <span className="sub">{w('inspect.needReason')}</span>
            </button>
            <HoldToPass ready={ready} onPass={() => void send(true, '现场核查通过')} />
          </>
        )}
      </Dock>
      {taking && (
        <Viewfinder
          ghost={null}
          onPhoto={(photo) => {
            change((old) => ({ ...old, photo }))
            setTaking(false)
          }}
          onClose={() => setTaking(false)}
        />
      )}
    </Page>
  )
}
