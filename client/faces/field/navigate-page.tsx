import type { ReactElement } from 'react'
import { handoffs } from '../../task/navigate.ts'
import { Missing } from './case.tsx'
import { Icon } from './icons.tsx'
import { w } from './messages-work.ts'
import { Back, Dock, Page } from './parts.tsx'
import { useCase } from './use-case.ts'
import { thin } from '../../ui/thin-space.ts'

/** The way is the phone's own map's business; it gets the place in the coordinates that it reads. */
export function Navigate({ id }: { id: string }): ReactElement {
  const found = useCase(id)
  if (!found) return <Missing />
  const { shown } = found
  return (
    <Page label={w('nav.title')}>
      <header className="head">
        <h1 className="h1">{w('nav.title')}</h1>
        <p className="l">{thin(shown.place)}</p>
      </header>
      <div className="mid sep2">
        {shown.position ? (
          handoffs(shown.position, shown.place || shown.title).map(({ app, datum, href }) => (
            <a key={app} className="opt" href={href} target={app === 'phone' ? undefined : '_blank'} rel="noreferrer">
              <Icon name="nav" />
              <span className="grow b">{w(`nav.${app}`)}</span>
              <span className="s q">{w('nav.datum', { datum })}</span>
              <Icon name="more" size={24} />
            </a>
          ))
        ) : (
          <p className="pad">
            {w('nav.none')}
            {shown.place}
          </p>
        )}
      </div>
      <Dock>
        <Back to={`/field/case/${id}`} />
      </Dock>
    </Page>
  )
}
