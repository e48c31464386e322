import { createHmac } from 'node:crypto'
import type { Config } from './config.ts'
import type { Egress } from './egress.ts'
import { newId } from './id.ts'
import type { OutMessage } from './store/outbox.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

export type Webhook = Config['webhooks'][number]
export type Occasion = Webhook['for'][number]
export type Outbox = ReturnType<typeof openOutbox>

const MOST_ATTEMPTS = 8
const FIRST_RETRY_MS = 5_000
const BATCH = 50

/** The one template language: `{field}` becomes the field's text; a field that is not known becomes nothing. */
export const fill = (template: string, fields: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? '')

/** HMAC-SHA256 over time and body, as the receiver checks it: `t=SECONDS,v1=HEX`. */
export const signatureOf = (secret: string, atS: number, body: string): string =>
  `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.${body}`).digest('hex')}`

/** What goes out: one JSON webhook a channel, kept in the write of what it tells of, sent afterwards, again until received or dead. */
export function openOutbox(options: {
  store: Store
  webhooks: readonly Webhook[]
  egress: Pick<Egress, 'call'>
  seal: (text: string) => string
  unseal: (text: string) => string
  now: () => Date
  onError?: (error: unknown) => void
}) {
  const { store, webhooks, egress, now } = options
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let again = false
  let closed = false

  /** Only the fields that the channel's template names leave the house. */
  function ops(occasion: Occasion, subject: string, fields: Record<string, string>): WriteOp[] {
    const at = now().toISOString()
    return webhooks.filter((hook) => hook.for.includes(occasion)).map((hook) => {
      const body = { id: newId(now().getTime()), event: occasion, at, ...Object.fromEntries(Object.entries(hook.template).map(([name, template]) => [name, fill(template, fields)])) }
      return op('outbox.put', { id: body.id, channel: hook.id, template: occasion, subject, body: options.seal(JSON.stringify(body)), state: 'waiting', attempts: 0, nextAt: at, createdAt: at, sentAt: null, receipt: null, error: null })
    }) // prettier-ignore
  }

  async function deliver(message: OutMessage): Promise<void> {
    const hook = webhooks.find(({ id }) => id === message.channel)
    if (!hook) return settle({ ...message, state: 'dead', nextAt: null, error: '通道已不在配置中' })
    const body = options.unseal(message.body)
    const atS = Math.floor(now().getTime() / 1000)
    try {
      const answer = await egress.call({
        url: hook.url, method: 'POST', body, trusted: true, redirects: 0,
        headers: { 'Content-Type': 'application/json', 'X-Tongguan-Signature': signatureOf(hook.secret, atS, body), 'X-Tongguan-Delivery': message.id },
      }) // prettier-ignore
      if (answer.status < 200 || answer.status >= 300) throw new Error(`HTTP ${answer.status}`)
      const receipt = receiptOf(answer.body)
      return settle({
        ...message,
        attempts: message.attempts + 1,
        state: receipt === null ? 'sent' : 'received',
        receipt,
        sentAt: now().toISOString(),
        nextAt: null,
        error: null,
      })
    } catch (error) {
      const attempts = message.attempts + 1
      const dead = attempts >= MOST_ATTEMPTS
      const nextAt = dead ? null : new Date(now().getTime() + FIRST_RETRY_MS * 2 ** (attempts - 1)).toISOString()
      return settle({
        ...message,
        attempts,
        state: dead ? 'dead' : 'waiting',
        nextAt,
        error: String((error as Error).message).slice(0, 200),
      })
    }
  }
  const settle = (message: OutMessage): Promise<void> =>
    store.write({ subjects: [], ops: [op('outbox.put', message)] }).then(() => undefined)

  async function turn(): Promise<void> {
    for (;;) {
      const due = await store.read('outbox.due', now().toISOString(), BATCH)
      // One message a channel at a time, in order, so that a status never overtakes the one before it.
      const channels = [...new Set(due.map(({ channel }) => channel))]
      await Promise.all(channels.map(async (channel) => { for (const message of due) if (message.channel === channel) await deliver(message) })) // prettier-ignore
      if (due.length < BATCH || closed) return
    }
  }
  /** Sends what is due now; called after a write that put something, and now and then for what is to be tried again. */
  function poke(): Promise<void> {
    if (closed || webhooks.length === 0) return Promise.resolve()
    if (running) {
      again = true // what was put while the last look was under way
      return running
    }
    const run = async () => {
      do {
        again = false
        await turn().catch((error: unknown) => options.onError?.(error))
      } while (again && !closed)
    }
    return (running = run().finally(() => (running = null)))
  }
  return {
    ops, poke,
    counts: () => store.read('outbox.counts'),
    /** Without their bodies: those are personal data. */
    inState: async (state: OutMessage['state'], limit: number) => (await store.read('outbox.inState', state, limit)).map(({ body: _, ...message }) => message),
    /** A dead message lives again, with all its attempts. False: there is none. */
    async retry(id: string, ops: WriteOp[]): Promise<boolean> {
      const message = await store.read('outbox.get', id)
      if (message?.state !== 'dead' || message.body === '') return false
      await store.write({ subjects: [], ops: [op('outbox.put', { ...message, state: 'waiting', attempts: 0, nextAt: now().toISOString() }), ...ops] })
      void poke()
      return true
    },
    has: (occasion: Occasion): boolean => webhooks.some((hook) => hook.for.includes(occasion)),
    start(everyMs = 5_000): void {
      timer = setInterval(() => void poke(), everyMs)
      timer.unref()
      void poke()
    },
    async close(): Promise<void> {
      closed = true
      if (timer) clearInterval(timer)
      await running
    },
  } // prettier-ignore
}

/** A receiver may answer with its own number for what it took. */
function receiptOf(body: Buffer): string | null {
  try {
    const receipt = (JSON.parse(body.toString('utf8')) as { receipt?: unknown } | null)?.receipt
    return typeof receipt === 'string' || typeof receipt === 'number' ? String(receipt).slice(0, 200) : null
  } catch {
    return null
  }
}
