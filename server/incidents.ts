import { type Actor, systemActor } from '../shared/actor.ts'
import type { Alert } from '../shared/alert.ts'
import { type Decision, accept, refuse } from '../shared/decision.ts'
import type { Key } from '../shared/entity.ts'
import { type OpenStep, type Origin, type Recorded, decide, knows, openSteps, report, statusOf, touches } from '../shared/incident-loop.ts'
import { type IncidentEvent, historyOf } from '../shared/incident-event.ts'
import { type HistoryEntry, type Incident, StepName, lightOf } from '../shared/incident.ts'
import type { LoopConfig, LoopContext } from '../shared/loop-context.ts'
import { maskDeep } from '../shared/masking.ts'
import { SENSOR_TYPES } from '../shared/sensor-types.ts'
import { visible } from '../shared/visible.ts'
import { importLoop } from './feeds/cases/play-case.ts'
import type { Happened, Hub } from './hub.ts'
import { newId } from './id.ts'
import { createNumbers } from './incident-numbers.ts'
import { nowOf } from './incident-noun.ts'
import type { Organisation } from './organisation.ts'
import type { People } from './people.ts'
import type { PersonalBook } from './personal.ts'
import type { Photos } from './photos.ts'
import type { Places } from './places.ts'
import { HttpProblem, notFound } from './problem.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

export type IncidentParts = {
  hub: Hub
  store: Store
  organisation: Organisation
  people: Pick<People, 'get'>
  personal: Pick<PersonalBook, 'ops'>
  places: Places
  photos: Pick<Photos, 'row'>
  loop: LoopConfig
  city: string
  utcOffsetMin: number
  now: () => Date
  /** Advice for a dispatch, the first being what the dispatcher was shown; null: none. */
  advise?(incident: Incident, actor: Actor): Promise<{ department: string; team: string | null } | null>
  /** Rows that go out with a step: notices, status back to the hotline. */
  tell?(before: Incident | null, after: Incident, step: string, body: Record<string, unknown>, attached?: readonly Incident[]): WriteOp[]
}
export type Incidents = ReturnType<typeof openIncidents>
/** Rows that go into the write of the change: the remembered answer, the audit row. */
export type With = (incident: Incident) => WriteOp[]
export type Reporting = { actor: Actor; feed: string; body: unknown; origin?: Omit<Origin, 'id' | 'number'>; ops?: With }

const key = (id: string) => `incident:${id}` as const
const photoIds = (body: unknown): string[] => {
  const photos = (body as { photos?: unknown } | null)?.photos
  return Array.isArray(photos)
    ? photos.flatMap((photo: { id?: unknown }) => (typeof photo?.id === 'string' ? [photo.id] : [])).slice(0, 20)
    : []
}
/** The status of a refusal of the loop at the door. */
export const loopProblem = ({ rule, reason }: { rule: string; reason: string }, state?: string): HttpProblem =>
  new HttpProblem(statusOf(rule), rule, reason, state === undefined ? {} : { state })

