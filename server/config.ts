import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Port = z.coerce.number().int().min(0).max(65_535)
const Url = z.url({ protocol: /^https?$/ })
const Host = z.string().min(1).max(253)

/** tongguan.config.json: what an office decides. Every key has a default, stands in the README, and a wrong one stops the start. */
export const FileConfig = z.strictObject({
  city: z
    .strictObject({ code: z.string().regex(/^\d{6}$/), name: z.string(), englishName: z.string() })
    .prefault({ code: '440400', name: '珠海', englishName: 'Zhuhai' }),
  /** Names of the six domains, in the order shown. */
  domains: z
    .array(
      z.strictObject({
        id: z.enum(['economy', 'emergency', 'market', 'society', 'service', 'ecology']),
        name: z.string(),
        vitals: z.array(z.string()).max(8),
      }),
    )
    .optional(),
  map: z
    .strictObject({
      /** Map approval number 审图号, shown in the corner. */
      approvalNumber: z.string().default(''),
      attribution: z.string().default('演示底图'),
      center: z.tuple([z.number(), z.number()]).default([113.42, 22.19]),
      zoom: z.number().default(9.8),
      /** Raster base by XYZ or WMTS template; its coordinate system is declared and shifted in display. */
      raster: z
        .strictObject({ template: z.string(), crs: z.enum(['WGS84', 'GCJ02', 'BD09']), tileSize: z.number().default(256) })
        .optional(),
      /** A PMTiles file in the data folder, served by ourselves. */
      pmtiles: z.string().optional(),
      /** Hosts the page may load map pictures from (Content-Security-Policy). */
      hosts: z.array(Host).default([]),
    })
    .prefault({}),
  cameras: z.strictObject({ hosts: z.array(Host).default([]) }).prefault({}),
  egress: z.strictObject({ allow: z.array(z.string()).default([]) }).prefault({}),
  limits: z
    .strictObject({
      requestsPerS: z.number().positive().default(50),
      socketsPerSession: z.int().positive().default(8),
      observationsPerS: z.number().positive().default(20_000),
      feedQueue: z.int().positive().default(200_000),
    })
    .prefault({}),
  retention: z
    .strictObject({
      rawDays: z.int().positive().default(400),
      minuteDays: z.int().positive().default(800),
      commandDays: z.int().min(90).default(90),
      auditDays: z.int().min(180).default(400),
      sealedDays: z.int().default(30),
    })
    .prefault({}),
  /** Inner limits of the loop and its rates; see docs/configuration in the README. */
  loop: z
    .strictObject({
      inspection: z
        .strictObject({ value: z.number().positive(), type: z.enum(['URGENT_HOUR', 'WORK_HOUR', 'WORK_DAY', 'NATURAL_DAY']) })
        .default({ value: 1, type: 'WORK_DAY' }),
      acknowledgeMin: z.number().positive().default(5),
      dispatchMin: z.number().positive().default(10),
      registerMin: z.number().positive().default(30),
      verifyMin: z.number().positive().default(120),
      /** 缓办 and 挂账 are taken out of the rates. */
      defersTakenOut: z.boolean().default(false),
      selfHandledSample: z.number().min(0).max(1).default(0.1),
      riseAfterMin: z.number().positive().default(30),
      /** The clock supervises a case that is overdue for so long. */
      superviseAfterMin: z.number().min(0).default(120),
      /** Intake sources of the city's own, each with its channel. */
      sources: z.record(z.string().max(40), z.enum(['GRASSROOTS', 'PETITION', 'INDUSTRY'])).default({}),
    })
    .prefault({}),
  polling: z
    .array(
      z.strictObject({
        id: z.string(),
        url: Url,
        mapping: z.string(),
        periodS: z.number().min(5),
        format: z.enum(['json', 'geojson', 'csv']),
      }),
    )
    .default([]),
  /** Tables of figures that are asked for at a period and imported by a mapping of figures. */
  figurePolling: z
    .array(z.strictObject({ id: z.string().max(40), url: Url, mapping: z.string(), periodS: z.number().min(60) }))
    .default([]),
  webhooks: z
    .array(
      z.strictObject({
        id: z.string(),
        url: Url,
        for: z.array(z.enum(['hotline', 'task', 'rework', 'deadline', 'warning'])),
        secret: z.string().min(16),
        template: z.record(z.string(), z.string()),
      }),
    )
    .default([]),
  weather: z.strictObject({ warningTypes: z.array(z.string()).default([]) }).prefault({}),
})
export type FileConfig = z.infer<typeof FileConfig>

