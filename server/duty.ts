import { type Actor, DESK_ROLES, holds, systemActor } from '../shared/actor.ts'
import { type Decision, accept, refuse } from '../shared/decision.ts'
import type { Duty, Key } from '../shared/entity.ts'
import { lightOf } from '../shared/incident.ts'
import type { Envelope } from '../shared/envelope.ts'
import { visible } from '../shared/visible.ts'
import type { Hub, Record_ } from './hub.ts'
import type { Noun } from './nouns.ts'
import type { Organisation } from './organisation.ts'
import type { People } from './people.ts'
import type { WriteOp } from './store/store.ts'

type Handover = NonNullable<Duty['handover']>
type Item = Handover['items'][number]
const KEY = 'duty:city' as const
const EMPTY: Duty = { kind: 'duty', id: 'city', shift: null, people: [], handover: null }
const MOST_ITEMS = 200

type DutyEvent =
  | { type: 'duty.turned'; data: Pick<Duty, 'shift' | 'people'> }
  | { type: 'duty.handed'; data: Handover }
  | { type: 'duty.answered'; data: { key: string; answer: 'taken' | 'refused'; reason: string | null; by: string } }

/** When the last item is answered, the handover is accepted. */
function answered(handover: Handover, data: Extract<DutyEvent, { type: 'duty.answered' }>['data'], at: string): Handover {
  const items = handover.items.map((item): Item =>
    item.key === data.key ? { ...item, answer: data.answer, reason: data.reason, by: data.by } : item,
  )
  return { ...handover, items, acceptedAt: items.every((item) => item.answer !== null) ? at : null }
}
export const dutyNoun: Noun<'duty'> = {
  evolve(before, envelope: Envelope) {
    const duty = before ?? EMPTY
    const { type, data } = envelope as Envelope & DutyEvent
    if (type === 'duty.turned') return { ...duty, ...(data as Pick<Duty, 'shift' | 'people'>) }
    if (type === 'duty.handed') return { ...duty, handover: data as Handover }
    if (type === 'duty.answered' && duty.handover) return { ...duty, handover: answered(duty.handover, data as never, envelope.at) }
    return duty
  },
  inPicture: () => true,
}

export type DutyParts = {
  hub: Hub
  organisation: Pick<Organisation, 'roster' | 'teams'>
  people: Pick<People, 'get'>
  city: string
  now: () => Date
  onError(error: unknown): void
}
export type DutyDesk = ReturnType<typeof openDuty>

