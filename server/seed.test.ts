import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Command, askConsole, openConsole } from './console.ts'
import { createCommands } from './console-commands.ts'
import { type House, openIdentity } from './identity.ts'
import { type Organisation, openOrganisation } from './organisation.ts'
import { openLocalStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'

const now = () => new Date('2026-07-01T00:00:00Z')
let folder: string
let seed: string
let store: Store
let house: House
let organisation: Organisation
let commands: Record<string, Command>

const SEED: Record<string, string> = {
  areas:
    'id,name,kind,parent,lon,lat,schematic\n440400,珠海市,CITY,,113.5,22.2,\n440402,香洲区,DISTRICT,440400,113.5,22.27,\n440400-HQ,横琴,ZONE,440400,113.5,22.1,是\n',
  departments: 'id,name,short,duty_phone,areas\nwater,市水务局,水务,0756-1234567,\n',
  teams: 'id,name,department,duty_phone,areas,lon,lat\nwater-1,排水一班,water,,440402,113.5,22.3\n',
  users:
    'id,name,roles,areas,domains,departments,teams,active\nsec,安全员,security,440400,,,,\nwang,王工,worker,440402,,water,water-1,\nop,值守,operator;inspector,440400,,,,\n',
  grids: 'id,name,area,workers,lon,lat\nG1,一格,440402,wang,,\n',
  roster: 'id,shift,user,role,from,to,seat,team\n,夜班,op,operator,2026-07-01T20:00:00+08:00,2026-07-02T08:00:00+08:00,1,\n',
  items:
    'item,code,name,major_class,case_kind,department,severity,words,condition,condition_name,limit,limit_type,limit_from,closing,photos,checks,methods,self_handle\npond,0201,道路积水,公用设施,EVENT,water,RED,积水;水浸,pond-1,水深超过15厘米,2,URGENT_HOUR,,水退,BEFORE_AFTER,,ON_SITE;PHOTO,\npond,,,,,,,,pond-2,水深15厘米以下,1,WORK_DAY,,水退,AFTER,,PHOTO,是\n',
  calendars: 'id,name,areas,utc_offset_min,periods,years\ncity,市历,440400,480,08:30-12:00;14:00-17:30,2026\n',
  'calendar-days': 'calendar,day,work,name\ncity,2026-10-01,休,国庆\ncity,2026-10-10,班,国庆调休\n',
  sources:
    'id,name,department,origin,update,quality,usage,classification,mode,contact\nwater-level,水位,市水务局,水位站,300,GB/T,防汛,L2,live,\n',
  resources: 'id,kind,name,lon,lat,area,department,phone,quantity,unit,url,note\npump-1,VEHICLE,泵车,113.5,22.3,440402,water,,1,辆,,\n',
  responsibility: 'id,item,area,department,team\n,pond,440402,water,water-1\n',
}
const writeSeed = (tables: Record<string, string | Buffer>) => {
  seed = mkdtempSync(join(tmpdir(), 'tongguan-seed-'))
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(seed, `${name}.csv`), text)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongguan-'))
  store = await openLocalStore(folder)
  house = await openIdentity({
    store,
    now,
    cost: { N: 1024, r: 8, p: 1 },
    config: { dataFolder: folder, origin: null, proxies: [], tls: null, limits: { requestsPerS: 50 }, city: { code: '440400' } },
  })
  organisation = await openOrganisation(store)
  commands = createCommands({ house, store, organisation, dataFolder: folder, address: () => 'http://127.0.0.1:8080' })
})
afterEach(async () => {
  await house.stop()
  await store.close()
})

