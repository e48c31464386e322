import { z } from 'zod'
import { KeyScope } from '../shared/actor.ts'
import { Id } from '../shared/area.ts'
import { listOf, readArguments } from './arguments.ts'
import { backupTo } from './backup.ts'
import type { Command, Said } from './console.ts'
import type { House } from './identity.ts'
import type { Organisation } from './organisation.ts'
import { keep } from './register.ts'
import { runSeed } from './seed.ts'
import type { Store } from './store/store.ts'

export type CommandParts = {
  house: House
  store: Store
  organisation: Organisation
  dataFolder: string
  /** Where people reach this server: `http://127.0.0.1:8080`. */ address(): string
}

/** What may be asked at the command line. The caller owns the data folder, so he is everything; each deed is audited as `console`. */
export function createCommands(parts: CommandParts): Record<string, Command> {
  const { house, store, organisation } = parts
  const row = (action: string, object: string, reason: string | null = null) =>
    house.audit.row({
      actor: { id: 'console', roles: [] },
      where: { address: null, session: 'console' },
      action,
      object,
      result: 'done',
      reason,
    })
  const said = (...lines: string[]): Said => ({ lines, ok: true })
  const areaOf = (area: string | undefined): string => {
    if (area === undefined || area === house.city) return house.city
    if (organisation.areas.size() > 0 && !organisation.areas.has(area))
      throw new Error(`no area ${area} in this city (npm run seed loads areas)`)
    return area
  }
  return {
    async key(args) {
      const { flags } = readArguments(args, ['name', 'scope', 'area', 'until', 'datastreams'])
      const name = flags.get('name')
      const scopes = z
        .array(KeyScope)
        .min(1)
        .safeParse(listOf(flags.get('scope')))
      if (name === undefined || !Id.safeParse(name).success || !scopes.success)
        throw new Error(
          `usage: npm run key -- --name N --scope ${KeyScope.options.join(',')} [--area A[,B]] [--until 2027-01-01] [--datastreams ID,PREFIX*]`,
        )
      const until = flags.get('until')
      if (until !== undefined && Number.isNaN(Date.parse(until))) throw new Error(`--until ${until}: not a date`)
      const datastreams = flags.has('datastreams') ? listOf(flags.get('datastreams')) : null
      const areas = flags.has('area') ? listOf(flags.get('area')).map(areaOf) : [house.city]
      const { id, text, change } = house.keys.make({
        name,
        scopes: scopes.data,
        areas,
        until: until === undefined ? null : new Date(until).toISOString(),
        datastreams,
        by: 'console',
      })
      await keep(store, [change], [row('key.create', `key:${id}`, `${name}: ${scopes.data.join(' ')}`)])
      return said(text)
    },
    async wall(args) {
      const { flags } = readArguments(args, ['name', 'area'])
      const name = flags.get('name')
      if (name === undefined || name === '' || name.length > 100) throw new Error('usage: npm run wall -- --name N [--area A]')
      const { id, token, change } = house.walls.make({ name, area: areaOf(flags.get('area')), by: 'console' })
      await keep(store, [change], [row('wall.create', `wall:${id}`, name)])
      return said('Open once on the wall, within 24 hours:', `${parts.address()}/wall#${token}`)
    },
    async seed(args, cwd) {
      const { flags, words } = readArguments(args, [], ['dry-run'])
      if (words.length !== 1) throw new Error('usage: npm run seed -- FOLDER [--dry-run]')
      return runSeed({ house, store, organisation, folder: words[0]!, cwd, dryRun: flags.has('dry-run'), row })
    },
    async backup(args, cwd) {
      const { words } = readArguments(args, [])
      if (words.length !== 1) throw new Error('usage: npm run backup -- DIR (an empty or new folder)')
      const made = await backupTo({ store, dataFolder: parts.dataFolder, folder: words[0]!, cwd, at: house.now().toISOString() })
      await store.write({ subjects: [], ops: [row('store.backup', 'store', `${made.files} 个文件，${made.bytes} 字节`)] })
      return said(
        `${made.files} files, ${made.bytes} bytes in ${made.folder}`,
        'The key that seals personal data (seal.key) is not in it: keep that apart.',
      )
    },
    async audit(args) {
      const { flags } = readArguments(args, [], ['verify'])
      if (!flags.has('verify')) throw new Error('usage: npm run audit -- --verify')
      const { rows, brokenAt, head } = await store.read('audit.verify')
      await store.write({ subjects: [], ops: [row('audit.verify', 'audit', brokenAt === null ? `${rows} 行` : `第 ${brokenAt} 行不符`)] })
      return brokenAt === null
        ? said(`${rows} rows, the chain is whole, head ${head}`)
        : { lines: [`the chain is broken at row ${brokenAt}; ${rows} rows before it are whole`], ok: false }
    },
  }
}
