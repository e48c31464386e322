import { type ReactElement, useState } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import type { WallView } from '../../../shared/organisation.ts'
import { api } from '../../live/api.ts'
import { ListPage } from './list-page.tsx'
import { at, t } from './messages-admin.ts'
import { Confirm, Field, FormDialog, Secret } from './parts.tsx'
import { useList } from './use-list.ts'

type Named = { id: string; name: string }
const stateOf = (wall: WallView): string =>
  wall.endedAt !== null
    ? t('wall.ended')
    : wall.tradedAt !== null
      ? t('wall.open')
      : Date.parse(wall.linkUntil) < Date.now()
        ? t('wall.expired')
        : t('wall.link', { at: at(wall.linkUntil) })

export function Walls({ session }: { session: SessionInfo }): ReactElement {
  const list = useList<WallView>('/api/walls', 'walls')
  const areas = useList<Named>('/api/areas', 'areas').rows ?? []
  const [making, setMaking] = useState(false)
  const [name, setName] = useState('')
  const [area, setArea] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  async function make() {
    const { link } = await api<{ link: string }>('/api/walls', { body: { name, ...(area === '' ? {} : { area }) } })
    setMaking(false)
    setSecret(`${location.origin}${link}`)
    list.again()
  }
  const end = async (wall: WallView) => {
    await api(`/api/walls/${wall.id}`, { method: 'DELETE' })
    list.again()
  }
  return (
    <>
      <ListPage
        title={t('nav.walls')} help={t('wall.help')} list={list} keyOf={(wall) => wall.id}
        action={session.roles.includes('admin') && <button type="button" className="action-button" onClick={() => setMaking(true)}>{t('wall.new')}</button>}
        columns={[
          { head: t('name'), cell: (wall) => wall.name, text: (wall) => wall.name },
          { head: t('area'), cell: (wall) => areas.find(({ id }) => id === wall.area)?.name ?? wall.area, text: (wall) => wall.area },
          { head: t('state'), cell: stateOf, text: stateOf },
          { head: t('lastUse'), cell: (wall) => at(wall.lastSeenAt ?? wall.tradedAt), figure: true },
          { head: t('made'), cell: (wall) => `${at(wall.createdAt)} ${wall.createdBy}`, text: (wall) => wall.createdBy },
          { head: t('deeds'), cell: (wall) => wall.endedAt === null && <Confirm word={t('wall.end')} ask={t('wall.end.ask')} onYes={() => end(wall)} /> },
        ]}
      />
      <FormDialog open={making} title={t('wall.new')} help={t('wall.help')} onClose={() => setMaking(false)} onSave={make}>
        <Field label={t('name')}>
          <input required maxLength={100} autoFocus value={name} onChange={(e) => setName(e.target.value)} />
        </Field>
        <Field label={t('area')}>
          <select value={area} onChange={(e) => setArea(e.target.value)}>
            <option value="">{t('wholeCity')}</option>
            {areas.map(({ id, name: called }) => (
              <option key={id} value={id}>
                {called}
              </option>
            ))}
          </select>
        </Field>
      </FormDialog>
      <Secret text={secret} onClose={() => setSecret(null)} />
    </>
  ) // prettier-ignore
}
