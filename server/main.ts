import { join } from 'node:path'
import { ConfigError, readConfig } from './config.ts'
import { StartRefused, openHouse } from './house.ts'
import { openLog } from './log.ts'

/** Composition root: reads the environment, opens the house, says when it is ready, closes it politely. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = openLog(config.logLevel)
  const clientFolder = join(import.meta.dirname, '..', import.meta.url.endsWith('.ts') ? 'dist/client' : 'client')
  const house = await openHouse({ config, log, clientFolder })
  process.stdout.write(`ready ${house.url} mqtt ${house.mqttPort}\n`)
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'closing')
    house.close().then(() => process.exit(0), (error: unknown) => { log.error({ err: error }, 'did not close cleanly'); process.exit(1) }) // prettier-ignore
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught')
    process.exit(1)
  })
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof StartRefused || (error as Error).name === 'FolderHeld'
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`)
  process.exit(1)
})
