import { type ReactElement, useState } from 'react'
import { useLocation } from 'wouter'
import type { KeptPhoto } from '../../outbox/action.ts'
import { keepStep, UNDO_MS } from './act.ts'
import { Missing } from './case.tsx'
import { useDraft } from './draft.ts'
import { Icon } from './icons.tsx'
import { w } from './messages-work.ts'
import { Back, Dock, LightWord, OfflineStrip, Page, Primary } from './parts.tsx'
import { usePhone } from './phone.ts'
import { PlaceMap } from './place-map.tsx'
import { t } from './messages-field.ts'
import { PhotoButton, usePhotoUrl, Viewfinder } from './shot.tsx'
import { useCase } from './use-case.ts'
import { thin } from '../../ui/thin-space.ts'

type Draft = { found: boolean | null; photo: KeptPhoto | null; note: string }
const BLANK: Draft = { found: null, photo: null, note: '' }

/** 核实: is what was reported really there? Before a case is registered; no photo is demanded where there is nothing to show. */
export function Verify({ id }: { id: string }): ReactElement {
  const known = useCase(id)
  const fix = usePhone((phone) => phone.fix)
  const [, go] = useLocation()
  const [draft, change, clear] = useDraft<Draft>(`verify:${id}`, BLANK)
  const [taking, setTaking] = useState(false)
  const url = usePhotoUrl(draft.photo)
  if (!known) return <Missing />
  const { row, shown } = known
  const ready = draft.found === false || (draft.found === true && draft.photo !== null)
  const set = (photo: KeptPhoto) => {
    change((old) => ({ ...old, photo }))
    setTaking(false)
  }
  const send = async () => {
    if (!ready) return
    const opinion = draft.note.trim() || (draft.found ? '现场属实' : '现场未见')
    await keepStep(
      shown,
      'verify',
      { found: draft.found, opinion, ...(draft.photo ? {} : { photos: [] }) },
      draft.photo ? [{ photo: draft.photo, when: 'verify' }] : [],
      UNDO_MS,
    )
    clear()
    go('/field', { replace: true })
  }
  return (
    <Page label={w('verify.title')}>
      <OfflineStrip />
      <header className="head">
        <div className="row">
          <h1 className="h1">{w('verify.title')}</h1>
          <span className="sp" />
          <LightWord light={row.light} ms={row.leftMs} />
        </div>
        <p>{thin(`${shown.title} · ${shown.place}`)}</p>
      </header>
      <div className="mid">
        <PlaceMap label={t('map.label', { place: shown.place })} height={160} target={shown.position} mark={shown.severity} fix={fix} />
        <p className="pad">
          <span className="s q blk">{w('verify.said')}</span>
          {thin(shown.description || shown.title)}
        </p>
        <p className="pad sep2 b">{w('verify.ask')}</p>
        <div role="radiogroup" aria-label={w('verify.ask')}>
          {(
            [
              ['verify.found', 'verify.foundHint', true],
              ['verify.not', 'verify.notHint', false],
            ] as const
          ).map(([word, hint, value]) => (
            <button
              key={word}
              type="button"
              role="radio"
              aria-checked={draft.found === value}
              className="opt"
              onClick={() => change((old) => ({ ...old, found: value }))}
            >
              <span className="radio" />
              <span className="grow b">{w(word)}</span>
              <span className="s q">{w(hint)}</span>
            </button>
          ))}
        </div>
        <div className="row pad sep">
          <span className="photo" style={{ width: 96, height: 72, flex: 'none' }}>
            {url ? <img src={url} alt={w('inspect.mine')} /> : <Icon name="album" />}
          </span>
          <span className="grow q">{draft.photo ? `${Math.round(draft.photo.bytes.length / 1000)}\u2009kB` : w('photo.none')}</span>
          <button type="button" className="row" style={{ minHeight: 48, fontWeight: 560 }} onClick={() => setTaking(true)}>
            <Icon name="camera" size={24} />
            {draft.photo ? w('handle.again') : w('photo.camera')}
          </button>
          <PhotoButton from="album" onPhoto={set}>
            <Icon name="album" size={24} />
            <span className="vh">{w('photo.album')}</span>
          </PhotoButton>
        </div>
        <label className="note">
          <Icon name="pen" />
          <textarea
            rows={1}
            maxLength={400}
            placeholder={w('verify.reading')}
            value={draft.note}
            onChange={(event) => change((old) => ({ ...old, note: event.target.value }))}
          />
        </label>
      </div>
      <Dock>
        <Back to={`/field/case/${id}`} />
        <Primary icon={ready ? 'send' : undefined} outlined={!ready} sub={w('handle.undo')} onPress={send}>
          {w('verify.send')}
        </Primary>
      </Dock>
      {taking && <Viewfinder ghost={null} onPhoto={set} onClose={() => setTaking(false)} />}
    </Page>
  )
}
