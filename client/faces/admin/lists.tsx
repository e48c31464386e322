import type { ReactElement } from 'react'
import type { Calendar } from '../../../shared/calendar.ts'
import type { Item } from '../../../shared/item.ts'
import type { Department, Grid, Resource, Responsibility, RosterEntry, StoredArea, Team } from '../../../shared/organisation.ts'
import type { SourcePassport } from '../../../shared/source.ts'
import { ListPage } from './list-page.tsx'
import { type AdminWord, at, roleWord, t } from './messages-admin.ts'
import { useList } from './use-list.ts'

const join = (values: readonly string[]) => values.join('、') || '—'
const some = <T,>(list: { rows: readonly T[] | null }): readonly T[] => list.rows ?? []

export function Departments(): ReactElement {
  const list = useList<Department & { teams: Team[] }>('/api/departments', 'departments')
  return (
    <ListPage
      title={t('nav.departments')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => row.name },
        { head: t('id'), cell: (row) => row.id, text: (row) => row.id },
        { head: t('areas'), cell: (row) => (row.areas.length > 0 ? join(row.areas) : t('wholeCity')) },
        { head: t('teams'), cell: (row) => join(row.teams.map(({ name }) => name)), text: (row) => row.teams.map(({ name }) => name).join(' ') },
      ]}
    />
  ) // prettier-ignore
}

export function Items(): ReactElement {
  const list = useList<Item>('/api/items', 'items')
  const limit = ({ limit: { value, type } }: Item['conditions'][number]) => t(`limit.${type}` satisfies AdminWord, { n: value })
  return (
    <ListPage
      title={t('nav.items')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => `${row.name} ${row.pinyin}` },
        { head: t('id'), cell: (row) => `${row.code} ${row.id}`, text: (row) => `${row.code} ${row.id}` },
        { head: t('kind'), cell: (row) => row.majorClass, text: (row) => row.majorClass },
        { head: t('department'), cell: (row) => row.department, text: (row) => row.department },
        { head: t('conditions'), cell: (row) => <ul>{row.conditions.map((one) => <li key={one.id}>{one.name}：{limit(one)}</li>)}</ul>, text: (row) => row.conditions.map(({ name }) => name).join(' ') },
        { head: t('version'), cell: (row) => row.version, figure: true },
      ]}
    />
  ) // prettier-ignore
}

export function Calendars(): ReactElement {
  const list = useList<Calendar>('/api/calendars', 'calendars')
  const year = new Date().getFullYear()
  const missing = [year, year + 1].filter((one) => list.rows !== null && !list.rows.some(({ years }) => years.includes(one)))
  return (
    <ListPage
      title={t('nav.calendars')} list={list} keyOf={(row) => row.id} empty={t('seed.how')} warning={missing.length > 0 ? t('calendar.missing', { years: missing.join('、') }) : null}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => row.name },
        { head: t('id'), cell: (row) => row.id, text: (row) => row.id },
        { head: t('areas'), cell: (row) => join(row.areas), text: (row) => row.areas.join(' ') },
        { head: t('periods'), cell: (row) => row.periods.map(([from, to]) => `${from}–${to}`).join('、'), figure: true },
        { head: t('years'), cell: (row) => join(row.years.map(String)), figure: true },
        { head: t('days'), cell: (row) => row.days.length, figure: true },
      ]}
    />
  ) // prettier-ignore
}

export function Areas(): ReactElement {
  const list = useList<StoredArea>('/api/areas', 'areas')
  const name = (id: string | null) => some(list).find((area) => area.id === id)?.name ?? id ?? '—'
  return (
    <ListPage
      title={t('nav.areas')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => row.name },
        { head: t('id'), cell: (row) => row.id, text: (row) => row.id },
        { head: t('kind'), cell: (row) => t(`kind.${row.kind}` satisfies AdminWord), text: (row) => t(`kind.${row.kind}` satisfies AdminWord) },
        { head: t('parent'), cell: (row) => name(row.parent), text: (row) => name(row.parent) },
        { head: t('outline'), cell: (row) => (row.outline === null ? t('no') : row.schematic ? t('schematic') : t('yes')) },
      ]}
    />
  ) // prettier-ignore
}

