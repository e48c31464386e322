import { type ReactElement, useState } from 'react'
import { useLocation } from 'wouter'
import type { Item } from '../../../shared/item.ts'
import { findItems, type Suggestion } from '../../task/suggest.ts'
import { Icon } from './icons.tsx'
import { r } from './messages-report.ts'
import { Back, Dock, OfflineStrip, Page, Primary } from './parts.tsx'
import { usePhone } from './phone.ts'
import { PlaceMap } from './place-map.tsx'
import { chosenItem, type ReportDraft, useReportDraft, useSuggestions } from './report-draft.ts'
import { PhotoButton, useCamera, usePhotoUrl } from './shot.tsx'
import { Gps } from './tasks.tsx'

type Change = (by: (draft: ReportDraft) => ReportDraft) => void

function Finder({ draft, change }: { draft: ReportDraft; change: Change }): { view: ReactElement; shutter: ReactElement } {
  const url = usePhotoUrl(draft.photo)
  const camera = useCamera((photo) => change((old) => ({ ...old, photo })))
  const view = (
    <div
      className="photo"
      data-theme="night"
      style={{ flex: '1 1 auto', minHeight: 200, maxHeight: 440, background: '#05080c', color: '#e8eff5' }}
    >
      {url ? <img src={url} alt={r('confirm.photo')} /> : <video ref={camera.video} muted playsInline autoPlay />}
      {!url && (
        <svg width="100%" height="100%" style={{ position: 'absolute', inset: 0 }} aria-hidden>
          <path d="M0 0" />
          <line x1="33.3%" x2="33.3%" y2="100%" stroke="#e8eff5" strokeOpacity=".28" />
          <line x1="66.6%" x2="66.6%" y2="100%" stroke="#e8eff5" strokeOpacity=".28" />
          <line y1="33.3%" y2="33.3%" x2="100%" stroke="#e8eff5" strokeOpacity=".28" />
          <line y1="66.6%" y2="66.6%" x2="100%" stroke="#e8eff5" strokeOpacity=".28" />
        </svg>
      )}
      <span className="plate" style={{ left: 16, top: 14, background: '#070b10d9', color: '#e8eff5' }}>
        <b className="f">{url ? 2 : 1}</b> / 5　{url ? r('maybe') : r('aim')}
      </span>
      {url && (
        <button
          type="button"
          className="plate row"
          style={{ right: 16, top: 8, minHeight: 48, background: '#070b10d9', color: '#e8eff5' }}
          onClick={() => change((old) => ({ ...old, photo: null }))}
        >
          <Icon name="camera" size={22} />
          {r('again')}
        </button>
      )}
      {camera.state === 'off' && !url && <Icon name="camera" size={64} width={1.2} />}
    </div>
  )
  const set = (photo: NonNullable<ReportDraft['photo']>) => change((old) => ({ ...old, photo }))
  const shutter =
    camera.state === 'off' ? (
      <PhotoButton from="camera" className="shutter" onPhoto={set}>
        <span className="vh">{r('aim')}</span>
      </PhotoButton>
    ) : (
      <button type="button" className="shutter" aria-label={r('aim')} onClick={camera.shoot} />
    )
  return { view, shutter }
}

export function whyOf({ words, near }: Suggestion): string[] {
  return [
    ...(near ? [r('why.near', { n: Math.round(near.distanceM), name: near.name })] : []),
    ...(words.length > 0 ? [r('why.words', { words: words.join('、') })] : []),
  ]
}

function Classes({ draft, change, onOther }: { draft: ReportDraft; change: Change; onOther: () => void }): ReactElement {
  const suggestions = useSuggestions(draft)
  const items = usePhone((phone) => phone.items)
  const chosen = chosenItem(draft, suggestions, items)
  const rows: { item: Item; suggestion: Suggestion | null }[] = suggestions.map((suggestion) => ({ item: suggestion.item, suggestion }))
  if (chosen && !rows.some(({ item }) => item.id === chosen.id)) rows.unshift({ item: chosen, suggestion: null })
  return (
    <div role="radiogroup" aria-label={r('maybe')}>
      <div className="row s q" style={{ padding: '8px 16px 4px' }}>
        <span>{r('maybe')}</span>
        <span className="sp" />
        {suggestions.length > 0 && <span>{r('why')}</span>}
      </div>
      {rows.slice(0, 2).map(({ item, suggestion }) => (
        <button
          key={item.id}
          type="button"
          role="radio"
          aria-checked={chosen?.id === item.id}
          className="opt"
          onClick={() => change((old) => ({ ...old, item: item.id }))}
        >
          <span className="radio" />
          <span className={`grow ${chosen?.id === item.id ? 'l' : ''}`}>{item.name}</span>
          <span className="s" style={{ textAlign: 'right' }}>
            {suggestion &&
              whyOf(suggestion).map((text) => (
                <span key={text} className="blk">
                  {text}
                </span>
              ))}
          </span>
        </button>
      ))}
      <button type="button" className="opt" onClick={onOther}>
        <span className="grow">{draft.item === 'unknown' ? r('unknown') : rows.length > 0 ? r('other') : r('pick')}</span>
        <Icon name="more" size={24} />
      </button>
    </div>
  )
}

