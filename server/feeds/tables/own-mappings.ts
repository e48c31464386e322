import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A city's own mapping files: `figure-mappings/*.json` in its data folder, read at start. One that is no JSON stops the start with its name. */
export function readOwnMappings(dataFolder: string): unknown[] {
  const folder = join(dataFolder, 'figure-mappings')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      try {
        return JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown
      } catch (error) {
        throw new Error(`figure-mappings/${name} is no JSON: ${(error as Error).message}`, { cause: error })
      }
    })
}
