import { createHash } from 'node:crypto'
import type { Role } from '../shared/actor.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

export type Where = { address: string | null; session: string | null }
export type AuditEntry = {
  actor: { id: string; roles: readonly Role[] }
  where: Where
  action: string
  object: string | null
  result: string
  reason?: string | null
  body?: unknown
}
export type Audit = ReturnType<typeof openAudit>

const FOLD_MS = 60_000

/** Rows of the chained audit. A row goes into the write of what it tells of: without the row there is no deed. */
export function openAudit({ store, now }: { store: Store; now: () => Date }) {
  const refused = new Map<string, { minute: number; address: string; action: string; count: number; about: Set<string> }>()

  const row = ({ actor, where, action, object, result, reason, body }: AuditEntry): WriteOp =>
    op('audit.add', {
      at: now().toISOString(), actor: actor.id, roles: [...actor.roles], address: where.address, session: where.session, action, object, result, reason: reason ?? null,
      bodyHash: body === undefined ? null : createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    }) // prettier-ignore

  async function flush(all: boolean): Promise<void> {
    const minute = Math.floor(now().getTime() / FOLD_MS)
    const ready = [...refused].filter(([, fold]) => all || fold.minute < minute)
    if (ready.length === 0) return
    for (const [key] of ready) refused.delete(key)
    const ops = ready.map(([, { address, action, count, about }]) =>
      row({
        actor: { id: 'nobody', roles: [] },
        where: { address, session: null },
        action,
        object: [...about].join(' ') || null,
        result: 'refused',
        reason: `一分钟内 ${count} 次`,
      }),
    )
    await store.write({ subjects: [], ops }).catch(() => {
      for (const [key, fold] of ready) if (!refused.has(key)) refused.set(key, fold)
    })
  }
  const timer = setInterval(() => void flush(false), 10_000)
  timer.unref()

  return {
    row,
    /** A refused sign-in or key: one row an address and minute. `about` names an account that exists; what else was typed may be a password. */
    refused(action: string, address: string, about: string | null): void {
      const minute = Math.floor(now().getTime() / FOLD_MS)
      const key = `${action}|${address}|${minute}`
      const fold = refused.get(key) ?? { minute, address, action, count: 0, about: new Set<string>() }
      fold.count++
      if (about !== null && fold.about.size < 8) fold.about.add(about)
      refused.set(key, fold)
    },
    flush: () => flush(true),
    stop: async () => {
      clearInterval(timer)
      await flush(true)
    },
  }
}
