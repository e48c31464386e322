import { type ReactElement } from 'react'
import { CasePane } from './case-pane.tsx'
import { CaseMap } from './case-map.tsx'
import { DispatchPane } from './dispatch-pane.tsx'
import { useDesk } from './desk-store.ts'
import { AlertPane } from './alert-pane.tsx'
import { QueueHead } from './queue-head.tsx'
import { QueueList } from './queue-list.tsx'
import { SourcePane } from './source-pane.tsx'

/** Queue, map and case; or, while dispatching, queue, map and the matrix of teams. */
export function CasesView(): ReactElement {
  const selected = useDesk((s) => s.selected)
  const dispatching = useDesk((s) => s.dispatching)
  const incident = selected?.startsWith('incident:') ? selected.slice(9) : null
  const wide = dispatching && incident !== null
  return (
    <main className={`desk-main ${wide ? 'view-dispatch' : 'view-queue'}`}>
      <section className="desk-col">
        {!wide && <QueueHead />}
        <QueueList narrow={wide} />
      </section>
      <section className="desk-col map-col"><CaseMap /></section>
      <section className="desk-col filled case-col" aria-live="off">
        {wide ? <DispatchPane id={incident} key={incident} /> : selected?.startsWith('alert:') ? <AlertPane id={selected.slice(6)} /> : selected?.startsWith('source:') ? <SourcePane id={selected.slice(7)} /> : <CasePane id={incident} />}
      </section>
    </main>
  ) // prettier-ignore
}
