import { join } from 'node:path'
import type { Config } from '../config.ts'
import { createEgress } from '../egress.ts'
import type { Parcel } from '../feed-queue.ts'
import type { Sensing } from '../sensing.ts'
import { readMappings, rowsOf, SHIPPED, topicFits } from './mapping.ts'
import { parseJsonText } from './observation-text.ts'
import { startPolling, toParcel } from './polling.ts'

/** The city's own feeds by configuration: addresses that are polled, and topics of other makers read by mapping files (shipped ones, and
 *  those in the folder `mappings` of the data folder). Throws at the start when a mapping is wrong or one that is asked for is not there. */
export function openCityFeeds({
  config,
  sensing,
  now,
}: {
  config: Pick<Config, 'polling' | 'egress' | 'dataFolder'>
  sensing: Pick<Sensing, 'fleet' | 'gather'>
  now(): number
}) {
  const { fleet, gather } = sensing
  const mappings = readMappings([SHIPPED, join(config.dataFolder, 'mappings')])
  const egress = createEgress({ allow: config.egress.allow })
  const specs = config.polling.map(({ mapping: id, ...spec }) => {
    const mapping = mappings.get(id)
    if (!mapping) throw new Error(`polling ${spec.id}: no mapping ${id}; known: ${[...mappings.keys()].join(', ')}`)
    return { ...spec, mapping: { ...mapping, format: spec.format } }
  })
  // An address of the configuration file is the office's own: it may lie inside.
  const stop = startPolling(specs, { fleet, gather, now, call: (request) => egress.call({ ...request, trusted: true }) })
  const byTopic = [...mappings.values()].filter((mapping) => mapping.topic !== undefined)

  /** Rows of a message whose topic some mapping is for; null when none is. Datastreams that are not registered stay unknown: a device does
   *  not register itself. */
  function mapped(topic: string, payload: Uint8Array): Pick<Parcel, 'rows' | 'refused'> | null {
    const mapping = byTopic.find((one) => topicFits(one.topic as string, topic))
    if (!mapping) return null
    const parsed = parseJsonText(payload)
    if (parsed.ok) return toParcel(mapping, rowsOf(mapping, parsed.value), topic.split('/'))
    return {
      rows: [],
      refused: [{ row: 0, rule: parsed.rule, reason: parsed.reason, raw: Buffer.from(payload.subarray(0, 2_000)).toString('utf8') }],
    }
  }
  return { mapped, mappings, stop }
}
export type CityFeeds = ReturnType<typeof openCityFeeds>
