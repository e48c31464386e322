import type { z } from 'zod'
import { DEFAULT_LOOP, type LoopConfig } from '../shared/loop-context.ts'
import type { FileConfig } from './config.ts'

/** How the loop runs, out of the configuration file. Stages of the duty desk run day and night, in minutes; inspection in its own type. */
export function loopConfigOf(loop: z.infer<typeof FileConfig>['loop']): LoopConfig {
  const minutes = (value: number) => ({ value: value / 60, type: 'URGENT_HOUR' as const })
  return {
    ...DEFAULT_LOOP,
    verify: minutes(loop.verifyMin), register: minutes(loop.registerMin), dispatch: minutes(loop.dispatchMin), acknowledge: minutes(loop.acknowledgeMin), rise: minutes(loop.riseAfterMin),
    inspect: loop.inspection, sampleShare: loop.selfHandledSample, defersTakenOut: loop.defersTakenOut, superviseAfterMs: loop.superviseAfterMin * 60_000,
    sources: { ...DEFAULT_LOOP.sources, ...loop.sources },
  } // prettier-ignore
}
