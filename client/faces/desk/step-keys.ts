import type { StepName } from '../../../shared/incident.ts'

/** The single letters of the desk, as look/desk.md names them, and ours for the rest. */
export const KEY_OF_STEP: Partial<Record<StepName, string>> = {
  register: 'R', dispatch: 'D', close: 'K', rework: 'K', urge: 'U', supervise: 'B', comment: 'E', attach: 'M', inspect: 'I', reject: 'X', correct: 'L', 'request-verification': 'H', recall: 'Z',
} // prettier-ignore
export const STEPS_OF_KEY: Record<string, readonly StepName[]> = {
  r: ['register'], d: ['dispatch', 'designate'], k: ['close', 'rework'], u: ['urge'], b: ['supervise'], e: ['comment'], m: ['attach'], i: ['inspect'], x: ['reject'], l: ['correct'], h: ['request-verification'], z: ['recall'],
} // prettier-ignore
