import { type Actor, holds, inScope } from '../shared/actor.ts'
import { type Belongs, NO_AREA, NOWHERE } from '../shared/area.ts'
import { type Decision, accept, refuse } from '../shared/decision.ts'
import {
  type Directive,
  type DirectiveStepped,
  GiveDirective,
  type StepDirective,
  decideDirective,
  evolveDirective,
  openDirectiveSteps,
  seesDirective,
} from '../shared/directive.ts'
import type { Incident } from '../shared/incident.ts'
import { maskFreeText } from '../shared/masking.ts'
import { labelOf } from '../shared/period-words.ts'
import type { z } from 'zod'
import type { Figures } from './figures.ts'
import { readsArea } from './figures-scope.ts'
import type { Hub } from './hub.ts'
import { randomId } from './id.ts'
import type { Noun } from './nouns.ts'
import { type WriteOp, op } from './store/store.ts'

/** A confirmed directive leaves the picture and stays in the list. */
export const directiveNoun: Noun<'directive'> = {
  evolve(before, { type, data, at }) {
    if (type === 'directive.given') return data as Directive
    if (type === 'directive.stepped' && before) return evolveDirective(before, data as DirectiveStepped, at)
    return before
  },
  inPicture: (directive) => directive.state !== 'CONFIRMED',
  project: (directive) => [op('directives.put', directive)],
}

export type DirectiveParts = {
  hub: Hub
  figures: Figures
  incidents: {
    seen(id: string, actor: Actor): Promise<Incident>
    step(asked: { id: string; step: string; body: unknown; actor: Actor; feed: string }): Promise<Decision<unknown>>
  }
  people: { get(id: string): { name: string; active: boolean } | undefined }
  departments: { get(id: string): { name: string } | undefined }
  places: { belongs(area: string | null, position: [number, number] | null): Belongs | null }
  photos: { row(id: string): Promise<{ id: string; by: string; subject: string | null } | null> }
  now(): Date
}
export type Directives = ReturnType<typeof createDirectives>
type Give = z.infer<typeof GiveDirective>
type With = (directive: Directive) => WriteOp[]
const key = (id: string) => `directive:${id}` as const
const words = (text: string) => maskFreeText(text).text

