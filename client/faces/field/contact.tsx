import { type ReactElement, useEffect, useState } from 'react'
import { ApiError, command } from '../../live/api.ts'
import { Missing } from './case.tsx'
import { Icon } from './icons.tsx'
import { w } from './messages-work.ts'
import { Back, Dock, OfflineStrip, Page } from './parts.tsx'
import { useCase } from './use-case.ts'

const FIELDS = ['phone', 'name', 'address'] as const

/** A citizen's data: fetched when looked at, audited, in this page's memory only, gone when the page is left. */
export function Contact({ id }: { id: string }): ReactElement {
  const found = useCase(id)
  const [seen, setSeen] = useState<Record<string, string>>({})
  const [failed, setFailed] = useState<string | null>(null)
  // Masked again after a minute, as on the desk.
  useEffect(() => {
    if (Object.keys(seen).length === 0) return
    const timer = setTimeout(() => setSeen({}), 60_000)
    return () => clearTimeout(timer)
  }, [seen])
  if (!found) return <Missing />
  const fields = FIELDS.filter((field) => found.detail?.personalFields?.includes(field))
  const reveal = async (field: string) => {
    try {
      const answer = await command<{ value?: string | null }>(`/api/incidents/${encodeURIComponent(id)}/reveal`, {
        field,
        reason: '现场处置需要联系',
      })
      setSeen((old) => ({ ...old, [field]: answer.value ?? w('contact.none') }))
      setFailed(null)
    } catch (error) {
      setFailed(error instanceof ApiError ? error.message : w('contact.offline'))
    }
  }
  return (
    <Page label={w('contact.title')}>
      <OfflineStrip />
      <header className="head">
        <h1 className="h1">{w('contact.title')}</h1>
        <p className="q">{w('contact.why')}</p>
      </header>
      <div className="mid sep2">
        {fields.length === 0 && <p className="pad">{w(found.detail ? 'contact.none' : 'contact.offline')}</p>}
        {fields.map((field) =>
          seen[field] !== undefined ? (
            <p key={field} className="opt">
              <Icon name={field === 'phone' ? 'phone' : field === 'name' ? 'person' : 'pin'} />
              {field === 'phone' && /^[\d+-]{5,}$/.test(seen[field]) ? (
                <a className="l f" href={`tel:${seen[field]}`}>
                  {seen[field]}
                </a>
              ) : (
                <span className="l">{seen[field]}</span>
              )}
            </p>
          ) : (
            <button key={field} type="button" className="opt" onClick={() => void reveal(field)}>
              <Icon name={field === 'phone' ? 'phone' : field === 'name' ? 'person' : 'pin'} />
              <span className="grow">{w(`contact.${field}`)}</span>
              <Icon name="more" size={24} />
            </button>
          ),
        )}
        {(found.detail?.contacts ?? [])
          .flatMap(({ departmentPhone, teamPhone }) => [teamPhone, departmentPhone])
          .filter((phone) => phone !== null)
          .map((phone) => (
            <a key={phone} className="opt" href={`tel:${phone}`}>
              <Icon name="phone" />
              <span className="grow">{w('contact.duty')}</span>
              <span className="f l">{phone}</span>
            </a>
          ))}
        {failed && (
          <p className="pad sep" role="status">
            {failed}
          </p>
        )}
      </div>
      <Dock>
        <Back to={`/field/case/${id}`} />
      </Dock>
    </Page>
  )
}
