import { type ReactElement, useState } from 'react'
import { DOMAIN_IDS, type Choice } from './choices.ts'
import type { SessionInfo } from '../../../shared/api.ts'
import type { UserView } from '../../../shared/organisation.ts'
import { api } from '../../live/api.ts'
import { ListPage } from './list-page.tsx'
import { at, roleWord, t } from './messages-admin.ts'
import { Choices, Confirm, Field, FormDialog, Secret } from './parts.tsx'
import { useList } from './use-list.ts'

const ROLES = [
  'operator',
  'dispatcher',
  'shift-leader',
  'handler',
  'worker',
  'inspector',
  'leader',
  'office',
  'admin',
  'security',
  'auditor',
]
type Named = { id: string; name: string }
type Department = Named & { teams: Named[] }

export function People({ session }: { session: SessionInfo }): ReactElement {
  const list = useList<UserView>('/api/users', 'users')
  const departments = useList<Department>('/api/departments', 'departments').rows ?? []
  const areas = useList<Named>('/api/areas', 'areas').rows ?? []
  const [open, setOpen] = useState<UserView | 'new' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const isAdmin = session.roles.includes('admin')
  const name = (of: readonly Named[], id: string) => of.find((one) => one.id === id)?.name ?? id
  const done = (text: string | null = null) => {
    setOpen(null)
    setSecret(text)
    list.again()
  }
  return (
    <>
      <ListPage
        title={t('nav.people')} help={t('person.help')} list={list} keyOf={(user) => user.id} onOpen={setOpen} empty={t('seed.how')}
        action={isAdmin && <button type="button" className="action-button" onClick={() => setOpen('new')}>{t('person.new')}</button>}
        columns={[
          { head: t('person'), cell: (user) => user.name, text: (user) => user.name },
          { head: t('user'), cell: (user) => user.id, text: (user) => user.id },
          { head: t('roles'), cell: (user) => user.roles.map(roleWord).join('、') || '—', text: (user) => user.roles.map(roleWord).join(' ') },
          { head: t('areas'), cell: (user) => user.areas.map((id) => name(areas, id)).join('、') || '—', text: (user) => user.areas.join(' ') },
          { head: t('departments'), cell: (user) => user.departments.map((id) => name(departments, id)).join('、') || '—', text: (user) => user.departments.map((id) => name(departments, id)).join(' ') },
          { head: t('state'), cell: stateOf, text: stateOf },
          { head: t('lastSignIn'), cell: (user) => at(user.lastSignInAt), figure: true },
        ]}
      />
      {open === 'new' && <NewPerson departments={departments} onClose={() => setOpen(null)} onMade={done} />}
      {open !== null && open !== 'new' && <Person user={open} session={session} departments={departments} areas={areas} onClose={() => setOpen(null)} onDone={done} />}
      <Secret text={secret} onClose={() => setSecret(null)} />
    </>
  ) // prettier-ignore
}

function stateOf(user: UserView): string {
  if (!user.active) return t('inactive')
  if (user.phoneLostAt !== null) return t('person.lost.at', { at: at(user.phoneLostAt) })
  return user.codeUntil === null ? t('active') : t('codeOut', { at: at(user.codeUntil) })
}
const teamsOf = (departments: readonly Department[], chosen: readonly string[]): Choice[] =>
  departments.filter(({ id }) => chosen.includes(id)).flatMap(({ teams }) => teams)

function NewPerson({
  departments,
  onClose,
  onMade,
}: {
  departments: readonly Department[]
  onClose: () => void
  onMade: (secret: string) => void
}): ReactElement {
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [teams, setTeams] = useState<string[]>([])
  const save = async () => {
    const made = await api<{ id: string; code: string }>('/api/users', { body: { id, name, departments: chosen, teams } })
    onMade(`${made.id}  ${made.code}`)
  }
  return (
    <FormDialog open title={t('person.new')} onClose={onClose} onSave={save}>
      <Field label={t('user')} hint="a–z 0–9 . _ -">
        <input
          required
          pattern="[a-z0-9][a-z0-9._\-]{0,39}"
          autoCapitalize="none"
          autoFocus
          value={id}
          onChange={(e) => setId(e.target.value)}
        />
      </Field>
      <Field label={t('person')}>
        <input required maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />
      </Field>
      <Choices legend={t('departments')} options={departments} chosen={chosen} onChange={setChosen} />
      <Choices legend={t('teams')} options={teamsOf(departments, chosen)} chosen={teams} onChange={setTeams} />
    </FormDialog>
  )
}

type PersonProps = {
  user: UserView
  session: SessionInfo
  departments: readonly Department[]
  areas: readonly Named[]
  onClose: () => void
  onDone: (secret?: string | null) => void
}
function Person({ user, session, departments, areas, onClose, onDone }: PersonProps): ReactElement {
  const [draft, setDraft] = useState(user)
  const isAdmin = session.roles.includes('admin') && user.id !== session.user
  const isSecurity = session.roles.includes('security') && user.id !== session.user
  const set = (change: Partial<UserView>) => setDraft({ ...draft, ...change })
  async function save() {
    const names = [
      ...(isAdmin ? (['name', 'departments', 'teams', 'active'] as const) : []),
      ...(isSecurity ? (['roles', 'areas', 'domains'] as const) : []),
    ]
    const changed = names.filter((name) => JSON.stringify(draft[name]) !== JSON.stringify(user[name]))
    if (changed.length > 0)
      await api(`/api/users/${user.id}`, { method: 'PUT', body: Object.fromEntries(changed.map((name) => [name, draft[name]])) })
    onDone()
  }
  const reset = async () => {
    const { id, code } = await api<{ id: string; code: string }>(`/api/users/${user.id}/code`, { method: 'POST' })
    onDone(`${id}  ${code}`)
  }
  const lost = async () => {
    await api(`/api/users/${user.id}/phone-lost`, { method: 'POST' })
    onDone()
  }
  return (
    <FormDialog
      open title={`${user.name}（${user.id}）`} help={t('person.help')} onClose={onClose} onSave={save}
      extra={isAdmin && (
        <div className="admin-buttons apart">
          <Confirm word={t('person.reset')} ask={t('person.reset.ask')} onYes={reset} />
          <Confirm word={t('person.lost')} ask={t('person.lost.ask')} onYes={lost} />
        </div>
      )}
    >
      <Field label={t('person')}>
        <input required maxLength={100} disabled={!isAdmin} value={draft.name} onChange={(e) => set({ name: e.target.value })} />
      </Field>
      <label className="admin-check">
        <input type="checkbox" disabled={!isAdmin} checked={draft.active} onChange={(e) => set({ active: e.target.checked })} /> {t('active')}
      </label>
      <Choices legend={t('roles')} disabled={!isSecurity} options={ROLES.map((id) => ({ id, name: roleWord(id) }))} chosen={draft.roles} onChange={(roles) => set({ roles: roles as UserView['roles'] })} />
      <Choices legend={t('areas')} disabled={!isSecurity} options={areas} chosen={draft.areas} onChange={(chosen) => set({ areas: chosen })} />
      <Choices legend={t('domains')} disabled={!isSecurity} options={DOMAIN_IDS()} chosen={draft.domains} onChange={(domains) => set({ domains })} />
      <Choices legend={t('departments')} disabled={!isAdmin} options={departments} chosen={draft.departments} onChange={(chosen) => set({ departments: chosen })} />
      <Choices legend={t('teams')} disabled={!isAdmin} options={teamsOf(departments, draft.departments)} chosen={draft.teams} onChange={(teams) => set({ teams })} />
    </FormDialog>
  ) // prettier-ignore
}
