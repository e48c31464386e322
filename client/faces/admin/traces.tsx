import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { api } from '../../live/api.ts'
import { ListPage } from './list-page.tsx'
import { at, deedWord, roleWord, t } from './messages-admin.ts'
import { type Listed, useList } from './use-list.ts'

type Seed = {
  id: string
  at: string
  folder: string
  tables: { name: string; created: number; updated: number; unchanged: number; refused: number }[]
  refused: { table: string; line: number; reason: string }[]
}
export function Seeds(): ReactElement {
  const list = useList<Seed>('/api/seeds', 'seeds')
  return (
    <ListPage
      title={t('nav.seeds')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('at'), cell: (row) => at(row.at), figure: true },
        { head: t('folder'), cell: (row) => row.folder, text: (row) => row.folder },
        { head: t('result'), cell: (row) => <Result seed={row} />, text: (row) => row.tables.map(({ name }) => name).join(' ') },
      ]}
    />
  ) // prettier-ignore
}
const Result = ({ seed }: { seed: Seed }): ReactElement => (
  <>
    <ul>
      {seed.tables.map((table) => (
        <li key={table.name}>{t('seed.table', table)}</li>
      ))}
    </ul>
    {seed.refused.length > 0 && (
      <ul className="admin-refused">
        {seed.refused.slice(0, 50).map((one, i) => (
          <li key={i}>{t('seed.refused', one)}</li>
        ))}
      </ul>
    )}
  </>
)

type Row = {
  n: number
  at: string
  actor: string
  roles: string[]
  address: string | null
  session: string | null
  action: string
  object: string | null
  result: string
  reason: string | null
}
type Asked = { from: string; to: string; actor: string; action: string }

export function Audit(): ReactElement {
  const [asked, setAsked] = useState<Asked>({ from: '', to: '', actor: '', action: '' })
  const { list, next, more } = useAudit(asked)
  const set = (change: Partial<Asked>) => setAsked({ ...asked, ...change })
  return (
    <ListPage
      title={t('nav.audit')} help={t('audit.help')} list={list} keyOf={(row) => String(row.n)}
      action={
        <div className="admin-asked">
          <input type="date" aria-label={t('from')} value={asked.from} onChange={(e) => set({ from: e.target.value })} />
          <input type="date" aria-label={t('to')} value={asked.to} onChange={(e) => set({ to: e.target.value })} />
          <input placeholder={t('actor')} aria-label={t('actor')} defaultValue="" onBlur={(e) => set({ actor: e.target.value.trim() })} onKeyDown={(e) => e.key === 'Enter' && set({ actor: e.currentTarget.value.trim() })} />
          <input placeholder={t('action')} aria-label={t('action')} defaultValue="" onBlur={(e) => set({ action: e.target.value.trim() })} onKeyDown={(e) => e.key === 'Enter' && set({ action: e.currentTarget.value.trim() })} />
        </div>
      }
      more={next !== null && <button type="button" className="button" onClick={more}>{t('more')}</button>}
      columns={[
        { head: '#', cell: (row) => row.n, figure: true },
        { head: t('at'), cell: (row) => at(row.at), figure: true },
        { head: t('actor'), cell: (row) => (row.actor === 'nobody' ? t('audit.nobody') : `${row.actor}${row.roles.length ? `（${row.roles.map(roleWord).join('、')}）` : ''}`), text: (row) => row.actor },
        { head: t('action'), cell: (row) => deedWord(row.action), text: (row) => `${row.action} ${deedWord(row.action)}` },
        { head: t('object'), cell: (row) => row.object ?? '—', text: (row) => row.object },
        { head: t('result'), cell: (row) => row.result, text: (row) => row.result },
        { head: t('reason'), cell: (row) => row.reason ?? '', text: (row) => row.reason },
        { head: t('address'), cell: (row) => row.address ?? '—', text: (row) => row.address },
      ]}
    />
  ) // prettier-ignore
}

function useAudit(asked: Asked): { list: Listed<Row>; next: string | null; more: () => void } {
  const [rows, setRows] = useState<readonly Row[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const read = useCallback(
    async (cursor: string | null, before: readonly Row[]) => {
      const query = new URLSearchParams({ limit: '200' })
      if (asked.from) query.set('from', new Date(`${asked.from}T00:00:00`).toISOString())
      if (asked.to) query.set('to', new Date(`${asked.to}T23:59:59.999`).toISOString())
      if (asked.actor) query.set('actor', asked.actor)
      if (asked.action) query.set('action', asked.action)
      if (cursor) query.set('cursor', cursor)
      try {
        const page = await api<{ rows: Row[]; next: string | null }>(`/api/audit?${query.toString()}`)
        setRows([...before, ...page.rows])
        setNext(page.next)
        setError(null)
      } catch (failure) {
        setError((failure as Error).message)
      }
    },
    [asked],
  )
  useEffect(() => {
    setRows(null)
    void read(null, [])
  }, [read])
  return { list: { rows, error, again: () => void read(null, []) }, next, more: () => void read(next, rows ?? []) }
}
