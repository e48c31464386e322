import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactElement, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { QueueRow } from './queue-row.tsx'
import { queue, useDesk } from './desk-store.ts'
import { t } from './messages-desk.ts'
import { type Row, SECTIONS, type Section } from './queue.ts'

type Line = { kind: 'group'; section: Section; count: number } | { kind: 'row'; row: Row }
const HINT: Record<Section, 'queue.byUrgency' | 'queue.byDue' | 'queue.byAge'> = {
  mine: 'queue.byUrgency',
  others: 'queue.byDue',
  late: 'queue.byAge',
}

/** The lines of the list without building them: a group's head, then its rows; a delta of one row must not cost ten thousand. */
function lineAt(index: number): Line | null {
  let rest = index
  for (const section of SECTIONS) {
    const rows = queue.section(section)
    if (rows.length === 0 && section !== 'mine') continue
    if (rest === 0) return { kind: 'group', section, count: rows.length }
    rest--
    if (rest < rows.length) return { kind: 'row', row: rows[rest]! }
    rest -= rows.length
  }
  return null
}
const lineCount = () =>
  SECTIONS.reduce((sum, section) => sum + (queue.section(section).length || section === 'mine' ? queue.section(section).length + 1 : 0), 0)

/** Rows in the order they stand, for J and K. */
export function neighbour(key: string | null, step: 1 | -1): Row | null {
  const rows = SECTIONS.flatMap((section) => queue.section(section))
  const at = rows.findIndex((row) => row.key === key)
  if (at < 0) return rows[step === 1 ? 0 : rows.length - 1] ?? null
  return rows[at + step] ?? rows[at] ?? null
}

/** The queue: a grid with an active descendant, drawn only where it is seen. */
export function QueueList({ narrow = false }: { narrow?: boolean }): ReactElement {
  const version = useSyncExternalStore(queue.subscribe, queue.version)
  const selected = useDesk((s) => s.selected)
  const scroller = useRef<HTMLDivElement>(null)
  const count = useMemo(lineCount, [version])
  const virtual = useVirtualizer({
    count, getScrollElement: () => scroller.current, overscan: 6,
    estimateSize: (index) => (lineAt(index)?.kind === 'group' ? 28 : 40),
    getItemKey: (index) => { const line = lineAt(index); return line?.kind === 'row' ? line.row.key : `group-${line?.section ?? index}` },
  }) // prettier-ignore
  useEffect(() => {
    if (selected === null) return
    scroller.current?.querySelector(`[data-key="${CSS.escape(selected)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  return (
    <div
      ref={scroller}
      className="desk-scroll"
      role="grid"
      aria-label={t('rail.cases')}
      aria-rowcount={count}
      tabIndex={0}
      aria-activedescendant={selected ? `row-${selected}` : undefined}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lineAt(item.index)
          if (!line) return null
          return (
            <div key={item.key} style={{ position: 'absolute', left: 0, right: 0, top: 0, transform: `translateY(${item.start}px)` }}>
              {line.kind === 'group' ? (
                <Group section={line.section} count={line.count} />
              ) : (
                <QueueRow row={line.row} selected={line.row.key === selected} narrow={narrow} id={`row-${line.row.key}`} />
              )}
            </div>
          )
        })}
      </div>
      {queue.size() === 0 && <p className="queue-empty">{t(useDesk.getState().view.id === 'all' ? 'queue.none' : 'queue.noMatch')}</p>}
    </div>
  )
}

const Group = ({ section, count }: { section: Section; count: number }): ReactElement => (
  <div className="queue-group" role="row">
    <span role="rowheader">
      <b>{t(`queue.${section}`)}</b> <span>{count}</span>
    </span>
    <span className="push" />
    <span role="gridcell" className="ink3">
      {t(HINT[section])}
    </span>
  </div>
)
