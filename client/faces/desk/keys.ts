import { useLive } from '../../live/store.ts'
import { acknowledge, acknowledgeAll, reportAlert } from './acts.ts'
import { askFor, say, select, useDesk } from './desk-store.ts'
import type { KeyHint } from './foot.tsx'
import { t, word } from './messages-desk.ts'
import { neighbour } from './queue-list.tsx'
import { muteSound } from './sound.ts'
import { STEPS_OF_KEY } from './step-keys.ts'
import { api } from '../../live/api.ts'
import type { CaseDetail } from './acts.ts'
import { start } from './case-pane.tsx'

const PLACES: Record<string, string> = {
  c: '/desk',
  a: '/desk/alerts',
  s: '/desk/sensors',
  f: '/desk/figures',
  r: '/desk/rules',
  h: '/desk/health',
  d: '/desk/duty',
  g: '/desk/gap',
}

/** The keys of a view, for its foot. */
export const HINTS = (view: string): KeyHint[] => [
  { keys: 'J K', word: t('key.move') }, { keys: 'A', word: t('key.ack') },
  ...(view === 'alerts' ? [{ keys: 'S', word: t('key.shelve') }, { keys: 'C', word: t('key.case') }] : [{ keys: 'D', word: t('key.dispatch') }, { keys: 'U', word: t('key.urge') }, { keys: '/', word: t('key.filter') }]),
  { keys: 'G', word: t('key.go') },
] // prettier-ignore
/** Everything, for the ? page. */
export const ALL_KEYS = (): [string, string][] => [
  ['J  K', t('key.move')], ['O', t('key.open')], ['A', t('key.ack')], ['Shift A', t('alert.all', { n: '' })], ['C', t('key.case')], ['S', t('key.shelve')], ['E', t('key.comment')], ['R', word('register')], ['D', t('key.dispatch')],
  ['K', `${word('close')} / ${word('rework')}`], ['U', t('key.urge')], ['B', t('key.supervise')], ['M', word('attach')], ['H', word('request-verification')], ['I', word('inspect')], ['L', word('correct')], ['X', word('reject')], ['Z', word('recall')],
  ['N', t('key.report')], ['F', t('key.follow')], ['/', t('key.filter')], ['G c a s f r h d', t('key.go')], ['Ctrl K', t('palette.title')], ['Alt M', t('sound.muted', { time: '' })], ['?', t('key.all')], ['Esc', t('key.back')],
] // prettier-ignore

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Listens to the keyboard of the whole desk. Single letters are off in fields and can be switched off. Returns the undo. */
export function keepKeys(go: (path: string) => void): () => void {
  let goingAt = 0
  const press = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase()
    if ((event.ctrlKey || event.metaKey) && key === 'k') return act(event, () => askFor({ kind: 'palette' }))
    if (event.altKey && key === 'm') return act(event, muteSound)
    const { ask, singleKeys } = useDesk.getState()
    if (typing(event.target) || ask || event.ctrlKey || event.metaKey || event.altKey || !singleKeys) return
    if (performance.now() - goingAt < 1_200 && PLACES[key]) return act(event, () => { goingAt = 0; go(PLACES[key]!) }) // prettier-ignore
    if (key === 'g') return act(event, () => void (goingAt = performance.now()))
    const deed = deedOf(event, key, go)
    if (deed) act(event, deed)
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}
function act(event: KeyboardEvent, deed: () => void) {
  event.preventDefault()
  deed()
}

function deedOf(event: KeyboardEvent, key: string, go: (path: string) => void): (() => void) | null {
  const { selected, filtering, follow, toast } = useDesk.getState()
  const { picture } = useLive.getState()
  const alert = selected?.startsWith('alert:') ? picture.alert.get(selected.slice(6)) : undefined
  if (key === 'j' || key === 'k' ? key === 'j' || !canClose(selected) : false) return () => { const next = neighbour(selected, key === 'j' ? 1 : -1); if (next) select(next.key) } // prettier-ignore
  if (key === 'arrowdown' || key === 'arrowup') return () => { const next = neighbour(selected, key === 'arrowdown' ? 1 : -1); if (next) select(next.key) } // prettier-ignore
  if (key === '?') return () => askFor({ kind: 'keys' })
  if (key === '/') return () => useDesk.setState({ filtering: !filtering })
  if (key === 'f') return () => useDesk.setState({ follow: !follow })
  if (key === 'n') return () => askFor({ kind: 'report' })
  if (key === 'escape')
    return () =>
      useDesk.getState().dispatching ? useDesk.setState({ dispatching: false }) : location.pathname === '/desk' ? select(null) : go('/desk')
  if (key === 'z' && toast?.undo) return () => { toast.undo?.act(); useDesk.setState({ toast: null }) } // prettier-ignore
  if (event.shiftKey && key === 'a') return () => void acknowledgeAll([...picture.alert.values()].filter((one) => one.state === 'RAISED'))
  if (alert) return alertDeed(alert, key)
  if (selected?.startsWith('incident:')) return stepDeed(selected.slice(9), key)
  return null
}
/** K is also 结案: on a case that may be closed it closes, everywhere else it moves up. */
const canClose = (selected: string | null) =>
  selected?.startsWith('incident:') === true && useLive.getState().picture.incident.get(selected.slice(9))?.state === 'INSPECTING'

function alertDeed(alert: Parameters<typeof acknowledge>[0], key: string): (() => void) | null {
  if (key === 'a') return () => void acknowledge(alert)
  if (key === 's') return () => askFor({ kind: 'shelve', alert: alert.id })
  if (key === 'e') return () => document.getElementById('alert-comment')?.focus()
  if (key === 'c') return () => void reportAlert(alert).then((made) => { if (made) { say(t('report.done', { number: made.number })); select(`incident:${made.id}`) } }) // prettier-ignore
  return null
}
function stepDeed(id: string, key: string): (() => void) | null {
  const steps = key === 'enter' ? ['register', 'dispatch', 'close', 'rework', 'grant-extension'] : STEPS_OF_KEY[key]
  if (!steps) return null
  return () =>
    void api<CaseDetail>(`/api/incidents/${id}`).then((detail) => {
      const open = detail.openSteps.find(({ step }) => steps.includes(step))
      if (open) start(detail, open.step)
      else say(t('step.failed', { why: word(detail.state) }))
    }, () => undefined) // prettier-ignore
}
