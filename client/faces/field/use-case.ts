import { useEffect, useState } from 'react'
import type { HistoryEntry, Incident, StepName } from '../../../shared/incident.ts'
import { withPending } from '../../task/pending.ts'
import { rowOf, type Row } from '../../task/work.ts'
import { useNow } from '../../ui/clock.ts'
import { pendingOf, usePhone } from './phone.ts'
import { ask } from './server-list.ts'

/** What the case page asks for when it is looked at: history and open steps; held in memory only. */
export type CaseDetail = Incident & {
  history?: HistoryEntry[]
  openSteps?: { step: StepName; needs?: unknown }[]
  contacts?: { task: string; departmentPhone: string | null; teamPhone: string | null }[]
  /** Which of a citizen's fields are kept: named here, never given. */
  personalFields?: string[]
}

/** A case as this phone knows it: from the list at once, with its detail when the network gives it, and my waiting steps applied. */
export function useCase(id: string): { row: Row; shown: Incident; detail: CaseDetail | null; waiting: StepName[] } | null {
  const { tasks, owner, fix, actions, online } = usePhone()
  const [detail, setDetail] = useState<CaseDetail | null>(null)
  const now = useNow(5_000)
  const known = tasks?.find((incident) => incident.id === id)
  const updatedAt = known?.updatedAt
  useEffect(() => {
    let stopped = false
    if (online)
      void ask<CaseDetail>(`/api/incidents/${encodeURIComponent(id)}`).then((answer) => {
        if (!stopped && answer.kind === 'fresh') setDetail(answer.value)
      })
    return () => {
      stopped = true
    }
  }, [id, online, updatedAt])
  const incident = known ?? detail
  if (!incident || !owner) return null
  const pending = pendingOf(actions)
  const shown = withPending(incident, owner, pending)
  return {
    row: rowOf(shown, owner, now, fix?.position ?? null),
    shown,
    detail,
    waiting: pending.filter((step) => step.incident === id).map(({ step }) => step),
  }
}