/** The loop as the server runs it: everything a decision looks at is brought into memory, then it is decided and recorded in one turn. */
export function openIncidents(parts: IncidentParts) {
  const { hub, store, organisation, places, city, now } = parts
  const numberFor = createNumbers({ store, city, utcOffsetMin: parts.utcOffsetMin })
  let linking: Promise<unknown> = Promise.resolve()
  /** Attaching reads and changes several cases: one after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = linking.then(work, work)
    linking = done.catch(() => {})
    return done
  }

  function contextOf(
    nowMs: number,
    brought: {
      photos?: ReadonlySet<string>
      incidents?: ReadonlyMap<string, Incident>
      recommended?: LoopContext['recommended']
      loop?: LoopConfig
    } = {},
  ): LoopContext {
    return {
      nowMs, city, config: brought.loop ?? parts.loop, calendars: organisation.calendars.all(),
      item: (id, version) => (version === undefined || organisation.items.get(id)?.version === version ? organisation.items.get(id) : organisation.itemVersions.get(`${id}@${version}`)?.item),
      incident: (id) => hub.peek(key(id)) ?? brought.incidents?.get(id),
      hasDepartment: (id) => organisation.departments.has(id),
      departmentOf: (team) => organisation.teams.get(team)?.department,
      person: (id) => { const user = parts.people.get(id); return user?.active ? user : undefined },
      hasPhoto: (id) => brought.photos?.has(id) ?? false,
      belongs: places.belongs, recommended: brought.recommended ?? null,
    } // prettier-ignore
  }
  /** Photos that have arrived and may be shown here: the actor's own, or already of this case. */
  async function photosIn(body: unknown, actor: Actor, id: string): Promise<ReadonlySet<string>> {
    const rows = await Promise.all(photoIds(body).map((photo) => parts.photos.row(photo)))
    return new Set(
      rows.flatMap((row) => (row && (row.subject === key(id) || (row.subject === null && row.by === actor.id)) ? [row.id] : [])),
    )
  }
  /** Numbers of people are taken out of every free text before anything is decided; they lie sealed, by case. */
  function filtered<T>(body: T, id: string): { body: T; ops: WriteOp[] } {
    const { value, found } = maskDeep(body)
    const of = (field: 'phone' | 'idNumber') => found.filter((one) => one.field === field).map((one) => one.value)
    const fields = { ...(of('phone').length ? { phone: of('phone') } : {}), ...(of('idNumber').length ? { idNumber: of('idNumber') } : {}) }
    return { body: value, ops: found.length ? parts.personal.ops(key(id), fields) : [] }
  }
  const recordOf = (recorded: Recorded, actor: Actor, feed: string, ops: WriteOp[], more: readonly Happened[] = []) => ({
    actor: actor.id, feed, at: recorded.incident.updatedAt, events: [...recorded.events, ...more] as Happened[], ops, incident: recorded.incident,
  }) // prettier-ignore

  /** A report by any door becomes a case. */
  async function open({ actor, feed, body: given, origin = {}, ops = () => [] }: Reporting): Promise<Decision<Incident>> {
    const id = newId(now().getTime())
    const { body, ops: sealed } = filtered(given as Record<string, unknown>, id)
    const alert = typeof body['alert'] === 'string' ? await hub.find(`alert:${body['alert']}`) : null
    if (typeof body['alert'] === 'string' && (!alert || (actor.kind !== 'system' && !visible(alert, actor))))
      return refuse('unknown-alert', '没有这一告警')
    if (alert?.incident) return refuse('alert-has-case', '这一告警已经立为案件')
    const full = alert ? { ...body, position: body['position'] ?? alert.position, place: body['place'] ?? alert.name.slice(0, 400) } : body
    const context = contextOf(now().getTime(), { photos: await photosIn(body, actor, id) })
    const position = full['position'] as [number, number] | null | undefined
    const area = typeof full['area'] === 'string' ? full['area'] : null
    if (area !== null && !places.knows(area) && area !== 'none') return refuse('unknown-area', '没有这一区域')
    const division =
      Array.isArray(position) && position.length === 2 ? places.belongs(area, position) : area === null ? null : places.named(area)
    const number = await numberFor(division?.division ?? 'none', context.nowMs)
    const decision = report({ id, number, ...(alert ? { severity: alert.severity } : {}), ...origin }, full, actor, context)
    if (!decision.ok) return decision
    const { incident } = decision.event
    const linked: Happened[] = alert ? [{ subject: `alert:${alert.id}`, type: 'alert.linked', data: { incident: id } }] : []
    const attached = photoIds(full).length ? [op('photos.attach', photoIds(full), key(id))] : []
    const told = parts.tell?.(null, incident, 'report', full) ?? []
    await hub.record(recordOf(decision.event, actor, feed, [...sealed, ...attached, ...told, ...ops(incident)], linked))
    return accept(incident)
  }

  /** One step. The first of two operators wins; the other is answered by the table on the new state. */
  async function step(asked: {
    id: string
    step: string
    body: unknown
    actor: Actor
    feed: string
    ops?: With
  }): Promise<Decision<Incident> & { state?: string }> {
    const name = StepName.safeParse(asked.step)
    if (!name.success) return refuse('body', `没有这一步 ${asked.step.slice(0, 40)}`)
    const found = await hub.find(key(asked.id))
    if (!found || !(asked.actor.kind === 'system' || maySee(found, asked.actor))) return refuse('out-of-scope', '没有这一案件')
    const { body, ops: sealed } = filtered(asked.body, asked.id)
    const run = () => take({ ...asked, body, step: name.data, found, sealed })
    return name.data === 'attach' || name.data === 'detach' ? inTurn(run) : run()
  }
  async function take({
    id,
    step: name,
    body,
    actor,
    feed,
    found,
    sealed,
    ops,
  }: {
    id: string
    step: StepName
    body: unknown
    actor: Actor
    feed: string
    found: Incident
    sealed: WriteOp[]
    ops?: With
  }) {
    const others = await Promise.all(touches(found, name, body).map((other) => hub.find(key(other))))
    const incidents = new Map(others.flatMap((one) => (one && (name !== 'attach' || maySee(one, actor)) ? [[one.id, one] as const] : [])))
    // Whoever reported it too gets the answer.
    const attachedReports =
      name === 'close' ? (await Promise.all(found.attached.map((other) => hub.find(key(other))))).filter((one) => one !== null) : []
    const photos = photoIds(body).length ? await photosIn(body, actor, id) : new Set<string>()
    const recommended = name === 'dispatch' && parts.advise ? await parts.advise(found, actor) : null
    let state: string | undefined
    const decision = await hub.act(key(id), (incident) => {
      if (!incident) return refuse('out-of-scope', '没有这一案件')
      state = incident.state
      const context = contextOf(nowOf(incident, now().getTime()), {
        photos,
        incidents,
        recommended,
        ...(incident.feed === null ? {} : { loop: importLoop(parts.loop) }),
      })
      const decided = decide(incident, name, body, actor, {
        ...context,
        ...(name === 'attach'
          ? { incident: (other: string) => incidents.get(other) && (hub.peek(key(other)) ?? incidents.get(other)) }
          : {}),
      })
      if (!decided.ok) return decided
      const after = decided.event.incident
      const attached = photoIds(body).length ? [op('photos.attach', photoIds(body), key(id))] : []
      const told = parts.tell?.(incident, after, name, body as Record<string, unknown>, attachedReports) ?? []
      return accept(recordOf(decided.event, actor, feed, [...sealed, ...attached, ...told, ...(ops?.(after) ?? [])]))
    })
    return decision.ok ? accept(decision.event.incident) : { ...decision, ...(state === undefined ? {} : { state }) }
  }

  /** In scope, or asked, sent or reporting himself. */
  const maySee = (incident: Incident, actor: Actor): boolean =>
    visible(incident, actor) || (actor.kind === 'person' && knows(incident, actor))

  async function historyFor(id: string): Promise<HistoryEntry[]> {
    const history: HistoryEntry[] = []
    for (let after = 0; ;) {
      const rows = await store.read('journal.of', key(id), after, 1_000)
      for (const { type, data } of rows) {
        if (type === 'incident.removed')
          history.length = 0 // an import that was undone
        else if (type.startsWith('incident.'))
          history.push(...[historyOf({ type, data } as IncidentEvent)].filter((entry) => entry !== null))
      }
      if (rows.length < 1_000) return history
      after = rows.at(-1)!.jid
    }
  }
  const stepsFor = (incident: Incident, actor: Actor): OpenStep[] => openSteps(incident, actor, contextOf(nowOf(incident, now().getTime()))) // photos and other cases matter only to a body

  /** A case by rule: what an alert became by itself. Its id, or null when the loop refused. */
  async function fromAlert(alert: Alert, item?: string): Promise<string | null> {
    const body = {
      title: `${alert.name} ${SENSOR_TYPES.get(alert.type)?.zh ?? alert.ruleName}`.slice(0, 200), description: '', channel: 'INDUSTRY', source: 'SENSOR', alert: alert.id, position: alert.position, place: alert.name.slice(0, 400), ...(item ? { item } : {}),
    } // prettier-ignore
    const decision = await open({
      actor: systemActor('engine', city),
      feed: 'engine',
      body,
      origin: alert.replay ? { flags: ['REPLAY'] } : {},
    })
    return decision.ok ? decision.event.id : null
  }

  return {
    open, step, fromAlert, historyFor, stepsFor, maySee, contextOf, numberFor,
    lightOf: (incident: Incident) => lightOf(incident, nowOf(incident, now().getTime())),
    /** The case, if the asker may know of it; else 404. */
    async seen(id: string, actor: Actor): Promise<Incident> {
      const incident = await hub.find(key(id.slice(0, 64)) satisfies Key)
      if (!incident || !maySee(incident, actor)) throw notFound()
      return incident
    },
  } // prettier-ignore
}
