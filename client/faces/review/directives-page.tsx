import type { ReactElement } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import { useLive } from '../../live/store.ts'
import { useAsk } from './ask.ts'
import { DirectiveThread, type ShownDirective } from './directive-thread.tsx'
import { t } from './messages-review.ts'

/** Every directive that concerns me, newest first. */
export function DirectivesPage({ session }: { session: SessionInfo }): ReactElement {
  const live = useLive((s) => s.picture.directive)
  const { data, error, again } = useAsk<{ directives: ShownDirective[] }>('/api/directives', live)
  return (
    <main className="page" aria-label={t('directives')}>
      <h1 style={{ fontWeight: 600 }}>{t('directives')}</h1>
      {error && <p role="alert">{session.roles.length ? error : t('noRight')} <button type="button" className="btn" onClick={again}>{t('retry')}</button></p>}
      {data?.directives.map((directive) => <DirectiveThread key={directive.id} directive={directive} onChanged={again} />)}
      {data?.directives.length === 0 && <p className="ink2" style={{ marginTop: 16 }}>{t('order.none')}</p>}
    </main>
  ) // prettier-ignore
}