describe('seed', () => {
  it('X20 a dry run tells what would change and changes nothing; the run does it; the same seed again changes nothing', async () => {
    writeSeed(SEED)
    const dry = await commands['seed']!([seed, '--dry-run'], '/')
    expect(dry.lines).toContain('users            created 3  updated 0  unchanged 0  refused 0')
    expect([house.people.all(), organisation.areas.all()]).toEqual([[], []])
    const done = await commands['seed']!([seed], '/')
    expect(done.lines.filter((line) => line.startsWith('code '))).toHaveLength(3)
    expect(done.lines.filter((line) => line.startsWith('refused'))).toEqual([])
    expect(organisation.items.get('pond')).toMatchObject({
      pinyin: 'dljs',
      version: 1,
      conditions: [{ id: 'pond-1' }, { id: 'pond-2', selfHandle: true, limit: { from: 'DISPATCH' } }],
    })
    expect(organisation.calendars.get('city')).toMatchObject({ years: [2026], periods: [['08:30', '12:00'], ['14:00', '17:30']], days: [{ day: '2026-10-01', work: false }, { day: '2026-10-10', work: true }] }) // prettier-ignore
    const again = await commands['seed']!([seed], '/')
    expect(again.lines.filter((line) => /created [1-9]|updated [1-9]|^code/.test(line))).toEqual([])
    expect(organisation.items.get('pond')?.version).toBe(1)
  })
  it('X21 rows that do not fit or name a stranger are refused by line, the others are taken; nobody becomes two administrators', async () => {
    writeSeed({
      ...SEED,
      teams: 'id,name,department\nwater-1,排水一班,water\nghosts,幽灵班,nowhere\n',
      users:
        'id,name,roles,areas,teams\nBad Name,x,operator,440400,\nboth,甲,admin;auditor,440400,\nwang,王工,worker,440402,water-1\nop,值守,operator,440400,\n',
    })
    const { lines } = await commands['seed']!([seed], '/')
    expect(lines.filter((line) => line.startsWith('refused')).join('\n')).toMatch(
      /users\.csv line 2[\s\S]*teams\.csv line 3: 不存在：部门 nowhere[\s\S]*users\.csv line 3: 一人不得兼任/,
    )
    expect(organisation.teams.all().map(({ id }) => id)).toEqual(['water-1'])
    expect(house.people.all().map(({ id }) => id).sort()).toEqual(['op', 'wang']) // prettier-ignore
  })
  it('X22 a table in GBK reads as well as one in UTF-8, and a changed item is a new version that keeps the old', async () => {
    writeSeed({ ...SEED, departments: iconv.encode(SEED['departments']!, 'gbk') })
    await commands['seed']!([seed], '/')
    expect(organisation.departments.get('water')?.name).toBe('市水务局')
    writeSeed({ items: SEED['items']!.replace(',2,URGENT_HOUR', ',3,URGENT_HOUR') })
    await commands['seed']!([seed], '/')
    expect(organisation.items.get('pond')?.version).toBe(2)
    expect(organisation.itemVersions.get('pond@1')?.item.conditions[0]?.limit.value).toBe(2)
  })
})

describe('console', () => {
  it('X23 commands reach the running server over a socket that only the owner may open, also in a deep folder', async () => {
    for (const deep of [folder, join(folder, 'd'.repeat(120))]) {
      mkdirSync(deep, { recursive: true })
      const console_ = await openConsole({ dataFolder: deep, commands })
      expect(statSync(join(deep, 'console.sock')).mode & 0o777).toBe(0o600)
      const key = await askConsole(deep, 'key', ['--name', 'gate', '--scope', 'read,observations:write'], '/')
      expect(house.authenticateMqtt('gate', key!.lines.at(-1)!)?.actor.scopes).toEqual(['read', 'observations:write'])
      expect((await askConsole(deep, 'wall', ['--name', '大厅'], '/'))?.lines.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:8080\/wall#\S+$/)
      expect(await askConsole(deep, 'key', ['--name', 'gate'], '/')).toMatchObject({ ok: false })
      expect(await askConsole(deep, '__proto__', [], '/')).toMatchObject({ ok: false })
      expect((await askConsole(deep, 'audit', ['--verify'], '/'))?.lines[0]).toMatch(/the chain is whole/)
      await console_.stop()
      expect(await askConsole(deep, 'key', [], '/')).toBeNull()
    }
  })
})
