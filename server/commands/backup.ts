import { readConfig } from '../config.ts'
import { enter, runCommandLine } from '../command-line.ts'

process.exitCode = await enter(
  () =>
    runCommandLine({
      name: 'backup',
      args: process.argv.slice(2),
      config: readConfig(process.env),
      cwd: process.cwd(),
      now: () => new Date(),
    }),
  process.stdout,
  process.stderr,
)
