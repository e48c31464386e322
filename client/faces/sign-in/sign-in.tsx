import './sign-in.css'
import { type ReactElement, useEffect, useState } from 'react'
import type { SessionInfo } from '../../../shared/api.ts'
import type { Welcome } from '../../../shared/organisation.ts'
import { api, loadSession } from '../../live/api.ts'
import { setLanguage, useLanguage } from '../../ui/messages.ts'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { EnterForm } from './enter-form.tsx'
import { t } from './messages-sign-in.ts'
import { NewPassword } from './new-password.tsx'
import { wayOf } from './way.ts'

/** Seven stages as one quiet line: what this house is about, before anybody is in it. */
const River = (): ReactElement => (
  <svg className="sign-in-river" viewBox="0 0 700 120" fill="none" stroke="currentColor" aria-hidden>
    <path d="M0 52H700M0 60H700M0 68H700" strokeWidth="1" />
    {Array.from({ length: 7 }, (_, i) => (
      <path key={i} d={`M${50 + i * 100} 40V80`} strokeWidth="1.5" />
    ))}
    <path d="M350 68C380 68 370 100 420 100H470C520 100 520 68 550 68" strokeWidth="1" />
  </svg>
)

export function SignIn(): ReactElement {
  const [welcome, setWelcome] = useState<Welcome | null>(null)
  const [session, setSession] = useState<SessionInfo | null>(null)
  const [code, setCode] = useState('')
  const language = useLanguage((s) => s.language)
  const theme = useTheme((s) => s.theme)
  useEffect(() => {
    void api<Welcome>('/api/welcome').then(setWelcome, () => {})
    void loadSession().then(
      (now) => now && settle(now),
      () => {},
    )
  }, [])

  function settle(now: SessionInfo, typed = '') {
    setCode(typed)
    if (now.mustChangePassword || now.notice !== null) setSession(now)
    else location.replace(wayOf(location.search, now))
  }
  const leave = () => session && location.replace(wayOf(location.search, session))
  const city = welcome === null ? '' : language === 'zh' ? welcome.city : welcome.englishCity
  return (
    <main className="sign-in">
      <section className="sign-in-side" aria-label={t('product')}>
        <div>
          <div className="sign-in-name">{t('product')}</div>
          <p className="sign-in-city">{t('city', { city })}</p>
        </div>
        <River />
        <p className="sign-in-foot">{t('wall')}</p>
      </section>
      <section className="sign-in-form">
        {session?.mustChangePassword ? (
          <NewPassword code={code} notice={session.notice} onDone={() => location.replace(wayOf(location.search, session))} />
        ) : session ? (
          <>
            <h1>{t('notice')}</h1>
            <p className="sign-in-note">{session.notice}</p>
            <button type="button" className="action-button" onClick={leave}>
              {t('go')}
            </button>
          </>
        ) : (
          <EnterForm demoPassword={welcome?.demoPassword ?? null} onIn={settle} />
        )}
        <div className="sign-in-bottom">
          <button type="button" className="quiet-button" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>
            {t('language')}
          </button>
          <button type="button" className="quiet-button" onClick={() => setTheme(theme === 'night' ? 'day' : 'night', 'sign-in')}>
            {t('theme')}
          </button>
        </div>
      </section>
    </main>
  )
}
