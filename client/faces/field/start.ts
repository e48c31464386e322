import type { SessionInfo } from '../../../shared/api.ts'
import type { Incident } from '../../../shared/incident.ts'
import { adoptSession, loadSession } from '../../live/api.ts'
import { openPhoneStorage } from '../../outbox/idb-storage.ts'
import { keptFrom, type KeptTasks, stays } from '../../task/kept-tasks.ts'
import { type Owner, ownerOf, reached, unsent, usePhone } from './phone.ts'
import { ask, askMine, askToInspect, firstAnswers, forgetMarks } from './server-list.ts'

const WEEK_MS = 7 * 86_400_000
// News come by the quiet wait; this is for what it may miss.
const CALM_MS = 30_000
const SLOW_MS = 60_000
const QUIET_S = 25
const WAIT_MS = 15_000

/** Opens the phone: what is kept is shown at once with its minute, what the server says replaces it. Returns the undo. */
export function startPhone(): () => void {
  const life: Life = { stopped: false, listening: false, timer: 0 as unknown as ReturnType<typeof setTimeout>, undo: [] }
  current = life
  void open(life)
  const wake = () => {
    if (document.visibilityState === 'visible') void turn(life)
  }
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  return () => {
    life.stopped = true
    clearTimeout(life.timer)
    for (const undo of life.undo) undo()
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
  }
}
// The page's one life: signing in on it goes on with it.
let current: Life | null = null
type Life = { stopped: boolean; listening: boolean; timer: ReturnType<typeof setTimeout>; undo: (() => void)[] }

async function open(life: Life): Promise<void> {
  const storing = openPhoneStorage()
  const kept = storing.then(async (storage) => {
    const owner = await storage.read<Owner>('owner')
    usePhone.setState({ storage })
    if (owner && usePhone.getState().owner === null) await showKept(owner)
    return owner
  })
  const { session, mine } = await firstAnswers()
  const [who, list] = await Promise.all([session, mine])
  if (life.stopped) return
  if (who.kind === 'fresh') {
    takeSession(who.value)
    if (list.kind === 'fresh') {
      lists.mine = list.value.incidents
      takeLists(list.atMs)
    }
    await kept
    await own(life, ownerOf(who.value))
  } else if (who.kind === 'signed-out') {
    await kept
    usePhone.setState({ stage: 'signed-out', online: true })
  } else {
    const owner = await kept
    reached(false)
    if (owner) await own(life, owner)
    else usePhone.setState({ stage: 'signed-out' })
  }
  if (life.stopped) return
  later(life)
  if (usePhone.getState().online) void listen(life)
}

async function showKept(owner: Owner): Promise<void> {
  const { storage } = usePhone.getState()
  const tasks = stays((await storage?.read<KeptTasks>('tasks')) ?? null, owner, Date.now())
  const heading = (await storage?.read<string>(`heading:${owner.user}`)) ?? null
  // The server may have answered meanwhile: its word stands.
  usePhone.setState((phone) =>
    phone.owner === null
      ? { stage: 'ready', owner, tasks: tasks?.incidents ?? null, knownAt: tasks?.at ?? null, heading }
      : { heading: phone.heading ?? heading },
  )
}

function takeSession(session: SessionInfo): void {
  adoptSession(session)
  usePhone.setState({ stage: 'ready', session, owner: ownerOf(session), online: true, offlineSince: null })
}

// The two lists as they came last: an unchanged one is not sent again.
const lists: { mine: readonly Incident[]; toInspect: readonly Incident[] } = { mine: [], toInspect: [] }
function takeLists(atMs: number): void {
  const { owner, storage } = usePhone.getState()
  if (!owner) return
  const all = new Map([...lists.toInspect, ...lists.mine].map((incident) => [incident.id, incident]))
  const kept = keptFrom([...all.values()], owner, atMs)
  usePhone.setState({ tasks: kept.incidents })
  reached(true, atMs)
  void storage?.write('tasks', kept)
}

/** Binds the outbox to this user. Another user's queue stays where it lies. */
async function own(life: Life, owner: Owner): Promise<void> {
  const { storage, outbox: open } = usePhone.getState()
  if (!storage) return
  void storage.write('owner', owner)
  const { tasks } = usePhone.getState()
  if (tasks) void storage.write('tasks', { user: owner.user, at: usePhone.getState().knownAt ?? Date.now(), incidents: [...tasks] })
  if (open?.user === owner.user) return
  const [{ openOutbox }, { httpTransport }, { newCommandId }, { dayOf, nowMs }] = await Promise.all([
    import('../../outbox/outbox.ts'), import('../../outbox/http-transport.ts'), import('../../live/api.ts'), import('../../ui/clock.ts'),
  ]) // prettier-ignore
  const day = (ms: number) => Object.values(dayOf(ms)).slice(0, 3).join('-')
  const outbox = await openOutbox({ user: owner.user, storage, transport: httpTransport(), nowMs, newId: newCommandId, dayOf: day })
  if (life.stopped) return
  const tell = () => usePhone.setState({ actions: outbox.actions(), rest: outbox.rest() })
  life.undo.push(outbox.subscribe(tell))
  usePhone.setState({ outbox })
  tell()
  void outbox.forget(Date.now() - WEEK_MS)
  await send()
  if (usePhone.getState().online) await refresh()
  void extras()
}

