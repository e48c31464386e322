import type { StepName } from '../../shared/incident.ts'
import type { Sent } from './ports.ts'

/** A server small enough to be believed, for the partition test: contract §4's rows that a phone and a desk walk, the memory of
 *  commandIds, and photos that must be there before a step may show them. */
type State = 'REPORTED' | 'PENDING_DISPATCH' | 'DISPATCHED' | 'ACCEPTED' | 'HANDLING' | 'RETURNED' | 'HANDLED' | 'INSPECTING' | 'REWORK' | 'CLOSED'
export type Applied = { commandId: string; step: string; by: string; from: State | null; to: State; photos: string[] }
export type Case = { id: string; state: State; team: string; reporter: string; handledBy: string[]; passed: boolean; history: Applied[] }

export const TABLE: Partial<Record<StepName, { from: readonly State[]; to: State; who: 'desk' | 'team' | 'reporter' | 'inspector' }>> = {
  dispatch: { from: ['REPORTED', 'PENDING_DISPATCH', 'RETURNED', 'REWORK'], to: 'DISPATCHED', who: 'desk' },
  recall: { from: ['DISPATCHED'], to: 'PENDING_DISPATCH', who: 'desk' },
  close: { from: ['INSPECTING'], to: 'CLOSED', who: 'desk' },
  rework: { from: ['INSPECTING'], to: 'REWORK', who: 'desk' },
  'self-handle': { from: ['REPORTED'], to: 'CLOSED', who: 'reporter' },
  acknowledge: { from: ['DISPATCHED'], to: 'ACCEPTED', who: 'team' },
  arrive: { from: ['ACCEPTED'], to: 'HANDLING', who: 'team' },
  return: { from: ['DISPATCHED', 'ACCEPTED', 'HANDLING'], to: 'RETURNED', who: 'team' },
  handle: { from: ['ACCEPTED', 'HANDLING'], to: 'HANDLED', who: 'team' },
  inspect: { from: ['HANDLED', 'INSPECTING'], to: 'INSPECTING', who: 'inspector' },
}

const no = (status: number, rule: string, state: string | null = null): Sent => ({ kind: 'refused', status, rule, reason: rule, state })

export function modelServer(teams: Record<string, string>) {
  const cases = new Map<string, Case>()
  const answers = new Map<string, { user: string; body: string; answer: Sent }>()
  const photos = new Map<string, { sha256: string; bytes: number[] }>()

  function decide(user: string, target: Case, step: StepName, body: Record<string, unknown>): Sent | Applied {
    const row = TABLE[step]
    if (!row || !row.from.includes(target.state)) return no(409, 'wrong-state', target.state)
    if (row.who === 'team' && teams[user] !== target.team) return no(409, 'not-asked', target.state)
    if (row.who === 'reporter' && target.reporter !== user) return no(409, 'not-reporter', target.state)
    if (row.who === 'inspector' && target.handledBy.includes(user)) return no(409, 'own-work', target.state)
    if (step === 'close' ? !target.passed : step === 'rework' && target.passed) return no(409, 'wrong-state', target.state)
    const shown = ((body['photos'] ?? []) as { id: string }[]).map(({ id }) => id)
    if (shown.some((id) => !photos.has(id)) || (step === 'handle' && shown.length === 0)) return no(422, 'photos', target.state)
    return { commandId: '', step, by: user, from: target.state, to: row.to, photos: shown }
  }

  function apply(user: string, commandId: string, incident: string | null, body: Record<string, unknown>): Sent {
    if (incident === null) {
      const made: Case = { id: `case-${cases.size}`, state: 'REPORTED', team: '', reporter: user, handledBy: [], passed: false, history: [] }
      cases.set(made.id, made)
      made.history.push({ commandId, step: 'report', by: user, from: null, to: 'REPORTED', photos: [] })
      return { kind: 'accepted', receipt: { at: '', incident: made.id, number: null, state: made.state } }
    }
    const target = cases.get(incident)
    if (!target) return no(404, 'not-found')
    const step = body['step'] as StepName
    const decided = decide(user, target, step, body)
    if ('kind' in decided) return decided
    target.history.push({ ...decided, commandId })
    target.state = decided.to
    if (step === 'dispatch') target.team = String(body['team'])
    if (step === 'handle') target.handledBy.push(user)
    if (step === 'inspect') target.passed = body['passed'] === true
    return { kind: 'accepted', receipt: { at: '', incident, number: null, state: target.state } }
  }

  return {
    cases,
    photos,
    /** Once per commandId: the old answer for the same body, 422 for another, 409 for another user's. */
    receive(user: string, commandId: string, incident: string | null, body: Record<string, unknown>): Sent {
      const text = JSON.stringify([incident, body])
      const known = answers.get(commandId)
      if (known) return known.user !== user ? no(409, 'command-taken') : known.body !== text ? no(422, 'command-body') : known.answer
      const answer = apply(user, commandId, incident, body)
      answers.set(commandId, { user, body: text, answer })
      return answer
    },
    addCase(team: string): Case {
      const made: Case = { id: `case-${cases.size}`, state: 'DISPATCHED', team, reporter: 'desk', handledBy: [], passed: false, history: [] }
      cases.set(made.id, made)
      return made
    },
  }
}