const Environment = z.object({
  TONGGUAN_HOST: z.string().default('127.0.0.1'),
  TONGGUAN_PORT: Port.default(8080),
  TONGGUAN_MQTT_PORT: Port.default(1883),
  TONGGUAN_MQTTS_PORT: Port.optional(),
  TONGGUAN_DATA: z.string().default('data'),
  TONGGUAN_WORLD: z.enum(['zhuhai', 'none']).default('zhuhai'),
  TONGGUAN_ADMIN_PASSWORD: z.string().optional(),
  TONGGUAN_TLS_CERT: z.string().optional(),
  TONGGUAN_TLS_KEY: z.string().optional(),
  TONGGUAN_ORIGIN: Url.optional(),
  TONGGUAN_PROXY: z.string().optional(),
  TONGGUAN_SEAL_KEY: z.string().optional(),
  TONGGUAN_CONFIG: z.string().default('tongguan.config.json'),
  TONGGUAN_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

/** Everything the house is told at its start, in one value. */
export type Config = ReturnType<typeof readConfig>

/** A wrong configuration: what and where, one line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`configuration is wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
    this.problems = problems
  }
}

/** Environment and file → Config; throws ConfigError with a list of all that is wrong and where. */
export function readConfig(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith('TONGGUAN_') && value !== ''))
  const unknown = Object.keys(given).filter((name) => !(name in Environment.shape))
  const environment = Environment.safeParse(given)
  const problems = unknown.map((name) => `environment ${name}: not known`)
  if (!environment.success) problems.push(...environment.error.issues.map((i) => `environment ${i.path.join('.')}: ${i.message}`))
  const path = given['TONGGUAN_CONFIG'] ?? 'tongguan.config.json'
  const file = FileConfig.safeParse(readFile(path, given['TONGGUAN_CONFIG'] !== undefined, problems))
  if (!file.success) problems.push(...file.error.issues.map((i) => `${path}: ${i.path.join('.') || '(top)'}: ${i.message}`))
  if (problems.length || !environment.success || !file.success) throw new ConfigError(problems)
  const e = environment.data
  if (!e.TONGGUAN_TLS_CERT !== !e.TONGGUAN_TLS_KEY)
    throw new ConfigError(['environment TONGGUAN_TLS_CERT and TONGGUAN_TLS_KEY go together'])
  return {
    host: e.TONGGUAN_HOST, port: e.TONGGUAN_PORT, mqttPort: e.TONGGUAN_MQTT_PORT, mqttsPort: e.TONGGUAN_MQTTS_PORT ?? null, dataFolder: e.TONGGUAN_DATA, world: e.TONGGUAN_WORLD,
    adminPassword: e.TONGGUAN_ADMIN_PASSWORD ?? null, sealKey: e.TONGGUAN_SEAL_KEY ?? null, origin: e.TONGGUAN_ORIGIN ? new URL(e.TONGGUAN_ORIGIN).origin : null,
    tls: e.TONGGUAN_TLS_CERT && e.TONGGUAN_TLS_KEY ? { cert: e.TONGGUAN_TLS_CERT, key: e.TONGGUAN_TLS_KEY } : null,
    proxies: e.TONGGUAN_PROXY?.split(',').map((p) => p.trim()) ?? [], logLevel: e.TONGGUAN_LOG, ...file.data,
  } // prettier-ignore
}

function readFile(path: string, required: boolean, problems: string[]): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    if (required) problems.push(`${path}: cannot be read`)
    return {}
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    problems.push(`${path}: not JSON (${(error as Error).message})`)
    return {}
  }
}
