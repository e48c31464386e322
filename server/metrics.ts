import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { RequestHandler } from 'express'
import { Gauge, Registry } from 'prom-client'
import type { Actor } from '../shared/actor.ts'
import type { Hub } from './hub.ts'
import { HttpProblem } from './problem.ts'
import type { Store } from './store/store.ts'
import { isLoopback } from './whereabouts.ts'

type Parts = {
  store: Store
  hub: Hub
  sensing: {
    gather: {
      feeds(now: number): readonly { id: string; rate: number; lagS: number | null; queue: number; refused: number; accepted: number }[]
    }
  }
  identity: unknown
}
type LiveParts = { readers(): number; lastTickMs(): number }

/** OpenMetrics: feeds' rates, lag, queue, refused; commit and tick time, readers, event-loop delay. Loopback, or a key with `read`. */
export function openMetrics({ store, hub, sensing }: Parts) {
  const registry = new Registry<'application/openmetrics-text; version=1.0.0; charset=utf-8'>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let live: LiveParts | null = null
  const gauge = (name: string, help: string, collect: (g: Gauge<'feed'>) => void, labels: 'feed'[] = []) =>
    void new Gauge({ name: `tongguan_${name}`, help, labelNames: labels, registers: [registry], collect() { this.reset(); collect(this) } }) // prettier-ignore
  const feeds = (name: string, help: string, of: (feed: ReturnType<Parts['sensing']['gather']['feeds']>[number]) => number) =>
    gauge(name, help, (g) => { for (const feed of sensing.gather.feeds(Date.now())) g.set({ feed: feed.id }, of(feed)) }, ['feed']) // prettier-ignore
  const p = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0

  feeds('feed_rate_rows_per_second', 'Rows accepted a second, over ten seconds', (feed) => feed.rate)
  feeds('feed_lag_seconds', 'Seconds between observed and received of the newest row', (feed) => feed.lagS ?? 0)
  feeds('feed_queue_rows', 'Rows that wait', (feed) => feed.queue)
  feeds('feed_accepted_rows', 'Rows accepted since the start', (feed) => feed.accepted)
  feeds('feed_refused_rows', 'Rows refused, for ever', (feed) => feed.refused)
  gauge('commit_milliseconds_p50', 'Group commit, median of the last thousand', (g) => g.set(p(store.health().commitMs, 0.5)))
  gauge('commit_milliseconds_p99', 'Group commit, p99 of the last thousand', (g) => g.set(p(store.health().commitMs, 0.99)))
  gauge('store_bytes', 'Bytes on disk', (g) => g.set(store.health().bytes))
  gauge('store_writes', '1 while the store can write', (g) => g.set(store.health().failing === null ? 1 : 0))
  gauge('tick_milliseconds', 'The last tick of the stream', (g) => g.set(live?.lastTickMs() ?? 0))
  gauge('readers', 'Connected readers', (g) => g.set(live?.readers() ?? 0))
  gauge('seq', 'Newest seq told', (g) => g.set(hub.log().seq))
  gauge('event_loop_delay_milliseconds_p99', 'Event-loop delay since the last look', (g) => { g.set(delay.percentile(99) / 1e6); delay.reset() }) // prettier-ignore

  const handler: RequestHandler = async (req, res) => {
    const actor = res.locals['actor'] as Actor | undefined
    // A proxy on this machine comes from loopback too, and says for whom it asks.
    const isHere =
      isLoopback(req.socket.remoteAddress ?? '') && req.headers['x-forwarded-for'] === undefined && req.headers['forwarded'] === undefined
    if (!isHere && !actor?.scopes.includes('read')) throw new HttpProblem(401, 'sign-in', '指标只对本机或有 read 权限的密钥开放')
    res.type(registry.contentType).send(await registry.metrics())
  }
  return { handler, watch: (parts: LiveParts) => void (live = parts) }
}
