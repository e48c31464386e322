import type { ReactElement } from 'react'
import { clockText } from '../../ui/clock.ts'
import { WarningSign } from './icons.tsx'
import { t } from './messages-field.ts'
import { Back, Dock, OfflineStrip, Page } from './parts.tsx'
import { usePhone } from './phone.ts'
import { WARNING_WORDS } from './warning-words.ts'

export function WarningPage(): ReactElement {
  const warnings = usePhone((phone) => phone.warnings)
  return (
    <Page label={t('nav.tasks')}>
      <OfflineStrip />
      <div className="mid">
        {warnings.map((warning) => (
          <section key={warning.id} className="head sep">
            <h1 className="h1 row">
              <WarningSign colour={warning.colour} size={30} />
              {WARNING_WORDS(warning)}
            </h1>
            <p className="q">
              {warning.issuer} · {t('warning.since', { at: clockText(Date.parse(warning.issuedAt)) })}
            </p>
            <p>{warning.text}</p>
          </section>
        ))}
      </div>
      <Dock>
        <Back />
      </Dock>
    </Page>
  )
}