export function Sources(): ReactElement {
  const list = useList<SourcePassport>('/api/sources', 'sources')
  return (
    <ListPage
      title={t('nav.sources')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => row.name },
        { head: t('id'), cell: (row) => row.id, text: (row) => row.id },
        { head: t('department'), cell: (row) => row.department, text: (row) => row.department },
        { head: t('origin'), cell: (row) => row.origin, text: (row) => row.origin },
        { head: t('update'), cell: (row) => (row.update === 'event' ? t('update.event') : t('update.period', { s: row.update.periodS })) },
        { head: t('quality'), cell: (row) => row.quality },
        { head: t('classification'), cell: (row) => row.classification, figure: true },
        { head: t('mode'), cell: (row) => t(`mode.${row.mode}` satisfies AdminWord) },
      ]}
    />
  ) // prettier-ignore
}

export function Resources(): ReactElement {
  const list = useList<Resource>('/api/resources', 'resources')
  return (
    <ListPage
      title={t('nav.resources')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => row.name },
        { head: t('kind'), cell: (row) => t(`resource.${row.kind}` satisfies AdminWord), text: (row) => t(`resource.${row.kind}` satisfies AdminWord) },
        { head: t('area'), cell: (row) => row.area, text: (row) => row.area },
        { head: t('department'), cell: (row) => row.department ?? '—', text: (row) => row.department },
        { head: t('quantity'), cell: (row) => (row.quantity === null ? '—' : `${row.quantity} ${row.unit ?? ''}`), figure: true },
        { head: t('note'), cell: (row) => row.note ?? '', text: (row) => row.note },
      ]}
    />
  ) // prettier-ignore
}

export function Grids(): ReactElement {
  const list = useList<Grid>('/api/grids', 'grids')
  return (
    <ListPage
      title={t('nav.grids')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('name'), cell: (row) => row.name, text: (row) => row.name },
        { head: t('id'), cell: (row) => row.id, text: (row) => row.id },
        { head: t('area'), cell: (row) => row.area, text: (row) => row.area },
        { head: t('workers'), cell: (row) => join(row.workers), text: (row) => row.workers.join(' ') },
      ]}
    />
  ) // prettier-ignore
}

export function Roster(): ReactElement {
  const list = useList<RosterEntry>('/api/roster', 'roster')
  return (
    <ListPage
      title={t('nav.roster')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('user'), cell: (row) => row.user, text: (row) => row.user },
        { head: t('shift'), cell: (row) => row.shift, text: (row) => row.shift },
        { head: t('roles'), cell: (row) => roleWord(row.role), text: (row) => roleWord(row.role) },
        { head: t('from'), cell: (row) => at(row.from), figure: true },
        { head: t('to'), cell: (row) => at(row.to), figure: true },
        { head: t('seat'), cell: (row) => row.seat ?? row.team ?? '—', text: (row) => row.seat },
      ]}
    />
  ) // prettier-ignore
}

export function Responsibilities(): ReactElement {
  const list = useList<Responsibility>('/api/responsibility', 'responsibility')
  return (
    <ListPage
      title={t('nav.responsibility')} list={list} keyOf={(row) => row.id} empty={t('seed.how')}
      columns={[
        { head: t('item'), cell: (row) => (row.item === '*' ? t('anyItem') : row.item), text: (row) => row.item },
        { head: t('area'), cell: (row) => row.area, text: (row) => row.area },
        { head: t('department'), cell: (row) => row.department, text: (row) => row.department },
        { head: t('team'), cell: (row) => row.team ?? '—', text: (row) => row.team },
      ]}
    />
  ) // prettier-ignore
}