/** What the first row does not need: names of teams, warnings, the dictionary; kept for the next time without a network. */
async function extras(): Promise<void> {
  const { storage } = usePhone.getState()
  const kept = async <T>(key: string, path: string, take: (value: T) => void) => {
    const old = await storage?.read<T>(key)
    if (old) take(old)
    const answer = await ask<T>(path)
    if (answer.kind !== 'fresh') return
    take(answer.value)
    void storage?.write(key, answer.value)
  }
  type Named = { id: string; name: string }
  await kept<{ departments: (Named & { teams?: Named[] })[] }>('departments', '/api/departments', ({ departments }) =>
    usePhone.setState({
      names: Object.fromEntries(
        departments.flatMap((d) => [[d.id, d.name], ...(d.teams ?? []).map((team) => [team.id, team.name])]),
      ) as Record<string, string>,
    }),
  )
  await kept<{ items: import('../../../shared/item.ts').Item[] }>('items', '/api/items', ({ items }) => usePhone.setState({ items }))
  await warnings()
}
async function warnings(): Promise<void> {
  type Warnings = { warnings: import('../../../shared/warning.ts').Warning[] }
  const answer = await ask<Warnings>('/api/warnings')
  if (answer.kind === 'fresh')
    usePhone.setState({ warnings: answer.value.warnings.filter(({ liftedAt }) => liftedAt === null || Date.parse(liftedAt) > Date.now()) })
}

/** Sends what waits; one run at a time over all windows where the browser has locks, else the server's memory of commandIds suffices. */
export async function send(): Promise<void> {
  const { outbox } = usePhone.getState()
  if (!outbox || unsent(outbox.actions()) === 0) return
  const run = () => outbox.pump()
  const rest = await (navigator.locks ? navigator.locks.request(`tongguan-outbox-${outbox.user}`, run) : run())
  if (rest.kind === 'later' && rest.why === 'offline') reached(false)
  if (rest.kind === 'stop' && rest.why === 'signed-out') usePhone.setState({ stage: 'signed-out' })
  if (rest.kind === 'wait') setTimeout(() => void send().then(refresh), rest.ms + 20)
}

export async function refresh(): Promise<void> {
  const answer = await askMine()
  if (answer.kind === 'fresh') lists.mine = answer.value.incidents
  const { owner } = usePhone.getState()
  const inspects = owner?.roles.includes('inspector') || owner?.roles.includes('worker')
  const others = inspects && (answer.kind === 'fresh' || answer.kind === 'same') ? await askToInspect() : null
  if (others?.kind === 'fresh') lists.toInspect = others.value.incidents
  if (answer.kind === 'fresh' || others?.kind === 'fresh')
    takeLists(answer.kind === 'fresh' || answer.kind === 'same' ? answer.atMs : Date.now())
  else if (answer.kind === 'same') reached(true, answer.atMs)
  else if (answer.kind === 'signed-out') usePhone.setState({ stage: 'signed-out', session: null })
  else if (answer.kind === 'offline') reached(false)
}

/** Waits at the server for news of his own cases: a few bytes, answered the moment something changes. Ends when the network does; the
 *  next turn begins it again. */
async function listen(life: Life): Promise<void> {
  if (life.listening) return
  life.listening = true
  let after = ''
  while (!life.stopped && usePhone.getState().stage === 'ready' && document.visibilityState === 'visible') {
    const response = await fetch(`/api/mine/changes?after=${after}&waitS=${QUIET_S}`, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout((QUIET_S + 15) * 1000),
    }).catch(() => null)
    if (!response?.ok) break
    const { changed, mark } = (await response.json()) as { changed: boolean; mark: string }
    // Not awaited: while the list is fetched the next wait stands already, so that nothing falls between.
    if (changed && after !== '') void refresh()
    after = mark
  }
  life.listening = false
}

async function turn(life: Life): Promise<void> {
  if (life.stopped) return
  clearTimeout(life.timer)
  const { stage, online, session, owner } = usePhone.getState()
  if (stage === 'ready') {
    await refresh()
    // Back after a start without a network: the token was never fetched, and the cookie may be somebody else's by now.
    if (usePhone.getState().online && (!session || !online)) await meet(life, owner)
    if (usePhone.getState().online) await send()
    if (!online && usePhone.getState().online) await extras()
    if (usePhone.getState().online) void listen(life)
  }
  later(life)
}
async function meet(life: Life, owner: Owner | null): Promise<void> {
  const session = await loadSession().catch(() => undefined)
  if (session === undefined) return
  if (session === null) return usePhone.setState({ stage: 'signed-out', session: null })
  if (owner && session.user !== owner.user) {
    Object.assign(lists, { mine: [], toInspect: [] })
    usePhone.setState({ tasks: null, knownAt: null, heading: null, outbox: null, actions: [] })
    forgetMarks()
  }
  takeSession(session)
  await own(life, ownerOf(session))
  await refresh()
}

function later(life: Life): void {
  clearTimeout(life.timer)
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } }
  const slow = connection?.saveData || connection?.effectiveType === '2g' || connection?.effectiveType === 'slow-2g'
  const { online } = usePhone.getState()
  if (document.visibilityState === 'hidden') return
  life.timer = setTimeout(() => void turn(life), !online ? WAIT_MS : slow ? SLOW_MS : CALM_MS)
}

/** After signing in here: the queue of this user goes on, nobody else's. */
export async function signedIn(): Promise<void> {
  forgetMarks()
  const session = await loadSession()
  if (!session) return
  const { owner } = usePhone.getState()
  Object.assign(lists, { mine: [], toInspect: [] })
  if (owner?.user !== session.user) usePhone.setState({ tasks: null, knownAt: null, heading: null, outbox: null, actions: [] })
  takeSession(session)
  await refresh()
  if (!current) return
  await own(current, ownerOf(session))
  await turn(current)
}
