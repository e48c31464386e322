import { z } from 'zod'
import { Belongs, Id } from './area.ts'
import { Position } from './geo.ts'

/** SensorThings' words: a Thing is where it stands, a Datastream is one measured property of it, an Observation one value. We keep one
 *  row a datastream; its thing is what shares its position and name. */
export const DatastreamInput = z.strictObject({
  id: Id,
  name: z.string().min(1).max(200),
  type: Id,
  unit: z.string().min(1).max(32),
  area: Id.optional(),
  position: Position,
  periodS: z
    .number()
    .positive()
    .max(366 * 86_400),
  source: Id.optional(),
  /** A city's narrower range only flags; the type's physical range refuses. */
  range: z.tuple([z.number(), z.number()]).optional(),
})
export type DatastreamInput = z.infer<typeof DatastreamInput>

export const Datastream = z.strictObject({
  /** Small integer, stable for the life of the store: the column of frames. */
  ordinal: z.int().nonnegative(),
  id: Id,
  name: z.string(),
  type: z.string(),
  unit: z.string(),
  area: Belongs,
  /** The area its owner named, when he named one: kept even while the city does not know it. */
  areaNamed: Id.nullable(),
  position: Position,
  periodS: z.number(),
  source: Id,
  range: z.tuple([z.number(), z.number()]).nullable(),
})
export type Datastream = z.infer<typeof Datastream>

export const Observation = z.strictObject({ datastream: Id, observedAt: z.iso.datetime({ offset: true }), value: z.number() })
export type Observation = z.infer<typeof Observation>

/** Bits kept with each row. */
export const FLAG = { LATE: 1, OUT_OF_RANGE: 2, STUCK: 4, REPLAY: 8, MANUAL: 16 } as const

/** State of a sensor as a screen draws it: one byte of a frame. 0–3 the severity of its worst active alert. */
export const SENSOR_STATE = { RED: 0, ORANGE: 1, YELLOW: 2, BLUE: 3, NORMAL: 4, LATE: 5, NEVER: 6 } as const
export type SensorState = (typeof SENSOR_STATE)[keyof typeof SENSOR_STATE]
