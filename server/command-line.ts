import { type Config } from './config.ts'
import { type Said, askConsole } from './console.ts'
import { createCommands } from './console-commands.ts'
import { openIdentity } from './identity.ts'
import { openOrganisation } from './organisation.ts'
import { openStore } from './store/open-store.ts'

/** Runs a command: the running server is asked; without one the store is opened here. */
export async function runCommandLine({
  name,
  args,
  config,
  cwd,
  now,
}: {
  name: string
  args: readonly string[]
  config: Config
  cwd: string
  now: () => Date
}): Promise<Said> {
  const answered = await askConsole(config.dataFolder, name, args, cwd)
  if (answered) return answered
  const store = await openStore({ folder: config.dataFolder })
  try {
    const house = await openIdentity({ store, config, now })
    const organisation = await openOrganisation(store)
    const scheme = config.tls ? 'https' : 'http'
    const address = () => config.origin ?? `${scheme}://${config.host}:${config.port}`
    const said = await createCommands({ house, store, organisation, dataFolder: config.dataFolder, address })[name]!(args, cwd).catch(
      (error: unknown): Said => ({ lines: [(error as Error).message], ok: false }),
    )
    await house.stop()
    return said
  } finally {
    await store.close()
  }
}

/** Lines to stdout when it was done, to stderr when not; the last line is the answer alone. */
export async function enter(run: () => Promise<Said>, out: NodeJS.WriteStream, err: NodeJS.WriteStream): Promise<number> {
  try {
    const { lines, ok } = await run()
    ;(ok ? out : err).write(lines.map((line) => `${line}\n`).join(''))
    return ok ? 0 : 1
  } catch (error) {
    err.write(`${(error as Error).message}\n`)
    return 1
  }
}
