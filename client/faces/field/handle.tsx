import { type ReactElement, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { RegistrationCondition } from '../../../shared/item.ts'
import type { KeptPhoto } from '../../outbox/action.ts'
import { clockText, useNow } from '../../ui/clock.ts'
import { keepStep, UNDO_MS } from './act.ts'
import { Missing } from './case.tsx'
import { useDraft } from './draft.ts'
import { whenText } from './fuse-line.tsx'
import { Icon } from './icons.tsx'
import { t } from './messages-field.ts'
import { w } from './messages-work.ts'
import { Back, Dock, LightWord, OfflineStrip, Page, Primary } from './parts.tsx'
import { PhotoButton, usePhotoUrl, Viewfinder } from './shot.tsx'
import { useCase } from './use-case.ts'
import { thin } from '../../ui/thin-space.ts'

export type HandleDraft = { before: KeptPhoto | null; after: KeptPhoto | null; done: string[]; note: string }
export const BLANK: HandleDraft = { before: null, after: null, done: [], note: '' }

type Closing = RegistrationCondition['closing']
/** What the closing condition asks for and is not there yet: nothing more is ever asked. */
export function missingOf(draft: HandleDraft, closing: Closing): string[] {
  return [
    ...(closing.photos === 'BEFORE_AFTER' && !draft.before ? [w('handle.takeBefore')] : []),
    ...(closing.photos !== 'NONE' && !draft.after ? [w('handle.takeAfter')] : []),
    ...closing.checks.filter((check) => !draft.done.includes(check)),
  ]
}
export const photosOf = (draft: HandleDraft, closing: Closing) => [
  ...(draft.before && closing.photos === 'BEFORE_AFTER' ? [{ photo: draft.before, when: 'before' as const }] : []),
  ...(draft.after && closing.photos !== 'NONE' ? [{ photo: draft.after, when: 'after' as const }] : []),
]
/** What was confirmed on the spot stands in the opinion, so that the inspector reads it. */
export const opinionOf = (draft: HandleDraft): string =>
  [draft.done.length > 0 ? `现场确认：${draft.done.join('、')}。` : '', draft.note.trim()].filter(Boolean).join('')

function PhotoSlot({ photo, word, onTake }: { photo: KeptPhoto | null; word: string; onTake: () => void }): ReactElement {
  const url = usePhotoUrl(photo)
  return (
    <button type="button" className="photo" onClick={onTake} aria-label={word}>
      {url ? (
        <img src={url} alt={word} />
      ) : (
        <span style={{ display: 'grid', justifyItems: 'center', gap: 6 }}>
          <Icon name="camera" size={34} />
          <span className="b">{word}</span>
        </span>
      )}
    </button>
  )
}
function Caption({ photo, word, onPhoto }: { photo: KeptPhoto | null; word: string; onPhoto: (photo: KeptPhoto) => void }): ReactElement {
  return (
    <span className="grow" style={{ lineHeight: 1.3 }}>
      <b className="b">{word}</b> {photo && <span className="f" style={{ fontWeight: 500 }}>{clockText(Date.parse(photo.capturedAt))}</span>}
      <span className="s q blk">
        {photo ? photo.from === 'album' ? w('photo.fromAlbum') : `${Math.round(photo.bytes.length / 1000)}\u2009kB` : (
          <PhotoButton from="album" onPhoto={onPhoto} className="row s">
            <Icon name="album" size={20} />
            {w('photo.album')}
          </PhotoButton>
        )}
      </span>
    </span>
  ) // prettier-ignore
}

/** Photos, checks and one line: shared by handling and self-handling. */
export function HandleBody({
  closing,
  draft,
  change,
}: {
  closing: Closing
  draft: HandleDraft
  change: (by: (draft: HandleDraft) => HandleDraft) => void
}): ReactElement {
  const [taking, setTaking] = useState<'before' | 'after' | null>(null)
  const ghost = usePhotoUrl(draft.before)
  const set = (when: 'before' | 'after') => (photo: KeptPhoto) => {
    change((old) => ({ ...old, [when]: photo }))
    setTaking(null)
  }
  const total = missingOf(BLANK, closing).length
  return (
    <>
      {closing.photos !== 'NONE' && (
        <>
          <div className="pair" style={closing.photos === 'AFTER' ? { gridTemplateColumns: '1fr' } : undefined}>
            {closing.photos === 'BEFORE_AFTER' && (
              <PhotoSlot photo={draft.before} word={w('handle.takeBefore')} onTake={() => setTaking('before')} />
            )}
            <PhotoSlot photo={draft.after} word={w('handle.takeAfter')} onTake={() => setTaking('after')} />
          </div>
          <div className="row pad" style={{ alignItems: 'flex-start', paddingTop: 6 }}>
            {closing.photos === 'BEFORE_AFTER' && <Caption photo={draft.before} word={w('handle.before')} onPhoto={set('before')} />}
            <Caption photo={draft.after} word={w('handle.after')} onPhoto={set('after')} />
            {draft.after && (
              <button type="button" className="row" style={{ minHeight: 48, fontWeight: 560 }} onClick={() => setTaking('after')}>
                <Icon name="camera" size={24} />
                {w('handle.again')}
              </button>
            )}
          </div>
        </>
      )}
      <div className="row sep2 pad" style={{ paddingBottom: 6 }}>
        <span className="s q nw">{t('case.closing')}</span>
        <span className="b">{thin(closing.text)}</span>
        <span className="sp" />
        {total > 0 && (
          <span className="f">
            {total - missingOf(draft, closing).length}/{total}
          </span>
        )}
      </div>
      {closing.checks.map((check) => {
        const done = draft.done.includes(check)
        return (
          <button
            key={check}
            type="button"
            role="checkbox"
            aria-checked={done}
            className="opt"
            onClick={() => change((old) => ({ ...old, done: done ? old.done.filter((name) => name !== check) : [...old.done, check] }))}
          >
            <span className="ck">{done && <Icon name="check" size={24} width={3} />}</span>
            <span className="grow">
              <span className="blk" style={{ fontWeight: 560 }}>
                {thin(check)}
              </span>
              <span className="s q">{w('handle.confirm')}</span>
            </span>
          </button>
        )
      })}
      <label className="note">
        <Icon name="pen" size={26} />
        <textarea
          rows={1}
          maxLength={400}
          placeholder={w('handle.note')}
          value={draft.note}
          onChange={(event) => change((old) => ({ ...old, note: event.target.value }))}
        />
      </label>
      {taking && <Viewfinder ghost={taking === 'after' ? ghost : null} onPhoto={set(taking)} onClose={() => setTaking(null)} />}
    </>
  )
}

const NOTHING: Closing = { text: '', photos: 'NONE', checks: [] }

export function Handle({ id }: { id: string }): ReactElement {
  const found = useCase(id)
  const [, go] = useLocation()
  const [draft, change, clear] = useDraft<HandleDraft>(`handle:${id}`, BLANK)
  const middle = useRef<HTMLDivElement>(null)
  const now = useNow(30_000)
  if (!found) return <Missing />
  const { row, shown } = found
  const closing = shown.condition?.closing ?? NOTHING
  const missing = missingOf(draft, closing)
  const submit = async () => {
    if (missing.length > 0) {
      navigator.vibrate?.([20, 60, 20])
      const first = closing.checks.includes(missing[0] ?? '')
        ? middle.current?.querySelector('[aria-checked=false]')
        : middle.current?.querySelector('.pair')
      return first?.scrollIntoView({ block: 'center' })
    }
    await keepStep(shown, 'handle', { opinion: opinionOf(draft) }, photosOf(draft, closing), UNDO_MS)
    clear()
    go('/field', { replace: true })
  }
  return (
    <Page label={w('handle.title')}>
      <OfflineStrip />
      <header className="head">
        <div className="row">
          <h1 className="h1">{w('handle.title')}</h1>
          <span className="sp" />
          <LightWord light={row.light} ms={row.leftMs} />
        </div>
        <div className="row">
          <span className="grow">{thin(shown.place)}</span>
          {shown.redAt && (
            <span className="f nw" style={{ fontWeight: 500 }}>
              {w('handle.due', { at: whenText(Date.parse(shown.redAt), now) })}
            </span>
          )}
        </div>
      </header>
      <div className="mid" ref={middle}>
        <HandleBody closing={closing} draft={draft} change={change} />
      </div>
      <Dock>
        <Back to={`/field/case/${id}`} />
        <Primary
          icon={missing.length > 0 ? undefined : 'send'}
          outlined={missing.length > 0}
          onPress={submit}
          sub={missing.length > 0 ? w('handle.missingFirst', { what: missing[0] ?? '' }) : w('handle.undo')}
        >
          {missing.length > 0 ? w('handle.missing', { n: missing.length }) : w('handle.send')}
        </Primary>
      </Dock>
    </Page>
  )
}
