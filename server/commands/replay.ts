import { readConfig } from '../config.ts'
import { caseMappings, replayCasesAsked } from '../replay-cases.ts'
import { askKey, readReplayFlags, replaySensors, sensorMappings } from '../replay-command.ts'

/** `npm run replay -- FILE --mapping M --speed N|max --via mqtt|http [--until T]` */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const flags = readReplayFlags(process.argv.slice(2), config)
  const [sensors, cases] = [sensorMappings(config.dataFolder), caseMappings(config.dataFolder)]
  const [sensor, table] = [sensors.get(flags.mapping), cases.get(flags.mapping)]
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  if (!sensor && !table) throw new Error(`no mapping ${flags.mapping}; known: ${[...sensors.keys(), ...cases.keys()].join(', ')}`)
  const lines = sensor ? await replaySensors(flags, sensor, config, say) : await replayCasesAsked(flags, table!, config, askKey, say)
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

await main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
})
