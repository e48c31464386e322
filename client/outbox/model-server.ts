import type { Actor } from '../../shared/actor.ts'
import { statusOf } from '../../shared/incident-loop.ts'
import type { HistoryEntry, StepName } from '../../shared/incident.ts'
import { aCity, aPerson, CAST } from '../../shared/loop-cast.ts'
import type { Sent } from './ports.ts'

/** The loop itself behind a door small enough to be believed: the product's own decide, the memory of commandIds, and photos that must be
 *  there before a step may show them. */
export type Applied = { commandId: string; incident: string; by: string; photos: string[]; entry: HistoryEntry }
export const PEOPLE: Record<string, Actor> = {
  wu: aPerson('wu', ['handler', 'worker'], { teams: ['drain-1'] }),
  zhou: aPerson('zhou', ['worker', 'inspector'], { teams: ['drain-2'] }),
  operator: CAST.operator,
  dispatcher: CAST.dispatcher,
}

const refused = (rule: string, reason: string, state: string | null, status: number): Sent => ({
  kind: 'refused',
  status,
  rule,
  reason,
  state,
})
const photosOf = (body: Record<string, unknown>) => ((body['photos'] ?? []) as { id: string }[]).map(({ id }) => id)

export function modelServer() {
  const city = aCity()
  const photos = new Map<string, { sha256: string; bytes: number[] }>()
  city.context.hasPhoto = (id) => photos.has(id)
  const answers = new Map<string, { user: string; body: string; answer: Sent }>()
  const applied: Applied[] = []

  function apply(user: string, commandId: string, incident: string | null, body: Record<string, unknown>): Sent {
    const actor = PEOPLE[user] as Actor
    const id = incident ?? `case-${city.cases.size}`
    if (incident !== null && !city.cases.has(incident)) return refused('not-found', '', null, 404)
    const { step, ...rest } = body
    const decision = incident === null ? city.report(id, actor, rest) : city.try(actor, step as StepName, rest, id)
    if (!decision.ok) return refused(decision.rule, decision.reason, city.cases.get(id)?.state ?? null, statusOf(decision.rule))
    applied.push({ commandId, incident: id, by: user, photos: photosOf(rest), entry: decision.event.history })
    return { kind: 'accepted', receipt: { at: '', incident: id, number: null, state: city.get(id).state } }
  }

  const receive = (user: string, commandId: string, incident: string | null, body: Record<string, unknown>): Sent => {
    const text = JSON.stringify([incident, body])
    const known = answers.get(commandId)
    if (known)
      return known.user !== user
        ? refused('command-taken', '', null, 409)
        : known.body !== text
          ? refused('command-body', '', null, 422)
          : known.answer
    const answer = apply(user, commandId, incident, body)
    answers.set(commandId, { user, body: text, answer })
    return answer
  }
  let setUp = 0
  return {
    cases: city.cases,
    photos,
    applied,
    receive,
    /** A registered case that waits for the receipt of a team. */
    addCase(team: string): void {
      const id = `case-${city.cases.size}`
      const desk = (user: string, incident: string | null, body: Record<string, unknown>) =>
        receive(user, `set-up-${++setUp}`, incident, body)
      desk('operator', null, { title: '积水', description: '', channel: 'GRASSROOTS', source: 'DESK' })
      desk('operator', id, { step: 'register', item: 'water', condition: 'deep' })
      desk('dispatcher', id, { step: 'dispatch', department: 'drainage', team })
    },
  }
}
