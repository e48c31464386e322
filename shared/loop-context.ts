import { z } from 'zod'
import type { Role } from './actor.ts'
import type { Belongs } from './area.ts'
import type { Calendar } from './calendar.ts'
import { StageLimit } from './clock.ts'
import type { Position } from './geo.ts'
import { AreaLevel, Channel, type Incident } from './incident.ts'
import type { Item } from './item.ts'

const Stage = StageLimit.nullable()
/** How a city runs the loop. A stage without a limit (null) has no clock; without `inspect`, closing is due when handling is. */
export const LoopConfig = z.strictObject({
  verify: Stage,
  register: Stage,
  dispatch: Stage,
  acknowledge: Stage,
  inspect: Stage,
  /** How long a case may wait to be dispatched, or for its receipt, before it rises a level, and then the next; null: it never does. */
  rise: Stage,
  /** Intake sources and the channel each belongs to. */
  sources: z.record(z.string(), Channel),
  /** The level a case stands at when it enters. */
  levels: z.record(Channel, AreaLevel),
  /** Share of the self-handled cases that is inspected, 0…1. */
  sampleShare: z.number().min(0).max(1),
  /** The clock supervises a case that is overdue for so long, in ms. */
  superviseAfterMs: z.number().min(0),
  /** Rates leave out what is paused; printed beside them. */
  defersTakenOut: z.boolean(),
})
export type LoopConfig = z.infer<typeof LoopConfig>

/** The demonstration city. Stages of the duty desk run day and night; inspection is one working day (contract §4). */
export const DEFAULT_LOOP: LoopConfig = {
  verify: { value: 4, type: 'WORK_HOUR' },
  register: { value: 1, type: 'URGENT_HOUR' },
  dispatch: { value: 0.5, type: 'URGENT_HOUR' },
  acknowledge: { value: 1, type: 'URGENT_HOUR' },
  inspect: { value: 1, type: 'WORK_DAY' },
  rise: { value: 0.5, type: 'URGENT_HOUR' },
  sources: {
    GRID: 'GRASSROOTS', PATROL: 'GRASSROOTS', DESK: 'GRASSROOTS', SELF: 'GRASSROOTS',
    HOTLINE: 'PETITION', ENTERPRISE: 'PETITION',
    SENSOR: 'INDUSTRY', SUPERIOR: 'INDUSTRY', DIRECTIVE: 'INDUSTRY',
  }, // prettier-ignore
  levels: { GRASSROOTS: 'GRID', PETITION: 'TOWN', INDUSTRY: 'DISTRICT' },
  sampleShare: 0.1,
  superviseAfterMs: 2 * 3_600_000,
  defersTakenOut: false,
}

/** Everything a decision may look at beside the case, as it stands now. Answers are values already in memory: nothing here waits. */
export type LoopContext = {
  nowMs: number
  /** The whole city's code. */
  city: string
  config: LoopConfig
  calendars: readonly Calendar[]
  /** The newest version, or the one asked for. */
  item(id: string, version?: number): Item | undefined
  /** Another case: the one that a report is attached to. */
  incident(id: string): Incident | undefined
  hasDepartment(id: string): boolean
  /** The department a team belongs to. */
  departmentOf(team: string): string | undefined
  person(id: string): { roles: readonly Role[] } | undefined
  /** Has this photo arrived? */
  hasPhoto(id: string): boolean
  /** Where a named area or a point belongs; null when the city knows neither. */
  belongs(area: string | null, position: Position | null): Belongs | null
  /** The advice the dispatcher was shown first; null when there is none. */
  recommended: { department: string; team: string | null } | null
}
