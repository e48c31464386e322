import { type Incident, type StepName, isOpen } from './incident.ts'
import type { LoopConfig } from './loop-context.ts'

/** A step that the clock takes: `decide(incident, step, body, systemActor('clock'), context)`. */
export type ClockStep = { step: Extract<StepName, 'urge' | 'supervise' | 'rise'>; body: { text: string } | { reason: string } }

const STAGE_WORDS: Record<string, string> = {
  verify: '核实',
  register: '立案',
  dispatch: '派遣',
  acknowledge: '签收',
  handle: '处置',
  inspect: '结案',
}

/** When the clock has to look at the case again, in ms; null: never, unless something happens to it. */
export function nextLookAt(incident: Incident, config: LoopConfig): number | null {
  const { ladder, redAt, yellowAt, riseAt } = incident
  const rung = ladder !== null && ladder.of === redAt ? ladder.rung : null
  const red = redAt === null ? null : Date.parse(redAt)
  const next =
    red === null
      ? null
      : rung === null
        ? Date.parse(yellowAt ?? (redAt as string))
        : rung === 'REMINDED'
          ? red + 1
          : rung === 'URGED'
            ? red + config.superviseAfterMs
            : null
  const looks = [next, riseAt === null ? null : Date.parse(riseAt)].filter((at) => at !== null)
  return !isOpen(incident) || looks.length === 0 ? null : Math.min(...looks)
}

/** Remind → urge → supervise on the present deadline, and one level up when nobody took the case in time (超时上提). One rung at a time:
 *  the clock asks again after each. */
export function clockSteps(incident: Incident, nowMs: number, config: LoopConfig): ClockStep[] {
  if (!isOpen(incident)) return []
  const { ladder, redAt, yellowAt, riseAt, clock } = incident
  const steps: ClockStep[] = []
  const stage = STAGE_WORDS[clock ?? ''] ?? ''
  const rung = ladder !== null && ladder.of === redAt ? ladder.rung : null
  if (redAt !== null) {
    const red = Date.parse(redAt)
    if (nowMs > red && (rung === null || rung === 'REMINDED')) steps.push({ step: 'urge', body: { text: `催办：${stage}已超期` } })
    else if (rung === null && nowMs >= Date.parse(yellowAt ?? redAt)) steps.push({ step: 'urge', body: { text: `提醒：${stage}时限将到` } })
    else if (rung === 'URGED' && nowMs >= red + config.superviseAfterMs)
      steps.push({ step: 'supervise', body: { text: `督办：${stage}超期未完成` } })
  }
  if (riseAt !== null && nowMs >= Date.parse(riseAt)) steps.push({ step: 'rise', body: { reason: '超时无人承办，上提一级' } })
  return steps
}
