import { memo, type ReactElement } from 'react'
import type { Alert } from '../../../shared/alert.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Source } from '../../../shared/source.ts'
import { figureText } from '../../ui/age.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { t as ui } from '../../ui/messages-ui.ts'
import { acknowledge } from './acts.ts'
import { ClockCell } from './clock-cell.tsx'
import { askFor, select, useDesk } from './desk-store.ts'
import { t, word } from './messages-desk.ts'
import type { Row } from './queue.ts'
import { actOf, whoHas } from './row-words.ts'

const Key = ({ children }: { children: string }): ReactElement => <span className="key">{children}</span>

function Level({ entity }: { entity: Alert | Incident | Source }): ReactElement {
  if (entity.kind === 'source') return <span role="gridcell" className="level"><LevelMark level="LATE" size={14} />{ui('late')}</span> // prettier-ignore
  const unacked = entity.kind === 'alert' && entity.state === 'RAISED'
  return (
    <span role="gridcell" className="level">
      <LevelMark
        level={entity.severity}
        size={unacked ? 18 : 14}
        unacknowledged={unacked}
        breathes={unacked && entity.severity === 'RED'}
      />
      {ui(`level.${entity.severity}`)}
    </span>
  )
}

/** What and where; in whose hands; which act comes next, with its key. */
function Words({ entity, narrow }: { entity: Alert | Incident | Source; narrow: boolean }): ReactElement {
  const act = actOf(entity)
  const what =
    entity.kind === 'incident'
      ? entity.title
      : entity.kind === 'alert'
        ? `${entity.name} ${entity.value === null ? '' : `${figureText(entity.value, 1)} ${entity.unit}`}`
        : entity.name
  const tail =
    entity.kind === 'incident' ? `…${entity.number.slice(-5)} · ${entity.place || word(entity.source)}${entity.feed ? ' · 重放' : ''}`
    : entity.kind === 'alert' ? `${t('alert')} · ${entity.ruleName}${entity.count > 1 ? ` ×${entity.count}` : ''}${entity.replay ? ' · 重放' : ''}`
    : t('source.devices', { n: entity.total }) // prettier-ignore
  if (narrow)
    return (
      <span role="gridcell" className="what clip">
        {what}
      </span>
    )
  return (
    <>
      <span role="gridcell" style={{ minWidth: 0 }}>
        <span className="what clip" style={{ display: 'block' }}>{what}</span>
        <span className="tail clip" style={{ display: 'block' }}>{tail}</span>
      </span>
      <span role="gridcell" style={{ minWidth: 0 }}>
        <span className="stage clip" style={{ display: 'block' }}>{whoHas(entity)}</span>
        <span className="tail clip" style={{ display: 'block' }}>
          {act && <>{act.word} <Key>{act.key}</Key></>}
        </span>
      </span>
    </>
  ) // prettier-ignore
}

/** One row; it is drawn again only when its own entity changed or it was selected. */
export const QueueRow = memo(function QueueRow({
  row,
  selected,
  narrow,
  id,
}: {
  row: Row
  selected: boolean
  narrow: boolean
  id: string
}): ReactElement {
  const { entity } = row
  const unacked = entity.kind === 'alert' && entity.state === 'RAISED'
  return (
    <div
      id={id} role="row" aria-selected={selected} data-key={row.key}
      className={`queue-row${narrow ? ' narrow' : ''}${selected ? ' selected' : ''}${unacked ? ` unacked ${entity.severity === 'RED' ? 'red-row' : 'orange'}` : ''}`}
      onClick={() => select(row.key)} onMouseEnter={() => useDesk.setState({ hovered: row.key })} onMouseLeave={() => useDesk.setState({ hovered: null })}
    >
      <Level entity={entity} />
      <Words entity={entity} narrow={narrow} />
      <ClockCell entity={entity} />
      {!narrow && entity.kind !== 'source' && (
        <span role="gridcell" className="acts">
          {unacked ? (
            <button type="button" onClick={(event) => { event.stopPropagation(); void acknowledge(entity) }}>{t('key.ack')} <Key>A</Key></button>
          ) : (
            entity.kind === 'incident' && <button type="button" onClick={(event) => { event.stopPropagation(); askFor({ kind: 'step', incident: entity.id, step: 'urge' }) }}>{t('key.urge')} <Key>U</Key></button>
          )}
          {entity.kind === 'alert' && <button type="button" onClick={(event) => { event.stopPropagation(); askFor({ kind: 'shelve', alert: entity.id }) }}>{t('key.shelve')} <Key>S</Key></button>}
        </span>
      )}
    </div>
  ) // prettier-ignore
})