/** Orders of leaders: given on a tile, a spot or a case; worked on by those addressed; confirmed by who may. */
export function createDirectives(parts: DirectiveParts) {
  const { hub, figures, now } = parts

  /** What it is about, as it is called now, and where that lies; refuses what the giver may not see. */
  async function subjectOf(
    about: Give['about'],
    subject: string | undefined,
    actor: Actor,
  ): Promise<Decision<{ subject: string; area: Belongs }>> {
    if (about.kind === 'incident') {
      const incident = await parts.incidents.seen(about.id ?? '', actor)
      return accept({ subject: incident.title, area: incident.area })
    }
    if (about.kind === 'indicator') {
      const [id = '', area = figures.city] = (about.id ?? '').split('@')
      const passport = figures.passports.get(id)
      if (!passport || !readsArea(actor, area)) return refuse('not-found', '没有这个指标，或您无权查看')
      const head = hub.peek(`indicator:${id}@${area}`)
      const figure = head?.figure ? `，${labelOf(head.figure.period, head.figure.scope)} ${head.figure.value} ${head.figure.unit}` : ''
      return accept({
        subject: `${figures.nameOf(area)} ${passport.name}${figure}`,
        area: area === figures.city ? NOWHERE : area.includes('-') ? { division: NO_AREA, zone: area } : { division: area, zone: null },
      })
    }
    if (!about.position) return refuse('body', '地图上的批示要有位置')
    const area = parts.places.belongs(null, about.position) ?? NOWHERE
    return inScope(actor, area) ? accept({ subject: words(subject ?? '地图位置'), area }) : refuse('not-found', '这个位置超出您的范围')
  }

  async function ownPhotos(ids: readonly string[], actor: Actor, id: string): Promise<boolean> {
    const rows = await Promise.all(ids.map((photo) => parts.photos.row(photo)))
    return rows.every((row) => row !== null && (row.subject === key(id) || (row.subject === null && row.by === actor.id)))
  }
  const attached = (photos: readonly { id: string }[], id: string): WriteOp[] => (photos.length === 0 ? [] : [op('photos.attach', photos.map((photo) => photo.id), key(id))]) // prettier-ignore

  function assigneeName({ user, department }: Give['assignee']): string | null {
    if (user !== undefined) return parts.people.get(user)?.active ? parts.people.get(user)!.name : null
    return parts.departments.get(department!)?.name ?? null
  }

  async function give(body: Give, actor: Actor, ops: With): Promise<Decision<Directive>> {
    const found = await subjectOf(body.about, body.subject, actor)
    if (!found.ok) return found
    const name = assigneeName(body.assignee)
    if (name === null) return refuse('body', '没有这个人或部门')
    const at = now().toISOString()
    if (Date.parse(body.due) <= now().getTime()) return refuse('body', '期限已经过去')
    if (!body.onBehalfOf && !holds(actor, 'leader')) return refuse('body', '办公室代为批示须写明代哪位领导、以何种方式')
    const id = randomId()
    if (!(await ownPhotos(body.photos.map((photo) => photo.id), actor, id))) return refuse('body', '照片不存在或不是您上传的') // prettier-ignore
    const directive: Directive = {
      kind: 'directive', id, about: body.about, ...found.event, text: words(body.text), by: actor.id, byName: actor.name, onBehalfOf: body.onBehalfOf ?? null, photos: body.photos, assignee: assigned(body.assignee),
      assigneeName: name, due: new Date(body.due).toISOString(), state: 'GIVEN', givenAt: at, thread: [], finishedBy: null, updatedAt: at,
    } // prettier-ignore
    await hub.record({
      actor: actor.id,
      feed: 'review',
      at,
      events: [{ subject: key(id), type: 'directive.given', data: directive }],
      ops: [...attached(body.photos, id), ...ops(directive)],
    })
    // The case goes on under supervision; where the loop allows none any more, the directive stands all the same.
    if (body.about.kind === 'incident')
      await parts.incidents.step({
        id: body.about.id!,
        step: 'supervise',
        body: { text: `领导批示督办（期限 ${directive.due.slice(0, 10)}）` },
        actor,
        feed: 'review',
      })
    return accept(directive)
  }

  async function step(id: string, body: StepDirective, actor: Actor, ops: With): Promise<Decision<Directive>> {
    const photos = body.photos ?? []
    const own = await ownPhotos(photos.map((photo) => photo.id), actor, id) // prettier-ignore
    let after: Directive | null = null
    const decision = await hub.act(key(id), (directive) => {
      const decided = decideDirective(
        directive,
        { ...body, ...(body.text ? { text: words(body.text) } : {}), ...(body.reason ? { reason: words(body.reason) } : {}) },
        actor,
      )
      if (!decided.ok) return decided
      if (!own) return refuse('body', '照片不存在或不是您上传的')
      const at = now().toISOString()
      after = evolveDirective(directive!, decided.event, at)
      return accept({
        actor: actor.id,
        feed: 'review',
        at,
        events: [{ subject: key(id), type: 'directive.stepped', data: decided.event }],
        ops: [...attached(photos, id), ...ops(after)],
      })
    })
    return decision.ok ? accept(after!) : decision
  }

  /** As this actor may see it, with the buttons he has; null when for him it does not exist. */
  function shown(directive: Directive | null, actor: Actor) {
    if (!directive || !seesDirective(directive, actor)) return null
    const late = (directive.state === 'GIVEN' || directive.state === 'ACCEPTED') && Date.parse(directive.due) < now().getTime()
    return { ...directive, late, openSteps: openDirectiveSteps(directive, actor) }
  }
  return { give, step, shown, find: (id: string) => hub.find(key(id)) }
}

const assigned = ({ user, department }: Give['assignee']): Directive['assignee'] =>
  user !== undefined ? { user } : { department: department! }