/** Who is on duty by the roster, and the shift handover: what the outgoing seat leaves open, taken or refused item by item by the next. */
export function openDuty({ hub, organisation, people, city, now, onError }: DutyParts) {
  let timer: NodeJS.Timeout | null = null
  const onShift = (at: string) =>
    organisation.roster.all().filter(({ from, to }) => Date.parse(from) <= Date.parse(at) && Date.parse(at) < Date.parse(to))

  function rosterNow(): Pick<Duty, 'shift' | 'people'> {
    const entries = onShift(now().toISOString())
    // The desk's own shift names the moment; patrols and crews have shifts of their own.
    const named = entries.find(({ role }) => (DESK_ROLES as readonly string[]).includes(role)) ?? entries[0]
    const on = entries.map(({ user, role, seat, team }) => ({
      user,
      name: people.get(user)?.name ?? user,
      role,
      seat,
      phone: team === null ? null : (organisation.teams.get(team)?.dutyPhone ?? null),
    }))
    return { shift: named ? { name: named.shift, from: named.from, to: named.to } : null, people: on }
  }
  async function turn(): Promise<void> {
    const duty = await hub.find(KEY)
    const next = rosterNow()
    const same = duty && JSON.stringify([duty.shift, duty.people]) === JSON.stringify([next.shift, next.people])
    if (!same)
      await hub.record({
        actor: systemActor('clock', city).id,
        feed: 'clock',
        at: now().toISOString(),
        events: [{ subject: KEY, type: 'duty.turned', data: next }],
      })
    arm()
  }
  function arm(): void {
    const nowMs = now().getTime()
    const edges = organisation.roster.all().flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)]).filter((at) => at > nowMs) // prettier-ignore
    const next = Math.min(...edges, nowMs + 3_600_000)
    if (timer) clearTimeout(timer)
    timer = setTimeout(() => void turn().catch(onError), Math.max(50, next - nowMs))
    timer.unref()
  }
  let wanted: NodeJS.Timeout | null = null
  const stopHearing = organisation.roster.onChange(() => {
    wanted ??= setTimeout(() => {
      wanted = null
      void turn().catch(onError)
    }, 100)
    wanted.unref()
  })

  /** What needs the next seat's eyes: overdue or nearly so, returned, supervised, waiting for a decision; alerts that nobody acknowledged. */
  function leftOpen(actor: Actor): Item[] {
    const item = (key: Key, title: string, state: string): Item => ({ key, title, state, answer: null, reason: null, by: null })
    const nowMs = now().getTime()
    const alerts = [...hub.ofKind('alert')].filter(
      (alert) =>
        alert.state !== 'CLEARED' &&
        alert.incident === null &&
        (alert.severity === 'RED' || alert.severity === 'ORANGE') &&
        visible(alert, actor),
    )
    const cases = [...hub.ofKind('incident')].filter((one) => {
      if (!visible(one, actor) || one.flags.includes('REPLAY')) return false
      const light = lightOf(one, nowMs)
      return (
        light === 'RED' ||
        light === 'YELLOW' ||
        one.state === 'RETURNED' ||
        one.state === 'REWORK' ||
        one.flags.includes('SUPERVISED') ||
        one.extension !== null
      )
    })
    return [
      ...alerts.map((alert) => item(`alert:${alert.id}`, `${alert.name} ${alert.ruleName}`, alert.state)),
      ...cases
        .sort((a, b) => (a.redAt ?? '9').localeCompare(b.redAt ?? '9'))
        .map((one) => item(`incident:${one.id}`, one.title, one.state)),
    ].slice(0, MOST_ITEMS)
  }
  const recordOf = (actor: Actor, at: string, type: string, data: unknown, ops: WriteOp[]): Record_ => ({
    actor: actor.id,
    feed: 'desk',
    at,
    events: [{ subject: KEY, type, data }],
    ops,
  })
  const act = async (decide: (duty: Duty) => Decision<Record_>): Promise<Decision<Record_>> => hub.act(KEY, (duty) => decide(duty ?? EMPTY))

  return {
    /** Teams and people on shift now; for recommendations. */
    onShift: () => onShift(now().toISOString()),
    turn,
    get: async (): Promise<Duty> => (await hub.find(KEY)) ?? EMPTY,
    begin(actor: Actor, note: string, ops: WriteOp[]): Promise<Decision<Record_>> {
      const at = now().toISOString()
      const items = leftOpen(actor)
      return act(({ handover }) => {
        if (handover && handover.acceptedAt === null) return refuse('handover-open', `${handover.byName}的交班还没有接完`)
        return accept(recordOf(actor, at, 'duty.handed', { by: actor.id, byName: actor.name, at, note, items, acceptedAt: items.length === 0 ? at : null } satisfies Handover, ops))
      })
    },
    answer(actor: Actor, { key, answer, reason }: { key: string; answer: 'taken' | 'refused'; reason: string | null }, ops: WriteOp[]): Promise<Decision<Record_>> {
      return act(({ handover }) => {
        if (!handover || handover.acceptedAt !== null) return refuse('no-handover', '现在没有待接的交班')
        if (handover.by === actor.id) return refuse('own-handover', '交班人不能自己接班')
        const item = handover.items.find((one) => one.key === key)
        if (!item) return refuse('not-found', '交班清单里没有这一项')
        if (item.answer !== null) return refuse('answered', '这一项已经答复')
        if (answer === 'refused' && !reason) return refuse('body', '不接须写明理由')
        return accept(recordOf(actor, now().toISOString(), 'duty.answered', { key, answer, reason, by: actor.id }, ops))
      })
    },
    /** Takes all that is still unanswered. */
    takeRest(actor: Actor, ops: WriteOp[]): Promise<Decision<Record_>> {
      return act(({ handover }) => {
        if (!handover || handover.acceptedAt !== null) return refuse('no-handover', '现在没有待接的交班')
        if (handover.by === actor.id) return refuse('own-handover', '交班人不能自己接班')
        const events = handover.items.filter((one) => one.answer === null).map(({ key }) => ({ subject: KEY, type: 'duty.answered', data: { key, answer: 'taken', reason: null, by: actor.id } }))
        return accept({ actor: actor.id, feed: 'desk', at: now().toISOString(), events, ops })
      })
    },
    mayHand: (actor: Actor): boolean => holds(actor, ...DESK_ROLES),
    stop(): void {
      stopHearing()
      if (timer) clearTimeout(timer)
      if (wanted) clearTimeout(wanted)
    },
  } // prettier-ignore
}
