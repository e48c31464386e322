import { readConfig } from '../config.ts'
import { enter } from '../command-line.ts'
import { restoreFrom } from '../restore.ts'

process.exitCode = await enter(
  () => restoreFrom({ args: process.argv.slice(2), config: readConfig(process.env), cwd: process.cwd(), now: () => new Date() }),
  process.stdout,
  process.stderr,
)
