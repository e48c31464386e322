import { type ReactElement, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { signOut } from '../../live/api.ts'
import { useLive } from '../../live/store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { LevelMark } from '../../ui/level-mark.tsx'
import { setLanguage, useLanguage } from '../../ui/messages.ts'
import { setTheme, useTheme } from '../../ui/theme.ts'
import { askFor, select } from './desk-store.ts'
import { t } from './messages-desk.ts'

const MOST = 12
/** Ctrl K: everything by a few letters of its number, title, place or name. */
export function CommandPalette(): ReactElement {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [, go] = useLocation()
  const picture = useLive((s) => s.picture)
  const commands = useCommands(go)
  const found = useMemo(() => {
    const q = typed.trim().toLowerCase()
    const has = (text: string) => q !== '' && text.toLowerCase().includes(q)
    const cases = [...picture.incident.values()].filter((one) => has(`${one.number} ${one.title} ${one.place}`)).slice(0, MOST)
    const alerts = [...picture.alert.values()].filter((one) => has(`${one.name} ${one.ruleName}`)).slice(0, 6)
    return [
      ...cases.map((one) => ({ id: one.id, text: `${one.title} …${one.number.slice(-5)}`, mark: <LevelMark level={one.severity} size={12} />, run: () => { go('/desk'); select(`incident:${one.id}`) } })),
      ...alerts.map((one) => ({ id: one.id, text: `${one.name} ${one.ruleName}`, mark: <LevelMark level={one.severity} size={12} unacknowledged={one.state === 'RAISED'} />, run: () => { go('/desk/alerts'); select(`alert:${one.id}`) } })),
      ...commands.filter((one) => q === '' || one.text.toLowerCase().includes(q)),
    ] // prettier-ignore
  }, [typed, picture, commands])
  const run = (i: number) => {
    askFor(null)
    found[i]?.run()
  }
  return (
    <Dialog open onClose={() => askFor(null)} title={t('palette.title')}>
      <div className="desk" style={{ display: 'block', height: 'auto' }}>
        <input autoFocus value={typed} maxLength={64} aria-label={t('palette.title')} onChange={(e) => { setTyped(e.target.value); setAt(0) }} onKeyDown={(e) => { if (e.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1)); else if (e.key === 'ArrowUp') setAt(Math.max(0, at - 1)); else if (e.key === 'Enter') run(at) }} />
        <div role="listbox" style={{ marginTop: 8, maxHeight: 380, overflow: 'auto' }}>
          {found.map((one, i) => <button key={one.id} type="button" role="option" aria-selected={i === at} className={`queue-row${i === at ? ' selected' : ''}`} style={{ gridTemplateColumns: '18px minmax(0,1fr)', height: 34 }} onClick={() => run(i)}>{one.mark ?? <span />}<span className="clip">{one.text}</span></button>)}
          {found.length === 0 && <p className="ink3">{t('palette.none')}</p>}
        </div>
      </div>
    </Dialog>
  ) // prettier-ignore
}

function useCommands(go: (path: string) => void): { id: string; text: string; mark: ReactElement | null; run: () => void }[] {
  const theme = useTheme((s) => s.theme)
  const language = useLanguage((s) => s.language)
  return useMemo(() => {
    const one = (id: string, text: string, run: () => void) => ({ id, text, mark: null, run })
    return [
      one('report', t('report.title'), () => askFor({ kind: 'report' })), one('warning', t('cmd.warning'), () => askFor({ kind: 'warning' })), one('posture', t('cmd.posture'), () => askFor({ kind: 'posture' })),
      one('handover', t('cmd.handover'), () => go('/desk/duty')), one('theme', t('cmd.theme'), () => setTheme(theme === 'night' ? 'day' : 'night')), one('language', t('cmd.language'), () => setLanguage(language === 'zh' ? 'en' : 'zh')),
      one('review', t('cmd.review'), () => location.assign('/review')), one('admin', t('cmd.admin'), () => location.assign('/admin')),
      one('signout', t('cmd.signout'), () => void signOut().then(() => location.assign('/sign-in'))),
    ] // prettier-ignore
  }, [theme, language, go])
}
