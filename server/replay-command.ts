import { join } from 'node:path'
import { readArguments } from './arguments.ts'
import type { Config } from './config.ts'
import { askConsole } from './console.ts'
import { readMappings, type SensorMapping, SHIPPED } from './feeds/mapping.ts'
import { httpSink, introduce, mqttSink, play, readRecording } from './feeds/replay.ts'

export const REPLAY_USAGE = `usage: npm run replay -- FILE --mapping M [--speed N|max] [--via mqtt|http] [--until T]
  [--url http://HOST:PORT] [--mqtt HOST:PORT] [--key tg_… --user NAME]
Without --key the running server is asked for one.`

export type ReplayFlags = {
  file: string
  mapping: string
  speed: number
  via: 'mqtt' | 'http'
  untilMs: number
  url: string
  mqttHost: string
  mqttPort: number
  key: string | null
  user: string
}

/** Reads the command line; throws with the usage when it is wrong. */
export function readReplayFlags(args: readonly string[], config: Config): ReplayFlags {
  const { flags, words } = readArguments(args, ['mapping', 'speed', 'via', 'until', 'url', 'mqtt', 'key', 'user'])
  const [file, ...more] = words
  const mapping = flags.get('mapping')
  const speed = flags.get('speed') ?? 'max'
  const via = flags.get('via') ?? 'mqtt'
  const until = flags.get('until')
  const wrong = (what: string) => new Error(`${what}\n${REPLAY_USAGE}`)
  if (file === undefined || more.length > 0 || mapping === undefined) throw wrong('one FILE and --mapping are needed')
  if (speed !== 'max' && !(Number(speed) > 0)) throw wrong('--speed is a number above 0, or max')
  if (via !== 'mqtt' && via !== 'http') throw wrong('--via is mqtt or http')
  const untilMs = until === undefined ? Infinity : Date.parse(until)
  if (Number.isNaN(untilMs)) throw wrong('--until is an instant')
  const [mqttHost, mqttPort] = (flags.get('mqtt') ?? `${config.host}:${config.mqttPort}`).split(':')
  return {
    file, mapping, speed: speed === 'max' ? Infinity : Number(speed), via, untilMs,
    url: (flags.get('url') ?? `${config.tls ? 'https' : 'http'}://${config.host}:${config.port}`).replace(/\/$/, ''),
    mqttHost: mqttHost ?? config.host, mqttPort: Number(mqttPort ?? config.mqttPort),
    key: flags.get('key') ?? null, user: flags.get('user') ?? `replay-${mapping}`,
  } // prettier-ignore
}

export const sensorMappings = (dataFolder: string): Map<string, SensorMapping> => readMappings([SHIPPED, join(dataFolder, 'mappings')])

/** Plays a recording of sensors into a running server; resolves the lines to print. */
export async function replaySensors(
  flags: ReplayFlags,
  mapping: SensorMapping,
  config: Config,
  say: (line: string) => void,
): Promise<string[]> {
  const recording = await readRecording(flags.file, mapping, flags.untilMs)
  say(
    `${flags.file}: ${recording.lines} lines, ${recording.rows.length} observations of ${recording.datastreams.length} datastreams, ${recording.missing} empty cells`,
  )
  const key = flags.key ?? (await askKey(flags.user, config))
  const door = { url: flags.url, key }
  const { created, refused } = await introduce(door, mapping, recording.datastreams)
  say(`source ${mapping.source.id} (replay), ${created} datastreams created, ${refused} refused`)
  const sink = flags.via === 'http' ? httpSink(door) : await mqttSink({ host: flags.mqttHost, port: flags.mqttPort, user: flags.user, key })
  const started = Date.now()
  let toldAt = started
  const sent = await play(recording.rows, {
    speed: flags.speed, sink, now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    progress: (done) => {
      if (Date.now() - toldAt < 5_000) return
      toldAt = Date.now()
      say(`${done} of ${recording.rows.length}`)
    },
  }) // prettier-ignore
  await sink.close()
  const refusedBefore = Object.entries(recording.refused).map(([rule, n]) => `${rule} ${n}`)
  const outcome =
    flags.via === 'http'
      ? `${sent.accepted} accepted, ${sent.duplicates} duplicates, ${sent.refused} refused`
      : `${sent.accepted} acknowledged (what was refused lies in the dead letters)`
  return [
    `played in ${((Date.now() - started) / 1000).toFixed(1)} s: ${outcome}`,
    ...(refusedBefore.length > 0 ? [`unreadable in the file: ${refusedBefore.join(', ')}`] : []),
  ]
}

export async function askKey(name: string, config: Config, scope = 'observations:write,datastreams:write'): Promise<string> {
  const said = await askConsole(config.dataFolder, 'key', ['--name', name, '--scope', scope], process.cwd())
  const key = said?.ok ? said.lines.at(-1) : undefined
  if (key === undefined)
    throw new Error(said ? said.lines.join('\n') : `no server runs on ${config.dataFolder}: start it, or give --key and --user`)
  return key
}
