import { type ReactElement, useState } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import type { KeyView } from '../../../shared/organisation.ts'
import { api } from '../../live/api.ts'
import { ListPage } from './list-page.tsx'
import { at, t } from './messages-admin.ts'
import { Choices, Confirm, Field, FormDialog, Secret } from './parts.tsx'
import { useList } from './use-list.ts'

const SCOPES = ['read', 'observations:write', 'datastreams:write', 'incidents:write', 'indicators:write', 'warnings:write'].map((id) => ({
  id,
  name: id,
}))
type Named = { id: string; name: string }

const stateOf = (key: KeyView): string =>
  key.revokedAt !== null
    ? t('state.revoked')
    : key.until !== null && Date.parse(key.until) < Date.now()
      ? t('state.over')
      : key.scopes.length === 0
        ? t('state.waits')
        : t('state.works')

export function Keys({ session }: { session: SessionInfo }): ReactElement {
  const list = useList<KeyView>('/api/keys', 'keys')
  const areas = useList<Named>('/api/areas', 'areas').rows ?? []
  const [open, setOpen] = useState<KeyView | 'new' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const [isAdmin, isSecurity] = [session.roles.includes('admin'), session.roles.includes('security')]
  const done = (text: string | null = null) => {
    setOpen(null)
    setSecret(text)
    list.again()
  }
  const revoke = async (key: KeyView) => {
    await api(`/api/keys/${key.id}`, { method: 'DELETE' })
    done()
  }
  return (
    <>
      <ListPage
        title={t('nav.keys')} help={t('key.help')} list={list} keyOf={(key) => key.id}
        {...(isSecurity ? { onOpen: (key: KeyView) => key.revokedAt === null && setOpen(key) } : {})}
        action={isAdmin && <button type="button" className="action-button" onClick={() => setOpen('new')}>{t('key.new')}</button>}
        columns={[
          { head: t('name'), cell: (key) => key.name, text: (key) => key.name },
          { head: t('state'), cell: stateOf, text: stateOf },
          { head: t('scopes'), cell: (key) => (key.scopes.length > 0 ? key.scopes.join('、') : t('wanted', { scopes: key.wanted.join('、') || '—' })), text: (key) => key.scopes.join(' ') },
          { head: t('area'), cell: (key) => key.areas.map((id) => areas.find((area) => area.id === id)?.name ?? id).join('、'), text: (key) => key.areas.join(' ') },
          { head: t('datastreams'), cell: (key) => key.datastreams?.join('、') ?? t('datastreams.all'), text: (key) => key.datastreams?.join(' ') ?? null },
          { head: t('until'), cell: (key) => (key.until === null ? '—' : at(key.until)), figure: true },
          { head: t('lastUse'), cell: (key) => at(key.lastUsedAt), figure: true },
          { head: t('deeds'), cell: (key) => key.revokedAt === null && <Confirm word={t('revoke')} ask={t('revoke.ask')} onYes={() => revoke(key)} /> },
        ]}
      />
      {open === 'new' && <NewKey areas={areas} onClose={() => setOpen(null)} onMade={done} />}
      {open !== null && open !== 'new' && <Grant before={open} areas={areas} onClose={() => setOpen(null)} onDone={done} />}
      <Secret text={secret} onClose={() => setSecret(null)} />
    </>
  ) // prettier-ignore
}

function NewKey({
  areas,
  onClose,
  onMade,
}: {
  areas: readonly Named[]
  onClose: () => void
  onMade: (secret: string) => void
}): ReactElement {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [chosen, setChosen] = useState<string[]>([])
  const [until, setUntil] = useState('')
  const [datastreams, setDatastreams] = useState('')
  async function save() {
    const listed = datastreams.split(/[,，、\s]+/).filter(Boolean)
    const body = {
      name,
      scopes,
      until: until === '' ? null : new Date(`${until}T23:59:59`).toISOString(),
      datastreams: listed.length > 0 ? listed : null,
      ...(chosen.length > 0 ? { areas: chosen } : {}),
    }
    onMade((await api<{ key: string }>('/api/keys', { body })).key)
  }
  return (
    <FormDialog open title={t('key.new')} help={t('key.help')} onClose={onClose} onSave={save}>
      <Field label={t('name')} hint="A–Z a–z 0–9 . _ : -">
        <input required pattern="[A-Za-z0-9._:\-]{1,64}" autoFocus value={name} onChange={(e) => setName(e.target.value)} />
      </Field>
      <Choices legend={t('scopes')} options={SCOPES} chosen={scopes} onChange={setScopes} />
      <Choices legend={t('area')} options={areas} chosen={chosen} onChange={setChosen} />
      <Field label={t('datastreams')} hint={t('datastreams.how')}>
        <input value={datastreams} onChange={(e) => setDatastreams(e.target.value)} />
      </Field>
      <Field label={t('until')}>
        <input type="date" value={until} onChange={(e) => setUntil(e.target.value)} />
      </Field>
    </FormDialog>
  )
}

function Grant({
  before,
  areas,
  onClose,
  onDone,
}: {
  before: KeyView
  areas: readonly Named[]
  onClose: () => void
  onDone: () => void
}): ReactElement {
  const [scopes, setScopes] = useState<string[]>(before.scopes.length > 0 ? before.scopes : before.wanted)
  const [chosen, setChosen] = useState<string[]>(before.areas)
  const save = async () => {
    await api(`/api/keys/${before.id}`, { method: 'PUT', body: { scopes, areas: chosen } })
    onDone()
  }
  return (
    <FormDialog open title={`${t('grant')} · ${before.name}`} onClose={onClose} onSave={save} save={t('grant')}>
      <Choices legend={t('scopes')} options={SCOPES} chosen={scopes} onChange={setScopes} />
      <Choices legend={t('area')} options={areas} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  )
}