function Picker({ onPick, onClose }: { onPick: (item: string) => void; onClose: () => void }): ReactElement {
  const items = usePhone((phone) => phone.items) ?? []
  const [query, setQuery] = useState('')
  return (
    <div className="sheet" role="dialog" aria-modal="true" aria-label={r('pick')} style={{ background: 'var(--paper)' }}>
      <div className="grow" style={{ maxHeight: 'none', border: 0, display: 'flex', flexDirection: 'column' }}>
        <div className="head">
          <h2 className="h1">{r('pick')}</h2>
          <input
            type="search"
            value={query}
            placeholder={r('search')}
            aria-label={r('search')}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
        <div className="mid">
          <button type="button" className="opt" onClick={() => onPick('unknown')}>
            {r('unknown')}
          </button>
          {findItems(query, items).map((item) => (
            <button key={item.id} type="button" className="opt" onClick={() => onPick(item.id)}>
              <span className="grow b">{item.name}</span>
              <span className="s q">{item.majorClass}</span>
            </button>
          ))}
        </div>
        <Dock>
          <button type="button" className="sec" onClick={onClose}>
            <Icon name="back" />
          </button>
        </Dock>
      </div>
    </div>
  )
}

/** Tap 1 the shutter, tap 2 the class, tap 3 on; the place and the rest are on the next page. */
export function Report(): ReactElement {
  const [draft, change] = useReportDraft()
  const [picking, setPicking] = useState(false)
  const [, go] = useLocation()
  const fix = usePhone((phone) => phone.fix)
  const { view, shutter } = Finder({ draft, change })
  const place = draft.position ?? fix?.position ?? null
  return (
    <Page label={r('title')}>
      <OfflineStrip />
      {view}
      <label className="note" style={{ minHeight: 56, borderTop: 0 }}>
        <Icon name="pen" />
        <textarea
          rows={1}
          maxLength={200}
          placeholder={r('said')}
          value={draft.said}
          onChange={(event) => change((old) => ({ ...old, said: event.target.value, item: old.item === 'unknown' ? null : old.item }))}
        />
      </label>
      <div className="mid" style={{ flex: '0 1 auto', minHeight: 150 }}>
        <Classes draft={draft} change={change} onOther={() => setPicking(true)} />
        <button type="button" className="row sep2" style={{ width: '100%', minHeight: 96 }} onClick={() => go('/field/report/confirm')}>
          <span style={{ width: 132, flex: 'none', alignSelf: 'stretch' }}>
            <PlaceMap label={r('place')} height={104} target={draft.position} mark="pin" fix={fix} />
          </span>
          <span className="grow" style={{ paddingLeft: 7 }}>
            <b className="b blk">{draft.place || (place ? `${place[0].toFixed(5)}, ${place[1].toFixed(5)}` : r('noPlace'))}</b>
            <Gps /> · {r('change')}
          </span>
          <span style={{ paddingRight: 12 }}>
            <Icon name="more" />
          </span>
        </button>
      </div>
      <Dock>
        <Back />
        {draft.photo ? (
          <Primary icon="more" sub={r('nextHint')} onPress={() => go('/field/report/confirm')}>
            {r('next')}
          </Primary>
        ) : (
          <>
            <span className="grow" style={{ display: 'grid', placeItems: 'center', marginBlock: -8 }}>
              {shutter}
            </span>
            <PhotoButton from="album" className="sec" onPhoto={(photo) => change((old) => ({ ...old, photo }))}>
              <Icon name="album" />
              <span>{r('album')}</span>
            </PhotoButton>
          </>
        )}
      </Dock>
      {picking && (
        <Picker
          onPick={(item) => {
            change((old) => ({ ...old, item }))
            setPicking(false)
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </Page>
  )
}
