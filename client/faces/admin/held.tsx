import { type ReactElement, useState } from 'react'
import { api } from '../../live/api.ts'
import { ListPage } from './list-page.tsx'
import { at, t } from './messages-admin.ts'
import { Field, FormDialog } from './parts.tsx'
import { useList } from './use-list.ts'

type Action = { id: string; at: string; user: string; name: string; path: string; body: Record<string, unknown> }

/** What lost phones sent: each is applied in its owner's name, or discarded, with a reason. */
export function HeldActions(): ReactElement {
  const list = useList<Action>('/api/held-actions', 'actions')
  const [open, setOpen] = useState<{ action: Action; deed: 'apply' | 'discard' } | null>(null)
  const [reason, setReason] = useState('')
  async function settle() {
    if (!open) return
    await api(`/api/held-actions/${encodeURIComponent(open.action.id)}/${open.deed}`, { body: { reason } })
    setOpen(null)
    setReason('')
    list.again()
  }
  const what = ({ body, path }: Action) => String(body['step'] ?? body['title'] ?? path)
  const words = ({ body }: Action) =>
    ['text', 'opinion', 'reason', 'description'].flatMap((name) => (typeof body[name] === 'string' ? [body[name]] : [])).join('；')
  return (
    <>
      <ListPage
        title={t('nav.held')} help={t('held.help')} list={list} keyOf={(row) => row.id} empty=""
        columns={[
          { head: t('at'), cell: (row) => at(row.at), figure: true },
          { head: t('person'), cell: (row) => `${row.name}（${row.user}）`, text: (row) => `${row.name} ${row.user}` },
          { head: t('action'), cell: what, text: what },
          { head: t('note'), cell: words, text: words },
          {
            head: t('deeds'),
            cell: (action) => (
              <span className="admin-buttons">
                <button type="button" className="button" onClick={() => setOpen({ action, deed: 'apply' })}>{t('held.apply')}</button>
                <button type="button" className="button danger" onClick={() => setOpen({ action, deed: 'discard' })}>{t('held.discard')}</button>
              </span>
            ),
          },
        ]}
      />
      <FormDialog open={open !== null} title={t(open?.deed === 'discard' ? 'held.discard' : 'held.apply')} save={t(open?.deed === 'discard' ? 'held.discard' : 'held.apply')} onClose={() => setOpen(null)} onSave={settle}>
        <Field label={t('reason')}>
          <input required minLength={2} maxLength={400} autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
        </Field>
      </FormDialog>
    </>
  ) // prettier-ignore
}
