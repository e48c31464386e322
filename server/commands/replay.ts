import { readConfig } from '../config.ts'
import { readReplayFlags, replaySensors, sensorMappings } from '../replay-command.ts'

/** `npm run replay -- FILE --mapping M --speed N|max --via mqtt|http [--until T]` */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const flags = readReplayFlags(process.argv.slice(2), config)
  const mappings = sensorMappings(config.dataFolder)
  const mapping = mappings.get(flags.mapping)
  if (!mapping) throw new Error(`no mapping ${flags.mapping}; known: ${[...mappings.keys()].join(', ')}`)
  const lines = await replaySensors(flags, mapping, config, (line) => process.stderr.write(`${line}\n`))
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

await main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
})
