import { createHash } from 'node:crypto'
import type { Feed } from '../../shared/source.ts'
import { systemActor } from '../../shared/actor.ts'
import type { createImports } from '../figures-import.ts'
import type { Hub } from '../hub.ts'
import type { Mappings } from './tables/mappings.ts'

export type FigurePoll = { id: string; url: string; mapping: string; periodS: number }
export type FigurePollParts = {
  hub: Hub
  imports: ReturnType<typeof createImports>
  mappings: Mappings
  city: string
  now(): Date
  /** Through the egress check; rejects when the address may not be called or does not answer. */
  call(request: {
    url: string
    headers: Record<string, string>
  }): Promise<{ status: number; headers: Record<string, string>; body: Buffer }>
}
const BACKOFF_AT_MOST_S = 86_400

/** Asks a bureau's address for its table at a period and imports it by its mapping when it changed; backs off while it fails and says so
 *  as a feed that is down. */
export function createFigurePoll(spec: FigurePoll, parts: FigurePollParts) {
  const mapping = parts.mappings.get(spec.mapping)
  if (!mapping) throw new Error(`figurePolling ${spec.id}: no mapping ${spec.mapping}; known: ${[...parts.mappings.keys()].join(', ')}`)
  let etag: string | undefined
  let seen = ''
  let failures = 0
  let feed: Feed = {
    kind: 'feed', id: `figures:${spec.id}`.slice(0, 64), name: mapping.title, door: 'polling', state: 'ok', rate: 0, lagS: null, queue: 0, accepted: 0, duplicates: 0, late: 0, refused: 0, dropped: 0,
    refusedBy: {}, lastSeenAt: null, error: null,
  } // prettier-ignore

  async function take(body: Buffer): Promise<void> {
    const hash = createHash('sha256').update(body).digest('hex')
    if (hash === seen) return
    const answer = await parts.imports.run({
      bytes: body,
      mapping: mapping!,
      fileName: spec.url,
      dryRun: false,
      actor: systemActor('import', parts.city),
      ops: () => [],
    })
    seen = hash
    const refusedBy = { ...feed.refusedBy }
    for (const { rule } of answer.refused) refusedBy[rule] = (refusedBy[rule] ?? 0) + 1
    feed = {
      ...feed,
      accepted: feed.accepted + answer.taken + answer.revised,
      duplicates: feed.duplicates + answer.unchanged,
      refused: feed.refused + answer.refused.length,
      refusedBy,
    }
  }

  /** One question; resolves the seconds until the next. */
  async function ask(): Promise<number> {
    try {
      const answer = await parts.call({ url: spec.url, headers: etag === undefined ? {} : { 'If-None-Match': etag } })
      if (answer.status === 200) await take(answer.body)
      else if (answer.status !== 304) throw new Error(`HTTP ${answer.status}`)
      if (answer.status === 200) etag = answer.headers['etag']
      failures = 0
      feed = { ...feed, state: 'ok', error: null, lastSeenAt: parts.now().toISOString() }
    } catch (error) {
      failures++
      feed = { ...feed, state: 'down', error: (error as Error).message.slice(0, 200) }
    }
    await parts.hub.show([feed])
    return failures === 0 ? spec.periodS : Math.min(BACKOFF_AT_MOST_S, spec.periodS * 2 ** Math.min(failures, 8))
  }
  return { ask }
}

/** Polls every address of the configuration; returns `stop`. */
export function startFigurePolling(specs: readonly FigurePoll[], parts: FigurePollParts): () => void {
  const timers = new Set<NodeJS.Timeout>()
  for (const spec of specs) {
    const poll = createFigurePoll(spec, parts)
    const again = (afterS: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void poll.ask().then(again)
      }, afterS * 1000)
      timer.unref()
      timers.add(timer)
    }
    again(1)
  }
  return () => { for (const timer of timers) clearTimeout(timer) } // prettier-ignore
}
