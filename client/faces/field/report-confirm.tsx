import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import type { Item } from '../../../shared/item.ts'
import type { ReportBody } from '../../outbox/action.ts'
import { metresBetween } from '../../task/near.ts'
import { keep, UNDO_MS } from './act.ts'
import { Icon } from './icons.tsx'
import { limitText } from './limit-words.ts'
import { r } from './messages-report.ts'
import { Back, Dock, OfflineStrip, Page, Primary } from './parts.tsx'
import { type Fix, type Phone, usePhone } from './phone.ts'
import { PlaceMap } from './place-map.tsx'
import { BLANK, chosenItem, type ReportDraft, useReportDraft, useSuggestions } from './report-draft.ts'
import { Gps } from './tasks.tsx'

/** Plain GSM data carries about 3 kB a second. */
export const SLOW_BYTES_S = 3_000

export function reportBody(draft: ReportDraft, item: Item | null, fix: Fix | null, owner: Phone['owner']): ReportBody {
  const position = draft.position ?? fix?.position
  const said = draft.said.trim()
  return {
    title: (item?.name ?? said.slice(0, 40)) || '现场发现的问题',
    description: said,
    channel: 'GRASSROOTS',
    source: owner?.roles.includes('worker') ? 'GRID' : 'PATROL',
    ...(item ? { item: item.id } : {}),
    ...(position ? { position } : {}),
    ...(draft.place.trim() ? { place: draft.place.trim() } : {}),
  }
}

function Conditions({ item }: { item: Item | null }): ReactElement | null {
  const condition = item?.conditions[0]
  if (!condition) return null
  const rows = [
    [r('confirm.condition'), condition.name],
    [r('confirm.limit'), limitText(condition.limit)],
    [r('confirm.closing'), condition.closing.text],
  ] as const
  return (
    <dl className="pad sep2" style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '7px 20px' }}>
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt className="q">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Placing({ draft, onPlace }: { draft: ReportDraft; onPlace: (position: ReportDraft['position']) => void }): ReactElement {
  const fix = usePhone((phone) => phone.fix)
  const moved = draft.position && fix ? Math.round(metresBetween(draft.position, fix.position)) : null
  return (
    <PlaceMap
      label={r('confirm.tap')}
      height="clamp(180px, 36vh, 322px)"
      target={draft.position ?? fix?.position ?? null}
      mark="pin"
      fix={fix}
      onPlace={onPlace}
    >
      <span className="plate light row" style={{ left: 12, top: 10 }}>
        <Gps /> · {r('confirm.tap')}
      </span>
      <button
        type="button"
        className="sec"
        aria-label={r('confirm.here')}
        style={{ position: 'absolute', right: 12, top: 10, minWidth: 56, minHeight: 56 }}
        onClick={() => onPlace(null)}
      >
        <Icon name="locate" />
      </button>
      {moved !== null && (
        <span className="plate" style={{ left: 12, bottom: 10 }}>
          {r('confirm.moved', { n: moved })}
        </span>
      )}
    </PlaceMap>
  )
}

export function ReportConfirm(): ReactElement {
  const [draft, change, clear] = useReportDraft()
  const { items, owner, fix } = usePhone()
  const [, go] = useLocation()
  const item = chosenItem(draft, useSuggestions(draft), items)
  const bytes = (draft.photo?.bytes.length ?? 0) + 1_000
  const selfHandle = owner?.roles.includes('worker') && item?.conditions.some((condition) => condition.selfHandle)
  const send = async () => {
    const body = reportBody(draft, item, fix, owner)
    await keep({
      deed: { kind: 'report', body },
      about: { title: body.title, place: draft.place },
      photos: draft.photo ? [{ photo: draft.photo, when: 'report' }] : [],
      undoMs: UNDO_MS,
    })
    change(() => BLANK)
    clear()
    go('/field', { replace: true })
  }
  return (
    <Page label={r('confirm.title')}>
      <OfflineStrip />
      <div className="mid">
        <Placing draft={draft} onPlace={(position) => change((old) => ({ ...old, position }))} />
        <div className="row pad" style={{ gap: 14, alignItems: 'flex-start', paddingBlock: 12 }}>
          <span className="photo" style={{ width: 132, height: 99, flex: 'none' }}>
            {draft.photo ? <img src={draft.photo.thumb} alt={r('confirm.photo')} /> : <Icon name="camera" />}
          </span>
          <span className="grow">
            <h1 className="h1" style={{ lineHeight: 1.2 }}>
              {item?.name ?? r('confirm.noItem')}
            </h1>
            <span className="s q blk">{[item?.code, draft.photo && r('confirm.photo')].filter(Boolean).join(' · ')}</span>
            {draft.said && <span className="blk">{draft.said}</span>}
          </span>
        </div>
        <label className="note">
          <Icon name="pin" />
          <textarea
            rows={1}
            maxLength={200}
            placeholder={r('confirm.where')}
            value={draft.place}
            onChange={(event) => change((old) => ({ ...old, place: event.target.value }))}
          />
        </label>
        <Conditions item={item} />
        <p className="pad sep">
          {r('confirm.size', { kb: Math.max(1, Math.round(bytes / 1000)), s: Math.max(1, Math.round(bytes / SLOW_BYTES_S)) })}
        </p>
      </div>
      <Dock>
        <Back to="/field/report" />
        <Primary icon="send" sub={r('confirm.undo')} onPress={send}>
          {r('confirm.send')}
        </Primary>
        {selfHandle && (
          <button type="button" className="sec" onClick={() => go('/field/report/self')}>
            {r('confirm.self')}
          </button>
        )}
      </Dock>
    </Page>
  )
}
